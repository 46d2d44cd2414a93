"""Signing in through real providers in processes of their own."""

from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from sqlalchemy import select

from app.errors import NotAllowed
from app.identity.doors import doors
from app.settings import BadSetting
from app.store.accounts import Account, ExternalIdentity
from tests.support.oidc_provider import OidcProvider
from tests.support.people import add_person
from tests.unit.web_auth.conftest import enter, post


@pytest.fixture(scope="module")
def roll():
    with OidcProvider.start({"sub": "u-1", "name": "张三", "number": "a"}) as provider:
        yield provider


@pytest.fixture(scope="module")
def chat():
    with OidcProvider.start({"sub": "c-1", "name": "三"}) as provider:
        yield provider


@pytest.fixture
def client(make_app, roll, chat):
    roll.remember("u-1")
    chat.remember("c-1")
    variables = roll.environment("roll", "名册", "reader") | chat.environment("chat", "聊天软件")
    return make_app(**variables).test_client()


@pytest.fixture
def linked():
    @doors.register_linker
    def linker(session, provider, claims, bound, now):
        return session.scalar(select(Account.id).where(Account.login == claims.get("number"))) or bound


def through(client, answer):
    """Follow a redirect to the provider and come back to the application."""
    back = requests.get(answer.location, allow_redirects=False, timeout=10)
    assert back.status_code == 302, back.text
    url = urlsplit(back.headers["Location"])
    assert (url.scheme, url.netloc) == ("http", "localhost")
    return client.get(f"{url.path}?{url.query}")


def test_the_page_has_a_button_for_each_provider(client):
    page = client.get("/sign-in?next=/mine").text
    assert "名册" in page
    assert "聊天软件" in page
    assert 'href="/sign-in/roll?next=/mine"' in page


def test_a_provider_is_asked_for_what_its_setting_says(make_app, roll):
    variables = roll.environment("roll", "名册", "reader") | {"QUXIANG_OIDC_ROLL_SCOPE": "openid email phone"}
    start = make_app(**variables).test_client().get("/sign-in/roll")
    assert parse_qs(urlsplit(start.location).query)["scope"] == ["openid email phone"]
    with pytest.raises(BadSetting, match="QUXIANG_OIDC_ROLL_SCOPE 应当包含 openid"):
        make_app(**variables | {"QUXIANG_OIDC_ROLL_SCOPE": "email"})


def test_a_provider_signs_in_with_code_pkce_state_and_nonce(client, database, linked):
    add_person(database, "a")
    start = client.get("/sign-in/roll?next=/mine")
    query = parse_qs(urlsplit(start.location).query)
    assert query["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= query.keys()
    assert query["scope"] == ["openid profile"]
    answer = through(client, start)
    assert (answer.status_code, answer.location) == (302, "/mine")
    assert client.get("/mine").text == "a"


def test_whom_the_application_refuses_reads_its_sentences(client, database):
    @doors.register_linker
    def linker(session, provider, claims, bound, now):
        raise NotAllowed("您不能登录，可能的原因：", causes=["名册中没有您", "没有绑定"])

    answer = through(client, client.get("/sign-in/roll"))
    assert answer.status_code == 403
    for words in ("您不能登录", "名册中没有您", "没有绑定"):
        assert words in answer.text
    assert client.get("/mine").status_code == 302


def test_a_second_provider_is_bound_and_then_signs_in_without_a_password(client, database):
    add_person(database, "a")
    assert "尚未与本系统的账号绑定" in through(client, client.get("/sign-in/chat")).text
    enter(client, "a")
    assert through(client, post(client, "/account/bindings/chat")).location == "/account"
    other = client.application.test_client()
    assert through(other, other.get("/sign-in/chat?next=/mine")).location == "/mine"
    assert other.get("/mine").text == "a"
    post(client, "/account/bindings/chat/removal")
    with database.session() as session:
        assert session.scalars(select(ExternalIdentity)).all() == []


def test_a_subject_that_is_bound_elsewhere_is_not_taken_over(client, database):
    for login in ("a", "b"):
        add_person(database, login)
        browser = client.application.test_client()
        enter(browser, login)
        answer = through(browser, post(browser, "/account/bindings/chat"))
    assert answer.status_code == 409
    assert "已经绑定了另一个账号" in answer.text


def test_a_binding_started_by_one_person_is_not_finished_by_another(client, database):
    add_person(database, "a")
    enter(client, "a")
    start = post(client, "/account/bindings/chat")
    client.delete_cookie("quxiang")
    assert through(client, start).status_code == 403
    with database.session() as session:
        assert session.scalars(select(ExternalIdentity)).all() == []


@pytest.mark.parametrize("how", ["nonce", "audience", "issuer", "signature", "expired"])
def test_a_spoiled_id_token_signs_nobody_in(client, database, linked, roll, how):
    add_person(database, "a")
    roll.break_next(how)
    answer = through(client, client.get("/sign-in/roll"))
    assert answer.status_code == 400
    assert "没有从名册得到有效的登录结果" in answer.text
    assert client.get("/mine").status_code == 302


def test_an_answer_that_this_browser_did_not_ask_for_is_refused(client, database, linked):
    add_person(database, "a")
    start = client.get("/sign-in/roll")
    victim = client.application.test_client()
    assert through(victim, start).status_code == 400
    assert victim.get("/mine").status_code == 302


@pytest.mark.parametrize("query", ["", "?code=x", "?code=x&state=y", "?error=access_denied"])
def test_a_broken_callback_is_a_clear_page(client, query):
    answer = client.get(f"/sign-in/roll/callback{query}")
    assert answer.status_code == 400
    assert "重新点击" in answer.text


def test_a_code_works_once(client, database, linked):
    add_person(database, "a")
    start = client.get("/sign-in/roll")
    back = urlsplit(requests.get(start.location, allow_redirects=False, timeout=10).headers["Location"])
    assert client.get(f"{back.path}?{back.query}").status_code == 302
    again = client.application.test_client()
    assert again.get(f"{back.path}?{back.query}").status_code == 400


def test_a_visit_that_is_begun_again_and_again_does_not_outgrow_the_cookie(client, database, linked):
    add_person(database, "a")
    for _ in range(30):
        start = client.get("/sign-in/roll")
    assert len(client.get_cookie("session").value) < 2000
    assert through(client, start).status_code == 302


def test_an_unknown_provider_is_not_found(client):
    assert client.get("/sign-in/nobody").status_code == 404


def test_a_provider_that_does_not_answer_is_said_so(make_app):
    dead = OidcProvider("http://127.0.0.1:9", None).environment("roll", "名册")
    answer = make_app(**dead).test_client().get("/sign-in/roll")
    assert answer.status_code == 503
    assert "暂时连接不上名册" in answer.text


def test_staff_owe_the_second_factor_here_too(make_app, database, linked, roll):
    add_person(database, "a", ("admin", None))
    keys = {"QUXIANG_SECRET_KEY": "s" * 40, "QUXIANG_DATA_KEY": "d" * 40, "QUXIANG_ENV": "production"}
    variables = roll.environment("roll", "名册") | keys
    client = make_app(QUXIANG_BASE_URL="http://localhost", **variables).test_client()
    roll.remember("u-1")
    start = client.get("/sign-in/roll", base_url="https://localhost")
    back = urlsplit(requests.get(start.location, allow_redirects=False, timeout=10).headers["Location"])
    answer = client.get(f"{back.path}?{back.query}", base_url="https://localhost")
    assert answer.location == "/account/second-factor"
