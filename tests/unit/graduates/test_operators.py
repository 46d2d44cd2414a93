"""Operators: one active destination, the row of a signing, agreement numbers, what is reported."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.errors import Conflict, Incident
from app.graduates import operators, reporting
from app.graduates.facts import active_claim
from app.graduates.tables import BasicCheck, DestinationClaim, ReportedDestination, Signing
from app.store.queue import Outbox
from tests.unit.graduates.conftest import NOW
from tests.unit.graduates.world import employer, env, instance, signing


@pytest.fixture
def at(session, graduate):
    """Return an operator's surroundings in a new instance about a graduate."""

    def make(login="g-10001-01", unit="星河数联", **case):
        subject = graduate(login)
        return env(session, subject, employer(session, unit), instance(session, subject), **case)

    return make


@pytest.mark.req("R-091")
def test_a_graduate_has_one_active_destination(session, at):
    first, second = at(), at(unit="润泽智造")
    operators.hold_destination(first, title="线上签约 · 甲")
    with pytest.raises(Conflict, match="线上签约 · 甲"):
        operators.hold_destination(second)
    operators.hold_destination(first)
    assert operators.release_destination(first) is True
    assert operators.release_destination(first) is False
    assert operators.hold_destination(second)["held"] is True


def test_the_database_itself_keeps_one_claim(session, at, graduate):
    operators.hold_destination(at())
    other = at()
    double = DestinationClaim(
        graduate_id=graduate("g-10001-01").id, instance_id=other.instance_id, kind="x", held_at=NOW
    )
    session.add(double)
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_who_is_slower_at_the_database_is_refused(session, at, monkeypatch):
    operators.hold_destination(at())
    late = at()
    monkeypatch.setattr(operators, "active_claim", lambda *_: None)
    with pytest.raises(Conflict):
        operators.hold_destination(late)
    assert active_claim(session, late.case["subject"]["id"]).instance_id != late.instance_id


def test_a_signing_follows_its_instance(session, at):
    env_ = at(school={"agreement_type": "two"})
    deadline = (NOW + timedelta(days=2)).isoformat()
    operators.record_signing(env_, state="invited", answer_by=deadline)
    operators.record_signing(env_, state="accepted")
    operators.record_signing(env_, state="signed", number="2027410001000000001")
    row = session.scalars(select(Signing).where(Signing.instance_id == env_.instance_id)).one()
    assert (row.state, row.agreement_type, row.agreement_number) == ("signed", "two", "2027410001000000001")
    assert (row.answer_by, row.answered_at, row.effective_at) == (NOW + timedelta(days=2), NOW, NOW)


def test_a_failure_keeps_its_reason(session, at):
    env_ = at()
    operators.record_signing(env_, state="invited", answer_by=NOW + timedelta(days=1))
    operators.record_signing(env_, state="failed", reason="已撤回")
    row = session.scalars(select(Signing).where(Signing.instance_id == env_.instance_id)).one()
    assert (row.state, row.reason) == ("failed", "已撤回")


@pytest.mark.req("R-093")
def test_two_open_invitations_of_one_employer_are_refused(at):
    operators.record_signing(at(), state="invited", answer_by=NOW + timedelta(days=1))
    with pytest.raises(Conflict, match="不能重复邀请"):
        operators.record_signing(at(), state="invited", answer_by=NOW + timedelta(days=1))
    operators.record_signing(at(unit="润泽智造"), state="invited", answer_by=NOW + timedelta(days=1))


def test_an_invitation_whose_time_is_over_does_not_block_a_new_one(session, graduate, at):
    old = signing(session, graduate("g-10001-01"), employer(session), "invited", days=-1)
    operators.record_signing(at(), state="invited", answer_by="2026-12-01T10:00:00")
    assert old.state == "failed"


def test_an_unknown_state_is_an_incident(at):
    with pytest.raises(Incident):
        operators.record_signing(at(), state="happy")


def test_a_signing_needs_an_employer_and_a_graduate(session, at):
    from dataclasses import replace

    with pytest.raises(Incident, match="用人单位"):
        operators.record_signing(replace(at(), parties={}), state="invited")
    with pytest.raises(Incident, match="毕业生"):
        operators.agreement_number(replace(at(), parties={}, case={}))


@pytest.mark.req("R-104")
def test_agreement_numbers_have_19_digits_and_none_is_given_twice(at):
    numbers = [operators.agreement_number(at(), kind="4") for _ in range(50)]
    assert all(re.fullmatch(r"2027410001[0-9]{9}", n) for n in numbers)
    assert len(set(numbers)) == 50
    assert re.fullmatch(r"2027110002[0-9]{9}", operators.agreement_number(at("g-10002-01"), kind="1"))


@pytest.mark.req("R-105")
def test_what_is_reported_leaves_as_one_outbox_row(session, at, graduate):
    env_ = at(employer={"full_name": "某公司", "credit_code": "X", "region": "110108"})
    key = reporting.sync_to_ems(env_)
    row = session.scalars(select(Outbox).where(Outbox.key == key)).one()
    assert (row.channel, row.topic, row.body["code"]) == ("ems", "destination.report", "10")
    assert row.body["data"]["full_name"] == "某公司"
    assert session.get(ReportedDestination, graduate("g-10001-01").id).unit_name == "某公司"


def test_clearing_takes_the_report_back(session, at, graduate):
    reporting.sync_to_ems(at(), action="report")
    reporting.sync_to_ems(at(), action="clear")
    assert session.get(ReportedDestination, graduate("g-10001-01").id) is None


@pytest.mark.req("R-009")
def test_the_check_is_recorded_once(session, at, graduate):
    operators.record_basic_check(at("g-10001-06"))
    operators.record_basic_check(at("g-10001-06"), channel="wechat")
    assert session.get(BasicCheck, graduate("g-10001-06").id).channel == "web"
