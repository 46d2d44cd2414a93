"""The guard: rows of the table, roles, tokens of forms, bearer tokens, and the audit of what was refused."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.identity import issue_token
from app.jobs.clock import real_now
from app.store.accounts import SignInSession
from app.store.audit import AuditRow
from app.web.auth import guard
from app.web.auth.rights import Rights
from tests.support.people import PASSWORD, add_person
from tests.unit.web_auth.conftest import csrf_of, enter


def denials(database):
    with database.session() as session:
        rows = session.scalars(select(AuditRow).where(AuditRow.action == "denied"))
        return [(row.target, row.detail["status"], row.role) for row in rows]


def test_a_route_without_a_row_is_not_there(client, database):
    add_person(database, "a")
    enter(client, "a")
    assert client.get("/forgotten").status_code == 404


def test_public_routes_need_nobody(client):
    assert client.get("/open").text == "open"


def test_pages_lead_to_the_sign_in_and_doors_answer_401(client):
    answer = client.get("/mine?page=2")
    assert answer.status_code == 302
    assert answer.location == "/sign-in?next=/mine?page%3D2"
    door = client.get("/api/v1/probe/mine")
    assert (door.status_code, door.content_type) == (401, "application/problem+json")
    assert door.get_json()["detail"] == "请先登录。"


def test_the_wrong_role_is_refused_with_an_audit_row(client, database):
    add_person(database, "a", ("reader", None))
    enter(client, "a")
    assert client.get("/keepers").status_code == 403
    assert denials(database) == [("probe.keepers", 403, "reader")]


def test_the_right_role_is_let_in_without_one(client, database):
    add_person(database, "k", ("keeper", None))
    enter(client, "k")
    assert client.get("/keepers").text == "for keepers"
    assert denials(database) == []


def test_a_foreign_thing_leaves_an_audit_row_with_its_id(client, database):
    add_person(database, "a")
    enter(client, "a")
    assert client.get("/things/t1").status_code == 404
    assert denials(database) == [("probe.thing:t1", 404, "")]


def test_what_does_not_exist_for_anybody_is_plain_404(client):
    assert client.get("/nowhere").status_code == 404


@pytest.mark.parametrize("headers", [{}, {"X-CSRF-Token": "0" * 64}, {"X-CSRF-Token": "一"}])
def test_a_change_without_the_token_of_the_session_is_refused(client, database, headers):
    add_person(database, "a")
    enter(client, "a")
    encoded = {k: v.encode("utf-8").decode("latin-1") for k, v in headers.items()}
    for path in ("/mine", "/api/v1/probe/mine"):
        answer = client.post(path, headers=encoded)
        assert answer.status_code == 403
        assert "页面已过期" in answer.get_data(as_text=True)


def test_the_token_may_come_in_a_header(client, database):
    add_person(database, "a")
    enter(client, "a")
    token = csrf_of(client, "/account")
    assert client.post("/mine", headers={"X-CSRF-Token": token}).text == "a"
    assert client.post("/api/v1/probe/mine", headers={"X-CSRF-Token": token}).get_json() == {"login": "a"}


def test_a_token_from_before_credentials_is_worth_nothing_after(client, database):
    add_person(database, "a")
    before = csrf_of(client)
    enter(client, "a")
    assert client.post("/mine", data={"csrf_token": before}).status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_request_that_another_site_sent_is_refused_even_with_the_token(client, database, site):
    add_person(database, "a")
    enter(client, "a")
    token = csrf_of(client, "/account")
    headers = {"X-CSRF-Token": token, "Sec-Fetch-Site": site}
    assert client.post("/mine", headers=headers).status_code == 403


def test_a_bearer_token_opens_the_doors_and_no_page(client, database):
    add_person(database, "a")
    token, _ = issue_token(database, "a", PASSWORD)
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/probe/mine", headers=headers).get_json() == {"login": "a"}
    assert client.post("/api/v1/probe/mine", headers=headers).status_code == 200
    assert client.get("/mine", headers=headers).status_code == 302


@pytest.mark.parametrize("header", ["Bearer wrong", "Bearer", "Basic YTpi", "Bearer " + "x" * 5000])
def test_a_wrong_bearer_token_is_nobody(client, header):
    assert client.get("/api/v1/probe/mine", headers={"Authorization": header}).status_code == 401


def test_a_wrong_bearer_token_does_not_spare_the_cookie_the_form_token(client, database):
    add_person(database, "a")
    enter(client, "a")
    assert client.post("/api/v1/probe/mine", headers={"Authorization": "Bearer x"}).status_code == 403


def test_a_session_in_use_is_noted_and_an_idle_one_ends(client, database, monkeypatch):
    add_person(database, "a")
    enter(client, "a")
    start = real_now()
    for minutes in (20, 40, 60):
        monkeypatch.setattr(guard, "real_now", lambda m=minutes: start + timedelta(minutes=m))
        assert client.get("/mine").status_code == 200
    with database.session() as session:
        assert session.scalars(select(SignInSession.seen_at)).one() == start + timedelta(minutes=60)
    monkeypatch.setattr(guard, "real_now", lambda: start + timedelta(minutes=91))
    assert client.get("/mine").status_code == 302


def test_a_word_that_is_no_right_is_refused():
    with pytest.raises(ValueError, match="tuple"):
        Rights().register("admin", "a.b")


def test_a_blueprint_of_a_library_has_one_row():
    table = Rights()
    table.register(("admin",), "back.*")
    table.register("public", "back.index")
    assert table.of("back.edit").roles == {"admin"}
    assert table.of("back.index").public
    assert table.of("other.edit") is None
    assert [name for name, _ in table] == ["back.*", "back.index"]
