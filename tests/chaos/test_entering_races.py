"""Staff who import sheets and staff who review, about the same graduates at the same moment: one legal state follows."""

import io
import random
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.graduates.tables import TransferRecord
from app.reports import write_xlsx
from app.store.tasks import Batch
from tests.chaos.contest import assert_sound
from tests.chaos.test_races import say, shuffled
from tests.support.cast import Cast
from tests.walks.destinations import DEPARTMENT, SCHOOL
from tests.walks.test_transfer_import import COLUMNS, row
from tests.walks.test_transfers import GIVEN, start

PEOPLE = ("g-10001-01", "g-10001-03", "g-10001-21")
PASS = {"decision": "pass"}
pytestmark = pytest.mark.xdist_group("chaos")


def importing(cast: Cast, login: str, kind: str, **more: str) -> Callable[[], int]:
    """Return an import of all these people by somebody, which is there to be run."""
    body = write_xlsx(COLUMNS[kind], [row(cast, kind, who, **more) for who in PEOPLE], "导入")

    def run() -> int:
        data = {"file": (io.BytesIO(body), "导入.xlsx")}
        client, headers = cast.app.test_client(), cast[login]._headers
        answer = client.post(f"/api/v1/imports/{kind}", data=data, headers=headers)
        cast.run_jobs()
        return answer.status_code

    return run


def waiting(cast: Cast, kind: str) -> list[dict[str, Any]]:
    """Have an application of each wait for the school; return the tasks."""
    made = [start(cast, f"{kind}_registration", GIVEN[kind], who)["id"] for who in PEOPLE]
    for instance in made:
        cast[DEPARTMENT].complete(instance, PASS)
    return [cast[SCHOOL].task(instance) for instance in made]


def passing(cast: Cast, tasks: list[dict[str, Any]]) -> Callable[[], list[int]]:
    def one(task: dict[str, Any]) -> int:
        body = {"version": task["version"], "data": PASS}
        return say(cast, SCHOOL, f"/tasks/{task['id']}/completion", body, f"pass-{task['id']}")

    return lambda: [one(task) for task in tasks]


def records(cast: Cast, kind: str) -> dict[str, TransferRecord]:
    with cast.session() as session:
        rows = session.scalars(select(TransferRecord).where(TransferRecord.kind == kind)).all()
    whose = {cast.graduate(who).id: who for who in PEOPLE}
    assert len({r.graduate_id for r in rows}) == len(rows)
    return {whose[r.graduate_id]: r for r in rows}


@pytest.mark.req("R-232")
@pytest.mark.parametrize("kind", ["archive", "household"])
def test_a_sheet_is_imported_while_its_graduates_are_reviewed(
    cast: Cast, dice: random.Random, kind: str
) -> None:
    for login in (*PEOPLE, DEPARTMENT, SCHOOL):
        cast[login]
    tasks = waiting(cast, kind)
    imported, passed = shuffled(dice, [importing(cast, DEPARTMENT, kind), passing(cast, tasks)])
    assert imported == 202, imported
    assert passed == [200] * len(PEOPLE), passed
    assert {r.source for r in records(cast, kind).values()} <= {"staff", "graduate"}
    assert set(records(cast, kind)) == set(PEOPLE)
    (batch,) = {b["id"]: b for b in batches(cast, DEPARTMENT)}.values()
    assert {item["result"] for item in batch["items"]} == {"done"}
    for task in tasks:
        assert cast[SCHOOL].get(f"/instances/{task['instance']}")["ended"] is True
    assert_sound(cast)


@pytest.mark.req("R-232")
def test_two_import_the_same_graduates_at_once(cast: Cast, dice: random.Random) -> None:
    for login in (DEPARTMENT, SCHOOL):
        cast[login]
    acts = [
        importing(cast, DEPARTMENT, "archive", unit="甲单位"),
        importing(cast, SCHOOL, "archive", unit="乙单位"),
    ]
    assert shuffled(dice, acts) == [202, 202]
    assert set(records(cast, "archive")) == set(PEOPLE)
    for login in (DEPARTMENT, SCHOOL):
        (batch,) = batches(cast, login)
        assert {item["result"] for item in batch["items"]} == {"done"}
    units = {row["unit"] for row in cast[SCHOOL].get("/lists/archive", limit=50)["items"] if row.get("unit")}
    assert units <= {"甲单位", "乙单位"}
    assert_sound(cast)


def batches(cast: Cast, login: str) -> list[dict[str, Any]]:
    with cast.session() as session:
        ids = session.scalars(select(Batch.id)).all()
    found = [cast[login].raw(f"/batches/{i}") for i in ids]
    return [answer.get_json() for answer in found if answer.status_code == 200]
