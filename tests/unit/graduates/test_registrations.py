"""Operators of other destinations: the row of a registration, and what they refuse."""

from dataclasses import replace

import pytest

from app.errors import Conflict, Incident
from app.graduates import registered, registrations, signing_settings
from app.graduates.facts import active_claim
from app.graduates.operators import hold_destination
from app.graduates.tables import DestinationRegistration
from tests.unit.graduates.conftest import NOW
from tests.unit.graduates.world import employer, env, instance

WHAT = {"type": "contract", "code": "11", "name": "签劳动合同就业", "unit": "某公司", "place": "110108"}


@pytest.fixture
def at(session, graduate):
    """Return an operator's surroundings in an instance of its own about a graduate."""

    def make(login="g-10001-01"):
        subject = graduate(login)
        return env(session, subject, employer(session), instance(session, subject))

    return make


@pytest.fixture
def registered_one(session, at):
    """Return the surroundings of an instance about a registration in effect, and its row."""
    own = at()
    hold_destination(own, kind="destination_registration")
    registrations.record_destination(own, state="registered", what=WHAT)
    row = registrations.registration_of(session, own.instance_id)
    about = at()
    return replace(about, case={"subject": {"id": row.instance_id}}), row


def test_a_registration_follows_its_instance(session, at):
    own = at()
    registrations.record_destination(own, state="reviewing", what=WHAT)
    registrations.record_destination(own, state="returned", reason="看不清")
    row = registrations.registration_of(session, own.instance_id)
    assert (row.state, row.reason, row.unit_name, row.subtype) == ("returned", "看不清", "某公司", "")
    registrations.record_destination(own, state="registered", what={**WHAT, "type": "employed"})
    assert (row.type, row.reason, row.effective_at) == ("employed", "", NOW)
    assert session.query(DestinationRegistration).count() == 1


@pytest.mark.parametrize("what", [None, {}, {"type": "contract"}, "contract"])
def test_a_registration_needs_a_type_and_a_code(at, what):
    with pytest.raises(Incident, match="去向类型"):
        registrations.record_destination(at(), state="reviewing", what=what)


def test_an_unknown_state_is_an_incident(at, registered_one):
    with pytest.raises(Incident):
        registrations.record_destination(at(), state="voided", what=WHAT)
    with pytest.raises(Incident):
        registered.void_destination(registered_one[0], state="happy")


def test_voiding_frees_the_graduate_and_happens_once(session, registered_one):
    about, row = registered_one
    session.get_one(registered.Instance, row.instance_id).ended = True
    registered.void_destination(about, state="voided", reason="查实不符")
    assert (row.state, row.reason) == ("voided", "查实不符")
    assert active_claim(session, row.graduate_id) is None
    with pytest.raises(Conflict):
        registered.void_destination(about)


def test_only_a_registration_is_voided(at):
    about = at()
    other = at()
    with pytest.raises(Incident, match="去向登记"):
        registered.void_destination(replace(about, case={"subject": {"id": other.instance_id}}))


@pytest.mark.req("R-317")
def test_the_review_mode_stays_while_a_registration_is_under_review(desk, at):
    registrations.record_destination(at(), state="reviewing", what=WHAT)
    with pytest.raises(Conflict, match="正在审核"):
        signing_settings.save(desk("s-10001"), "10001", {"review_mode": "school_only"})
