"""An instance before it exists: who takes part, what is known, and whether it may begin."""

from collections.abc import Iterable, Mapping
from itertools import zip_longest
from typing import Any

from sqlalchemy import bindparam, select

from app.content.bpmn import Process
from app.errors import Invalid, NotAllowed, NotFound
from app.inbox.desk import Desk
from app.inbox.input import check_answers
from app.inbox.library import Release
from app.inbox.offering import concerned
from app.operators.registry import Subject
from app.store.accounts import Party
from app.store.statements import Statement, table_of

_PARTY = table_of(Party)
_FEW = [f"party_{number}" for number in range(8)]
_PARTIES = Statement(
    select(_PARTY.c.id, _PARTY.c.kind, _PARTY.c.code, _PARTY.c.name).where(
        _PARTY.c.id.in_([bindparam(name) for name in _FEW])
    )
)


class Opening:
    """An instance before it exists: its subject, its parties by role, and the case it would start with."""

    def __init__(
        self, subject: Subject | None, role: str, parties: dict[str, str], case: dict[str, Any]
    ) -> None:
        self.subject = subject
        self.role = role
        self.parties = parties
        self.case = case


def open_process(desk: Desk, key: str, subject_id: str | None) -> tuple[Release, Opening]:
    """Return the release of a process that holds for the parties around a subject, and the case it would open.

    Raises NotFound, NotAllowed."""
    release = desk.library.newest_release(desk.session, key)
    opening = open_case(desk, release, subject_id)
    trial = desk.library.trial_release(desk.session, key, opening.parties.values())
    if trial is not None:
        return trial, open_case(desk, trial, subject_id)
    if release.parties is not None:
        raise NotAllowed("这项办理目前只在部分单位试用，你所在的单位还没有开通。")
    return release, opening


def open_case(desk: Desk, release: Release, subject_id: str | None) -> Opening:
    """Bind the roles to parties and gather the facts that the start decision and form see."""
    process = release.process
    subject = load_subject(desk, process, subject_id)
    parties = dict(subject.parties) if subject else {}
    role, own = _starter(desk, start_roles(process), parties)
    if own:
        parties[role] = own
    bind_derived(desk, release, parties)
    parties = concerned(release, role, parties, subject.distant if subject else ())
    case: dict[str, Any] = {
        "subject": {"id": subject.id, "kind": subject.kind, **subject.facts} if subject else None,
        "parties": describe_parties(desk, parties),
        "started": {"at": desk.now.isoformat(), "by": desk.actor.name if desk.actor else "", "role": role},
        "instance": {"id": None, "process": process.key, "status": None},
        **(subject.extra if subject else {}),
    }
    return Opening(subject, role, parties, case)


def bind_derived(desk: Desk, release: Release, parties: dict[str, str]) -> None:
    """Bind the roles of lanes that nobody is yet: code table `role` may say whose party a role shares (`of`)."""
    lanes = {lane.role for process in release.processes() for lane in process.lanes.values()}
    unbound = lanes - set(parties)
    if not unbound:
        return
    try:
        roles = desk.library.newest(desk.session, "codes", "role")
    except NotFound:
        return
    for role in sorted(unbound):
        party = parties.get(roles.row(role).get("of", ""))
        if party is not None:
            parties[role] = party


def start_roles(process: Process) -> tuple[str, ...]:
    """Return the roles that may start a process: those that the start event names (`roles`), else that of its lane."""
    for element in process.elements.values():
        if element.type == "startEvent" and element.parent is None and not element.event:
            return element.starters
    return ("",)


def load_subject(desk: Desk, process: Process, subject_id: str | None) -> Subject | None:
    """Load what the process is about, through the loader registered for its kind. Raises NotFound."""
    kind = process.properties.get("subject")
    if not kind:
        return None
    loader = desk.registry.subjects.get(kind)
    if loader is None:
        raise NotFound
    return loader(desk.session, subject_id, desk.actor, desk.now)


def _starter(desk: Desk, roles: Iterable[str], parties: Mapping[str, str]) -> tuple[str, str]:
    """Return in which of the roles, and as which party, the actor starts; the system itself is no party."""
    if desk.actor is None:
        return next(iter(roles)), ""
    mine = [(m.role, m.party_id) for role in roles for m in desk.person.memberships if m.role == role]
    own = [(role, party) for role, party in mine if party]
    if not own:
        raise NotAllowed("你的身份不能发起这项办理。")
    for role, party in own:
        if parties.get(role, party) == party:
            return role, party
    raise NotFound


def describe_parties(desk: Desk, parties: Mapping[str, str]) -> dict[str, Any]:
    """Return role → {id, kind, code, name} for the case file."""
    ids = sorted(set(parties.values()))
    found: list[tuple[Any, ...]] = []
    for first in range(0, len(ids), len(_FEW)):
        found += _PARTIES.rows(desk.session, dict(zip_longest(_FEW, ids[first : first + len(_FEW)])))
    rows = {row[0]: dict(zip(("id", "kind", "code", "name"), row, strict=True)) for row in found}
    return {role: rows[party_id] for role, party_id in parties.items() if party_id in rows}


def with_start_form(
    desk: Desk, release: Release, case: dict[str, Any], data: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the case with the checked answers of the start form. Raises Invalid."""
    form_key = release.process.properties.get("start_form")
    if not form_key:
        if data:
            raise Invalid("这项办理没有需要填写的内容，请不要提交额外的字段。")
        return case
    return {**case, start_key(release): check_answers(desk, release, form_key, case, data)}


def start_key(release: Release) -> str:
    """Return the key of the case under which the answers of the start form lie, or nothing."""
    properties = release.process.properties
    return properties.get("data") or properties.get("start_form", "")
