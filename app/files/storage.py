"""Where bytes lie: whole or absent, under names that the server makes."""

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from app.errors import AppError, NotFound
from app.store.sealed import CannotOpen, seal, unseal

PATH = re.compile(r"(?:[0-9a-f]{2}|incoming)/[0-9a-f]{32}")


class Storage(Protocol):
    """What the application asks of a place for files."""

    def put(self, body: bytes) -> str:
        """Keep bytes and return their path."""

    def read(self, path: str) -> bytes:
        """Return the bytes of a path. Raises NotFound."""

    def delete(self, path: str) -> None:
        """Forget a path; one that is not there is fine."""

    def older_than(self, moment: datetime) -> Iterator[str]:
        """Yield the paths that were put before a moment."""


class Damaged(AppError):
    """Bytes that are not those that were put."""


class FolderStorage:
    """Files in a folder, encrypted: written beside, synced, then renamed, so that none is ever half a file.
    The name is authenticated with the bytes: a file under another's name does not open."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._incoming = root / "incoming"

    def put(self, body: bytes) -> str:
        name = uuid4().hex
        sealed = seal(body, _label(name))
        path = f"{sha256(sealed).hexdigest()[:2]}/{name}"
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        self._incoming.mkdir(parents=True, exist_ok=True)
        beside = self._incoming / secrets.token_hex(16)
        try:
            with beside.open("xb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
            beside.rename(target)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)
        return path

    def read(self, path: str) -> bytes:
        try:
            return unseal(self._at(path).read_bytes(), _label(path.rpartition("/")[2]))
        except FileNotFoundError:
            raise NotFound("文件已不存在，请联系管理员。") from None
        except CannotOpen as error:
            raise Damaged("文件已损坏或被改动，无法打开，请联系管理员。") from error

    def delete(self, path: str) -> None:
        self._at(path).unlink(missing_ok=True)

    def older_than(self, moment: datetime) -> Iterator[str]:
        for file in self.root.glob("*/*"):
            with suppress(FileNotFoundError):
                if datetime.fromtimestamp(file.stat().st_mtime, UTC) < moment:
                    yield f"{file.parent.name}/{file.name}"

    def _at(self, path: str) -> Path:
        """Return where a path lies. Raises NotFound for what this place never gave out."""
        if not PATH.fullmatch(path):
            raise NotFound
        return self.root / path


def _label(name: str) -> str:
    return f"file.{name}"


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
