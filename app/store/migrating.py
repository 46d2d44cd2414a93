"""Bringing the tables of an installation to what this program needs, and telling whether they are there.

An application's tables are known once it is imported; it names the folder of their revisions then. An empty database
is made from the models at once: that costs a fraction of running the revisions and gives the same tables."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, Table, inspect, text

from app.store.base import Base

QUEUE = "procrastinate_"  # tables of the queue's own schema: see `app.jobs`
_folders = ["app.store:migrations/versions"]


class WrongTables(Exception):
    """The tables are not those of this program; the sentence says what to do."""


class Behind(WrongTables):
    """The tables are older than this program."""


class Missing(Behind):
    """The database is empty."""


class Newer(WrongTables):
    """A newer program has brought the tables further, or one with another application."""


def add_versions(folder: str) -> None:
    """Name a folder of revisions, as `package:folder`."""
    if folder not in _folders:
        _folders.append(folder)


def check(connection: Connection) -> None:
    """Return when the tables are those of this program; else raise WrongTables."""
    script, current = _script(tuple(_folders)), MigrationContext.configure(connection).get_current_heads()
    if not current:
        raise _without_version(connection)
    known = {revision.revision for revision in script.walk_revisions()}
    unknown = [revision for revision in current if revision not in known]
    if unknown:
        raise Newer(
            f"数据库的版本 {'、'.join(unknown)} 不在这一版程序里：它由更新的程序升级过，或者这里少装了应用。"
            "请换回那一版程序，或者恢复升级之前的备份。"
        )
    if set(current) != set(script.get_heads(consider_depends_on=True)):
        raise Behind("数据库比这一版程序旧。请先备份，再运行 quxiang setup，然后重新启动。")


def bring_forward(connection: Connection) -> None:
    """Make the tables, or bring them forward. Raises WrongTables when that cannot be done."""
    try:
        check(connection)
    except Missing:
        Base.metadata.create_all(connection, tables=_tables(connection.dialect.name))
        MigrationContext.configure(connection).stamp(_script(tuple(_folders)), "heads")
    except Behind:
        upgrade(connection)


def upgrade(connection: Connection) -> None:
    """Run the revisions that are missing."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))  # a revision may have many rows to change
    command.upgrade(config(connection), "heads")
    Base.metadata.create_all(
        connection, tables=[]
    )  # what else is made along with the tables: the queue's schema
    broken = (
        connection.execute(text("PRAGMA foreign_key_check")) if connection.dialect.name == "sqlite" else ()
    )
    for table, row, *_ in broken:
        raise WrongTables(f"升级后 {table} 的第 {row} 行没有了它所属的记录，没有升级。请报告这个问题。")


@contextmanager
def loosely(connection: Connection) -> Iterator[None]:
    """On SQLite, let tables be dropped and made anew while others refer to them; not for a transaction begun."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def config(connection: Connection | None = None) -> Config:
    """Return what Alembic's commands need; `env.py` runs them on the connection."""
    made = Config()
    made.set_main_option("script_location", "app.store:migrations")
    made.set_main_option("path_separator", "newline")
    made.set_main_option("version_locations", "\n".join(_folders))
    made.attributes["connection"] = connection
    return made


def ours(backend: str) -> Callable[..., bool]:
    """Return what tells Alembic what to compare with the models."""
    names = {table.name for table in _tables(backend)}
    computed = {i.name for t in _tables(backend) for i in t.indexes if not all(map(_plain, i.expressions))}

    def compared(item: Any, name: str, kind: str, reflected: bool, _other: Any) -> bool:
        if kind != "table":
            return name not in computed  # no database gives an expression back as it was written
        return not name.startswith(QUEUE) if reflected else name in names

    return compared


def _tables(backend: str) -> list[Table]:
    return [t for t in Base.metadata.sorted_tables if t.info.get("only", backend) == backend]


def _plain(expression: Any) -> bool:
    return isinstance(expression, Column)


def _without_version(connection: Connection) -> WrongTables:
    if not set(inspect(connection).get_table_names()) & set(Base.metadata.tables):
        return Missing("数据库里还没有表。请先运行 quxiang setup。")
    return WrongTables(
        "数据库里有表，却没有版本记录：它由发布之前的程序建立，不能升级。"
        "请另用一个空的数据库（QUXIANG_DATABASE_URL），再运行 quxiang setup。"
    )


@cache
def _script(_folders: tuple[str, ...]) -> ScriptDirectory:
    return ScriptDirectory.from_config(config())
