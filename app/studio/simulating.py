"""Playing a draft through: the use cases, operators and rows of a live run, in a transaction that is never committed.

Who takes part is invented, by the application where it knows how (`registry.sample`), else a party for each role. What
a run would have caused is read from the rows it wrote."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from app.content.folder import Definition
from app.errors import AppError, Conflict, Invalid
from app.forms import BoundForm
from app.identity.account import add_party
from app.identity.actor import Actor, Membership
from app.inbox.access import parties_of
from app.inbox.desk import Desk
from app.inbox.handing_in import case_of, hand_in
from app.inbox.input import PURPOSE, bind_form
from app.inbox.library import Library, Release
from app.inbox.messages import send
from app.inbox.opening import open_process, start_roles
from app.inbox.start import start
from app.inbox.waking import fire_timer
from app.operators.registry import Sample
from app.store.files import StoredFile
from app.store.instances import Instance
from app.store.tasks import Subscription, Task, Timer
from app.studio.effects import effects_of, path_of, waiting_of
from app.studio.publishing import publish

START = ("", "start")
PICTURE = b"\xff\xd8\xff\xd9"  # a JPEG with nothing in it


@dataclass(frozen=True)
class Move:
    """What somebody does in a simulation: hands in a step, sends a message, or lets a moment come. Without `data` the
    form's own example is handed in, with this `decision` where one is named."""

    step: str
    role: str = ""
    data: Mapping[str, Any] | None = None
    decision: str = ""


def simulate(desk: Desk, key: str, body: bytes, moves: Sequence[Move], subject: str | None) -> dict[str, Any]:
    """Play a process through and return its path, its data and what it would have caused.

    The session of the desk must be rolled back afterwards. A move that cannot be made ends the play; its sentence is
    the `problem`. Raises NotReleasable, NotFound, Invalid."""
    at = replace(desk, library=Library(), storage=_Unsaved(desk.storage))
    publish(at.session, [Definition("process", key, body)], at.registry, note="", author="", now=at.now)
    return _Play(at, key, subject).run(list(moves))


class _Unsaved:
    """A place for files that forgets what is put there."""

    def __init__(self, kept: Any) -> None:
        self._kept = kept
        self._put: dict[str, bytes] = {}

    def put(self, body: bytes) -> str:
        path = f"simulated/{len(self._put)}"
        self._put[path] = body
        return path

    def read(self, path: str) -> bytes:
        body: bytes = self._put[path] if path in self._put else self._kept.read(path)
        return body


class _Play:
    def __init__(self, desk: Desk, key: str, subject: str | None) -> None:
        self._desk = desk
        self._key = key
        self._release = desk.library.newest_release(desk.session, key)
        self._sample = _sample(desk, self._release, subject)
        self._instance: Instance | None = None
        self._known: frozenset[str] = frozenset()  # of the case: what was there before anybody answered

    def run(self, moves: list[Move]) -> dict[str, Any]:
        starts = (*START, *(e.id for e in self._release.process.elements.values() if e.type == "startEvent"))
        first = moves.pop(0) if moves and moves[0].step in starts else Move("start")
        problem = self._try(0, lambda: self._start(first))
        for number, move in enumerate(moves, 1):
            if problem is not None or self._instance is None:
                break
            problem = self._try(number, lambda move=move: self._make(move))  # type: ignore[misc]
        return self._answer(problem)

    def _try(self, number: int, act: Callable[[], None]) -> dict[str, Any] | None:
        try:
            act()
        except AppError as error:
            errors = [{"field": e.field, "message": e.message} for e in getattr(error, "errors", ())]
            return {"move": number, "message": error.message, "errors": errors}
        return None

    def _start(self, move: Move) -> None:
        roles = start_roles(self._release.process)
        role = move.role or next((r for r in roles if r in self._sample.parties), roles[0])
        at = self._as(role)
        release, opening = open_process(at, self._key, self._sample.subject)
        self._known = frozenset(opening.case)
        data = move.data
        if data is None:
            form = release.process.properties.get("start_form")
            data = example(at, bind_form(at, release, form, opening.case)) if form else {}
        self._instance = start(at, self._key, self._sample.subject, data)

    def _make(self, move: Move) -> None:
        """Do what somebody does at an element: a task first, then a message, then a moment."""
        session, mine = self._desk.session, self._running.id
        task = session.scalar(_at(Task, mine, Task.step == move.step, Task.state == "open"))
        if task is not None:
            return self._hand_in(task, move)
        named = (Subscription.element == move.step) | (Subscription.message == move.step)
        sent = session.scalar(_at(Subscription, mine, named))
        if sent is not None:
            at = self._as(move.role or sent.role or "")
            self._instance = send(at, mine, sent.message, self._said(at, sent, move))
            return None
        timer = session.scalar(_at(Timer, mine, Timer.element == move.step))
        if timer is None:
            raise Conflict(f"现在没有停在“{move.step}”的步骤、消息或定时事件，不能继续。")
        self._desk = replace(self._desk, now=max(self._desk.now, timer.due))
        return fire_timer(self._desk, {"instance": mine, "token": timer.token})

    def _said(self, at: Desk, sent: Subscription, move: Move) -> Mapping[str, Any]:
        """Return what goes with a message: what was given, else the example of its form."""
        if move.data is not None or not sent.form:
            return move.data or {}
        release = at.library.release(at.session, self._running.version_id)
        return example(at, bind_form(at, release, sent.form, self._running.case))

    def _hand_in(self, task: Task, move: Move) -> None:
        at = self._as(move.role or task.role)
        release = at.library.release(at.session, self._running.version_id)
        data = move.data
        if data is None:
            bound = bind_form(at, release, task.form, case_of(self._running, task))
            data = example(at, bound, move.decision)
        self._instance = hand_in(at, task.id, None, data, None)
        at.session.refresh(task)
        if task.state == "handed_in":
            raise Conflict("提交以后流程没有走下去：后面的自动步骤出错，请检查操作的参数和表达式。")

    @property
    def _running(self) -> Instance:
        assert self._instance is not None
        return self._instance

    def _as(self, role: str) -> Desk:
        """Return the desk of whoever is a role here."""
        parties = dict(self._sample.parties)
        if self._instance is not None:
            parties |= parties_of(self._desk.session, self._instance.id)
        if role not in parties:
            raise Invalid.of({"role": f"这项办理里没有角色“{role}”。"})
        who = self._desk.person
        actor = Actor(who.account_id, who.login, who.name, (Membership(role, parties[role], "manage"),))
        return replace(self._desk, actor=actor)

    def _answer(self, problem: dict[str, Any] | None) -> dict[str, Any]:
        instance, session = self._instance, self._desk.session
        if instance is None:
            return {"path": [], "data": {}, "effects": [], "waiting": [], "ended": False, "problem": problem}
        session.flush()
        session.refresh(instance)
        return {
            "path": path_of(session, instance.id),
            "data": {k: v for k, v in instance.case.items() if k not in self._known},
            "effects": effects_of(session, instance.id),
            "waiting": waiting_of(self._desk, instance),
            "status": instance.status,
            "ended": instance.ended,
            "end": instance.end,
            "problem": problem,
        }


def example(desk: Desk, bound: BoundForm, decision: str = "") -> dict[str, Any]:
    """Return an answer to a form that passes: the form's own example, with a decision, and a picture where files are
    wanted."""
    chosen = {f.name: decision for f in bound.fields if f.role == "decision" and decision}
    answers = bound.example(chosen)
    for found in bound.fields:
        if found.type == "file" and bound.is_editable(found.field, answers):
            answers[found.name] = [_picture(desk, found.properties.get("purpose") or PURPOSE)]
    return answers


def _picture(desk: Desk, purpose: str) -> str:
    """Put an empty picture where somebody would upload one; return its id."""
    path = desk.storage.put(PICTURE)
    row = StoredFile(
        account_id=desk.person.account_id,
        purpose=purpose,
        name="示例.jpg",
        content_type="image/jpeg",
        size=len(PICTURE),
        sha256="0" * 64,
        path=path,
        original_type="image/jpeg",
        original_size=len(PICTURE),
        original_path=path,
        created_at=desk.now,
    )
    desk.session.add(row)
    desk.session.flush()
    return row.id


def _at(table: Any, instance_id: str, *conditions: Any) -> Any:
    return select(table).where(table.instance_id == instance_id, *conditions).limit(1)


def _sample(desk: Desk, release: Release, subject: str | None) -> Sample:
    """Return who takes part: what the application invents, and a party for every role that is left."""
    make, kind = desk.registry.sample, release.process.properties.get("subject", "")
    found = make(desk.session, kind, subject, desk.now) if make is not None else Sample(subject)
    parties = dict(found.parties)
    for role in _roles(release):
        if role not in parties:
            name = f"示例（{role}）"[:100]
            parties[role] = add_party(desk.session, role[:20], f"sample-{role}"[:40], name)
    return Sample(found.subject, parties)


def _roles(release: Release) -> set[str]:
    lanes = {lane.role for process in release.processes() for lane in process.lanes.values()}
    return (lanes | set(start_roles(release.process))) - {"", "system"}
