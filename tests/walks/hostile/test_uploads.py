"""Files that are not what they say, or far more than they look: refused by name, and nothing kept."""

import io
import struct
import zipfile
import zlib
from typing import Any

import pytest

from tests.support.cast import Cast
from tests.unit.files.pictures import chunk, claimed_png, jpeg, png, workbook
from tests.walks.hostile.refusing import refused

SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"


def upload(
    fort: Cast, body: bytes, name: str = "x.jpg", purpose: str = "proof", kind: str = "image/jpeg"
) -> Any:
    data = {"file": (io.BytesIO(body), name, kind), "purpose": purpose}
    return fort["g-10001-01"].call("POST", "/files", data=data)


def upload_large(fort: Cast, body: bytes, name: str = "x.jpg") -> Any:
    """Upload without the test client, which keeps large bodies in a file that it does not close."""
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    whole = head.encode() + body + b"\r\n--x--\r\n"
    kind = "multipart/form-data; boundary=x"
    return fort["g-10001-01"].call("POST", "/files", data=whole, content_type=kind)


def bomb(width: int, height: int) -> bytes:
    """Return a small PNG that unpacks to a very large one."""
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(b"\0" * (1 + width * 3)) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (claimed_png(100_000, 100_000), "flood.png"),
        (claimed_png(2**31 - 1, 2**31 - 1), "flood.png"),
        (claimed_png(0, 0), "zero.png"),
        (claimed_png(20_000, 10), "wide.png"),
        (claimed_png(8_000, 8_000), "64 million.png"),
        (claimed_png(100, 100, b"x" * 10), "short.png"),
        (png()[:45], "cut.png"),
        (jpeg()[:200], "cut.jpg"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 1_000, "nothing.jpg"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "nothing.png"),
        (SVG, "picture.svg"),
        (SVG, "picture.jpg"),
        (HTML, "page.html"),
        (HTML, "page.jpg"),
        (b"GIF89a" + b"\0" * 50, "moving.gif"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "drawing.eps"),
        (b"BM" + b"\0" * 100, "old.bmp"),
        (b"MZ" + b"\0" * 100, "setup.exe"),
        (b"PK\x03\x04" + b"\0" * 100, "archive.zip"),
        (b"#!/bin/sh\nrm -rf /\n", "run.sh"),
        (b"", "empty.jpg"),
        (b"%PDF-1.4\nnothing more", "cut.pdf"),
        (b"\0" * 2_000, "zero.bin"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_image_and_no_pdf_is_refused_by_its_name(fort: Cast, body: bytes, name: str) -> None:
    problem = refused(upload(fort, body, name), 413, 422)
    assert any(name.partition(".")[0] in e["message"] for e in problem["errors"]) or name in problem["detail"]


def test_a_small_file_that_unpacks_to_a_flood_is_refused(fort: Cast) -> None:
    body = bomb(9_000, 9_000)
    assert len(body) < 1_000_000
    refused(upload(fort, body, "bomb.png"), 413, 422)


def test_a_body_over_twelve_megabytes_is_refused_unread(fort: Cast) -> None:
    refused(upload_large(fort, b"\xff\xd8\xff" + b"\0" * 13_000_000), 413)


def test_a_file_over_its_own_limit_is_refused_by_name(fort: Cast) -> None:
    assert (
        "大图" in refused(upload_large(fort, b"\xff\xd8\xff" + b"\0" * 11_000_000, "大图.jpg"), 413)["detail"]
    )


@pytest.mark.parametrize("wrapped", [SVG, HTML, b"PK\x03\x04 zip", b"<?php system('x') ?>"])
def test_what_hides_behind_an_image_is_gone_from_what_is_shown(cast: Cast, wrapped: bytes) -> None:
    file = upload(cast, jpeg() + wrapped).get_json()["id"]
    shown = cast["g-10001-01"].raw(f"/files/{file}")
    assert wrapped not in shown.data
    assert shown.content_type == "image/jpeg"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in shown.headers["Content-Security-Policy"]
    original = cast["g-10001-01"].raw(f"/files/{file}/original")
    assert original.content_type == "application/octet-stream"
    assert original.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../../etc/passwd.jpg", "passwd.jpg"),
        ("..\\..\\windows\\system.jpg", None),
        ("/etc/cron.d/x.jpg", "x.jpg"),
        ("a\x00b.jpg", "ab.jpg"),
        ("x\r\nSet-Cookie: a=b.jpg", "xSet-Cookie_ a=b.jpg"),
        ("\u202egpj.exe.jpg", "gpj.exe.jpg"),
        ("<script>.jpg", "_script_.jpg"),
        ('";filename="evil.jpg', None),
        ("长" * 300 + ".jpg", None),
        (".jpg", "jpg"),
    ],
)
def test_a_name_is_only_a_name(cast: Cast, given: str, kept: str | None) -> None:
    answer = upload(cast, jpeg(), given)
    if answer.status_code != 201:
        refused(answer, 400, 422)
        return
    file = answer.get_json()
    if kept is not None:
        assert file["name"] == kept
    assert len(file["name"]) <= 120
    assert not set(file["name"]) & set('/\\"<>:\r\n\x00')
    told = cast["g-10001-01"].raw(f"/files/{file['id']}").headers
    assert "\n" not in told["Content-Disposition"]
    assert "Set-Cookie" not in told
    assert told["Content-Disposition"].isascii()


def test_the_kind_that_the_sender_claims_does_not_matter(cast: Cast) -> None:
    file = upload(cast, jpeg(), "x.html", kind="text/html").get_json()
    assert cast["g-10001-01"].raw(f"/files/{file['id']}").content_type == "image/jpeg"


@pytest.mark.parametrize("purpose", ["", "nonsense", "image/../x", "x" * 100, "proof:" + "x" * 80, "\u202e"])
def test_a_purpose_is_one_that_is_known(fort: Cast, purpose: str) -> None:
    assert refused(upload(fort, jpeg(), purpose=purpose), 422)["errors"][0]["field"] == "purpose"


def sheet(fort: Cast, body: bytes, name: str = "名单.xlsx") -> Any:
    return fort["e-01"].call("POST", "/favourites/import", data={"file": (io.BytesIO(body), name)})


def packed(files: dict[str, bytes]) -> bytes:
    """Return a workbook with some of its files replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook([["学生姓名", "身份证号", "毕业院校"]]))) as source:
        parts = {name: source.read(name) for name in source.namelist()} | files
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, body in parts.items():
            target.writestr(name, body)
    return buffer.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
ENTITIES = (
    b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "' + b"&a;" * 100 + b'">]>'
    b'<worksheet><sheetData><row><c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
)


@pytest.mark.parametrize(
    "body",
    [
        packed({SHEET: b"<worksheet>" + b" " * 200_000_000 + b"</worksheet>"}),
        packed({f"xl/media/{n}.png": b"x" for n in range(2_000)}),
        packed({SHEET: ENTITIES}),
        packed({SHEET: b"<not xml"}),
        packed({"../../../tmp/canary": b"x", SHEET: b""}),
        workbook([["学生姓名", "身份证号", "毕业院校"]])[:-200],
        b"PK\x03\x04" + b"xl/" * 1_000,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500,
        b"",
        HTML,
        b"\xff\xfe\x00\x01",
        workbook([["甲", "乙", "丙"], ["1", "2", "3"]]),
        workbook([[f"列{n}" for n in range(300)]]),
        ("学生姓名,身份证号,毕业院校\n" + "甲,乙,丙\n" * 20_000).encode(),
    ],
    ids=[
        "bomb",
        "entries",
        "entities",
        "broken",
        "path",
        "cut",
        "fake",
        "xls",
        "empty",
        "html",
        "binary",
        "columns",
        "wide",
        "rows",
    ],
)
def test_a_sheet_that_is_a_trap_is_refused(fort: Cast, body: bytes) -> None:
    refused(sheet(fort, body), 413, 422)


def test_a_formula_in_a_sheet_is_text(fort: Cast) -> None:
    rows = [["学生姓名", "身份证号", "毕业院校"], ["=cmd|'/c calc'!A1", "@SUM(1)", "+1"]]
    answer = sheet(fort, workbook(rows))
    assert answer.status_code == 200
    assert answer.get_json()["added"] == 0
    assert len(answer.get_json()["problems"]) == 1
