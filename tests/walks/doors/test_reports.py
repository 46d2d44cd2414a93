"""Destinations that other systems report (DT-33), and the changes that they may ask for."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.support.cast import Cast

DOOR = "/reports/destinations"
SIGNED = "北京星河数联科技有限公司"


def given(cast: Cast, login: str, **more: Any) -> dict[str, Any]:
    number = cast.graduate(login).candidate_no
    return {"candidate_no": number, "code": "11", "unit_name": "某某公司", "unit_place": "320102", **more}


def reported(cast: Cast, login: str) -> Any:
    found = cast[login].get("/records")["destination"]
    return found and found["reported"]


@pytest.mark.req("R-256")
def test_a_destination_from_a_province_has_the_source_of_its_interface(cast: Cast) -> None:
    answer = cast["province-32"].post(DOOR, given(cast, "g-10286-01"))
    assert answer["reported"]["source"] == "就业管理系统接口"
    held = reported(cast, "g-10286-01")
    assert (held["code"], held["label"], held["unit"]) == ("11", "签劳动合同形式就业", "某某公司")


@pytest.mark.req("R-256")
def test_a_destination_from_the_national_system_counts_as_uploaded(cast: Cast) -> None:
    answer = cast["ems"].post(DOOR, given(cast, "g-10001-02"))
    assert answer["reported"]["source"] == "就业管理系统上传"


@pytest.mark.req("R-256", "R-310")
def test_what_came_from_here_is_changed_only_here(cast: Cast) -> None:
    cast.signed("g-10001-01")
    assert reported(cast, "g-10001-01")["source"] == "登记系统"
    answer = cast["ems"].post(DOOR, given(cast, "g-10001-01"), 409)
    assert "登记系统" in answer["detail"]
    cast["ems"].post(DOOR, given(cast, "g-10001-01", action="clear"), 409)
    assert reported(cast, "g-10001-01")["unit"] == SIGNED


@pytest.mark.req("R-256")
def test_what_is_signed_here_takes_the_place_of_what_was_uploaded(cast: Cast) -> None:
    assert reported(cast, "g-10001-02")["source"] == "就业管理系统上传"
    cast.signed("g-10001-02")
    assert (reported(cast, "g-10001-02")["source"], reported(cast, "g-10001-02")["unit"]) == (
        "登记系统",
        SIGNED,
    )


def test_a_report_that_was_overtaken_is_not_taken(cast: Cast) -> None:
    now = datetime.now().astimezone()
    late, early = (now - timedelta(hours=1)).isoformat(), (now - timedelta(days=1)).isoformat()
    cast["ems"].post(DOOR, given(cast, "g-10001-04", reported_at=late, unit_name="后来的"))
    cast["ems"].post(DOOR, given(cast, "g-10001-04", reported_at=early), 409)
    cast["ems"].post(DOOR, given(cast, "g-10001-04", reported_at=late, unit_name="后来的"))
    assert reported(cast, "g-10001-04")["unit"] == "后来的"


def test_what_was_reported_elsewhere_is_cleared_from_there_and_again_changes_nothing(cast: Cast) -> None:
    for _ in range(2):
        cast["ems"].post(DOOR, given(cast, "g-10001-02", action="clear"))
        assert reported(cast, "g-10001-02") is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "999"}, "code"),
        ({"code": ""}, "code"),
        ({"unit_place": "南京"}, "unit_place"),
        ({"reported_at": "昨天"}, "reported_at"),
        ({"reported_at": "2199-01-01T00:00:00+08:00"}, "reported_at"),
        ({"action": "delete"}, "action"),
        ({"data": []}, "data"),
    ],
)
def test_a_report_that_cannot_be_read_is_refused(cast: Cast, change: dict[str, Any], field: str) -> None:
    answer = cast["ems"].post(DOOR, given(cast, "g-10001-03") | change, 422)
    assert [e["field"] for e in answer["errors"]] == [field]


def test_a_province_reports_only_for_its_own_schools(cast: Cast) -> None:
    cast["province-32"].post(DOOR, given(cast, "g-10001-01"), 404)
    cast["ems"].post(DOOR, {**given(cast, "g-10001-01"), "candidate_no": "0"}, 404)


def test_nothing_is_reported_of_who_has_left_the_roster(cast: Cast) -> None:
    answer = cast["ems"].post(DOOR, given(cast, "g-10001-10"), 409)
    assert "名单" in answer["detail"]


def test_changes_come_in_order_each_with_a_key_and_go_on_after_the_last_one(cast: Cast) -> None:
    cast.signed("g-10001-01")
    cast.signed("g-10001-02")
    whole = cast["ems"].get("/changes")
    assert [c["topic"] for c in whole["items"]] == ["destination.report"] * 2
    numbers = [cast.graduate(login).candidate_no for login in ("g-10001-01", "g-10001-02")]
    assert [c["body"]["candidate_no"] for c in whole["items"]] == numbers
    first = cast["ems"].get("/changes", limit=1)
    assert first["next"] == first["items"][0]["key"]
    rest = cast["ems"].get("/changes", after=first["next"])
    assert [rest["items"], rest["next"]] == [whole["items"][1:], None]
    assert cast["ems"].get("/changes", after=whole["items"][1]["key"])["items"] == []
    cast["ems"].get("/changes", 422, after="nothing")


def test_a_province_hears_of_its_own_graduates_only(cast: Cast) -> None:
    cast.signed("g-10001-01")
    assert cast["province-32"].get("/changes")["items"] == []
