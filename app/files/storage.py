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

from app.errors import NotFound

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


class FolderStorage:
    """Files in a folder: written beside, synced, then renamed, so that a path is never half a file."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._incoming = root / "incoming"

    def put(self, body: bytes) -> str:
        path = f"{sha256(body).hexdigest()[:2]}/{uuid4().hex}"
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        self._incoming.mkdir(parents=True, exist_ok=True)
        beside = self._incoming / secrets.token_hex(16)
        try:
            with beside.open("xb") as file:
                file.write(body)
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
            return self._at(path).read_bytes()
        except FileNotFoundError:
            raise NotFound("文件已不存在，请联系管理员。") from None

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


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
