"""Tokens, who I am, in-app messages."""

from datetime import UTC, datetime

import pytest

from tests.support.cast import API, PASSWORD, Cast, Person
from tests.support.world import Template


def test_a_token_is_given_for_account_and_password_and_works_until_it_is_deleted(cast: Cast) -> None:
    visitor = cast.visitor()
    answer = visitor.post(f"{API}/tokens", json={"account": "e-01", "password": PASSWORD})
    assert answer.status_code == 201
    body = answer.get_json()
    assert datetime.fromisoformat(body["expires_at"]) > datetime.now(UTC)
    person = Person(visitor, body["token"])
    assert person.get("/me")["account"] == "e-01"
    person.delete("/tokens/current")
    person.get("/me", 401)


def test_whatever_was_wrong_the_answer_reads_the_same(cast: Cast) -> None:
    visitor = cast.visitor()
    tries = [("e-01", "wrong"), ("nobody", PASSWORD), ("", ""), ("e-01' --", PASSWORD)]
    answers = [visitor.post(f"{API}/tokens", json={"account": a, "password": p}) for a, p in tries]
    assert {a.status_code for a in answers} == {401}
    assert len({a.data for a in answers}) == 1


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic eA=="}]
)
def test_without_a_token_every_door_is_shut_with_401(shown: Cast, headers: dict[str, str]) -> None:
    answer = shown.visitor().get(f"{API}/tasks", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.get_json()["title"] == "请先登录"


def test_me_says_who_i_am_for_whom_and_what_is_unread(cast: Cast) -> None:
    me = cast["d-10001-01"].get("/me")
    (membership,) = me["memberships"]
    assert membership["role"] == "department"
    assert membership["level"] == "manage"
    party = membership["party"]
    assert set(party) == {"id", "kind", "code", "name"}
    assert (party["kind"], party["code"]) == ("department", "10001-01")
    assert "subject" not in me

    cast.invite("g-10001-01")
    graduate = cast["g-10001-01"].get("/me")
    assert graduate["subject"] == cast.subject("g-10001-01")
    assert graduate["unread"] == 1
    assert graduate["memberships"][0]["party"]["code"] == cast.graduate("g-10001-01").student_no
    assert cast["admin"].get("/me")["memberships"] == [{"role": "admin", "party": None, "level": ""}]


def test_messages_come_newest_first_page_by_page_and_are_read_once(cast: Cast) -> None:
    first = cast.invite("g-10001-01", "e-01")["id"]
    second = cast.invite("g-10001-01", "e-02")["id"]
    graduate = cast["g-10001-01"]
    page = graduate.get("/messages", limit=1)
    assert page["total"] == 2
    assert [m["instance"] for m in page["items"]] == [second]
    rest = graduate.get("/messages", limit=1, after=page["next"])
    assert [m["instance"] for m in rest["items"]] == [first]
    assert rest["next"] is None

    message = page["items"][0]
    assert not message["read"]
    assert graduate.post(f"/messages/{message['id']}/read")["read"]
    assert graduate.get("/me")["unread"] == 1
    assert graduate.post(f"/messages/{message['id']}/read")["read"]
    cast["g-10001-02"].post(f"/messages/{message['id']}/read", status=404)


def test_too_many_tries_are_told_when_to_come_back(template: Template, tmp_path) -> None:
    strict = Cast(template.copy(tmp_path, LIMITS="strict"))
    visitor = strict.visitor()
    answers = [visitor.post(f"{API}/tokens", json={"account": "e-01", "password": "wrong"}) for _ in range(6)]
    assert [a.status_code for a in answers] == [401] * 5 + [429]
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert answers[-1].get_json()["title"] == "操作过于频繁"
    strict.close()
