"""Hot statements: compiled once for each database, then run on its driver.

To build a statement and run it through the library costs several times what the database needs for it. These are
written with the library's expressions and keep its types and errors; what the session has to write goes first. What
they write is beside the unit of work, so `keep` tells a loaded row about it. Values are given in full: defaults of
columns are not looked up."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

import psycopg
from psycopg import RawCursor
from sqlalchemy import CompoundSelect, Connection, Dialect, Select, Table, bindparam, insert, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.util import identity_key

from app.store.base import Base, Moment

Values = Mapping[str, Any]
Convert = Callable[[Any], Any]
Row = TypeVar("Row", bound=Base)
AT_ONCE = 10
_CONNECTION = "statements.connection"
CURSOR = "statements.cursor"


@dataclass(frozen=True)
class _Compiled:
    """A statement for one database: its text, its own values, and what turns ours into the driver's and back."""

    text: str
    counted: bool  # whether the driver counts parameters instead of naming them
    own: Values
    givers: tuple[tuple[str, Convert | None], ...]  # in the driver's order
    readers: tuple[tuple[int, Convert], ...]

    def parameters(self, values: Values) -> Any:
        given = {**self.own, **values} if self.own else values
        if self.counted:
            return [given[name] if convert is None else convert(given[name]) for name, convert in self.givers]
        return {
            name: given[name] if convert is None else convert(given[name]) for name, convert in self.givers
        }

    def row(self, found: Sequence[Any]) -> tuple[Any, ...]:
        if not self.readers:
            return tuple(found)
        row = list(found)
        for index, convert in self.readers:
            row[index] = convert(row[index])
        return tuple(row)


class Statement:
    """A statement that is compiled when it is first run.

    `expression` is one of the library's, or gives it for the name of a dialect; `columns` are those that an insert
    or an update is given values for."""

    def __init__(self, expression: Any, *columns: str) -> None:
        self._expression = expression
        self._columns = columns
        self._compiled: dict[str, _Compiled] = {}

    def run(self, session: Session, values: Values) -> int:
        """Run it and return how many rows it touched."""
        return int(self._execute(session, values)[0].rowcount)

    def rows(self, session: Session, values: Values) -> list[tuple[Any, ...]]:
        """Return the rows that it finds."""
        cursor, compiled = self._execute(session, values)
        return [compiled.row(row) for row in cursor.fetchall()]

    def first(self, session: Session, values: Values) -> tuple[Any, ...] | None:
        """Return the first row that it finds, or None."""
        return next(iter(self.rows(session, values)), None)

    def _execute(self, session: Session, values: Values) -> tuple[Any, _Compiled]:
        session.flush()
        connection = connection_of(session)
        dialect = connection.dialect
        compiled = self._compiled.get(dialect.name) or self._compile(dialect)
        cursor = _cursor(connection)
        parameters = compiled.parameters(values)
        try:
            cursor.execute(compiled.text, parameters)
        except dialect.loaded_dbapi.Error as error:
            raise _as_own(error, connection, compiled.text) from error
        return cursor, compiled

    def _compile(self, dialect: Dialect) -> _Compiled:
        expression = self._expression(dialect.name) if callable(self._expression) else self._expression
        plain = _as_sent(dialect)
        made: Any = expression.compile(dialect=plain, column_keys=list(self._columns) or None)
        if made.insert_prefetch or made.update_prefetch:
            missing = [column.name for column in (*made.insert_prefetch, *made.update_prefetch)]
            raise ValueError(f"values are given in full, these are missing: {', '.join(missing)}")
        if made.literal_execute_params or made.post_compile_params:
            raise ValueError("a list of values has a length of its own: name its members one by one")
        binds = {name: bind for bind, name in made.bind_names.items()}
        givers = {n: _giver(b.type, dialect) for n, b in binds.items()}
        order = tuple(made.positiontup) if made.positional else tuple(binds)
        selects = isinstance(expression, (Select, CompoundSelect))
        columns = enumerate(expression.selected_columns if selects else ())
        readers = [(i, c.type.dialect_impl(dialect).result_processor(dialect, None)) for i, c in columns]
        compiled = _Compiled(
            text=made.string,
            counted=made.positional,
            own={name: bind.value for name, bind in binds.items() if not bind.required},
            givers=tuple((name, givers[name]) for name in order),
            readers=tuple((i, convert) for i, convert in readers if convert is not None),
        )
        self._compiled[dialect.name] = compiled
        return compiled


@lru_cache
def _as_sent(dialect: Dialect) -> Dialect:
    """Return the dialect whose statements the driver need not rewrite: PostgreSQL takes `$1`."""
    kind: Any = type(dialect)
    sent: Dialect = kind(paramstyle="numeric_dollar") if dialect.driver == "psycopg" else dialect
    return sent


def _cursor(connection: Connection) -> Any:
    """Return a cursor of the driver. What it found is read before the next statement, so PostgreSQL's stays."""
    driver: Any = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        return driver.cursor()
    kept = connection.info.get(CURSOR)
    if kept is None:
        kept = connection.info[CURSOR] = RawCursor(driver)
    return kept


def _giver(kind: Any, dialect: Dialect) -> Convert | None:
    """Return what turns a value of a type into the driver's. A moment is given to many columns at once."""
    convert: Convert | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return lru_cache(maxsize=16)(convert) if convert is not None and isinstance(kind, Moment) else convert


class Adding:
    """An insert of any number of rows with values for all columns of a table, or for those that are named."""

    def __init__(self, table: Table, *columns: str) -> None:
        self._table = table
        self._columns = columns or tuple(table.c.keys())
        self._names = [[f"{name}_{number}" for name in self._columns] for number in range(AT_ONCE)]
        self._by_count: dict[int, Statement] = {}

    def run(self, session: Session, *rows: Values) -> None:
        """Insert the rows, at most so many with one statement."""
        for first in range(0, len(rows), AT_ONCE):
            some = rows[first : first + AT_ONCE]
            given: dict[str, Any] = {}
            for names, row in zip(self._names, some, strict=False):
                given.update(zip(names, map(row.__getitem__, self._columns), strict=True))
            self._of(len(some)).run(session, given)

    def _of(self, count: int) -> Statement:
        if count not in self._by_count:
            types = [self._table.c[name].type for name in self._columns]
            binds = [
                [bindparam(n, type_=t) for n, t in zip(names, types, strict=True)] for names in self._names
            ]
            rows = [dict(zip(self._columns, row, strict=True)) for row in binds[:count]]
            self._by_count[count] = Statement(insert(self._table).values(rows))
        return self._by_count[count]


def connection_of(session: Session) -> Connection:
    """Return the connection of the session's transaction; asked again and again, the session takes its time."""
    transaction = session.get_transaction()
    known: tuple[Any, Connection] | None = session.info.get(_CONNECTION)
    if known is None or known[0] is not transaction:
        connection = session.connection()
        known = session.info[_CONNECTION] = (session.get_transaction(), connection)
    return known[1]


@contextmanager
def together(session: Session) -> Iterator[None]:
    """Run the statements of a block in one go, where the driver can. None of them is asked for a result."""
    session.flush()
    connection = connection_of(session)
    if connection.dialect.name != "postgresql":
        yield
        return
    driver: Any = connection.connection.driver_connection
    try:
        with driver.pipeline():
            yield
    except connection.dialect.loaded_dbapi.Error as error:
        raise _as_own(error, connection, "pipeline") from error


def execute_plain(connection: Connection, text: str) -> None:
    """Run a text without values on the driver."""
    try:
        connection.connection.cursor().execute(text)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _as_own(error, connection, text) from error


def _as_own(error: Any, connection: Connection, text: str) -> BaseException:
    """Return the driver's error as the library's. What is bound may be personal, so it is not told."""
    dialect = connection.dialect
    kind = dialect.loaded_dbapi.Error
    if dialect.is_disconnect(error, connection.connection.driver_connection, None):
        connection.invalidate(error)
    return DBAPIError.instance(text, None, error, kind, hide_parameters=True, dialect=dialect)


def insert_new(table: Table) -> Callable[[str], Any]:
    """Return an insert that leaves a row alone that is there already; it touches no row then."""
    inserts: dict[str, Callable[[Table], Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
    return lambda dialect: inserts[dialect](table).on_conflict_do_nothing()


def table_of(model: type[Base]) -> Table:
    """Return the table of a model."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


def loaded(session: Session, model: type[Row], values: Values) -> Row:
    """Return the session's row with all these values, which were read or written beside it."""
    known: Row | None = session.identity_map.get(identity_key(model, values["id"]))
    if known is not None:
        keep(known, values)
        return known
    row: Any = inspect(model).class_manager.new_instance()
    row.__dict__.update(values)
    make_transient_to_detached(row)
    session.add(row)
    own: Row = row
    return own


def keep(row: Base, values: Values) -> None:
    """Give a loaded row the values that were written beside it, so that they are not written again."""
    row.__dict__.update(values)
