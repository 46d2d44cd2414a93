"""Definitions for administrators: the list, the page of one with its editor, and a preview of forms."""

from typing import Any

from flask import redirect, render_template, request, url_for
from sqlalchemy import func, select

from app.content.folder import KINDS
from app.content.form import read_form
from app.errors import Invalid, NotFound
from app.forms import compile_form
from app.inbox.library import newest_keys
from app.inbox.opening import start_roles
from app.store.definitions import DefinitionVersion, Draft
from app.store.instances import Instance
from app.studio.drafts import KEY_RULE, fits_key, get_draft
from app.studio.versions import versions
from app.web.context import actor, db, desk, now, services
from app.web.forms import Printed, draw_form
from app.web.pages import bp
from app.web.pages.words import plain
from app.web.roles import codes_of, role_choices
from app.web.templating import frame, moment

KIND_NAMES = {
    "process": "流程",
    "form": "表单",
    "decision": "决策表",
    "report": "报表与消息",
    "codes": "代码表",
}
SHIPPED = "quxiang"  # the author of what was loaded from the folders


@bp.get("/definitions")
def definitions() -> Any:
    """Every definition of a kind."""
    kind = request.args.get("kind", "process")
    if kind not in KINDS:
        raise NotFound
    drafts, running = _drafts(kind), _running_by_key() if kind == "process" else {}
    published = newest_keys(db(), kind)
    new = sorted(drafts - {row.key for row in published})
    rows = [
        {
            "key": row.key,
            "name": _name(kind, row.key),
            "version": row.number,
            "author": _author(row),
            "note": row.note,
            "published": moment(row.published_at),
            "draft": row.key in drafts,
            "running": running.get(row.key, 0),
            "href": url_for("pages.definition", kind=kind, key=row.key),
        }
        for row in published
    ]
    rows += [
        {"key": key, "name": key, "draft": True, "href": url_for("pages.definition", kind=kind, key=key)}
        for key in new
    ]
    return render_template(
        "definitions/list.html",
        kind=kind,
        kind_name=KIND_NAMES[kind],
        tabs=[
            {"label": n, "href": url_for("pages.definitions", kind=k), "active": k == kind}
            for k, n in KIND_NAMES.items()
        ],
        rows=rows,
        new_href=url_for("pages.new_definition"),
    )


def _name(kind: str, key: str) -> str:
    value = desk().library.newest(db(), kind, key)
    return plain(str(getattr(value, "name", "") or getattr(value, "title", ""))) or key


def _author(row: DefinitionVersion) -> str:
    return "随程序提供" if row.author == SHIPPED else row.author


def _drafts(kind: str) -> set[str]:
    """Return the keys of the definitions that the reader is changing."""
    mine = select(Draft.key).where(Draft.kind == kind, Draft.author_id == actor().account_id)
    return set(db().scalars(mine))


def _running_by_key() -> dict[str, int]:
    """Return how many instances of each process run."""
    counted = select(Instance.process, func.count()).where(Instance.ended.is_(False))
    return dict(db().execute(counted.group_by(Instance.process)).all())


def _running_by_version(key: str) -> dict[str, int]:
    """Return how many instances run on each version of a process."""
    mine = (Instance.process == key, Instance.ended.is_(False))
    counted = select(Instance.version_id, func.count()).where(*mine)
    return dict(db().execute(counted.group_by(Instance.version_id)).all())


@bp.post("/definitions/new")
def new_definition() -> Any:
    """Open the editor of a definition that does not exist yet."""
    kind, key = request.form.get("kind", ""), request.form.get("key", "").strip()
    if kind not in KINDS or not fits_key(kind, key):
        raise Invalid.of({"key": KEY_RULE})
    return redirect(url_for("pages.definition", kind=kind, key=key, name=request.form.get("name") or None))


@bp.get("/definitions/<any(process,form,decision,report,codes):kind>/<path:key>")
def definition(kind: str, key: str) -> Any:
    """The editor of a definition: the modeller for diagrams, text for everything else."""
    try:
        rows = versions(db(), (kind, key))
    except NotFound:
        rows = []
    template = "definitions/modeler.html" if kind == "process" else "definitions/editor.html"
    running = _running_by_version(key) if kind == "process" else {}
    return render_template(
        template,
        kind=kind,
        key=key,
        name=_name(kind, key) if rows else (request.args.get("name") or key)[:60],
        has_draft=_has_draft(kind, key),
        running=sum(running.values()),
        code_tables=[{"key": k, "name": k} for k in desk().library.keys(db(), "codes")]
        if kind == "form"
        else [],
        kind_name=KIND_NAMES[kind],
        versions=[
            {
                "number": r.number,
                "author": _author(r),
                "note": r.note,
                "published": moment(r.published_at),
                "running": running.get(r.id, 0),
                "href": url_for("api.definition_version", kind=kind, key=key, number=r.number),
            }
            for r in rows
        ],
        api_base=f"/api/v1/definitions/{kind}/{key}",
        preview_url=url_for("pages.definition_preview") if kind == "form" else "",
        back_href=url_for("pages.definitions", kind=kind),
        modeler_data=_modeler_data() if kind == "process" else {},
    )


def _modeler_data() -> dict[str, Any]:
    library = desk().library
    keys = {kind: [{"key": k, "name": _name(kind, k)} for k in library.keys(db(), kind)] for kind in KINDS}
    operators = [
        {
            "name": o.name,
            "doc": o.doc,
            "parameters": [{"name": p, "required": p in o.required} for p in o.parameters],
        }
        for o in sorted(services().registry.operators.values(), key=lambda o: o.name)
    ]
    return {
        "roles": [{"key": k, "name": n} for k, n in role_choices().items()],
        "modules": [{"key": k, "name": n} for k, n in codes_of("module").items()],
        "forms": keys["form"],
        "decisions": keys["decision"],
        "processes": keys["process"],
        "reports": keys["report"],
        "operators": operators,
        "statuses": _statuses(keys["codes"]),
        "subjects": [{"key": k, "name": _subject_name(k)} for k in sorted(services().registry.subjects)],
        "start_roles": {
            k: start_roles(library.newest(db(), "process", k))[0] for k in library.keys(db(), "process")
        },
    }


def _subject_name(kind: str) -> str:
    return "发起人本人" if kind == "self" else frame.role_names.get(kind, kind)


def _has_draft(kind: str, key: str) -> bool:
    try:
        get_draft(db(), (kind, key), actor().account_id)
    except NotFound:
        return False
    return True


def _statuses(tables: list[dict[str, str]]) -> list[dict[str, str]]:
    found: dict[str, str] = {}
    for table in tables:
        if table["key"].startswith("status."):
            rows = desk().library.newest(db(), "codes", table["key"]).items()
            found |= {r["code"]: r["label"] for r in rows}
    return [{"code": c, "label": word} for c, word in found.items()]


@bp.post("/definitions/preview")
def definition_preview() -> Any:
    """A form as it would look, from its text."""
    form = read_form(request.get_data(), "forms/preview.form.json")
    library = services().library
    bound = compile_form(
        form, lambda key: library.newest(db(), "codes", key), {"subject": {}, "call": {}}, now()
    )
    return render_template(
        "definitions/preview.html",
        title=form.title,
        form_html=draw_form(
            bound, printed=Printed(lambda key: library.newest(db(), "report", f"documents/{key}"))
        ),
        who=actor().name,
    )
