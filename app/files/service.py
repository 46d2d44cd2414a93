"""The use cases of files: add one, read one, bind them to the instance they were handed in with."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import Invalid, NotFound, TooLarge, TooMany
from app.files.images import ImageLimits, prepare_image
from app.files.kinds import (
    FILE_ID,
    IMAGES,
    TYPES,
    Purpose,
    accepted_types,
    display_name,
    kind_of,
    purpose_of,
    whole_pdf,
)
from app.files.storage import Storage
from app.store.base import new_id
from app.store.files import StoredFile

Sees = Callable[[Any, str], bool]


@dataclass(frozen=True)
class FileLimits:
    """How large files may be, and how many one account may add."""

    image: int = 10_000_000
    pdf: int = 10_000_000
    sheet: int = 5_000_000
    an_hour: int | None = None
    bytes_a_day: int | None = None
    images: ImageLimits = field(default_factory=ImageLimits)

    def of(self, kind: str) -> int:
        """Return how many bytes a file of a kind may have."""
        if kind in IMAGES:
            return self.image
        return self.pdf if kind == "pdf" else self.sheet


def said_of(purpose: str) -> str:
    """Return what a purpose takes, in words that are read before a file is chosen."""
    wanted, limits = purpose_of(purpose), FileLimits()
    most = max(limits.of(kind) for kind in wanted.kinds)
    words = f"{wanted.said}，每个不超过 {most // 1_000_000} MB"
    if set(wanted.kinds) & set(IMAGES):
        words += f"，图片会自动压缩到 {limits.images.bytes // 1000} KB 以内"
    return words


STRICT = FileLimits(an_hour=60, bytes_a_day=200_000_000)


class FileService:
    """Files in one unit of work. `sees(actor, instance_id)` says whether somebody may see an instance, and
    with it the files that were handed in there; without it only whoever added a file may read it."""

    def __init__(
        self,
        session: Session,
        storage: Storage,
        now: datetime,
        sees: Sees | None = None,
        limits: FileLimits | None = None,
    ) -> None:
        self._session = session
        self._storage = storage
        self._now = now
        self._sees = sees
        self._limits = limits or FileLimits()

    def add(self, account_id: str | None, name: str, body: bytes, purpose: str) -> StoredFile:
        """Keep an uploaded file. Raises Invalid, TooLarge or TooMany with a sentence that names the file."""
        return self.keep(self.prepare(account_id, name, body, purpose))

    def prepare(self, account_id: str | None, name: str, body: bytes, purpose: str) -> StoredFile:
        """Check a file and lay its bytes down; it is not known before it is kept. This takes its time with an
        image, so it is done before the database is locked for writing. Raises as `add` does."""
        wanted = purpose_of(purpose)
        shown = display_name(name)
        kind = self._accepted(shown, body, wanted)
        self._within_quota(account_id, len(body))
        row = StoredFile(
            id=new_id(),
            account_id=account_id,
            purpose=wanted.name,
            name=shown,
            original_type=TYPES[kind],
            original_size=len(body),
            created_at=self._now,
        )
        self._lay_down(row, kind, body)
        return row

    def keep(self, row: StoredFile) -> StoredFile:
        """Keep a file that was prepared."""
        self._within_quota(row.account_id, row.original_size)
        self._session.add(row)
        self._session.flush()
        return row

    def get(self, file_id: str) -> StoredFile:
        """Return what is known of a file, whoever asks. Raises NotFound."""
        row = self._session.get(StoredFile, file_id)
        if row is None:
            raise NotFound
        return row

    def read(self, file_id: str, actor: Any, *, original: bool = False) -> tuple[StoredFile, bytes]:
        """Return a file and its bytes for somebody who may see it. Raises NotFound."""
        row = self.get(file_id)
        if not self._may_read(actor, row):
            raise NotFound
        return row, self._storage.read(row.original_path if original else row.path)

    def content(self, file_id: str) -> bytes:
        """Return the shown bytes of a file for the system itself (printing)."""
        return self._storage.read(self.get(file_id).path)

    def known(self, file_ids: Iterable[str], actor: Any) -> list[StoredFile]:
        """Return those of these files that somebody may see, in this order."""
        found = (self._session.get(StoredFile, i) for i in file_ids if FILE_ID.fullmatch(i))
        return [row for row in found if row is not None and self._may_read(actor, row)]

    def bind(
        self,
        file_ids: Iterable[str],
        account_id: str | None,
        instance_id: str,
        purpose: str = "",
        about: str | None = None,
    ) -> None:
        """Tie files to the instance they are handed in with; those of the one that it is `about` stay there. Raises
        Invalid for a file that is neither the sender's nor was handed in there, or is not what the purpose takes."""
        types = accepted_types(purpose) if purpose else list(TYPES.values())
        for file_id in file_ids:
            row = self._session.get(StoredFile, file_id)
            known = (
                row is not None and row.instance_id is not None and row.instance_id in (instance_id, about)
            )
            if row is None or not (known or row.account_id == account_id):
                raise Invalid("有文件不存在或不是你上传的，请重新上传后再提交。")
            if row.original_type not in types:
                raise Invalid(f"「{row.name}」的格式不合要求，请上传{purpose_of(purpose).said}文件。")
            if row.instance_id is None:
                row.instance_id = instance_id
            elif not known:
                raise Invalid(f"「{row.name}」已用于另一项办理，请重新上传后再提交。")

    def _may_read(self, actor: Any, row: StoredFile) -> bool:
        if row.account_id is not None and row.account_id == getattr(actor, "account_id", None):
            return True
        return row.instance_id is not None and self._sees is not None and self._sees(actor, row.instance_id)

    def _lay_down(self, row: StoredFile, kind: str, body: bytes) -> None:
        row.original_path = row.path = ""
        shown = body
        row.content_type = TYPES[kind]
        if kind in IMAGES:
            image = prepare_image(body, row.name, self._limits.images)
            shown, row.content_type = image.jpeg, TYPES["jpeg"]
            row.width, row.height = image.width, image.height
        row.size, row.sha256 = len(shown), sha256(shown).hexdigest()
        row.original_path = self._storage.put(body)
        row.path = self._storage.put(shown) if shown is not body else row.original_path

    def _accepted(self, name: str, body: bytes, wanted: Purpose) -> str:
        if not body:
            raise Invalid.of({"file": f"「{name}」是空文件，请重新选择。"})
        kind = kind_of(body)
        if kind == "heic":
            raise Invalid.of(
                {"file": f"「{name}」是 HEIC 格式，不支持。请在手机上选择“最兼容”格式，或转为 JPG 后再上传。"}
            )
        if kind is None or kind not in wanted.kinds:
            raise Invalid.of({"file": f"「{name}」的格式不支持，请上传{wanted.said}文件。"})
        limit = self._limits.of(kind)
        if len(body) > limit:
            raise TooLarge(f"「{name}」超过 {limit // 1_000_000} MB，请压缩或分成几个文件后再上传。")
        if kind == "pdf" and not whole_pdf(body):
            raise Invalid.of({"file": f"「{name}」不完整或已损坏，请重新导出 PDF 后再上传。"})
        return kind

    def _within_quota(self, account_id: str | None, size: int) -> None:
        hourly, daily = self._limits.an_hour, self._limits.bytes_a_day
        if account_id is None or (hourly is None and daily is None):
            return
        mine = StoredFile.account_id == account_id
        count = self._session.scalar(
            select(func.count()).where(mine, StoredFile.created_at > self._now - timedelta(hours=1))
        )
        if hourly is not None and (count or 0) >= hourly:
            raise TooMany(f"一小时内最多上传 {hourly} 个文件，请稍后再试。", 600)
        total = self._session.scalar(
            select(func.sum(StoredFile.original_size)).where(
                mine, StoredFile.created_at > self._now - timedelta(days=1)
            )
        )
        if daily is not None and (total or 0) + size > daily:
            raise TooLarge(f"一天内最多上传 {daily // 1_000_000} MB 文件，请明天再试。")
