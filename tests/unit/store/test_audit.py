"""The audit log: complete, in step with its unit of work, append-only, and every tampering is found."""

import threading

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import DatabaseError

from app.store import audit
from app.store.audit import AuditHead, AuditRow, append, verify_chain
from app.store.session import begin_write
from tests.support.people import NOW


def values(action="act", **more):
    base = {
        "at": NOW,
        "account_id": "a",
        "role": "r",
        "target": "t:1",
        "result": "done",
        "detail": {"k": "值"},
    }
    return {**base, "action": action, "address": "127.0.0.1", **more}


def write(database, *actions):
    with database.session() as session:
        begin_write(session)
        for action in actions:
            append(session, values(action))


def actions(database):
    with database.session() as session:
        return set(session.scalars(select(AuditRow.action)))


@pytest.fixture
def one_chain(monkeypatch):
    monkeypatch.setattr(audit, "CHAINS", 1)


def unlock(session):
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("DROP TRIGGER audit_no_update"))
        session.execute(text("DROP TRIGGER audit_no_delete"))
    else:
        session.execute(text("DROP TRIGGER audit_append_only ON audit"))


def test_rows_are_written_with_the_commit_and_the_chain_holds(database):
    for number in range(30):
        write(database, f"act-{number}", "also")
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(AuditRow)) == 60
        assert session.scalars(select(AuditRow)).first().detail == {"k": "值"}
        assert verify_chain(session) == []


def test_connections_at_the_same_time_write_to_chains_of_their_own(database, monkeypatch):
    chains = iter((3, 5))
    monkeypatch.setattr(audit.secrets, "randbelow", lambda count: next(chains))
    with database.open() as first, database.open() as second:
        for number in range(2):
            first.connection()
            for session in (second, first):
                append(session, values(f"act-{number}"))
                session.commit()
    with database.session() as session:
        heads = session.scalars(select(AuditHead).order_by(AuditHead.chain))
        assert {(head.chain, head.seq) for head in heads} == {(3, 2), (5, 2)}
        assert verify_chain(session) == []


def test_a_connection_whose_last_row_was_rolled_back_goes_on_where_the_chain_is(database, one_chain):
    write(database, "first")
    with database.open() as session:
        append(session, values("lost"))
        event.listen(session, "before_commit", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            session.commit()
    write(database, "second")
    assert actions(database) == {"first", "second"}
    with database.session() as session:
        assert verify_chain(session) == []


def test_a_rolled_back_unit_of_work_leaves_nothing(database):
    with database.open() as session:
        append(session, values("lost"))
        session.rollback()
        append(session, values("kept"))
        session.commit()
    assert actions(database) == {"kept"}


def test_a_rolled_back_savepoint_takes_its_rows_with_it(database):
    with database.session() as session:
        append(session, values("before"))
        outer = session.begin_nested()
        append(session, values("outer"))
        with session.begin_nested():
            append(session, values("inner"))
        outer.rollback()
        with session.begin_nested():
            append(session, values("after"))
    assert actions(database) == {"before", "after"}


@pytest.mark.parametrize("statement", ["UPDATE audit SET action = 'x'", "DELETE FROM audit"])
def test_the_table_refuses_changes(database, statement):
    write(database, "act")
    with pytest.raises(DatabaseError, match="append-only"), database.session() as session:
        session.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "seq", "reason"),
    [
        ("UPDATE audit SET result = 'denied' WHERE seq = 2", 2, "记录被改动"),
        ("DELETE FROM audit WHERE seq = 2", 2, "缺少记录"),
        ("DELETE FROM audit WHERE seq = 4", 3, "末尾的记录被删除或改动"),
        ("DELETE FROM audit", 0, "末尾的记录被删除或改动"),
    ],
)
def test_tampering_is_found_where_it_happened(database, one_chain, statement, seq, reason):
    for number in range(4):
        write(database, f"act-{number}")
    with database.session() as session:
        unlock(session)
        session.execute(text(statement))
    with database.session() as session:
        first = verify_chain(session)[0]
    assert (first.chain, first.seq, first.reason) == (0, seq, reason)


def test_swapped_rows_are_found(database, one_chain):
    write(database, "first", "second")
    with database.session() as session:
        unlock(session)
        for step in ("= 9 WHERE seq = 1", "= 1 WHERE seq = 2", "= 2 WHERE seq = 9"):
            session.execute(text(f"UPDATE audit SET seq {step}"))
    with database.session() as session:
        assert {found.seq for found in verify_chain(session)} >= {1, 2}


def test_writers_at_the_same_time_keep_the_chain(database, one_chain):
    threads = [threading.Thread(target=write, args=(database, f"act-{n}")) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.session() as session:
        assert session.scalar(select(AuditHead.seq)) == 8
        assert verify_chain(session) == []
