"""Counting what a unit of work asks of the database, at the driver: nothing that a layer above does can hide."""

import re
from typing import Any

from psycopg import Cursor, RawCursor
from sqlalchemy import event

from app.store.session import Database
from app.store.statements import CURSOR

FRAME = ("BEGIN", "COMMIT", "ROLLBACK")


class Counter:
    """The statements of an installation since the last look, and how many commits there were."""

    def __init__(self, database: Database) -> None:
        self.statements: list[str] = []
        self.asked: list[tuple[str, Any]] = []  # with their parameters, to be asked again
        self.commits = 0
        self._engine = database.engine
        event.listen(self._engine, "connect", self._watch)
        event.listen(self._engine, "commit", self._committed)
        self._engine.dispose()
        with self._engine.connect():  # what a new connection asks for itself is not counted
            self.start()

    def start(self) -> None:
        """Forget what was counted."""
        self.statements.clear()
        self.asked.clear()
        self.commits = 0

    def _watch(self, connection: Any, record: Any) -> None:
        if hasattr(connection, "set_trace_callback"):
            connection.set_trace_callback(self._note)
        else:
            note = {"note": staticmethod(self._note)}
            connection.cursor_factory = type("Counting", (_Counting,), note)
            record.info[CURSOR] = type("RawCounting", (_RawCounting,), note)(connection)

    def _note(self, statement: Any, parameters: Any = ()) -> None:
        if not str(statement).startswith(FRAME):
            self.statements.append(str(statement))
            self.asked.append((str(statement), parameters))

    def _committed(self, _connection: Any) -> None:
        self.commits += 1

    def stop(self) -> None:
        """Watch no more."""
        event.remove(self._engine, "connect", self._watch)
        event.remove(self._engine, "commit", self._committed)
        self._engine.dispose()


class _Counting(Cursor[Any]):
    note: Any

    def execute(self, query: Any, *given: Any, **more: Any) -> Any:
        self.note(query, *given[:1])
        return super().execute(query, *given, **more)

    def executemany(self, query: Any, rows: Any, **more: Any) -> None:
        rows = list(rows)
        for row in rows:
            self.note(query, row)
        super().executemany(query, rows, **more)


class _RawCounting(RawCursor[Any]):
    """The cursor of statements with PostgreSQL's own placeholders; they are noted so that any cursor can ask again."""

    note: Any

    def execute(self, query: Any, given: Any = (), **more: Any) -> Any:
        named = re.sub(r"\$(\d+)", r"%(p\1)s", query.replace("%", "%%"))
        self.note(named, {f"p{number}": value for number, value in enumerate(given, 1)})
        return super().execute(query, given, **more)
