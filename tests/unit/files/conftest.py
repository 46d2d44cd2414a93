"""A folder and a database for files."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from app.files import FileService, FolderStorage
from app.store.definitions import DefinitionVersion
from app.store.files import StoredFile
from app.store.instances import Document, Instance
from app.store.sealed import configure

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)


@pytest.fixture
def storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FolderStorage:
    monkeypatch.setattr("app.store.sealed._configured", [])
    configure("a key of the tests of files, thirty-two signs")
    return FolderStorage(tmp_path / "files")


@pytest.fixture
def session() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    for table in (DefinitionVersion, Instance, Document, StoredFile):
        table.__table__.create(engine)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


@pytest.fixture
def files(session: Session, storage: FolderStorage) -> FileService:
    return FileService(session, storage, NOW)
