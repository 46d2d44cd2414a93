"""Whose an identity is: causes for graduates that cannot sign in, accounts for those that can."""

import pytest
from sqlalchemy import select

from app.errors import NotAllowed
from app.graduates.linking import NOT_BOUND, NOT_UPLOADED, link
from app.identity.providers import Provider
from app.store.accounts import Account, Membership
from tests.unit.graduates.conftest import NOW
from tests.unit.graduates.world import employer

CHSI = Provider("chsi", "http://127.0.0.1", "id", "secret", "学信网", "graduate")
NCSS = Provider("ncss", "http://127.0.0.1", "id", "secret", "国家大学生就业服务平台", "employer")


def account_of(session, login):
    return session.scalars(select(Account.id).where(Account.login == login)).one()


def claims_of(graduate):
    return {"sub": "s", "name": graduate.name, "id_number": graduate.id_number.lower()}


@pytest.mark.req("R-002")
def test_a_graduate_in_the_roster_gets_the_own_account(session, graduate):
    assert link(session, CHSI, claims_of(graduate("g-10001-01")), None, NOW) == account_of(
        session, "g-10001-01"
    )


def test_a_graduate_without_an_account_gets_one(session, graduate):
    wanted = graduate("g-10001-01")
    session.delete(session.scalars(select(Membership).where(Membership.party_id == wanted.id)).one())
    session.flush()
    made = link(session, CHSI, claims_of(wanted), None, NOW)
    assert (
        session.scalars(select(Membership.party_id).where(Membership.account_id == made)).one() == wanted.id
    )


@pytest.mark.req("R-004")
@pytest.mark.parametrize("wrong", ["nobody", "name", "deleted"])
def test_who_is_not_in_the_roster_reads_the_two_causes(session, graduate, wrong):
    claims = claims_of(graduate("g-10001-10" if wrong == "deleted" else "g-10001-01"))
    if wrong == "nobody":
        claims["id_number"] = "110101199001011234"
    if wrong == "name":
        claims["name"] = "别人"
    with pytest.raises(NotAllowed) as refusal:
        link(session, CHSI, claims, None, NOW)
    assert refusal.value.extra["causes"] == [NOT_UPLOADED, NOT_BOUND]
    assert f"① {NOT_UPLOADED}" in refusal.value.message
    assert f"② {NOT_BOUND}" in refusal.value.message


@pytest.mark.req("R-005")
@pytest.mark.parametrize("where", ["roster", "claim"])
def test_who_has_not_bound_the_record_reads_that_cause(session, graduate, where):
    wanted = graduate("g-10001-01")
    claims = claims_of(wanted)
    if where == "roster":
        wanted.chsi_bound = False
        session.flush()
    else:
        claims["chsi_bound"] = False
    with pytest.raises(NotAllowed) as refusal:
        link(session, CHSI, claims, None, NOW)
    assert refusal.value.extra["causes"] == [NOT_BOUND]


@pytest.mark.req("R-003")
def test_a_bound_account_needs_no_identity_number(session, graduate):
    mine = account_of(session, "g-10001-01")
    assert link(session, CHSI, {"sub": "wechat"}, mine, NOW) == mine
    assert link(session, CHSI, {"sub": "wechat"}, None, NOW) is None


def test_a_bound_account_whose_entry_is_gone_is_refused(session, graduate):
    mine = account_of(session, "g-10001-10")
    with pytest.raises(NotAllowed, match=NOT_UPLOADED):
        link(session, CHSI, {"sub": "wechat"}, mine, NOW)
    graduate("g-10001-01").chsi_bound = False
    session.flush()
    with pytest.raises(NotAllowed, match=NOT_BOUND):
        link(session, CHSI, {"sub": "wechat"}, account_of(session, "g-10001-01"), NOW)


def test_a_signing_user_of_a_known_company_gets_an_account(session):
    unit = employer(session)
    claims = {"sub": "u-9", "name": "新同事", "credit_code": unit.credit_code, "signing_user": True}
    made = link(session, NCSS, claims, None, NOW)
    row = session.scalars(select(Membership).where(Membership.account_id == made)).one()
    assert (row.role, row.party_id) == ("employer", unit.id)
    assert link(session, NCSS, claims, made, NOW) == made


@pytest.mark.parametrize("claims", [{"signing_user": True}, {"signing_user": True, "credit_code": "X"}, {}])
def test_other_company_users_are_not_linked(session, claims):
    assert link(session, NCSS, {"sub": "u", **claims}, None, NOW) is None


def test_other_providers_keep_what_is_bound(session):
    other = Provider("x", "http://127.0.0.1", "id", "secret", "某", "")
    assert link(session, other, {"sub": "s"}, "account", NOW) == "account"
