"""Files: what is taken, who reads it, where it lies, what is swept."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.errors import Invalid, NotFound, TooLarge, TooMany
from app.files import STRICT, FileLimits, FileService, FolderStorage, sweep
from app.files.kinds import display_name, kind_of
from app.files.storage import Damaged
from app.store.instances import Document
from tests.unit.files.pictures import HEIC, PDF, jpeg, noise, png, workbook

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
ME = SimpleNamespace(account_id="me")
OTHER = SimpleNamespace(account_id="other")


def refused(files: FileService, name: str, body: bytes, purpose: str = "proof") -> str:
    with pytest.raises((Invalid, TooLarge)) as caught:
        files.add("me", name, body, purpose)
    errors = getattr(caught.value, "errors", ())
    return errors[0].message if errors else caught.value.message


def test_an_image_is_kept_twice_as_shown_and_as_it_came(files: FileService) -> None:
    body = noise((1600, 1200))
    row = files.add("me", "三方协议（盖章）.PNG", body, "proof")
    assert (row.name, row.shown_name) == ("三方协议（盖章）.PNG", "三方协议（盖章）.jpg")
    assert row.size <= 300_000 < row.original_size == len(body)
    assert (row.content_type, row.created_at) == ("image/jpeg", NOW)
    assert row.width is not None
    assert row.height is not None
    shown, original = files.read(row.id, ME)[1], files.read(row.id, ME, original=True)[1]
    assert len(shown) == row.size
    assert original == body
    assert files.content(row.id) == shown


def test_other_kinds_are_kept_as_they_came(files: FileService) -> None:
    row = files.add("me", "合同.pdf", PDF, "proof")
    assert (row.content_type, row.size, row.width) == ("application/pdf", len(PDF), None)
    assert row.path == row.original_path
    sheet = files.add("me", "名单.xlsx", workbook([["a"]]), "sheet")
    assert sheet.content_type.endswith("sheet")
    assert files.add("me", "名单.csv", "姓名\n".encode("gb18030"), "sheet").content_type == "text/csv"
    assert files.add("me", "x.jpeg", jpeg(), "image:licence").shown_name == "x.jpeg"


@pytest.mark.parametrize(
    ("name", "body", "purpose", "words"),
    [
        ("照片.heic", HEIC, "proof", "「照片.heic」是 HEIC 格式，不支持。"),
        ("照片.jpg", HEIC, "image", "HEIC"),
        (
            "合同.jpg",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            "proof",
            "「合同.jpg」的格式不支持，请上传JPG、PNG、PDF文件。",
        ),
        ("合同.png", b"GIF89a" + b"\x00" * 50, "image", "请上传JPG、PNG文件"),
        ("合同.pdf", PDF, "image", "格式不支持"),
        ("合同.pdf", PDF[:40], "proof", "不完整或已损坏"),
        ("合同.docx", b"PK\x03\x04word/", "document", "请上传PDF文件"),
        ("合同.jpg", b"", "proof", "空文件"),
        ("合同.jpg", jpeg()[:-400], "proof", "「合同.jpg」打不开"),
        ("合同.jpg", b"\xff\xd8\xff" + b"\x00" * 10_000_000, "proof", "「合同.jpg」超过 10 MB"),
        ("合同.pdf", PDF + b" " * 10_000_000, "proof", "超过 10 MB"),
        ("a.html", b"<html><script>alert(1)</script>", "sheet", "格式不支持"),
        ("合同.jpg", jpeg(), "nonsense", "没有“nonsense”这种文件用途"),
    ],
)
def test_every_refusal_names_the_file_and_says_what_to_do(
    files: FileService, storage: FolderStorage, name: str, body: bytes, purpose: str, words: str
) -> None:
    assert words in refused(files, name, body, purpose)
    assert not list(storage.root.glob("*/*"))


def test_what_a_new_process_asks_for_is_answered_after_a_restart(
    session: Session, storage: FolderStorage, files: FileService
) -> None:
    row = files.add("me", "a.jpg", jpeg(), "image")
    again = FileService(session, FolderStorage(storage.root), NOW)
    assert again.read(row.id, ME)[1] == files.content(row.id)


def test_only_the_owner_and_who_sees_the_instance_read_a_file(
    session: Session, storage: FolderStorage, files: FileService
) -> None:
    row = files.add("me", "a.pdf", PDF, "proof")
    seeing = FileService(
        session, storage, NOW, sees=lambda actor, instance: (actor, instance) == (OTHER, "i1")
    )
    for service, actor in ((files, OTHER), (seeing, OTHER), (files, SimpleNamespace(account_id=None))):
        with pytest.raises(NotFound):
            service.read(row.id, actor)
    files.bind([row.id], "me", "i1")
    assert seeing.read(row.id, OTHER)[1] == PDF
    for actor in (SimpleNamespace(account_id="third"), None):
        with pytest.raises(NotFound):
            seeing.read(row.id, actor)
    with pytest.raises(NotFound):
        files.read("nothing", ME)


def test_a_file_is_bound_once_and_only_by_its_owner(files: FileService) -> None:
    row = files.add("me", "a.pdf", PDF, "proof")
    with pytest.raises(Invalid, match="不是你上传的"):
        files.bind([row.id], "other", "i1")
    with pytest.raises(Invalid, match="不存在"):
        files.bind(["nothing"], "me", "i1")
    files.bind([row.id], "me", "i1")
    files.bind([row.id], "other", "i1")  # handed in there already: a later step may name it again
    with pytest.raises(Invalid, match=r"「a\.pdf」已用于另一项办理"):
        files.bind([row.id], "me", "i2")


def test_strict_limits_count_files_and_bytes(session: Session, storage: FolderStorage) -> None:
    few = FileService(session, storage, NOW, limits=replace(STRICT, an_hour=2))
    few.add("me", "a.pdf", PDF, "proof")
    few.add("me", "b.pdf", PDF, "proof")
    with pytest.raises(TooMany, match="一小时内最多上传 2 个"):
        few.add("me", "c.pdf", PDF, "proof")
    few.add("other", "c.pdf", PDF, "proof")
    few.add(None, "c.pdf", PDF, "proof")
    later = NOW + timedelta(hours=2)
    FileService(session, storage, later, limits=replace(STRICT, an_hour=2)).add("me", "c.pdf", PDF, "proof")
    little = FileService(session, storage, later, limits=FileLimits(bytes_a_day=3 * len(PDF)))
    with pytest.raises(TooLarge, match="一天内"):
        little.add("me", "d.pdf", PDF, "proof")


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("合同.jpg", "合同.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\桌面\\合同.jpg", "合同.jpg"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("gpj.\u202etxt", "gpj.txt"),
        ('a"b<c>.pdf', "a_b_c_.pdf"),
        ("...", "未命名文件"),
        ("", "未命名文件"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
        ("长" * 300, "长" * 120),
    ],
)
def test_names_are_shown_without_what_could_mislead(given: str, name: str) -> None:
    assert display_name(given) == name


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (jpeg(), "jpeg"),
        (png(), "png"),
        (PDF, "pdf"),
        (HEIC, "heic"),
        (b"PK\x03\x04", None),
        (b"\x00\x01", None),
    ],
)
def test_content_says_what_a_file_is(body: bytes, kind: str | None) -> None:
    assert kind_of(body) == kind


def test_storage_gives_its_own_names_and_takes_no_others(storage: FolderStorage) -> None:
    first, second = storage.put(b"same"), storage.put(b"same")
    assert first != second
    assert storage.read(first) == b"same"
    for path in ("../secret", "/etc/passwd", f"{first}/../x", "", f"zz/{first[3:]}", f"{first}\n"):
        with pytest.raises(NotFound):
            storage.read(path)
    storage.delete(first)
    storage.delete(first)
    with pytest.raises(NotFound):
        storage.read(first)


def test_bytes_at_rest_are_sealed_under_their_name(storage: FolderStorage) -> None:
    plain = b"110101200103070013" * 20
    first, second = storage.put(plain), storage.put(b"other")
    assert not any(b"110101200103070013" in file.read_bytes() for file in storage.root.glob("*/*"))
    (storage.root / second).write_bytes((storage.root / first).read_bytes())
    with pytest.raises(Damaged, match="被改动"):
        storage.read(second)
    assert storage.read(first) == plain


def test_a_write_that_fails_leaves_nothing(storage: FolderStorage, monkeypatch: Any) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        storage.put(b"x")
    assert not list(storage.root.glob("*/*"))


def test_the_sweeper_removes_what_nobody_knows(
    session: Session, storage: FolderStorage, files: FileService
) -> None:
    image, orphan, fresh = files.add("me", "a.jpg", jpeg(), "image"), storage.put(b"orphan"), None
    printed = storage.put(b"printed")
    left = storage.root / "incoming" / ("0" * 32)
    left.write_bytes(b"half")
    row = Document(
        instance_id="i", kind="k", name="n", path=printed, sha256="", size=1, roles=[], created_at=NOW
    )
    session.add(row)
    session.flush()
    for path in storage.root.glob("*/*"):
        os.utime(path, (NOW.timestamp() - 100_000,) * 2)
    fresh = storage.put(b"fresh")
    os.utime(storage.root / fresh, (NOW.timestamp() - 60,) * 2)
    assert sweep(session, storage, NOW) == 2
    assert not left.exists()
    for path in (image.path, image.original_path, printed, fresh):
        assert storage.read(path)
    with pytest.raises(NotFound):
        storage.read(orphan)
