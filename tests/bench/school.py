"""A large school: a sheet of ten thousand rows, a batch of two thousand, and the lists and figures of a hundred thousand."""

import io
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from app.graduates.tables import EmsGraduate, Graduate
from app.identity.actor import Actor, Membership
from app.inbox.start import start
from app.jobs.clock import real_now
from app.main import system_desk
from app.reports import write_xlsx
from app.store.accounts import Party
from app.store.base import new_id
from app.store.sealed import blind
from app.store.session import begin_write
from app.store.tasks import Task
from tests.bench import table
from tests.bench.timing import medians
from tests.support.cast import Cast
from tests.support.world import Template, postgresql
from tests.walks.test_transfer_import import COLUMNS, DATA
from tests.walks.test_transfers import GIVEN

LIKE, SCHOOL = "g-10001-01", "s-10001"
PAGE, FIGURE = 300, 1_000  # milliseconds at most


def measure(full: bool) -> Iterator[table.Row]:
    """Measure on both databases."""
    rows, items, graduates = (10_000, 2_000, 100_000) if full else (2_000, 400, 20_000)
    with tempfile.TemporaryDirectory() as name, postgresql() as server:
        for kind in ("sqlite", "postgresql"):
            folder = Path(name) / kind
            folder.mkdir()
            cast = Cast(Template(kind, folder, server).copy(folder))
            people = enrol(cast, graduates)
            yield from _import(cast, kind, people[:rows])
            yield from _batch(cast, kind, people[:items])
            yield from _looking(cast, kind, graduates)
            cast.close()


def enrol(cast: Cast, count: int) -> list[dict[str, Any]]:
    """Add graduates to the school, in the database; return the rows of their entries."""
    with cast.session() as session:
        begin_write(session)
        like = cast.graduate(LIKE)
        shared = {c.key: getattr(like, c.key) for c in Graduate.__table__.columns}
        copy = session.get_one(EmsGraduate, like.id)
        there = {c.key: getattr(copy, c.key) for c in EmsGraduate.__table__.columns}
        found = [_entry(shared, number) for number in range(count)]
        for first in range(0, count, 5_000):
            some = found[first : first + 5_000]
            parties = [
                {"id": row["id"], "kind": "graduate", "code": row["student_no"], "name": row["name"]}
                for row in some
            ]
            session.execute(insert(Party), [{**party, "parent_id": like.department_id} for party in parties])
            session.execute(insert(Graduate), some)
            session.execute(insert(EmsGraduate), [_there(there, row) for row in some])
    return found


def _entry(shared: dict[str, Any], number: int) -> dict[str, Any]:
    candidate = f"27{number:012}"
    return {
        **shared,
        "id": new_id(),
        "name": f"毕业生{number:06}",
        "student_no": f"99{number:08}",
        "candidate_no": candidate,
        "candidate_hash": blind(candidate, "graduate.candidate_no"),
    }


def _there(shared: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    """Return what the other system says of a graduate: the same."""
    return {**shared, "graduate_id": row["id"], "name": row["name"], "student_no": row["student_no"]}


def _import(cast: Cast, kind: str, people: list[dict[str, Any]]) -> Iterator[table.Row]:
    sheet = [
        {name: row[name] for name in ("candidate_no", "name", "id_number")} | DATA["archive"] | {"type": "1"}
        for row in people
    ]
    body = write_xlsx(COLUMNS["archive"], sheet, "导入")
    before = time.perf_counter()
    answer = cast[SCHOOL].call("POST", "/imports/archive", data={"file": (io.BytesIO(body), "导入.xlsx")})
    assert answer.status_code == 202, answer.get_data(as_text=True)[:500]
    read = time.perf_counter() - before
    cast.run_jobs()
    taken = time.perf_counter() - before
    done = cast[SCHOOL].get(f"/imports/{answer.get_json()['id']}")
    assert done["state"] == "done"
    yield table.Row(f"{kind}: sheet of {len(people)} rows read and checked", f"{read:.1f} s")
    yield table.at_most(
        "  and applied, for 10,000 rows", taken * 10_000 / len(people), 10, "s", f"measured {taken:.1f} s"
    )
    yield table.Row("  memory of the process so far, peak", f"{_peak():.0f} MB")


def _batch(cast: Cast, kind: str, people: list[dict[str, Any]]) -> Iterator[table.Row]:
    """Decide many tasks by one batch."""
    pending, count = _applications(cast, people), len(people)
    before = time.perf_counter()
    body = {"ids": pending, "data": {"decision": "pass"}}
    made = cast["d-10001-01"].post("/tasks/batches", body, 202)
    cast.run_jobs()
    taken = time.perf_counter() - before
    items = cast["d-10001-01"].get(f"/batches/{made['id']}")["items"]
    assert {item["result"] for item in items} == {"done"}, items[:3]
    yield table.Row(
        f"{kind}: batch of {count} reviews", f"{taken:.1f} s", "", f"{taken / count * 1e3:.1f} ms each"
    )


def _applications(cast: Cast, people: list[dict[str, Any]]) -> list[str]:
    """Have an application of each wait for the department; return the tasks."""
    services = cast.services
    for person in people:
        with services.database.session() as session:
            begin_write(session)
            who = Actor(person["id"], "", person["name"], (Membership("graduate", person["id"]),))
            start(
                system_desk(services, session, real_now(), who),
                "household_registration",
                "self",
                GIVEN["household"],
            )
    with cast.session() as session:
        wanted = select(Task.id).where(Task.process == "household_registration", Task.state == "open")
        return list(session.scalars(wanted))


def _looking(cast: Cast, kind: str, graduates: int) -> Iterator[table.Row]:
    person = cast[SCHOOL]
    paths = {
        "list of confirmations": "/lists/confirmation?limit=50",
        "list of archives": "/lists/archive?limit=50",
        "list of transfer numbers": "/lists/transfer?limit=50",
    }
    for what, path in paths.items():
        (taken,) = medians(7, lambda path=path: person.raw(path))
        yield table.at_most(f"{kind}: {what} of {graduates}", taken * 1e3, PAGE, "ms")
    for key in ("confirmation", "archive"):
        (taken,) = medians(5, lambda key=key: person.raw(f"/figures/{key}"))
        yield table.at_most(f"{kind}: figure {key} of {graduates}", taken * 1e3, FIGURE, "ms")


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
