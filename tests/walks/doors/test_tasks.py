"""The inbox: boxes, filters, sorts, pages and counts that say the same."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from app.store.base import new_id
from app.store.tasks import Task
from tests.support.cast import Cast
from tests.support.world import Template
from tests.walks.doors.test_errors import check

DEPARTMENT = "d-10001-01"
GRADUATES = ("g-10001-01", "g-10001-02", "g-10001-03")


@pytest.fixture(scope="module")
def busy(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    """An installation where three graduates have accepted and one has an invitation."""
    made = Cast(template.copy(tmp_path_factory.mktemp("busy")))
    for login in GRADUATES:
        made[login].complete(made.invite(login)["id"], {"decision": "accept"})
    made.invite("g-10001-01", "e-02", answer_by=_later(hours=2))
    made.invite("g-10001-04", "e-02", answer_by=_later(days=3))
    yield made
    made.close()


def _later(**more: int) -> str:
    return (datetime.now(UTC) + timedelta(**more)).isoformat()


def names(cast: Cast, login: str = DEPARTMENT, **query: Any) -> list[str]:
    """Return the graduates' names of the tasks that a query finds."""
    answer = cast[login].call("GET", "/tasks", query_string=query).get_json()
    assert answer["total"] >= len(answer["items"])
    return [t["facets"]["name"] for t in answer["items"]]


def test_a_list_has_its_four_members_and_rows_of_the_described_shape(busy: Cast) -> None:
    answer = busy[DEPARTMENT].get("/tasks")
    assert set(answer) == {"items", "total", "capped", "next"}
    assert (answer["total"], answer["capped"], answer["next"]) == (3, False, None)
    for task in answer["items"]:
        assert task["process"] == "online_signing"
        assert (task["step"], task["name"]) == ("department", "院系审核")
        assert task["status"] == {"code": "department_review", "label": "学生已同意签约，等待学院审核"}
        assert {"id", "instance", "version", "title", "facets", "created_at", "due_at", "claimed_by"} <= set(
            task
        )


def test_pages_neither_repeat_nor_leave_out_a_row(busy: Cast) -> None:
    for sort in ("oldest", "newest", "due", "name"):
        whole = names(busy, sort=sort)
        pages, after = [], None
        for _ in whole:
            query = {"sort": sort, "limit": 1} | ({"after": after} if after else {})
            page = busy[DEPARTMENT].get("/tasks", **query)
            assert page["total"] == 3
            pages += [t["facets"]["name"] for t in page["items"]]
            after = page["next"]
        assert after is None
        assert pages == whole
        assert len(set(pages)) == 3


def test_a_cursor_stays_where_it_was_when_rows_come_and_go(cast: Cast) -> None:
    ids = [cast.invite(login)["id"] for login in GRADUATES]
    for login, instance in zip(GRADUATES, ids, strict=True):
        cast[login].complete(instance, {"decision": "accept"})
    first = cast[DEPARTMENT].get("/tasks", limit=1)
    assert [t["instance"] for t in first["items"]] == ids[:1]
    cast[DEPARTMENT].complete(ids[0], {"decision": "pass"})  # what was shown goes
    second = cast[DEPARTMENT].get("/tasks", limit=1, after=first["next"])
    assert [t["instance"] for t in second["items"]] == ids[1:2]


def test_sorts_sort(busy: Cast) -> None:
    assert names(busy, sort="oldest") == ["陈喆", "李䶮", "王𬭩"]
    assert names(busy, sort="newest") == ["王𬭩", "李䶮", "陈喆"]
    titles = [t["title"] for t in busy[DEPARTMENT].get("/tasks", sort="name")["items"]]
    assert sorted(titles, key=lambda t: t.encode()) == titles
    dues = [t["due_at"] for t in busy["g-10001-01"].get("/tasks", sort="due")["items"]]
    assert dues == sorted(dues)


def test_due_words_look_at_the_deadline(busy: Cast) -> None:
    graduate = "g-10001-01"
    assert busy[graduate].get("/tasks", due="overdue")["total"] == 0
    today = datetime.now(UTC) + timedelta(hours=8)
    if today.hour < 21:
        assert busy[graduate].get("/tasks", due="today")["total"] == 1
        assert busy["g-10001-04"].get("/tasks", due="today")["total"] == 0
    assert busy["g-10001-04"].get("/tasks", due="week")["total"] == 1


def test_filters_and_search_narrow_and_the_total_follows(busy: Cast) -> None:
    assert names(busy, **{"facet.name": "李䶮"}) == ["李䶮"]
    assert names(busy, **{"facet.name": "李䶮", "facet.cohort": "1999"}) == []
    assert names(busy, q="王𬭩") == ["王𬭩"]
    assert names(busy, q=busy.graduate("g-10001-02").student_no) == ["李䶮"]
    assert names(busy, q="陈喆\n王𬭩") == ["陈喆", "王𬭩"]
    assert names(busy, q="%") == names(busy, q="_") == []
    assert names(busy, process="online_signing", step="department", status="department_review") == names(busy)
    assert names(busy, process="basic_check") == names(busy, step="school") == names(busy, status="x") == []


def test_the_counts_are_the_totals_of_the_same_queries(busy: Cast) -> None:
    for login in (DEPARTMENT, "d-10001-02", "s-10001", "g-10001-01", "e-01"):
        counts = busy[login].get("/tasks/counts")
        assert set(counts) == {"items", "total", "capped", "next"}
        for row in counts["items"]:
            same = busy[login].get("/tasks", process=row["process"], step=row["step"])
            assert row["total"] == same["total"] > 0
        assert sum(r["total"] for r in counts["items"]) == busy[login].get("/tasks")["total"]


def test_boxes_show_what_they_are_called(cast: Cast) -> None:
    first, second = cast.invite("g-10001-01")["id"], cast.invite("g-10001-02")["id"]
    started = cast["e-01"].get("/tasks", box="started")
    assert {t["instance"] for t in started["items"]} == {first, second}
    for login, instance in (("g-10001-01", first), ("g-10001-02", second)):
        cast[login].complete(instance, {"decision": "accept"})

    mine = cast[DEPARTMENT]
    task = mine.task(first)["id"]
    assert mine.get("/tasks", box="claimed")["total"] == 0
    claimed = mine.post(f"/tasks/{task}/claim")
    assert claimed["claimed_by"] == "李老师"
    assert [t["id"] for t in mine.get("/tasks", box="claimed")["items"]] == [task]
    assert cast["d-10001-01-b"].get("/tasks", box="claimed")["total"] == 0

    held = check(cast["d-10001-01-b"].call("POST", f"/tasks/{task}/claim"), 409)
    assert held["holder"] == "李老师"
    assert check(cast["d-10001-01-b"].call("DELETE", f"/tasks/{task}/claim"), 409)["holder"] == "李老师"
    body = {"version": 1, "data": {"decision": "pass"}}
    refused = cast["d-10001-01-b"].post(f"/tasks/{task}/completion", body, 409, key="k")
    assert refused["holder"] == "李老师"
    assert mine.delete(f"/tasks/{task}/claim", 200)["claimed_by"] is None

    mine.complete(first, {"decision": "pass"})
    mine.complete(second, {"decision": "reject", "reason": "04", "comment": "不合适"})
    done = mine.get("/tasks", box="done")
    assert [(t["instance"], t["outcome"]) for t in done["items"]] == [(second, "reject"), (first, "pass")]
    assert [t["instance"] for t in mine.get("/tasks", box="done", sort="oldest")["items"]] == [first, second]
    assert mine.get("/tasks")["total"] == 0


def test_a_claim_ends_by_itself_after_ten_minutes(cast: Cast) -> None:
    instance = cast.invite("g-10001-01")["id"]
    cast["g-10001-01"].complete(instance, {"decision": "accept"})
    task = cast[DEPARTMENT].task(instance)["id"]
    cast[DEPARTMENT].post(f"/tasks/{task}/claim")
    cast.clock((datetime.now(UTC) + timedelta(minutes=11)).isoformat())
    assert cast["d-10001-01-b"].post(f"/tasks/{task}/claim")["claimed_by"] == "秦老师"


def test_totals_are_exact_up_to_ten_thousand_and_capped_beyond(cast: Cast) -> None:
    instance = cast.invite("g-10001-01")["id"]
    cast["g-10001-01"].complete(instance, {"decision": "accept"})
    with cast.session() as session:
        row = session.scalars(select(Task).where(Task.state == "open")).one()
        copy = {c.key: getattr(row, c.key) for c in Task.__table__.columns}
        rows = [{**copy, "id": new_id(), "token": f"copy-{n}"} for n in range(9_999)]
        session.execute(insert(Task), rows)
    answer = cast[DEPARTMENT].get("/tasks", limit=200)
    assert (answer["total"], answer["capped"], len(answer["items"])) == (10_000, False, 200)
    with cast.session() as session:
        session.execute(insert(Task), [{**copy, "id": new_id(), "token": "one more"}])
    answer = cast[DEPARTMENT].get("/tasks")
    assert (answer["total"], answer["capped"]) == (10_000, True)


@pytest.mark.parametrize(
    "after",
    [
        "x",
        "e30",
        "WyJ0IiwieCIsImEiXQ",
        "WyJzIiwiYSIsImIiXQ",
        "WyJ0IiwiMjAyNi0wMS0wMVQwMDowMDowMCIsImEiXQ",
        "é",
    ],
)
def test_a_cursor_that_was_made_up_is_refused(busy: Cast, after: str) -> None:
    check(busy[DEPARTMENT].call("GET", "/tasks", query_string={"after": after}), 400)


def test_a_cursor_of_another_sort_is_refused(busy: Cast) -> None:
    by_name = busy[DEPARTMENT].get("/tasks", sort="name", limit=1)["next"]
    check(busy[DEPARTMENT].call("GET", "/tasks", query_string={"after": by_name}), 400)


def test_drafts_are_mine_are_not_checked_and_can_be_thrown_away(cast: Cast) -> None:
    instance = cast.invite("g-10001-01")["id"]
    cast["g-10001-01"].complete(instance, {"decision": "accept"})
    mine, task = cast[DEPARTMENT], cast[DEPARTMENT].task(instance)["id"]
    mine.get(f"/tasks/{task}/draft", 404)
    half = {"decision": "reject", "comment": "还没写完"}
    assert mine.put(f"/tasks/{task}/draft", {"data": half})["data"] == half
    assert mine.get(f"/tasks/{task}/draft")["data"] == half
    cast["d-10001-01-b"].get(f"/tasks/{task}/draft", 404)
    assert mine.put(f"/tasks/{task}/draft", {"data": {}})["data"] == {}
    mine.delete(f"/tasks/{task}/draft")
    mine.get(f"/tasks/{task}/draft", 404)
    mine.put(f"/tasks/{task}/draft", {}, 422)


def test_a_task_shows_what_a_decision_needs(busy: Cast) -> None:
    (task,) = [t for t in busy[DEPARTMENT].get("/tasks")["items"] if t["facets"]["name"] == "李䶮"]
    seen = busy[DEPARTMENT].get(f"/tasks/{task['id']}")
    assert {k: seen[k] for k in task} == task
    assert [d["value"] for d in seen["decisions"]] == ["pass", "reject"]
    reject = seen["decisions"][1]
    assert (reject["label"], reject["tone"], reject["reason_required"]) == ("不通过", "danger", True)
    assert reject["consequence"]
    assert (seen["values"], seen["files"], seen["documents"]) == ({}, [], [])
    assert seen["data"]["invitation"]["position"] == "软件工程师"
    rows = [row for panel in seen["comparison"] for row in panel["rows"]]
    assert any(row["label"] == "政治面貌" and not row["same"] for row in rows)
    assert isinstance(seen["alerts"], list)
