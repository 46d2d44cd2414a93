"""The operator that asks a service outside something that it answers later, such as whether somebody is who they say."""

from datetime import timedelta
from typing import Any

from app import rules
from app.errors import Incident
from app.identity.secrets import new_token, token_hash
from app.operators.answers import PREFIX
from app.operators.outbox import write_outbox
from app.operators.registry import Env, registry
from app.store.base import new_id
from app.store.questions import Question

PATH = "/api/v1/answers/"


@registry.operator
def ask(
    env: Env, *, channel: str, topic: str, message: str, body: Any = None, minutes: Any = 60
) -> dict[str, Any]:
    """向通道 channel 的外部服务提出问题：topic 是问题的种类，body 是内容；答复作为消息 message 送到本次办理，

    流程用同名的消息事件等待它，并另设定时事件；minutes 分钟内的答复有效。返回 {id, expires_at}。"""
    content = rules.to_json(body) or {}
    if not isinstance(content, dict):
        raise Incident("提问的内容应当是 {名称: 值} 形式。", env.element, "operator")
    token = new_token()
    asked = Question(
        id=new_id(),
        instance_id=env.instance_id,
        channel=channel,
        message=message,
        token_hash=token_hash(token),
        asked_at=env.now,
        expires_at=env.now + timedelta(minutes=int(minutes)),
    )
    env.session.add(asked)
    env.session.flush()
    told = {**content, "answer_to": f"{env.site}{PATH}{token}", "expires_at": asked.expires_at.isoformat()}
    write_outbox(env, channel=channel, topic=topic, body=told, key=f"{PREFIX}{asked.id}")
    return {"id": asked.id, "expires_at": asked.expires_at.isoformat()}
