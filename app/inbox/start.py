"""Starting an instance: may this person, on this subject, now; then run to the first people who have to act."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app import engine
from app.errors import Conflict
from app.inbox.around import Around
from app.inbox.desk import Desk
from app.inbox.failures import refusing
from app.inbox.host import Host, allowed
from app.inbox.input import bind_files, bind_form
from app.inbox.library import Release
from app.inbox.offering import stands_alone
from app.inbox.once import once
from app.inbox.opening import Opening, open_process, start_key, with_start_form
from app.inbox.unnamed import is_unnamed, keyed, seal_author, unname_files, unnamed_id, veiled, veiled_case
from app.inbox.writing import Act, write_snapshot
from app.jobs.queue import enqueue
from app.store.base import new_id
from app.store.instances import Instance, InstanceParty
from app.store.session import one_at_a_time
from app.store.statements import Adding, loaded, table_of

_INSTANCE, _OF_INSTANCE = table_of(Instance), table_of(InstanceParty)
_ADD_INSTANCE = Adding(_INSTANCE)
_EMPTY = {**dict.fromkeys(_INSTANCE.c.keys()), "revision": 0, "title": "", "ended": False}
_ADD_PARTIES = Adding(_OF_INSTANCE)


def start(
    desk: Desk, key: str, subject_id: str | None, data: Mapping[str, Any], idempotency_key: str | None = None
) -> Instance:
    """Start a process for a subject with the answers of its start form.

    Raises NotFound (no such process or subject in scope), NotAllowed (role), Conflict (the process's `when`
    says no; its reason is the message), Invalid (answers)."""
    unnamed = is_unnamed(desk.library.newest_release(desk.session, key))
    instance_id = unnamed_id() if unnamed else new_id()
    asking = keyed(desk, idempotency_key) if unnamed else desk
    before = once(asking, idempotency_key, ("start", key, subject_id, data), instance_id)
    if before is not None:
        return desk.session.get_one(Instance, before)
    stands_alone(desk, key)
    release, opening = _open_alone(desk, key, subject_id)
    reason = allowed(release, release.process.properties.get("when"), opening.case, desk.now)
    if reason is not None:
        raise Conflict(reason)
    case = with_start_form(desk, release, opening.case, data)
    if unnamed:
        return _run_unnamed(desk, release, opening, case, instance_id)
    return _run(desk, release, opening, case, instance_id)


def _run_unnamed(
    desk: Desk, release: Release, opening: Opening, case: dict[str, Any], instance_id: str
) -> Instance:
    """Run an instance of which nothing says who began it."""
    nobody = veiled(desk)
    seal_author(desk, instance_id)
    form_key = release.process.properties.get("start_form")
    if form_key:
        answers, bound = case[start_key(release)], bind_form(desk, release, form_key, case)
        bind_files(desk, bound, answers, instance_id, None)
        unname_files(desk, bound, answers, nobody.now)
    parties = {role: party for role, party in opening.parties.items() if role != opening.role}
    case = veiled_case(case, opening.role, nobody.now)
    return _run(nobody, release, Opening(opening.subject, opening.role, parties, case), case, instance_id)


def start_for(desk: Desk, payload: Mapping[str, Any]) -> None:
    """Start a process on a subject in nobody's name: the job that `start_later` leaves."""
    start(desk, payload["process"], payload["subject"], {})


def start_later(session: Session, key: str, subject_id: str, at: datetime) -> None:
    """Have the system start a process on a subject after this transaction."""
    enqueue(session, "start", {"process": key, "subject": subject_id}, due=at, now=at)


def _open_alone(desk: Desk, key: str, subject_id: str | None) -> tuple[Release, Opening]:
    """Open a process while nobody else opens one about the same: whether it may start depends on what has started."""
    asked = subject_id or f"{key} {desk.actor.account_id if desk.actor else ''}"
    one_at_a_time(desk.session, f"about {asked}")
    release, opening = open_process(desk, key, subject_id)
    if opening.subject is None or opening.subject.id == asked:
        return release, opening
    one_at_a_time(desk.session, f"about {opening.subject.id}")
    desk.session.expire_all()  # somebody may have been faster while this one waited
    return open_process(desk, key, subject_id)


def _run(desk: Desk, release: Release, opening: Opening, case: dict[str, Any], instance_id: str) -> Instance:
    case["instance"]["id"] = instance_id
    values: dict[str, Any] = {
        **_EMPTY,
        "id": instance_id,
        "process": release.key,
        "version_id": release.version_id,
        "case": case,
        "subject_kind": opening.subject.kind if opening.subject else None,
        "subject_id": opening.subject.id if opening.subject else None,
        "started_by": desk.actor.account_id if desk.actor else None,
        "started_at": desk.now,
        "changed_at": desk.now,
    }
    _ADD_INSTANCE.run(desk.session, values)
    instance = loaded(desk.session, Instance, values)
    _bind(desk, instance, opening.parties)
    if not is_unnamed(release):
        _bind_start_files(desk, release, case, instance)
    host = Host(desk, release, instance.id, opening.parties)
    act = Act("started", role=opening.role)
    with refusing():
        snapshot = engine.start(release.program, case, host)
        write_snapshot(desk, instance, release, snapshot, opening.parties, act, Around(opening.parties))
    return instance


def _bind_start_files(desk: Desk, release: Release, case: dict[str, Any], instance: Instance) -> None:
    form_key = release.process.properties.get("start_form")
    if form_key:
        answers = case.get(start_key(release)) or {}
        bound = bind_form(desk, release, form_key, case)
        bind_files(desk, bound, answers, instance.id, instance.subject_id)


def _bind(desk: Desk, instance: Instance, parties: Mapping[str, str]) -> None:
    rows = [
        {
            "instance_id": instance.id,
            "role": role,
            "party_id": party,
            "process": instance.process,
            "started_at": instance.started_at,
        }
        for role, party in parties.items()
    ]
    _ADD_PARTIES.run(desk.session, *rows)
