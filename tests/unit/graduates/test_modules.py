"""Modules (DT-01) and the window of cohorts (DT-02)."""

from datetime import UTC, datetime

import pytest

from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.graduates.modules import modules_of, staff_modules, switch, switches
from app.graduates.subjects import load_graduate
from tests.unit.graduates.conftest import NOW


@pytest.fixture
def tiles(session, graduate):
    return lambda login, now=NOW: {m.key: m for m in modules_of(session, graduate(login), now)}


@pytest.mark.req("R-017")
def test_a_graduate_is_offered_the_five_modules(tiles):
    names = [m.name for m in tiles("g-10001-01").values() if m.visible]
    assert names == ["毕业去向填报", "档案信息登记", "户口信息登记", "去向登记确认", "核验授权"]


@pytest.mark.req("R-018")
@pytest.mark.req("R-019")
@pytest.mark.parametrize("key", ["destination", "archive", "household"])
def test_what_the_province_has_not_opened_is_invisible(tiles, desk, key):
    switch(desk("p-11"), "11", {key: False})
    found = tiles("g-10001-01")
    assert not found[key].visible
    assert sum(m.visible for m in found.values()) == 4


@pytest.mark.req("R-020")
@pytest.mark.parametrize("key", ["destination", "archive", "household"])
def test_what_the_school_has_not_opened_is_visible_and_unusable(tiles, desk, key):
    switch(desk("s-10001"), "10001", {key: False})
    found = tiles("g-10001-01")[key]
    assert (found.visible, found.usable) == (True, False)
    assert "学校" in found.reason


@pytest.mark.req("R-021")
def test_without_household_in_school_its_module_is_unusable(tiles):
    found = tiles("g-10001-07")["household"]
    assert (found.visible, found.usable) == (True, False)
    assert tiles("g-10001-01")["household"].usable


@pytest.mark.req("R-022")
def test_authorisation_before_confirmation_is_refused_with_the_reason(tiles):
    found = tiles("g-10001-01")["verification"]
    assert (found.visible, found.usable) == (True, False)
    assert "去向登记确认" in found.reason


@pytest.mark.req("R-025")
def test_a_province_with_its_own_system_offers_two_modules(tiles):
    assert [m.key for m in tiles("g-10286-01").values() if m.visible] == ["confirmation", "verification"]


def test_who_was_removed_can_use_nothing(tiles):
    assert not any(m.usable for m in tiles("g-10001-10").values())


@pytest.mark.parametrize(
    ("login", "now", "expected"),
    [
        pytest.param("g-10001-01", NOW, "operate", marks=pytest.mark.req("R-026")),
        pytest.param(
            "g-10001-08", datetime(2027, 1, 31, 15, 59, tzinfo=UTC), "operate", marks=pytest.mark.req("R-027")
        ),
        pytest.param(
            "g-10001-08", datetime(2027, 1, 31, 16, 1, tzinfo=UTC), "view", marks=pytest.mark.req("R-028")
        ),
        pytest.param("g-10001-09", NOW, "view", marks=pytest.mark.req("R-029")),
    ],
)
def test_the_window_of_a_cohort(session, tiles, graduate, login, now, expected):
    assert load_graduate(session, graduate(login).id, None, now).facts["window"] == expected
    assert tiles(login, now)["destination"].view_only is (expected == "view")


@pytest.mark.req("R-023")
def test_staff_are_offered_five_modules_and_nobody_else(session, actor):
    names = [m["name"] for m in staff_modules(session, actor("d-10001-01"))]
    assert names == [
        "毕业去向登记与网签",
        "档案信息管理",
        "户口信息管理",
        "登记确认信息",
        "户档转递与核验信息",
    ]
    assert staff_modules(session, actor("e-01")) == []


def test_a_school_opens_only_what_its_province_has_opened(desk):
    switch(desk("p-11"), "11", {"archive": False})
    with pytest.raises(Conflict, match="档案信息登记"):
        switch(desk("s-10001"), "10001", {"archive": True})
    assert switch(desk("s-10001"), "10001", {"archive": False})["modules"]["archive"] is False


def test_switches_are_read_and_changed_in_the_own_scope_only(desk):
    assert switches(desk("s-10001"), "10001")["province"]["destination"] is True
    for login, code in (("s-10001", "10002"), ("p-11", "32"), ("s-10001", "11")):
        with pytest.raises(NotFound):
            switches(desk(login), code)
    with pytest.raises(NotAllowed):
        switches(desk("d-10001-01"), "10001")
    with pytest.raises(Invalid):
        switch(desk("p-11"), "11", {"destination": "yes", "x": True})
