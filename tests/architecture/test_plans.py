"""How the database answers the inbox: by an index, in the order of the list; it reads no whole table and sorts nothing."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from app.inbox import boxes, tallies
from app.jobs.clock import real_now
from app.main import build
from app.settings import Settings
from app.store.session import Database
from tests.bench.crowd import UNITS, Crowd, populate
from tests.support.counting import Counter

TASKS = 2_000
BOXES = {
    "the oldest first": boxes.Box(),
    "the newest first": boxes.Box(sort="newest"),
    "by deadline": boxes.Box(sort="due"),
    "by name": boxes.Box(sort="name"),
    "one step": boxes.Box(process="two_reviews", step="department"),
    "one value": boxes.Box(facets={"unit": UNITS[3]}),
    "two values": boxes.Box(facets={"unit": UNITS[3], "year": "2027"}),
}


@pytest.fixture(scope="module")
def crowd(organisation: Settings) -> Iterator[tuple[Database, Crowd]]:
    database = build(organisation).database
    yield database, populate(database, TASKS, schools=20)
    database.close()


def plans(database: Database, look: Any) -> list[str]:
    """Return the plans of the statements that a look sends, in words."""
    counter = Counter(database)
    counter.start()
    with database.session() as session:
        look(session)
    asked = [(s, p) for s, p in counter.asked if s.startswith(("SELECT", "WITH"))]
    counter.stop()
    with database.engine.connect() as connection:
        if not database.sqlite:
            connection.exec_driver_sql("SET enable_seqscan = off")  # the table is small: what can be done
            connection.exec_driver_sql("SET enable_sort = off")
        explain = "EXPLAIN QUERY PLAN " if database.sqlite else "EXPLAIN "
        rows = [connection.exec_driver_sql(explain + s, p).all() for s, p in asked]
        return ["\n".join(str(line[-1]) for line in plan) for plan in rows]


def reads_all_or_sorts(plan: str) -> bool:
    """True when a plan reads tasks or facets from one end to the other, or sorts."""
    whole = r"Seq Scan on (task|task_facet)\b|SCAN (task|task_facet|chosen)\b(?! USING)"
    return bool(re.search(whole, plan)) or "Sort" in plan or "USE TEMP B-TREE" in plan


@pytest.mark.parametrize("name", BOXES)
def test_a_page_of_the_inbox_is_read_from_an_index_in_its_order(
    crowd: tuple[Database, Crowd], name: str
) -> None:
    database, people = crowd
    found = plans(database, lambda s: boxes.find_tasks(s, people.largest, BOXES[name], real_now()))
    assert len(found) == 2
    assert not [plan for plan in found if reads_all_or_sorts(plan)], found


def test_the_next_page_is_read_like_the_first(crowd: tuple[Database, Crowd]) -> None:
    database, people = crowd
    with database.session() as session:
        first = boxes.find_tasks(session, people.largest, boxes.Box(), real_now())
    following = boxes.Box(after=first.next)
    found = plans(database, lambda s: boxes.find_tasks(s, people.largest, following, real_now()))
    assert not [plan for plan in found if reads_all_or_sorts(plan)], found


def test_steps_and_values_are_counted_from_an_index(crowd: tuple[Database, Crowd]) -> None:
    database, people = crowd
    names = ["department", "unit", "year"]
    found = plans(database, lambda s: tallies.counts(s, people.largest, real_now()))
    found += plans(
        database, lambda s: tallies.facet_counts(s, people.largest, boxes.Box(), names, real_now())
    )
    assert len(found) == 4
    assert not [plan for plan in found if reads_all_or_sorts(plan)], found


def test_the_check_sees_what_it_looks_for(crowd: tuple[Database, Crowd]) -> None:
    database, _ = crowd
    found = plans(database, lambda s: s.execute(boxes.select(boxes.Task).order_by(boxes.Task.form)).all())
    assert reads_all_or_sorts(found[0])


def test_the_numbers_are_those_of_the_lists(crowd: tuple[Database, Crowd]) -> None:
    database, people = crowd
    with database.session() as session:
        now = real_now()
        totals = tallies.totals(session, people.largest, now)
        for name in boxes.BOXES:
            assert boxes.count_box(session, people.largest, boxes.Box(name=name), now) == totals[name]
        for word in boxes.DUES:
            assert boxes.count_box(session, people.largest, boxes.Box(due=word), now) == totals[word]
        assert totals["todo"] > totals["overdue"] > 0
        for row in tallies.counts(session, people.largest, now):
            box = boxes.Box(process=row["process"], step=row["step"])
            assert boxes.find_tasks(session, people.largest, box, now).total == row["total"] > 0
        for chosen in ({}, {"unit": UNITS[3]}):
            found = tallies.facet_counts(
                session, people.largest, boxes.Box(facets=chosen), ["unit", "year"], now
            )
            for name, values in found.items():
                for value, total in values:
                    box = boxes.Box(facets={**chosen, name: value})
                    assert boxes.find_tasks(session, people.largest, box, now).total == total > 0
