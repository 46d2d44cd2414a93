"""签约设置: what a school opens for a cohort, and what may no longer be changed (DT-27)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.graduates.definitions import decide
from app.graduates.facts import signing_setting
from app.graduates.scope import own_parties
from app.graduates.tables import (
    Department,
    DestinationClaim,
    DestinationRegistration,
    Graduate,
    School,
    SchoolContact,
    Signing,
    SigningSetting,
)
from app.identity import audit
from app.inbox.desk import Desk
from app.store.accounts import Account, Membership

TYPES = {"two": "两方", "three": "三方"}
MODES = {"school_only": "仅学校", "department_school": "院系+学校"}
GROUPS = {"default": "全部学历", "doctor": "博士", "master": "硕士", "bachelor": "本科", "college": "专科"}
CONTACT_FIELDS = ("name", "phone", "mail", "address")
VALUES = ("opened", "agreement_type", "review_mode", "void_review")
SWITCHES = ("opened", "void_review")


@dataclass(frozen=True)
class Settings:
    """What a school has set for a cohort. `locks` says for each setting why it cannot be changed, if so."""

    school: School
    setting: SigningSetting
    locks: Mapping[str, str]
    contacts: list[SchoolContact]


def read(desk: Desk, school_code: str, cohort: int | None = None) -> Settings:
    """Return a school's signing settings. Raises NotFound outside the scope of the school's users."""
    school = _own_school(desk, school_code)
    setting = signing_setting(desk.session, school.id, cohort or school.cohort_current)
    return Settings(school, setting, locks(desk, setting), contacts_of(desk.session, school.id))


def contacts_of(session: Session, school_id: str | None) -> list[SchoolContact]:
    """Return whom a school names to be asked, by group of degrees."""
    mine = SchoolContact.school_id == school_id
    return list(session.scalars(select(SchoolContact).where(mine).order_by(SchoolContact.degree_group)))


def save(
    desk: Desk,
    school_code: str,
    values: Mapping[str, Any],
    contacts: Sequence[Mapping[str, Any]] | None = None,
    cohort: int | None = None,
) -> Settings:
    """Change a school's settings. Raises Invalid, Conflict (locked: why), NotAllowed, NotFound."""
    current = read(desk, school_code, cohort)
    _may_manage(desk, current.school)
    setting = current.setting
    changed = {k: v for k, v in _checked(values).items() if v != getattr(setting, k)}
    for name in changed:
        if name in current.locks:
            raise Conflict(current.locks[name])
    _departments_staffed(desk, current.school, changed)
    for name, value in changed.items():
        setattr(setting, name, value)
    setting.changed_at = desk.now
    desk.session.add(setting)
    if contacts is not None:
        _save_contacts(desk, current.school, contacts)
    desk.session.flush()
    target = f"school:{current.school.id}"
    audit(desk.session, desk.person, "change_settings", target, detail=dict(changed), now=desk.now)
    return read(desk, school_code, setting.cohort)


def locks(desk: Desk, setting: SigningSetting) -> dict[str, str]:
    """Return why settings cannot be changed now, by the decision `settings_lock`."""
    facts = lock_facts(desk, setting)
    found = {}
    for name in VALUES:
        answer = decide(desk.session, "settings_lock", {**facts, "setting": name}, desk.now)
        if answer.get("locked") is True:
            found[name] = str(answer.get("reason") or "已锁定，不能修改。")
    return found


def lock_facts(desk: Desk, setting: SigningSetting) -> dict[str, Any]:
    """Return what the lock depends on: what was started and what is under review."""
    return {
        "started": _started(desk, setting),
        "under_review": _under_review(desk, setting),
    }


def _started(desk: Desk, setting: SigningSetting) -> bool:
    signing = exists().where(Signing.school_id == setting.school_id, Signing.cohort == setting.cohort)
    graduates = (Graduate.school_id == setting.school_id, Graduate.cohort == setting.cohort)
    claim = exists().where(DestinationClaim.graduate_id == Graduate.id, *graduates)
    return bool(desk.session.scalar(select(signing | claim)))


def _under_review(desk: Desk, setting: SigningSetting) -> bool:
    mine = (Signing.school_id == setting.school_id, Signing.cohort == setting.cohort)
    signing = exists().where(*mine, Signing.state == "accepted")
    table = DestinationRegistration
    own = (table.school_id == setting.school_id, table.cohort == setting.cohort)
    registration = exists().where(*own, table.state == "reviewing")
    return bool(desk.session.scalar(select(signing | registration)))


def departments_without_account(desk: Desk, school_id: str) -> list[str]:
    """Return the names of the departments that have no account to review with."""
    staffed = (
        exists()
        .where(Membership.party_id == Department.id, Membership.role == "department")
        .where(Account.id == Membership.account_id, Account.status == "active")
    )
    query = (
        select(Department.name).where(Department.school_id == school_id, ~staffed).order_by(Department.code)
    )
    return list(desk.session.scalars(query))


def _departments_staffed(desk: Desk, school: School, changed: Mapping[str, Any]) -> None:
    if changed.get("review_mode") != "department_school":
        return
    missing = departments_without_account(desk, school.id)
    if missing:
        names = "、".join(missing)
        raise Conflict(f"以下院系还没有账号，不能选择“院系+学校”审核：{names}。请先为每个院系开通账号。")


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    problems = {name: "没有这个设置。" for name in values if name not in VALUES}
    for name in SWITCHES:
        if not isinstance(values.get(name, True), bool):
            problems[name] = "只能是 true 或 false。"
    if values.get("agreement_type", "two") not in TYPES:
        problems["agreement_type"] = "只能是 two（两方）或 three（三方）。"
    if values.get("review_mode", "school_only") not in MODES:
        problems["review_mode"] = "只能是 school_only（仅学校）或 department_school（院系+学校）。"
    if problems:
        raise Invalid.of(problems)
    return dict(values)


def _save_contacts(desk: Desk, school: School, contacts: Sequence[Mapping[str, Any]]) -> None:
    known = {
        row.degree_group: row
        for row in desk.session.scalars(select(SchoolContact).where(SchoolContact.school_id == school.id))
    }
    given: set[str] = set()
    for at, contact in enumerate(contacts):
        group = str(contact.get("degree_group") or "default")
        if group not in GROUPS or group in given:
            raise Invalid.of({f"contacts.{at}.degree_group": f"应当是 {'、'.join(GROUPS)} 之一，且不重复。"})
        if not str(contact.get("name") or "").strip():
            raise Invalid.of({f"contacts.{at}.name": "请填写联系人。"})
        given.add(group)
        row = known.get(group) or SchoolContact(school_id=school.id, degree_group=group)
        for field in CONTACT_FIELDS:
            setattr(row, field, str(contact.get(field) or "").strip()[:200])
        desk.session.add(row)
    for group, row in known.items():
        if group not in given:
            desk.session.delete(row)


def _own_school(desk: Desk, code: str) -> School:
    mine = own_parties(desk.person, "school")
    if not mine:
        raise NotAllowed("只有学校用户可以查看和修改签约设置。")
    school = desk.session.scalar(select(School).where(School.code == code, School.id.in_(mine)))
    if school is None:
        raise NotFound
    return school


def _may_manage(desk: Desk, school: School) -> None:
    levels = {m.level for m in desk.person.memberships if m.role == "school" and m.party_id == school.id}
    if not levels & {"manage", ""}:
        raise NotAllowed("你的权限级别不能修改签约设置，需要“管理”权限。")
