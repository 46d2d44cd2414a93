"""P11: the school corrects what was agreed; the agreement is made anew, its versions are kept."""

from typing import Any

import pytest

from tests.support.cast import Cast
from tests.walks.endings import (
    DECLINE,
    EMPLOYER,
    GRADUATE,
    SCHOOL,
    asked,
    begin,
    ems,
    offline,
    page,
    said,
    topics,
)
from tests.walks.test_record_void import newest


def terms(cast: Cast, record: str, **changes: Any) -> dict[str, Any]:
    """Return what was agreed with some of it changed, as the form takes it."""
    agreed = dict(cast[SCHOOL].get(f"/instances/{record}")["data"]["invitation"])
    agreed.pop("answer_by")
    return {**agreed, "change_reason": "岗位名称填写有误，经双方确认更正", **changes}


@pytest.mark.req("R-144")
def test_the_school_corrects_a_signing_and_the_agreement_is_made_anew(cast: Cast) -> None:
    record = cast.signed()
    before = cast[SCHOOL].get(f"/instances/{record}")
    done = begin(cast, SCHOOL, record, "record_modification", terms(cast, record, position="算法工程师"))
    assert done["ended"]
    after = cast[SCHOOL].get(f"/instances/{record}")
    assert after["data"]["invitation"] == {**before["data"]["invitation"], "position": "算法工程师"}
    assert said(cast, record) == {"graduate": "线上签约完成", "employer": "已签约", "school": "签约审核通过"}
    assert ems(cast) == ["destination.report", "destination.report"]
    for login in (GRADUATE, EMPLOYER):
        assert topics(cast, login, done["id"]) == ["record_modified"]
        documents = cast[login].get(f"/instances/{record}")["documents"]
        assert [d["name"] for d in documents] == ["就业协议书-陈喆（第2版）", "就业协议书-陈喆"]
        assert "算法工程师" in newest(cast, login, record)

    begin(cast, SCHOOL, record, "record_modification", terms(cast, record, position="架构师"))
    names = [d["name"] for d in cast[GRADUATE].get(f"/instances/{record}")["documents"]]
    assert names[0] == "就业协议书-陈喆（第3版）"
    assert len(names) == 3


@pytest.mark.req("R-137", "R-144")
def test_a_termination_that_failed_is_still_seen_after_a_correction(cast: Cast) -> None:
    record = cast.signed()
    cast[EMPLOYER].complete(asked(cast, record), DECLINE)
    before = said(cast, record)
    assert before == {"graduate": "线上解约失败", "employer": "解约失败", "school": "签约审核通过"}
    begin(cast, SCHOOL, record, "record_modification", terms(cast, record, position="算法工程师"))
    assert said(cast, record) == before
    assert cast[EMPLOYER].get("/lists/employer_signing", state="termination_failed")["total"] == 1


@pytest.mark.req("R-150")
def test_both_parties_are_told_what_the_school_has_changed_and_why(cast: Cast) -> None:
    record = cast.signed()
    done = begin(cast, SCHOOL, record, "record_modification", terms(cast, record, position="算法工程师"))
    for login in (GRADUATE, EMPLOYER):
        (told,) = [m for m in cast[login].get("/messages")["items"] if m["instance"] == done["id"]]
        assert told["title"] == "去向登记信息被修改"
        for words in ("京华大学修改了", "陈喆", "岗位名称填写有误，经双方确认更正", "已重新生成"):
            assert words in told["text"]
        assert told["link"].startswith("/instances/")
    assert cast["g-10001-02"].get("/messages")["items"] == []


@pytest.mark.req("R-145")
def test_the_unit_is_not_changed_and_the_form_says_where_to_turn(cast: Cast) -> None:
    record = cast.signed()
    shown = page(cast, SCHOOL, f"/start/record_modification?subject={record}")
    assert "企业客服" in shown
    given = terms(cast, record, unit="另一家公司", full_name="另一家公司")
    begin(cast, SCHOOL, record, "record_modification", given, None)
    assert cast[GRADUATE].get("/records")["destination"]["unit"] == "北京星河数联科技有限公司"
    assert "另一家公司" not in newest(cast, GRADUATE, record)


def test_a_correction_needs_its_reason_and_a_record_in_effect(cast: Cast) -> None:
    record = cast.signed()
    refused = begin(cast, SCHOOL, record, "record_modification", terms(cast, record, change_reason=""), 422)
    assert [e["field"] for e in refused["errors"]] == ["change_reason"]
    begin(cast, GRADUATE, record, "record_modification", terms(cast, record), 403)
    asked(cast, record)
    late = begin(cast, SCHOOL, record, "record_modification", terms(cast, record), 409)["detail"]
    assert "解约正在办理" in late


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"position": "算法工程师"}, set()),
        ({"household_address": "北京市海淀区"}, {"household_changed"}),
        (
            {"archive_unit": "北京市人才中心", "household_address": "北京市海淀区"},
            {"archive_changed", "household_changed"},
        ),
    ],
)
def test_others_are_told_where_archive_or_household_change(
    cast: Cast, changes: dict[str, str], told: set[str]
) -> None:
    record = cast.signed()
    instance = begin(cast, SCHOOL, record, "record_modification", terms(cast, record, **changes))["id"]
    passed = {h["step"] for h in cast[SCHOOL].get(f"/instances/{instance}/history", limit=100)["items"]}
    assert passed & {"archive_changed", "household_changed"} == told


@pytest.mark.req("R-148")
def test_a_paper_agreement_is_corrected_without_making_another(cast: Cast) -> None:
    record = offline(cast, "paper")
    offers = cast[SCHOOL].get("/processes", subject=record)["items"]
    (form,) = (offer["form"] for offer in offers if offer["key"] == "record_modification")
    agreed = cast[SCHOOL].get(f"/instances/{record}")["data"]["paper_supplement"]
    kept = {f["name"]: agreed[f["name"]] for f in form["fields"] if f["name"] in agreed}
    changed = {**kept, "position": "算法工程师", "change_reason": "岗位名称填写有误，经双方确认更正"}
    begin(cast, SCHOOL, record, "record_modification", changed)
    after = cast[GRADUATE].get(f"/instances/{record}")
    assert after["data"]["paper_supplement"] == {**agreed, "position": "算法工程师"}
    assert after["documents"] == []
