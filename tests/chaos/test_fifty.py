"""Fifty people hand in the same task at once: one wins, the others are told who, when and what, and keep their input."""

import re
import threading
from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlalchemy import update

from app.identity import sessions
from app.inbox import handing_in
from app.jobs.clock import ZONE, real_now
from app.main import system_desk
from app.store.accounts import Account
from app.store.instances import Instance
from app.store.session import begin_write
from app.store.tasks import Task
from tests.chaos.contest import assert_sound, at_once, happened
from tests.support.cast import API, Cast
from tests.support.crowd import add_colleagues, tokens

PEOPLE, BY_PAGE = 50, 10
HIDDEN = re.compile(r'name="(csrf_token|version|idempotency_key)"[^>]*value="([^"]*)"')
pytestmark = pytest.mark.xdist_group("chaos")


@dataclass
class Verdict:
    """What one of fifty was told, and what they had typed."""

    status: int
    text: str
    conflict: dict | None
    comment: str

    @property
    def won(self) -> bool:
        return self.status in (200, 302)

    def was_told(self, who: str, what: str) -> bool:
        """True when the answer names who was faster, when, and what they decided, and nothing typed is lost."""
        if self.conflict is None:
            named = f"这条任务已由{who}于" in self.text and f"办理：{what}，" in self.text
            return self.status == 409 and named and self.comment in self.text
        named = f"{who}已于" in self.text and f"（{what}）" in self.text and "你填写的内容已保留" in self.text
        return self.status == 409 and named and bool(self.conflict["by"] == who and self.conflict["at"])


class Reviewer:
    """One of fifty, at the doors or with a browser."""

    def __init__(self, cast: Cast, login: str, token: str, task: dict, decision: str) -> None:
        self._client = cast.app.test_client()
        self._token = token
        self._path = f"/tasks/{task['id']}"
        self.comment = f"意见：{login}"
        self.data = {"decision": decision, "comment": self.comment}
        if decision == "reject":
            self.data["reason"] = "04"
        self.version = task["version"]

    def by_door(self) -> Verdict:
        body = {"version": self.version, "data": self.data}
        headers = {"Authorization": f"Bearer {self._token}", "Idempotency-Key": self.comment}
        answer = self._client.post(f"{API}{self._path}/completion", json=body, headers=headers)
        said = answer.get_json()
        return Verdict(answer.status_code, said.get("detail", ""), said.get("conflict", {}), self.comment)

    def open_page(self, cast: Cast, login: str) -> None:
        with cast.session() as session:
            account = session.query(Account).filter_by(login=login).one()
            token = sessions.open_session(session, account, real_now()).token
        self._client.set_cookie("quxiang", token)
        page = self._client.get(self._path)
        assert page.status_code == 200
        self.data |= dict(HIDDEN.findall(page.text))

    def by_page(self) -> Verdict:
        answer = self._client.post(self._path, data=self.data)
        return Verdict(answer.status_code, answer.text, None, self.comment)


def contest(cast: Cast) -> list[Verdict]:
    """Have fifty colleagues decide on one signing, some this way, some that."""
    instance = cast.invite("g-10001-01")["id"]
    cast["g-10001-01"].complete(instance, {"decision": "accept"})
    task = cast["d-10001-01"].task(instance)
    logins = add_colleagues(cast.services.database, "d-10001-01", PEOPLE)
    signed_in = tokens(cast.services.database, logins)
    people = [
        Reviewer(cast, login, signed_in[login], task, "pass" if n % 3 else "reject")
        for n, login in enumerate(logins)
    ]
    for person, login in zip(people[:BY_PAGE], logins, strict=False):
        person.open_page(cast, login)
    acts = [p.by_page if n < BY_PAGE else p.by_door for n, p in enumerate(people)]
    verdicts = at_once(acts)
    cast.contested = instance
    cast.people = people
    return verdicts


def fair(cast: Cast, verdicts: list[Verdict]) -> bool:
    """True when one won and everybody else was told who, when and what."""
    winners = [n for n, verdict in enumerate(verdicts) if verdict.won]
    if len(winners) != 1:
        return False
    winner = winners[0]
    what = "审核通过" if cast.people[winner].data["decision"] == "pass" else "不通过"
    losers = [verdict for n, verdict in enumerate(verdicts) if n != winner]
    return all(verdict.was_told(f"同事{winner:02}", what) for verdict in losers)


def test_one_of_fifty_wins_and_the_others_are_told(cast: Cast) -> None:
    verdicts = contest(cast)
    assert not [v for v in verdicts if isinstance(v, Exception)]
    assert sorted({v.status for v in verdicts} - {200, 302}) == [409]
    assert fair(cast, verdicts)
    assert happened(cast, cast.contested).count("completed") == 2
    assert_sound(cast)


def unguarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the guards off: the state of the task is neither looked at nor compared when it is set."""

    def take(desk, release, instance, task, outcome) -> None:
        desk.session.execute(update(Task).where(Task.id == task.id).values(state="done", done_at=desk.now))

    monkeypatch.setattr(handing_in, "_still_open", lambda *_: None)
    monkeypatch.setattr(handing_in, "_take", take)


def test_the_contest_is_not_fair_without_the_guards(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: the test above can fail."""
    unguarded(monkeypatch)
    assert not fair(cast, contest(cast))


def interleave(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[int | str]:
    """Let a second reviewer hand in while the first has taken the task and not yet committed."""
    instance = cast.invite("g-10001-01")["id"]
    cast["g-10001-01"].complete(instance, {"decision": "accept"})
    first, second = cast["d-10001-01"], cast["d-10001-01-b"]
    task = first.task(instance)
    taken, go_on, sound = threading.Event(), threading.Event(), handing_in._advance
    order: list[int | str] = []

    def advance(*given) -> None:
        if not taken.is_set():
            taken.set()
            assert go_on.wait(20)
        sound(*given)

    def hand_in(person, name: str, decision: dict) -> None:
        answer = person.post(
            f"/tasks/{task['id']}/completion", {"version": task["version"], "data": decision}, None, key=name
        )
        order.append(f"{name} {answer.get('status') if 'detail' in answer else 'done'}")

    monkeypatch.setattr(handing_in, "_advance", advance)
    reject = {"decision": "reject", "reason": "04", "comment": "x"}
    one = threading.Thread(target=hand_in, args=(first, "first", {"decision": "pass"}))
    two = threading.Thread(target=hand_in, args=(second, "second", reject))
    one.start()
    assert taken.wait(20)
    two.start()
    two.join(0.5)
    order.append("released" if two.is_alive() else "not waited")
    go_on.set()
    one.join()
    two.join()
    return order


def test_the_second_waits_for_the_first_and_loses(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    order = interleave(cast, monkeypatch)
    assert order == ["released", "first done", "second 409"]
    assert_sound(cast)


def stale_take(cast: Cast) -> bool:
    """Two have read the task as open; both take it. Return whether both got it."""
    instance = cast.invite("g-10001-01")["id"]
    task_id = cast["g-10001-01"].task(instance)["id"]
    services = cast.services
    with services.database.open() as one, services.database.open() as two:
        seen = [session.get_one(Task, task_id) for session in (one, two)]
        two.commit()
        both = []
        for session, task in zip((one, two), seen, strict=True):
            begin_write(session)
            desk = system_desk(services, session, real_now())
            instance_row = session.get_one(Instance, instance)
            release = services.library.release(session, instance_row.version_id)
            try:
                handing_in._take(desk, release, instance_row, task, None)
                both.append(True)
            except handing_in.Conflict:
                both.append(False)
            session.commit()
    assert both[0]
    return both[1]


def test_compare_and_set_alone_keeps_a_second_from_taking_a_task(cast: Cast) -> None:
    assert not stale_take(cast)


def test_without_comparing_both_take_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin of the test above."""
    unguarded(monkeypatch)
    assert stale_take(cast)


def test_the_time_in_the_answer_is_local(cast: Cast) -> None:
    instance = cast.invite("g-10001-01")["id"]
    task = cast["g-10001-01"].task(instance)
    cast["g-10001-01"].complete(instance, {"decision": "decline"})
    body = {"version": task["version"], "data": {"decision": "accept"}}
    said = cast["g-10001-01"].post(f"/tasks/{task['id']}/completion", body, 409, key="again")
    at = datetime.fromisoformat(said["conflict"]["at"]).astimezone(ZONE)
    assert at.strftime("%m月%d日 %H:%M") in said["detail"]
