"""Running instances are taken to another version of their process: tried first, each with its verdict, nothing lost."""

from typing import Any

import pytest

from tests.support.cast import Cast

KEY, GRADUATE, EMPLOYER = "online_signing", "g-10001-01", "e-01"
DEPARTMENT, SCHOOL = "d-10001-01", "s-10001"
ACCEPT, PASS = {"decision": "accept"}, {"decision": "pass"}
RENAMED = (('name="应约"', 'name="回应邀请"'),)


def published(cast: Cast, *changes: tuple[str, str], key: str = KEY) -> int:
    """Publish a changed diagram; return the number of its version."""
    base = f"/definitions/process/{key}"
    body = cast["admin"].raw(base).get_data(as_text=True)
    for old, new in changes:
        assert old in body, old
        body = body.replace(old, new)
    sent = cast["admin"].call("PUT", f"{base}/draft", data=body.encode(), headers={"If-None-Match": "*"})
    assert sent.status_code == 201, sent.get_data(as_text=True)
    return int(cast["admin"].post(f"{base}/releases", {"note": "改"}, 201)["version"])


def migrate(cast: Cast, to: int, start: int = 1, key: str = KEY, **more: Any) -> list[dict[str, Any]]:
    """Ask for a migration and return what became of each instance."""
    body = {"from": start, "to": to, **more}
    made = cast["admin"].post(f"/definitions/process/{key}/migrations", body, 202)
    cast.run_jobs()
    done = cast["admin"].get(f"/batches/{made['id']}")
    assert done["state"] == "done"
    items: list[dict[str, Any]] = done["items"]
    return items


def called(old: str, new: str) -> list[tuple[str, str]]:
    """Return what to replace so that an element has another id."""
    shown = [("学生应约=answer,", f"学生应约={new},")] if old == "answer" else []
    return [(f'"{old}"', f'"{new}"'), (f">{old}<", f">{new}<"), *shown]


def version(cast: Cast, instance: str) -> int:
    return int(cast[GRADUATE].get(f"/instances/{instance}")["version"])


def test_a_migration_is_tried_and_then_done_and_nothing_is_lost(cast: Cast) -> None:
    instance = cast.invite(GRADUATE)["id"]
    before = cast[GRADUATE].task(instance)
    cast[GRADUATE].post(f"/tasks/{before['id']}/claim", {})
    cast[GRADUATE].put(f"/tasks/{before['id']}/draft", {"data": ACCEPT})
    to = published(cast, *RENAMED)
    (tried,) = migrate(cast, to, dry_run=True)
    assert tried["result"] == "done"
    assert cast[GRADUATE].task(instance)["name"] == "应约"
    (moved,) = migrate(cast, to)
    assert (moved["result"], moved["instance"]) == ("done", instance)
    after = cast[GRADUATE].task(instance)
    assert after["name"] == "回应邀请"
    (found,) = cast[GRADUATE].get("/tasks", **{"facet.name": "陈喆"})["items"]
    assert (found["id"], found["name"]) == (before["id"], "回应邀请")
    assert {name: after[name] for name in ("id", "due_at")} == {
        name: before[name] for name in ("id", "due_at")
    }
    assert cast[GRADUATE].get(f"/tasks/{before['id']}/draft")["data"] == ACCEPT
    kinds = [h["kind"] for h in cast[GRADUATE].get(f"/instances/{instance}/history")["items"]]
    assert "migrated" in kinds
    for login, given in ((GRADUATE, ACCEPT), (DEPARTMENT, PASS), (SCHOOL, PASS)):
        cast[login].complete(instance, given)
    assert cast[SCHOOL].get(f"/instances/{instance}")["end"] == "signed"
    assert cast["admin"].post(f"/definitions/process/{KEY}/migrations", {"from": 1, "to": to}, 409)


def test_it_goes_on_inside_a_called_process(cast: Cast) -> None:
    instance = cast.invite(GRADUATE)["id"]
    cast[GRADUATE].complete(instance, ACCEPT)
    to = published(cast, *RENAMED)
    assert [item["result"] for item in migrate(cast, to)] == ["done"]
    cast[DEPARTMENT].complete(instance, PASS)
    cast[SCHOOL].complete(instance, PASS)
    assert cast[GRADUATE].get(f"/instances/{instance}")["end"] == "signed"


def test_the_next_deadline_and_the_buttons_are_those_of_before(cast: Cast) -> None:
    instance = cast.invite(GRADUATE)["id"]
    to = published(cast, *RENAMED)
    migrate(cast, to)
    (button,) = [m for m in cast[EMPLOYER].get(f"/instances/{instance}")["messages"] if m["allowed"]]
    assert button["label"] == "撤回签约"
    due = cast[GRADUATE].task(instance)["due_at"]
    cast.clock(due)
    assert cast[EMPLOYER].get(f"/instances/{instance}")["ended"] is True


def test_a_step_that_is_called_otherwise_wants_a_mapping(cast: Cast) -> None:
    instance = cast.invite(GRADUATE)["id"]
    to = published(cast, *called("answer", "reply"))
    (stays,) = migrate(cast, to)
    assert stays["result"] == "refused"
    assert "应约" in stays["detail"]
    assert "留在原版本" in stays["detail"]
    (moved,) = migrate(cast, to, mapping={"answer": "reply"})
    assert moved["result"] == "done"
    assert cast[GRADUATE].task(instance)["step"] == "reply"
    cast[GRADUATE].complete(instance, ACCEPT, step="reply")
    done = [
        h for h in cast[GRADUATE].get(f"/instances/{instance}/history")["items"] if h["kind"] == "completed"
    ]
    assert [h["step"] for h in done] == ["reply"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("answer_deadline", "other_deadline"),  # a boundary event of the step in which it waits
        ("answer", "other"),  # the step itself
    ],
)
def test_what_could_not_go_on_as_before_stays_with_the_reason(cast: Cast, old: str, new: str) -> None:
    instance = cast.invite(GRADUATE)["id"]
    (stays,) = migrate(cast, published(cast, *called(old, new)))
    assert stays["result"] == "refused"
    assert "新版本" in stays["detail"]
    assert version(cast, instance) == 1
    cast[GRADUATE].complete(instance, ACCEPT)


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["from", "to"]),
        ({"from": "1", "to": 2}, ["from"]),
        ({"from": 1, "to": 99}, ["to"]),
        ({"from": 1, "to": 1, "mapping": []}, ["mapping"]),
        ({"from": 1, "to": 1, "mapping": {"answer": "nothing"}}, ["mapping"]),
        ({"from": 1, "to": 1, "dry_run": "yes"}, ["dry_run"]),
    ],
)
def test_what_cannot_be_asked_names_its_field(cast: Cast, body: dict[str, Any], fields: list[str]) -> None:
    cast.invite(GRADUATE)
    answer = cast["admin"].post(f"/definitions/process/{KEY}/migrations", body, 422)
    assert sorted(e["field"] for e in answer["errors"]) == fields


def test_only_administrators_migrate(cast: Cast) -> None:
    cast[SCHOOL].post(f"/definitions/process/{KEY}/migrations", {"from": 1, "to": 2}, 403)
