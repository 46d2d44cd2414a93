"""Dates, months and moments, and the limits that a form sets for them."""

from typing import Any

import pytest

from tests.unit.forms.drawn import bound, field, only, said, taken

DAY = field("datetime", label="日期", subtype="date")
MONTH = field("datetime", label="年月", properties={"month": "true"})
MOMENT = field("datetime", label="截止时间", subtype="datetime")


@pytest.mark.parametrize(
    "given",
    [
        "2026-06-30",
        "2026/6/30",
        "2026.06.30",
        "2026年6月30日",
        "20260630",
        "２０２６-０６-３０",
        " 2026-06-30 ",
    ],
)
def test_a_day_is_kept_one_way_however_it_is_written(given: str) -> None:
    assert taken(DAY, given) == "2026-06-30"


@pytest.mark.parametrize("given", ["2026-06", "2026-6", "2026/06", "202606", "2026年6月", "２０２６年６月"])
def test_a_month_is_kept_one_way_however_it_is_written(given: str) -> None:
    assert taken(MONTH, given) == "2026-06"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2026-06-30T18:00", "2026-06-30T18:00:00+08:00"),
        ("2026-06-30 18:00:05", "2026-06-30T18:00:05+08:00"),
        ("2026-06-30T10:00:00Z", "2026-06-30T18:00:00+08:00"),
        ("2026-06-30T10:00:00.123456+00:00", "2026-06-30T18:00:00+08:00"),
        ("2026-06-30T23:30-0100", "2026-07-01T08:30:00+08:00"),
    ],
)
def test_a_moment_is_kept_in_local_time_with_its_offset(given: str, kept: str) -> None:
    assert taken(MOMENT, given) == kept


@pytest.mark.parametrize(
    "given",
    [
        "2026-02-29",
        "2026-13-01",
        "0001-01-01",
        "9999-12-31",
        "1899-12-31",
        "2026-W25-6",
        "明天",
        "2026-06-30T10:00",
        "-2026-06-30",
        "2026-6",
    ],
)
def test_what_is_no_day_is_refused_with_an_example(given: str) -> None:
    assert said(DAY, given) == "日期应当是有效的日期，例如 2027-06-30。"


@pytest.mark.parametrize("given", ["2026-00", "2026-13", "26-06", "1800-01", "2026-06-01", "20266", "六月"])
def test_what_is_no_month_is_refused_with_an_example(given: str) -> None:
    assert said(MONTH, given) == "年月应当是有效的年月，例如 2027-06。"


@pytest.mark.parametrize(
    "given",
    [
        "2026-06-30",
        "0001-01-01T00:00+14:00",
        "9999-12-31T23:59Z",
        "2026-06-30T24:00",
        "2026-06-30T10:00+99:00",
        "2026-06-30T",
        "T10:00",
    ],
)
def test_what_is_no_moment_is_refused_with_an_example(given: str) -> None:
    assert said(MOMENT, given) == "截止时间应当是有效的日期和时间，例如 2027-06-30 18:00。"


@pytest.mark.parametrize("given", [20260630, True, ["2026-06-30"], {"day": 1}])
def test_what_is_no_text_is_refused(given: Any) -> None:
    assert said(DAY, given) == "日期应当是文字。"


def test_limits_are_expressions_over_now() -> None:
    soon = field(
        "datetime",
        label="截止时间",
        subtype="datetime",
        properties={"after": "now()", "before": 'now() + duration("P1D")'},
    )
    assert taken(soon, "2026-06-20T10:31") == "2026-06-20T10:31:00+08:00"
    assert said(soon, "2026-06-20T10:30") == "截止时间应当晚于 2026-06-20 10:30。"
    assert said(soon, "2026-06-21T10:30") == "截止时间应当早于 2026-06-21 10:30。"


def test_limits_may_be_dates_and_are_said_as_dates() -> None:
    later = field("datetime", label="日期", subtype="date", properties={"after": 'date("2026-06-30")'})
    assert taken(later, "2026-07-01") == "2026-07-01"
    assert said(later, "2026-06-30") == "日期应当晚于 2026-06-30。"


def test_limits_of_months_are_months() -> None:
    later = field("datetime", label="年月", properties={"month": "true", "after": "now()"})
    assert taken(later, "2026-07") == "2026-07"
    assert said(later, "2026-06") == "年月应当晚于 2026-06。"


def test_a_limit_may_be_another_field() -> None:
    period = bound(
        field("datetime", "start", "开始", subtype="date"),
        field("datetime", "end", "结束", subtype="date", properties={"after": "start"}),
    )
    assert not period.check({"start": "2026-07-01", "end": "2026-07-02"}).errors
    assert (
        only(period.check({"start": "2026/7/1", "end": "2026-07-01"}), "end") == "结束应当晚于 2026-07-01。"
    )
    assert not period.check({"end": "2026-07-01"}).errors  # nothing to compare with


@pytest.mark.parametrize(
    "limit", ["nothing", "1 +", '"soon"', "5", 'date("9999-12-31")', 'date and time("9999-12-31T23:59:59Z")']
)
def test_a_limit_that_is_no_moment_does_not_limit(limit: str) -> None:
    assert taken(field("datetime", subtype="date", properties={"after": limit}), "2026-06-30") == "2026-06-30"
