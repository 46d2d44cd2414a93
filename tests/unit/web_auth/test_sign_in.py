"""The sign-in page: what it shows, whom it lets in, where it leads, and how it ends."""

import pytest
from flask import Flask

from app.identity.credentials import WRONG
from app.identity.doors import doors
from app.web.auth import welcome
from tests.support.people import add_person
from tests.unit.web_auth.conftest import csrf_of, enter, post


def test_the_page_is_a_plain_form(client):
    page = client.get("/sign-in").text
    for part in (
        'method="post"',
        'name="account"',
        'name="password"',
        'name="otp"',
        'autocomplete="current-password"',
    ):
        assert part in page
    assert "<script>" not in page
    assert 'data-testid="providers"' not in page


def test_the_right_password_signs_in_and_leads_on(client, database):
    add_person(database, "a")
    answer = enter(client, "a", next="/mine?page=2")
    assert (answer.status_code, answer.location) == (302, "/mine?page=2")
    assert client.get("/mine").text == "a"


def test_the_cookie_is_out_of_reach_of_scripts(client, database):
    add_person(database, "a")
    cookie = next(c for c in enter(client, "a").headers.getlist("Set-Cookie") if c.startswith("quxiang="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_over_tls_the_cookie_is_bound_to_the_host(make_app, database):
    add_person(database, "a")
    client = make_app(QUXIANG_BASE_URL="https://localhost").test_client()
    answer = enter(client, "a")
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("__Host-quxiang="))
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


def test_a_wrong_password_keeps_the_account_and_says_so(client, database):
    add_person(database, "a")
    answer = post(client, "/sign-in", "/sign-in", account="a", password="wrong")
    assert answer.status_code == 401
    assert WRONG in answer.text
    assert 'value="a"' in answer.text
    assert "wrong" not in answer.text
    assert client.get("/mine").status_code == 302


def test_with_strict_limits_the_sixth_try_waits(make_app, database):
    add_person(database, "a")
    client = make_app(QUXIANG_LIMITS="strict").test_client()
    tries = [post(client, "/sign-in", "/sign-in", account="a", password="wrong") for _ in range(6)]
    assert [t.status_code for t in tries] == [401] * 5 + [429]
    assert 0 < int(tries[-1].headers["Retry-After"]) <= 12


@pytest.mark.parametrize(
    "target",
    [
        *("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"),
        *("/\t/evil.example", "", "/sign-out", "mine"),
    ],
)
def test_after_credentials_only_a_path_of_this_site_is_gone_to(client, database, target):
    add_person(database, "a")
    assert enter(client, "a", next=target).location == "/"


def test_a_session_planted_before_is_worth_nothing_after(client, database):
    add_person(database, "a")
    client.set_cookie("quxiang", "planted")
    enter(client, "a")
    assert client.get_cookie("quxiang").value != "planted"
    other = client.application.test_client()
    other.set_cookie("quxiang", "planted")
    assert other.get("/mine").status_code == 302


def test_credentials_without_the_token_of_the_page_is_refused(client, database):
    add_person(database, "a")
    answer = client.post("/sign-in", data={"account": "a", "password": "quxiang-demo"})
    assert answer.status_code == 403
    assert client.get("/mine").status_code == 302


def test_whoever_is_signed_in_is_led_on(client, database):
    add_person(database, "a")
    enter(client, "a")
    assert client.get("/sign-in?next=/mine").location == "/mine"


def test_signing_out_ends_the_session_on_the_server(client, database):
    add_person(database, "a")
    enter(client, "a")
    token = client.get_cookie("quxiang").value
    assert post(client, "/sign-out").status_code == 302
    client.set_cookie("quxiang", token)
    assert client.get("/mine").status_code == 302


def test_the_entries_of_the_application_are_on_the_public_pages(app: Flask, client):
    doors.register_entry("read", "借书登记", "/sign-in?next=/read", "读者")
    doors.register_entry("check", "在线核验", "/check")
    doors.register_entry("check", "凭证在线核验", "/check")
    with app.test_request_context("/"):
        home = welcome()
    for page in (home, client.get("/sign-in").text):
        assert page.index("借书登记") < page.index("凭证在线核验")
        assert 'href="/check"' in page
        assert ">在线核验<" not in page


def test_a_token_of_one_visitor_does_not_serve_another(client, database):
    add_person(database, "a")
    foreign = csrf_of(client.application.test_client())
    csrf_of(client)
    answer = client.post("/sign-in", data={"csrf_token": foreign, "account": "a", "password": "quxiang-demo"})
    assert answer.status_code == 403
