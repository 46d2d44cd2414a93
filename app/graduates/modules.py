"""Which modules a graduate or a member of staff is offered, and who opens them (DT-01)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.graduates.confirming import confirmed
from app.graduates.definitions import code_table, decide
from app.graduates.facts import graduate_facts, signing_setting
from app.graduates.scope import own_parties
from app.graduates.tables import Graduate, Province, ReportedDestination, School
from app.identity import Actor, audit
from app.inbox.desk import Desk

SWITCHED = ("destination", "archive", "household")


@dataclass(frozen=True)
class Module:
    """A module as it is offered to a graduate; `reason` says why it cannot be used, or only be looked at."""

    key: str
    name: str
    visible: bool
    usable: bool
    view_only: bool
    reason: str


def modules_of(session: Session, graduate: Graduate, now: datetime) -> list[Module]:
    """Return all modules for a graduate, by the decision `module_access` for each."""
    facts = module_facts(session, graduate, now)
    return [
        _module(session, key, name, facts, now) for key, name in module_names(session, "graduate").items()
    ]


def module_of(session: Session, graduate: Graduate, key: str, now: datetime) -> Module | None:
    """Return one module for a graduate, None where there is no such module."""
    name = module_names(session, "graduate").get(key)
    return _module(session, key, name, module_facts(session, graduate, now), now) if name else None


def module_names(session: Session, audience: str) -> dict[str, str]:
    """Return the names of the modules for an audience (graduate, staff), as the code table `module` has them."""
    table = code_table(session, "module")
    rows = table.rows if table is not None else {}
    return {code: row[audience] for code, row in rows.items() if row.get(audience)}


def module_facts(session: Session, graduate: Graduate, now: datetime) -> dict[str, Any]:
    """Return what the decision knows: the graduate, the switches above it, what was confirmed."""
    school = session.get_one(School, graduate.school_id)
    province = session.get_one(Province, school.province_id)
    return {
        "subject": {"id": graduate.id, **graduate_facts(session, graduate, now)},
        "province": {"own_system": province.own_system, "modules": dict(province.modules)},
        "school": {
            "modules": dict(school.modules),
            "opened": signing_setting(session, school.id, graduate.cohort).opened,
        },
        "confirmation": {
            "state": confirmed(session, graduate.id) or None,
            "reported": session.get(ReportedDestination, graduate.id) is not None,
        },
    }


def _module(session: Session, key: str, name: str, facts: Mapping[str, Any], now: datetime) -> Module:
    switches = {
        "province_open": bool(facts["province"]["modules"].get(key)),
        "school_open": bool(facts["school"]["modules"].get(key)),
    }
    answer = decide(session, "module_access", {**facts, "module": key, **switches}, now)
    return Module(
        key=key,
        name=name,
        visible=answer.get("visible") is True,
        usable=answer.get("usable") is True,
        view_only=answer.get("view_only") is True,
        reason=str(answer.get("reason") or ""),
    )


def staff_modules(session: Session, actor: Actor) -> list[dict[str, str]]:
    """Return the modules of departments and schools, and nothing for anybody else."""
    if not actor.has_any(("department", "school")):
        return []
    return [{"key": key, "name": name} for key, name in module_names(session, "staff").items()]


def switches(desk: Desk, code: str) -> dict[str, Any]:
    """Return the module switches of a province or school. Raises NotFound outside the actor's scope."""
    place = _place(desk, code)
    kind = "province" if isinstance(place, Province) else "school"
    answer: dict[str, Any] = {
        "code": place.code,
        "kind": kind,
        "name": place.name,
        "modules": {key: bool(place.modules.get(key)) for key in SWITCHED},
    }
    if isinstance(place, School):
        above = desk.session.get_one(Province, place.province_id)
        answer["province"] = {key: bool(above.modules.get(key)) for key in SWITCHED}
    return answer


def switch(desk: Desk, code: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Open or close modules. Raises Invalid, Conflict (closed by the province), NotFound, NotAllowed."""
    place = _place(desk, code)
    problems = {key: "没有这个模块。" for key in values if key not in SWITCHED}
    problems |= {key: "只能是 true 或 false。" for key, on in values.items() if not isinstance(on, bool)}
    if problems:
        raise Invalid.of(problems)
    if isinstance(place, School):
        _province_allows(desk, place, values)
    place.modules = {**place.modules, **values}
    desk.session.flush()
    audit(desk.session, desk.person, "switch_modules", f"party:{place.id}", detail=dict(values), now=desk.now)
    return switches(desk, code)


def _province_allows(desk: Desk, school: School, values: Mapping[str, Any]) -> None:
    above = desk.session.get_one(Province, school.province_id)
    names = module_names(desk.session, "graduate")
    closed = [names[key] for key, on in values.items() if on and not above.modules.get(key)]
    if closed:
        raise Conflict(f"省级就业部门尚未开放{'、'.join(closed)}，学校不能开放。")


def _place(desk: Desk, code: str) -> Province | School:
    provinces, schools = own_parties(desk.person, "province"), own_parties(desk.person, "school")
    if not provinces and not schools:
        raise NotAllowed("只有省级和学校用户可以开关模块。")
    found: Province | School | None = desk.session.scalar(
        select(Province).where(Province.code == code, Province.id.in_(provinces))
    ) or desk.session.scalar(select(School).where(School.code == code, School.id.in_(schools)))
    if found is None:
        raise NotFound
    return found
