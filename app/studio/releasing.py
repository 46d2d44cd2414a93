"""Releasing a draft: now or at a moment to come, for all or for some parties first; what is planned can be called off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.content.folder import Definition
from app.errors import AppError, Conflict, Invalid, NotFound, Stale
from app.identity import Actor
from app.jobs.clock import ZONE
from app.jobs.queue import cancel, enqueue
from app.operators.registry import Registry
from app.store.accounts import Party
from app.store.definitions import Draft, PlannedRelease
from app.studio.drafts import find_draft, get_draft, newest_number
from app.studio.publishing import checked, publish
from app.studio.references import Ref

FARTHEST = timedelta(days=366)
CHANGED = "在你修改期间，别人发布了新版本。请对照新版本重新修改后再发布。"
UNCHANGED = "草稿与现行版本相同，没有可发布的修改。"


@dataclass(frozen=True)
class Wish:
    """How a draft is to be released: why, from when on, and for whom first (ids of parties; None for all)."""

    note: str
    at: datetime | None = None
    parties: tuple[str, ...] | None = None


def release(session: Session, ref: Ref, actor: Actor, registry: Registry, wish: Wish, now: datetime) -> int:
    """Release the actor's draft and return the number of the version that it is, or is going to be.

    Raises NotReleasable with findings, Stale when somebody else published meanwhile, Conflict, Invalid, NotFound."""
    draft = get_draft(session, ref, actor.account_id)
    if draft.based_on != newest_number(session, ref):
        raise Stale(CHANGED)
    waiting = planned(session, ref)
    if waiting is not None and waiting.state == "waiting":
        raise Conflict(f"第 {waiting.number} 版已计划于 {_said(waiting.at)} 发布，请先取消计划或等它发布。")
    if waiting is not None:
        session.delete(waiting)
        session.flush()
    changed = [Definition(*ref, draft.body)]
    later = wish.at is not None and wish.at > now
    if later or wish.parties is not None:
        _used_by_a_process(session, ref, changed, registry, wish)
    if later:
        return _plan(session, draft, actor, wish, now)
    numbers = publish(
        session, changed, registry, note=wish.note, author=actor.name, now=now, parties=wish.parties
    )
    session.delete(draft)
    if ref not in numbers:
        raise Invalid.of({"draft": UNCHANGED})
    return numbers[ref]


def _used_by_a_process(
    session: Session, ref: Ref, changed: list[Definition], registry: Registry, wish: Wish
) -> None:
    """Check the draft, and that a trial can have an effect: what no process uses holds for everybody at once."""
    after = checked(session, changed, registry, wish.parties)
    processes = [key for kind, key in after.bodies if kind == "process"]
    if (
        wish.parties is not None
        and ref[0] != "process"
        and not any(ref in after.uses(key) for key in processes)
    ):
        raise Invalid.of({"schools": "没有流程使用这项定义，不能只对一部分单位发布，请对全部发布。"})


def _plan(session: Session, draft: Draft, actor: Actor, wish: Wish, now: datetime) -> int:
    if wish.at is None or wish.at > now + FARTHEST:
        raise Invalid.of({"at": "计划发布的时间应当在一年以内。"})
    row = PlannedRelease(
        kind=draft.kind,
        key=draft.key,
        number=draft.based_on + 1,
        body=draft.body,
        note=wish.note,
        author=actor.name,
        author_id=actor.account_id,
        at=wish.at,
        parties=None if wish.parties is None else list(wish.parties),
    )
    session.add(row)
    session.delete(draft)
    session.flush()
    enqueue(session, "release", {"plan": row.id}, due=wish.at, now=now, key=_job(row))
    return row.number


def release_planned(session: Session, payload: dict[str, Any], registry: Registry, now: datetime) -> None:
    """Publish what was planned for now; when that is not possible any more, say so and give the draft back."""
    plan = session.get(PlannedRelease, payload["plan"])
    if plan is None or plan.state != "waiting":
        return
    ref, parties = (plan.kind, plan.key), None if plan.parties is None else tuple(plan.parties)
    changed = [Definition(*ref, plan.body)]
    savepoint = session.begin_nested()
    try:
        if newest_number(session, ref) != plan.number - 1:
            raise Stale(CHANGED)
        publish(session, changed, registry, note=plan.note, author=plan.author, now=now, parties=parties)
        savepoint.commit()
        session.delete(plan)
    except AppError as error:
        savepoint.rollback()
        plan.state, plan.problem = "failed", error.message
        _give_back(session, plan, now)


def call_off(session: Session, ref: Ref, number: int, now: datetime) -> None:
    """Call off a planned release; its author has the draft again. Raises NotFound."""
    plan = planned(session, ref)
    if plan is None or plan.number != number:
        raise NotFound
    cancel(session, _job(plan))
    _give_back(session, plan, now)
    session.delete(plan)


def planned(session: Session, ref: Ref) -> PlannedRelease | None:
    """Return the planned release of a definition, if there is one."""
    same = (PlannedRelease.kind == ref[0], PlannedRelease.key == ref[1])
    return session.scalar(select(PlannedRelease).where(*same))


def _give_back(session: Session, plan: PlannedRelease, now: datetime) -> None:
    ref = (plan.kind, plan.key)
    if find_draft(session, ref, plan.author_id) is None:
        session.add(
            Draft(
                kind=plan.kind,
                key=plan.key,
                author_id=plan.author_id,
                body=plan.body,
                etag=plan.id,
                based_on=plan.number - 1,
                updated_at=now,
            )
        )


def parties_of_codes(session: Session, codes: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of the parties with these codes. Raises Invalid for a code that nobody has."""
    rows = dict(session.execute(select(Party.code, Party.id).where(Party.code.in_(codes))).all())
    unknown = [code for code in codes if code not in rows]
    if unknown:
        raise Invalid.of({"schools": f"没有代码为 {'、'.join(unknown)} 的单位。"})
    return tuple(sorted(rows[code] for code in codes))


def _job(plan: PlannedRelease) -> str:
    return f"release:{plan.id}"


def _said(moment: datetime) -> str:
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}"
