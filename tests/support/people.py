"""A database with a few people in it, for tests of signing in."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from app.identity.account import add_membership, create_account
from app.identity.passwords import hash_password
from app.store.accounts import Account, Party
from app.store.session import Database
from tests.support.databases import Empty

PASSWORD = "quxiang-demo"
NOW = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
_HASH: list[str] = []


@contextmanager
def open_database(folder: Path) -> Iterator[Database]:
    """Open an empty database: SQLite in the folder, or one on the server that QUXIANG_TEST_POSTGRESQL names."""
    with _empty().open(folder) as database:
        yield database


@cache
def _empty() -> Empty:
    return Empty(os.environ.get("QUXIANG_TEST_POSTGRESQL", ""))


def add_person(
    database: Database, login: str, *memberships: tuple[str, str | None], name: str = ""
) -> Account:
    """Add an account with the password of all tests."""
    if not _HASH:
        _HASH.append(hash_password(PASSWORD))
    with database.session() as session:
        account = create_account(session, login, name or login, password_hash=_HASH[0])
        for role, party in memberships:
            add_membership(session, account.id, role, party, "manage")
    return account


def add_party(database: Database, kind: str, code: str, parent: str | None = None) -> str:
    """Add a party and return its id."""
    with database.session() as session:
        party = Party(kind=kind, code=code, name=f"{kind} {code}", parent_id=parent)
        session.add(party)
    return party.id
