"""Identities of other providers: bound, linked by the application, or refused with its sentences."""

import pytest
from sqlalchemy import select

from app.errors import Conflict, NotAllowed
from app.identity.doors import doors
from app.identity.external import bind, bound_providers, sign_in_external, unbind
from app.identity.providers import Provider, read_providers
from app.identity.sessions import find_session
from app.settings import BadSetting
from app.store.accounts import Account
from app.store.audit import AuditRow
from tests.support.people import NOW, add_person

CHAT = Provider("chat", "https://chat.example", "id", "secret", "聊天软件", "reader")


@pytest.fixture(autouse=True)
def no_linker(monkeypatch):
    monkeypatch.setattr(doors, "linker", None)


def enter(database, subject="s1", **claims):
    return sign_in_external(database, CHAT, {"sub": subject, **claims}, now=NOW)


def bound(database, person, subject="s1"):
    with database.session() as session:
        bind(session, person.id, "chat", subject, NOW)


def test_a_bound_subject_enters_without_a_password(database):
    person = add_person(database, "a")
    bound(database, person)
    signed_in = enter(database)
    with database.session() as session:
        assert find_session(session, signed_in.token, NOW).actor.login == "a"


def test_an_unknown_subject_is_told_to_bind_first(database):
    with pytest.raises(NotAllowed, match="聊天软件账号尚未"):
        enter(database)
    with database.session() as session:
        row = session.scalars(select(AuditRow)).one()
        assert (row.action, row.result, row.detail["provider"]) == ("sign_in", "denied", "chat")


def test_the_application_says_whose_an_identity_is_and_it_stays_bound(database):
    person = add_person(database, "a")
    asked = []

    @doors.register_linker
    def linker(session, provider, claims, bound, now):
        asked.append((provider.audience_kind, claims["number"], bound))
        return session.scalar(select(Account.id).where(Account.login == claims["number"]))

    enter(database, number="a")
    enter(database, number="a")
    assert asked == [("reader", "a", None), ("reader", "a", person.id)]
    with database.session() as session:
        assert bound_providers(session, person.id) == {"chat"}


def test_the_application_refuses_with_its_own_sentences_even_who_was_bound(database):
    bound(database, add_person(database, "a"))

    @doors.register_linker
    def linker(session, provider, claims, bound, now):
        raise NotAllowed("名单中没有您。", causes=["还没有上传", "还没有绑定"])

    with pytest.raises(NotAllowed, match="名单中没有您") as caught:
        enter(database)
    assert caught.value.extra["causes"] == ["还没有上传", "还没有绑定"]


def test_a_stopped_account_does_not_enter(database):
    person = add_person(database, "a")
    bound(database, person)
    with database.session() as session:
        session.get_one(Account, person.id).status = "stopped"
    with pytest.raises(NotAllowed, match="停用"):
        enter(database)


def test_a_subject_belongs_to_one_account(database):
    first, second = add_person(database, "a"), add_person(database, "b")
    bound(database, first)
    bound(database, first)
    with pytest.raises(Conflict, match="另一个账号"):
        bound(database, second)
    with database.session() as session:
        unbind(session, first.id, "chat")
    bound(database, second)


def test_providers_are_read_from_the_settings():
    found = read_providers(
        {
            "xue_xin_issuer": "https://a.example/",
            "xue_xin_client_id": "c",
            "xue_xin_client_secret": "s",
            "xue_xin_label": "甲",
            "xue_xin_audience_kind": "reader",
        }
    )
    assert found == {"xue_xin": Provider("xue_xin", "https://a.example", "c", "s", "甲", "reader")}
    assert found["xue_xin"].origin == "https://a.example"


@pytest.mark.parametrize(
    ("oidc", "variable"),
    [
        ({"x_issuer": "https://a.example", "x_client_id": "c"}, "QUXIANG_OIDC_X_CLIENT_SECRET"),
        ({"x_isuer": "https://a.example"}, "QUXIANG_OIDC_X_ISUER"),
        (
            {"x_issuer": "http://a.example", "x_client_id": "c", "x_client_secret": "s"},
            "QUXIANG_OIDC_X_ISSUER",
        ),
    ],
)
def test_a_wrong_provider_setting_names_its_variable(oidc, variable):
    with pytest.raises(BadSetting, match=variable):
        read_providers(oidc)
