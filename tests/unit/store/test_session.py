"""Opening the database: what is promised of SQLite, many writers at once, many processes that start at once."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError, OperationalError

from app.store.queue import Counter
from app.store.session import Database, begin_write, one_at_a_time
from tests.support.databases import Empty

WRITERS, ROUNDS = 20, 5


@pytest.fixture
def sqlite(tmp_path: Path):
    with Empty("").open(tmp_path) as database:
        yield database


def test_every_connection_of_sqlite_has_the_settings_that_durability_needs(sqlite: Database) -> None:
    connections = [sqlite.engine.connect() for _ in range(3)]
    for connection in connections:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
        assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}
        connection.close()


def test_a_unit_that_writes_takes_the_lock_at_its_beginning(sqlite: Database) -> None:
    with sqlite.open() as writer, sqlite.open() as second:
        begin_write(writer)
        second.connection().exec_driver_sql("PRAGMA busy_timeout=50")
        with pytest.raises(OperationalError, match="locked"):
            begin_write(second)


def test_reading_needs_no_lock(sqlite: Database) -> None:
    with sqlite.open() as writer, sqlite.open() as reader:
        begin_write(writer)
        writer.add(Counter(name="c", last=1))
        writer.flush()
        assert reader.scalar(select(Counter.last)) is None


def count_up(database: Database, failures: list[Exception], begin) -> None:
    """Read, then write what follows from it, as every use case does."""
    try:
        for _ in range(ROUNDS):
            with database.session() as session:
                begin(session)
                row = session.get(Counter, "c", with_for_update=True)
                session.execute(update(Counter).values(last=row.last + 1))
    except OperationalError as error:
        failures.append(error)


def run_writers(database: Database, begin=begin_write) -> list[Exception]:
    with database.session() as session:
        begin_write(session)
        session.add(Counter(name="c", last=0))
    failures: list[Exception] = []
    threads = [threading.Thread(target=count_up, args=(database, failures, begin)) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def test_twenty_writers_at_once_all_get_through(bare: Database) -> None:
    assert run_writers(bare) == []
    with bare.session() as session:
        assert session.scalar(select(Counter.last)) == WRITERS * ROUNDS


def test_without_the_lock_at_the_beginning_writers_fail(sqlite: Database) -> None:
    """The twin: the test above can fail."""
    assert run_writers(sqlite, begin=lambda session: None) != []


def test_one_at_a_time_lets_the_second_wait_for_the_commit(bare: Database) -> None:
    order: list[str] = []
    inside = threading.Event()

    def first() -> None:
        with bare.session() as session:
            begin_write(session)
            one_at_a_time(session, "x")
            inside.set()
            threading.Event().wait(0.3)
            order.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    assert inside.wait(10)
    with bare.session() as session:
        begin_write(session)
        one_at_a_time(session, "x")
        order.append("second")
    thread.join()
    assert order == ["first", "second"]


def test_of_several_that_create_the_tables_at_once_all_get_through(blank: Database) -> None:
    failures: list[Exception] = []

    def create() -> None:
        try:
            blank.create()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=create) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    blank.check()


def test_what_was_bound_does_not_show_in_errors(bare: Database) -> None:
    with pytest.raises(DBAPIError) as raised, bare.session() as session:
        session.execute(text("INSERT INTO nowhere VALUES (:value)"), {"value": "110101199001011237"})
    assert "110101199001011237" not in str(raised.value)


def test_begin_write_is_taken_once_for_a_unit(sqlite: Database) -> None:
    with sqlite.session() as session:
        begin_write(session)
        session.add(Counter(name="c", last=1))
        session.flush()
        begin_write(session)
        session.rollback()
    with sqlite.session() as session:
        assert session.scalar(select(Counter.last)) is None
