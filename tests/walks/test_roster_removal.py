"""P33, DT-22 through the doors: who is deleted stops where they are, and goes on from there when uploaded again."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.support.cast import Cast
from tests.walks.destinations import label
from tests.walks.endings import ems
from tests.walks.test_transfers import GIVEN, registered, start
from tests.walks.verifying import authorised, generate, knows, numbers

GRADUATE, NAME, DEPARTMENT, SCHOOL, EMPLOYER = "g-10001-01", "陈喆", "d-10001-01", "s-10001", "e-01"
REPORTED, REPORTED_NAME = "g-10001-02", "李䶮"
WHY = "学校在就业管理系统删除了这名毕业生的基本信息"


def remove(cast: Cast, login: str = GRADUATE) -> None:
    cast["ems"].post("/roster/10001/removals", {"candidate_no": cast.graduate(login).candidate_no})
    cast.run_jobs()


def upload(cast: Cast, login: str = GRADUATE) -> None:
    answer = cast["ems"].post("/roster/10001/graduates", {"candidate_no": cast.graduate(login).candidate_no})
    assert answer["result"] == "restored"
    cast.run_jobs()


def rows(cast: Cast, key: str, login: str = SCHOOL, name: str = NAME) -> list[dict[str, Any]]:
    found = cast[login].raw(f"/lists/{key}?q={name}").get_json()["items"]
    return [row for row in found if row.get("name", name) == name]


def waiting(cast: Cast, login: str, instance: str) -> list[str]:
    return [t["step"] for t in cast[login].get("/tasks", limit=200)["items"] if t["instance"] == instance]


@pytest.mark.req("R-300", "R-301", "R-302", "R-303")
def test_what_is_signed_is_invalid_for_everybody(cast: Cast) -> None:
    made = cast.signed(GRADUATE)
    assert rows(cast, "invalid") == []
    remove(cast)
    for reader in (DEPARTMENT, SCHOOL):
        (row,) = rows(cast, "invalid", reader)
        assert row["reason"] == "学校在就业管理系统删除了毕业生基本信息"
        assert row["removed_at"]
        (signing,) = [r for r in rows(cast, "online_signing", reader) if r["id"] == made]
        assert signing["status_label"] == "失效"
    assert rows(cast, "invalid", "d-10001-02") == []
    employer = cast[EMPLOYER].raw("/lists/employer_signing?state=invalid").get_json()["items"]
    assert [row["id"] for row in employer] == [made]
    offers = cast[GRADUATE].get("/processes", subject="self")["items"]
    assert {o["key"] for o in offers if o["allowed"]} <= {"misconduct_report"}  # whoever it is may report
    assert "名单" in next(o["reason"] for o in offers if o["key"] == "destination_registration")


@pytest.mark.req("R-078", "R-303")
def test_who_is_deleted_is_in_no_favourites_and_in_the_list_of_what_is_invalid(cast: Cast) -> None:
    cast.invite(GRADUATE)
    subject = cast.subject(GRADUATE)
    assert subject in [kept["subject"] for kept in cast[EMPLOYER].get("/favourites")["items"]]
    remove(cast)
    assert subject not in [kept["subject"] for kept in cast[EMPLOYER].get("/favourites")["items"]]
    found = cast[EMPLOYER].raw("/lists/employer_signing?state=invalid").get_json()["items"]
    assert [row["subject"] for row in found] == [subject]


@pytest.mark.req("R-302", "R-304", "R-305")
def test_a_review_stops_where_it_is_and_goes_on_from_there(cast: Cast) -> None:
    made = cast.invite(GRADUATE)["id"]
    cast[GRADUATE].complete(made, {"decision": "accept"})
    task = cast[DEPARTMENT].task(made)
    remove(cast)
    assert waiting(cast, DEPARTMENT, made) == []
    body = {"version": task["version"], "data": {"decision": "pass"}}
    refused = cast[DEPARTMENT].post(f"/tasks/{task['id']}/completion", body, 409, key="k-1")
    assert WHY in refused["detail"]
    stop = cast[GRADUATE].post(f"/instances/{made}/messages/stop", {"data": {"reason": "测试"}}, 409)
    assert WHY in stop["detail"]
    counted = {c["process"]: c["total"] for c in cast[DEPARTMENT].get("/tasks/counts")["items"]}
    assert "online_signing" not in counted
    upload(cast)
    assert waiting(cast, DEPARTMENT, made) == [task["step"]]
    facets = cast[DEPARTMENT].get("/tasks", **{"facet.name": NAME})["items"]
    assert [t["instance"] for t in facets] == [made]
    cast[DEPARTMENT].complete(made, {"decision": "pass"})
    cast[SCHOOL].complete(made, {"decision": "pass"})
    assert label(cast, SCHOOL, made) == "签约审核通过"


@pytest.mark.req("R-304", "R-305")
def test_what_was_in_effect_is_in_effect_again_at_once_and_reported_again(cast: Cast) -> None:
    made = cast.signed(GRADUATE)
    sent = ems(cast).count("destination.report")
    remove(cast)
    upload(cast)
    assert rows(cast, "invalid") == []
    (signing,) = [r for r in rows(cast, "online_signing") if r["id"] == made]
    assert signing["status_label"] == "签约审核通过"
    assert ems(cast).count("destination.report") == sent + 1
    assert cast[GRADUATE].get("/records")["destination"]["state"] == "signed"
    told = [m["title"] for m in cast[GRADUATE].get("/messages")["items"]]
    assert "学校已重新上传你的信息" in told


def test_a_deadline_stands_still_while_the_graduate_is_out(cast: Cast) -> None:
    made = cast.invite(GRADUATE)["id"]
    due = datetime.fromisoformat(cast[GRADUATE].task(made)["due_at"])
    remove(cast)
    cast.clock((due + timedelta(hours=1)).isoformat())
    assert cast[EMPLOYER].get(f"/instances/{made}")["ended"] is False
    upload(cast)
    assert cast[EMPLOYER].get(f"/instances/{made}")["status"]["code"] == "expired"


@pytest.mark.req("R-306", "R-308")
@pytest.mark.parametrize("kind", ["archive", "household"])
def test_where_archive_and_household_go_is_invalid_and_stays_so(cast: Cast, kind: str) -> None:
    registered(cast, kind)
    remove(cast)
    (row,) = rows(cast, f"invalid_{kind}")
    assert row["type_label"] == "本单位接收" or row["type_label"]
    upload(cast)
    assert rows(cast, f"invalid_{kind}") == []
    assert cast[GRADUATE].get("/records")[kind] is None
    (standing,) = rows(cast, kind)
    assert standing["state_label"] == "未登记"
    registered(cast, kind)
    assert cast[GRADUATE].get("/records")[kind]["type"] == GIVEN[kind]["type"]


@pytest.mark.req("R-307", "R-308")
@pytest.mark.parametrize("process", ["archive_registration", "household_registration", "archive_change"])
@pytest.mark.parametrize("withdrawn", [False, True])
def test_what_was_applied_for_is_not_passed(cast: Cast, process: str, withdrawn: bool) -> None:
    kind, _, action = process.partition("_")
    if action == "change":
        registered(cast, kind)
    made = start(cast, process, GIVEN[kind] | {"type": "2"})["id"]
    if withdrawn:
        cast[GRADUATE].post(f"/instances/{made}/messages/withdraw", {})
    remove(cast)
    assert label(cast, SCHOOL, made) == "审核不通过"
    assert waiting(cast, DEPARTMENT, made) == waiting(cast, GRADUATE, made) == []
    upload(cast)
    assert label(cast, SCHOOL, made) == "审核不通过"
    assert waiting(cast, DEPARTMENT, made) == []


def test_what_was_confirmed_authorised_and_numbered_has_to_be_done_again(cast: Cast) -> None:
    old = authorised(cast, REPORTED)["archive"]
    generate(cast)
    remove(cast, REPORTED)
    assert not knows(cast, old)
    upload(cast, REPORTED)
    (row,) = rows(cast, "confirmation", name=REPORTED_NAME)
    assert row["state_label"] == "未确认"
    (row,) = rows(cast, "transfer", name=REPORTED_NAME)
    assert row["state_label"] == "已失效"
    new = authorised(cast, REPORTED)["archive"]
    assert (knows(cast, old), knows(cast, new)) == (False, True)
    assert numbers(cast, REPORTED)["archive"] == new


def test_who_is_deleted_and_uploaded_before_anything_happened_goes_on_undisturbed(cast: Cast) -> None:
    made = cast.invite(GRADUATE)["id"]
    number = cast.graduate(GRADUATE).candidate_no
    cast["ems"].post("/roster/10001/removals", {"candidate_no": number})
    cast["ems"].post("/roster/10001/graduates", {"candidate_no": number})
    cast.run_jobs()
    assert waiting(cast, GRADUATE, made) != []
    for _ in range(2):
        remove(cast)
        remove(cast)
        upload(cast)
    cast[GRADUATE].complete(made, {"decision": "accept"})
    assert waiting(cast, DEPARTMENT, made) != []
