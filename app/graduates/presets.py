"""邀请函信息管理: an employer's templates of the blocks of an invitation (job, archive, household)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson
from sqlalchemy import select

from app.content.form import Field
from app.errors import Conflict, Invalid, NotFound
from app.forms import BoundForm, compile_form
from app.forms.problem import Problem
from app.forms.texts import clean, one_line
from app.graduates.inviting import PROCESS
from app.graduates.scope import signing_employer
from app.graduates.tables import Preset
from app.graduates.words import GROUP_NAMES
from app.inbox.desk import Desk

MAX_BYTES = 8_000
MAX_PRESETS = 200


def find(desk: Desk, group: str | None = None, q: str = "") -> Sequence[Preset]:
    """Return the employer's templates, of one group or all, by name. Raises Invalid for an unknown group."""
    employer = signing_employer(desk.session, desk.person)
    query = select(Preset).where(Preset.employer_id == employer.id)
    if group:
        query = query.where(Preset.preset_group == checked_group(group))
    if q.strip():
        query = query.where(Preset.name.contains(q.strip(), autoescape=True))
    return desk.session.scalars(query.order_by(Preset.preset_group, Preset.name).limit(MAX_PRESETS)).all()


def get(desk: Desk, preset_id: str) -> Preset:
    """Return one of the employer's templates. Raises NotFound."""
    employer = signing_employer(desk.session, desk.person)
    preset = desk.session.get(Preset, preset_id)
    if preset is None or preset.employer_id != employer.id:
        raise NotFound
    return preset


def create(desk: Desk, group: str, name: str, data: Mapping[str, Any]) -> Preset:
    """Keep the answers of a block as a template. Raises Invalid, Conflict when the name is taken."""
    employer = signing_employer(desk.session, desk.person)
    preset = Preset(
        employer_id=employer.id, preset_group=checked_group(group), updated_at=desk.now, name="", data={}
    )
    _set(desk, preset, name, data)
    desk.session.add(preset)
    desk.session.flush()
    return preset


def change(desk: Desk, preset_id: str, name: str, data: Mapping[str, Any]) -> Preset:
    """Change a template; letters that were sent keep what they said. Raises NotFound, Invalid, Conflict."""
    preset = get(desk, preset_id)
    _set(desk, preset, name, data)
    desk.session.flush()
    return preset


def remove(desk: Desk, preset_id: str) -> None:
    """Delete a template. Raises NotFound."""
    desk.session.delete(get(desk, preset_id))
    desk.session.flush()


def use(desk: Desk, preset_ids: Sequence[str]) -> dict[str, Any]:
    """Return the answers that these templates fill. Raises NotFound."""
    filled: dict[str, Any] = {}
    for preset_id in preset_ids:
        filled |= get(desk, preset_id).data
    return filled


def block(desk: Desk, group: str) -> BoundForm:
    """Return the form of the invitation letter with nothing but the block that a template fills, in part or whole."""
    release = desk.library.newest_release(desk.session, PROCESS)
    form = release.form(release.process.properties["start_form"])
    fields = tuple(_optional(f) for f in form.fields if f.properties.get("preset") == group)
    return compile_form(replace(form, fields=fields), release.codes, {}, desk.now)


def _optional(field: Field) -> Field:
    """Return a field, and those in it, that may be left empty."""
    properties = {name: value for name, value in field.properties.items() if name != "required_if"}
    inner = tuple(_optional(f) for f in field.fields)
    return replace(field, required=False, properties=properties, fields=inner)


def accepted(desk: Desk, group: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers that the block takes. Raises Invalid for a field that it does not have, or a value."""
    answers = block(desk, checked_group(group)).check(dict(data), draft=True)
    if answers.errors:
        raise Invalid(errors=answers.errors)
    return answers.values


def checked_group(group: str) -> str:
    """Return the group. Raises Invalid for an unknown one."""
    if group not in GROUP_NAMES:
        raise Invalid.of({"group": f"只能是 {'、'.join(GROUP_NAMES)} 之一。"})
    return group


def _set(desk: Desk, preset: Preset, name: str, data: Mapping[str, Any]) -> None:
    title = _title(name)
    if not 1 <= len(title) <= 60:
        raise Invalid.of({"name": "请填写模板名称，不超过 60 个字。"})
    if len(orjson.dumps(dict(data))) > MAX_BYTES:
        raise Invalid.of({"data": "模板内容过长，请精简后保存。"})
    if _taken(desk, preset, title):
        raise Conflict(f"已有名为“{title}”的{GROUP_NAMES[preset.preset_group]}模板，请换一个名称。")
    preset.name, preset.data, preset.updated_at = title, dict(data), desk.now


def _title(name: str) -> str:
    try:
        return one_line(clean(name))
    except Problem as problem:
        raise Invalid.of({"name": f"模板名称{problem.sentence}。"}) from problem


def _taken(desk: Desk, preset: Preset, name: str) -> bool:
    table = Preset
    same = (
        table.employer_id == preset.employer_id,
        table.preset_group == preset.preset_group,
        table.name == name,
    )
    other = desk.session.scalar(select(table.id).where(*same))
    return other is not None and other != preset.id
