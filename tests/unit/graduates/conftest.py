"""The demo world with the shipped decisions and code tables; every test is rolled back."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import app.store.files
import app.store.queue
import app.store.tasks  # noqa: F401  all three register their tables
from app import graduates
from app.content.folder import read_folder
from app.graduates.tables import Graduate
from app.identity import Actor, load_actor
from app.inbox.desk import Desk
from app.inbox.library import Library
from app.operators import registry
from app.store.accounts import Account, Membership
from app.store.base import new_id
from app.store.definitions import DefinitionVersion
from app.store.session import Database
from tests.support.people import open_database
from tests.support.world import CONTENT

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
MakeDesk = Callable[..., Desk]


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    graduates.register(registry)
    with open_database(tmp_path_factory.mktemp("world")) as database:
        with database.session() as session:
            for found in read_folder(CONTENT):
                if found.kind in ("decision", "codes"):
                    session.add(_version(found.kind, found.key, found.body))
            graduates.demo.create(session, NOW)
        yield database


def _version(kind: str, key: str, body: bytes) -> DefinitionVersion:
    return DefinitionVersion(kind=kind, key=key, number=1, hash=new_id(), body=body, published_at=NOW)


@pytest.fixture
def session(world: Database) -> Iterator[Session]:
    with world.open() as opened:
        yield opened
        opened.rollback()


@pytest.fixture
def actor(session: Session) -> Callable[[str], Actor]:
    def load(login: str) -> Actor:
        return load_actor(session, session.scalars(select(Account.id).where(Account.login == login)).one())

    return load


@pytest.fixture
def desk(session: Session, actor: Callable[[str], Actor]) -> MakeDesk:
    def make(login: str, now: datetime = NOW) -> Desk:
        return Desk(session, Library(), registry, None, now, actor(login))

    return make


@pytest.fixture
def graduate(session: Session) -> Callable[[str], Graduate]:
    def load(login: str) -> Graduate:
        query = select(Graduate).join(Membership, Membership.party_id == Graduate.id)
        return session.scalars(
            query.join(Account, Account.id == Membership.account_id).where(Account.login == login)
        ).one()

    return load
