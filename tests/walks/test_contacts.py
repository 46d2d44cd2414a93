"""A telephone or mailbox that the graduate changes in 学信网: here and in the other system, and nobody does anything."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.graduates.tables import Graduate
from app.store.audit import AuditRow
from tests.support.cast import Cast
from tests.support.ems import Ems, managing
from tests.support.oidc_provider import OidcProvider
from tests.support.world import Template
from tests.walks.test_entries import Entry, chsi, wechat

__all__ = ["chsi", "wechat"]
GRADUATE, PHONE, EMAIL = "g-10001-01", "13987654321", "new.address@example.cn"


@pytest.fixture
def ems() -> Iterator[Ems]:
    with managing() as made:
        yield made


@pytest.fixture
def entry(
    template: Template,
    tmp_path: Path,
    ems: Ems,
    chsi: OidcProvider,
    wechat: OidcProvider,
) -> Iterator[Entry]:
    """An installation that graduates of 学信网 enter and that reports to the other system."""
    variables = chsi.environment("chsi", "学信网", "graduate") | wechat.environment(
        "wechat", "微信公众号", "graduate"
    )
    more = {name.removeprefix("QUXIANG_"): value for name, value in variables.items()}
    given = template.copy(tmp_path, BASE_URL="http://localhost", **more, **ems.settings)
    cast = Cast(given)
    yield Entry(cast, chsi, wechat)
    cast.close()
    template.drop(given)


def known(entry: Entry) -> Graduate:
    return entry.cast.graduate(GRADUATE)


def enter(entry: Entry, **claims: str) -> None:
    """Have the graduate sign in with what 学信网 says now, and the jobs run."""
    entry.client = entry.cast.app.test_client()
    entry.person(GRADUATE, **claims)
    assert entry.through("/sign-in/chsi").status_code == 302
    entry.cast.run_jobs()


@pytest.mark.req("R-013")
def test_a_change_in_chsi_reaches_this_system_and_the_other_one(entry: Entry, ems: Ems) -> None:
    enter(entry, phone_number=PHONE, email=EMAIL)
    who = known(entry)
    assert (who.phone, who.email) == (PHONE, EMAIL)
    assert ems.contacts == {who.candidate_no: (PHONE, EMAIL)}
    assert (ems.peer.topics(), ems.peer.forged) == (["graduate.contact"], 0)

    enter(entry, phone_number=PHONE, email=EMAIL)
    assert len(ems.peer.arrivals) == 1  # nothing has changed
    enter(entry, phone_number=f"+86 {PHONE[:-1]}0")
    assert ems.contacts == {who.candidate_no: (f"{PHONE[:-1]}0", EMAIL)}


@pytest.mark.req("R-013")
def test_it_arrives_in_order_with_destinations_and_once_although_answers_are_lost(
    entry: Entry, ems: Ems
) -> None:
    entry.cast.signed(GRADUATE)
    ems.lose = 1
    enter(entry, email=EMAIL)
    entry.cast.clock("2099-01-01T00:00:00+08:00")
    assert ems.contacts[known(entry).candidate_no] == (known(entry).phone, EMAIL)
    assert ems.peer.topics() == ["destination.report", "graduate.contact"]
    assert list(ems.versions.values()) == [2]


def test_a_province_with_its_own_system_hears_of_destinations_not_of_telephones(entry: Entry) -> None:
    entry.person("g-10286-01", phone_number=PHONE)
    assert entry.through("/sign-in/chsi").status_code == 302
    assert entry.cast.graduate("g-10286-01").phone == PHONE
    assert len(entry.cast["ems"].get("/changes")["items"]) == 1
    assert entry.cast["province-32"].get("/changes")["items"] == []


@pytest.mark.parametrize(
    "claims", [{}, {"phone_number": "12345", "email": "no mailbox"}, {"email": "x" * 200}]
)
def test_what_is_no_telephone_or_mailbox_changes_nothing_and_keeps_nobody_out(
    entry: Entry, ems: Ems, claims: dict[str, str]
) -> None:
    before = known(entry)
    enter(entry, **claims)
    assert "陈喆" in entry.home()
    assert (known(entry).phone, known(entry).email) == (before.phone, before.email)
    assert ems.peer.arrivals == []


@pytest.mark.req("R-013")
def test_a_change_that_comes_with_the_roster_is_taken_while_a_destination_is_active(cast: Cast) -> None:
    cast.signed(GRADUATE)
    entry = {"candidate_no": cast.graduate(GRADUATE).candidate_no, "phone": PHONE, "email": EMAIL}
    cast["ems"].post("/roster/10001/graduates", entry)
    who = cast.graduate(GRADUATE)
    assert (who.phone, who.email) == (PHONE, EMAIL)
    assert [letter.topic for letter in cast.outbox("ems")] == ["destination.report"]  # it knows already


@pytest.mark.req("R-013")
def test_no_log_and_no_audit_row_holds_the_number(entry: Entry, caplog: pytest.LogCaptureFixture) -> None:
    enter(entry, phone_number=PHONE)
    assert PHONE not in caplog.text
    with entry.cast.session() as session:
        noted = session.scalars(select(AuditRow).where(AuditRow.action == "change_contacts")).one()
        assert (noted.result, noted.detail) == ("done", {"via": "chsi", "fields": "phone"})
