"""Opening the database: one engine for each process, the right locks on SQLite, one session for each unit of work."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import Session, sessionmaker

from app.store import migrating
from app.store.statements import Statement, execute_plain

BUSY_MS = 10_000
POOL: dict[str, Any] = {"pool_size": 8, "max_overflow": 8, "pool_timeout": 10}
QUIET: dict[str, Any] = {"hide_parameters": True}  # what is bound may be personal; errors are logged
SHORT_REST = 1.0  # seconds; a connection that rested no longer is not asked whether it is still there
_RESTING = "session.resting"
HOLD = Statement(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"))
SHARE = Statement(text("SELECT pg_advisory_xact_lock_shared(hashtextextended(:name, 0))"))


class Database:
    """The database of an installation. `session()` is one unit of work: it ends committed or rolled back."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.engine = _sqlite(self.url) if self.sqlite else _postgresql(self.url)
        self._make = sessionmaker(self.engine, expire_on_commit=False)

    @property
    def backend(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.url.get_backend_name()

    @property
    def sqlite(self) -> bool:
        return self.backend == "sqlite"

    def create(self) -> None:
        """Make the tables or bring them forward; of several processes that start at once, one does it.

        Raises WrongTables when they are not such that this program can."""
        with (
            self.engine.connect() as connection,
            migrating.loosely(connection),
            Session(connection) as session,
        ):
            begin_write(session)
            one_at_a_time(session, "create")
            migrating.bring_forward(session.connection())
            session.commit()

    def check(self) -> None:
        """Return when the tables are those of this program. Raises WrongTables."""
        with self.engine.connect() as connection:
            migrating.check(connection)

    def open(self) -> Session:
        """Return a new session; the caller closes it."""
        return self._make()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Yield a session that is committed at the end, or rolled back when an error leaves the block."""
        with self._make() as session:
            yield session
            session.commit()

    def close(self) -> None:
        self.engine.dispose()


def begin_write(session: Session) -> None:
    """Take the write lock now. On SQLite a transaction that reads first and writes later can fail at once
    whatever the busy timeout is; on PostgreSQL rows are locked where they are read and nothing is to do."""
    if not session.in_transaction():
        session.connection(execution_options={"writes": True})
        return
    connection = session.connection()
    if connection.dialect.name == "sqlite" and not connection.info.get("writing"):
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.info["writing"] = True


def one_at_a_time(session: Session, name: str) -> None:
    """Hold `name` until the transaction ends; whoever asks for it meanwhile waits. On SQLite the write lock does."""
    if session.get_bind().dialect.name == "postgresql":
        HOLD.run(session, {"name": name})


def side_by_side(session: Session, name: str) -> None:
    """Hold `name` together with others until the transaction ends; `one_at_a_time` waits for all of them."""
    if session.get_bind().dialect.name == "postgresql":
        SHARE.run(session, {"name": name})


def _sqlite(url: Any) -> Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url, **POOL, **QUIET, connect_args={"timeout": BUSY_MS / 1000, "check_same_thread": False}
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    for end in ("commit", "rollback"):
        event.listen(engine, end, _ended)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own: see _begin_sqlite
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    writes = connection.get_execution_options().get("writes", False)
    execute_plain(connection, "BEGIN IMMEDIATE" if writes else "BEGIN")
    if writes:
        connection.info["writing"] = True


def _ended(connection: Any) -> None:
    connection.info.pop("writing", None)


def _postgresql(url: Any) -> Engine:
    options = "-c lock_timeout=3000 -c statement_timeout=30000 -c timezone=UTC"
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    engine = create_engine(url, **POOL, **QUIET, connect_args={"options": options})
    event.listen(engine, "checkin", _note_rest)
    event.listen(engine, "checkout", _wake)
    return engine


def _note_rest(_driver: Any, record: Any) -> None:
    record.info[_RESTING] = time.monotonic()


def _wake(driver: Any, record: Any, _fairy: Any) -> None:
    """Make sure that a connection that has rested is still there; the pool opens another when it is not."""
    if time.monotonic() - record.info.get(_RESTING, math.inf) < SHORT_REST:
        return
    try:
        driver.execute("")
        driver.rollback()
    except psycopg.Error as error:
        raise DisconnectionError from error
