"""Operators that print: a document definition over the case becomes a PDF in the file store."""

import hashlib
from typing import Any

from app.identity.secrets import token_hash
from app.operators.aims import aim_id
from app.operators.registry import Env, registry
from app.reports import render_pdf
from app.store.base import new_id
from app.store.instances import Document


@registry.operator
def render_document(  # noqa: PLR0913  an operator's parameters are what diagrams write, each by its name
    env: Env,
    *,
    document: str,
    name: str,
    roles: Any,
    kind: str = "",
    number: str = "",
    aim: bool = False,
    data: Any = None,
    token: str = "",
) -> dict[str, Any]:
    """用文书定义 document 生成 PDF，文件名为 name，roles 中的角色可以查看；返回 {id, name, sha256}。

    data 是文书在办理数据之外用到的内容 {名称: 值}；aim 为 true 时归入本次办理所针对的那项办理，它以前的版本保留；
    token 是印在文书上的令牌（random_token 给出），凭它可以找到这份文书。"""
    definition = env.release.part("report", f"documents/{document}")
    body = render_pdf(
        definition, {**env.case, **(data or {})}, now=env.now, codes=env.release.codes, site=env.site
    )
    path = env.files.put(body)
    row = Document(
        id=new_id(),
        instance_id=aim_id(env) if aim else env.instance_id,
        kind=kind or document,
        name=name,
        number=number or None,
        path=path,
        sha256=hashlib.sha256(body).hexdigest(),
        size=len(body),
        roles=[roles] if isinstance(roles, str) else list(roles),
        created_at=env.now,
        token_hash=token_hash(token) if token else None,
    )
    env.session.add(row)
    return {"id": row.id, "name": row.name, "sha256": row.sha256}
