"""Databases that hold nothing but tables: a file in the test's folder, or a copy on the server."""

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

import app.jobs
import app.store  # noqa: F401  every table is known
from app.store.sealed import configure
from app.store.session import Database

DATA_KEY = "a key for tests, of at least 32 characters"
_numbers = itertools.count(1)


class Empty:
    """Makes databases; `server` is the URL of a PostgreSQL server, or nothing for SQLite."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._template = ""

    @contextmanager
    def open(self, folder: Path, *, blank: bool = False) -> Iterator[Database]:
        """Open a database of its own; a blank one has no tables either."""
        configure(DATA_KEY)
        database = Database(self._copy(blank) if self._server else f"sqlite:///{folder}/{next(_numbers)}.db")
        if not self._server and not blank:
            database.create()
        try:
            yield database
        finally:
            database.close()
            if self._server:
                self._admin(f"DROP DATABASE {database.url.database} WITH (FORCE)")

    def _copy(self, blank: bool) -> str:
        if not self._template and not blank:
            self._template = f"empty_{next(_numbers)}_{os.getpid()}"
            self._admin(f"CREATE DATABASE {self._template}")
            made = Database(self._url(self._template))
            made.create()
            made.close()
        name = f"bare_{next(_numbers)}_{os.getpid()}"
        self._admin(f"CREATE DATABASE {name} TEMPLATE {'template0' if blank else self._template}")
        return self._url(name)

    def _url(self, name: str) -> str:
        return make_url(self._server).set(database=name).render_as_string(hide_password=False)

    def _admin(self, statement: str) -> None:
        engine = create_engine(self._server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()
