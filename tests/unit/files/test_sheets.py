"""Sheets: what is in them, where it stands, and what is too much."""

import io
import zipfile
from datetime import datetime
from typing import Any

import pytest
from xlsxwriter import Workbook

from app.errors import Invalid, TooLarge
from app.files import SheetColumn, SheetLimits, address, read_sheet
from app.files import child as inside
from tests.unit.files.pictures import workbook

COLUMNS = [
    SheetColumn("name", "姓名", True),
    SheetColumn("id", "身份证号", True),
    SheetColumn("note", "备注"),
]
HEAD = ["姓名*", "身份证号", "备注", "多余"]


def test_rows_have_texts_and_addresses() -> None:
    rows = [HEAD, ["张喆䶮𬭩", "110101200103070013", " 甲 ", "x"], ["李四", "11010120010307002X"]]
    sheet = read_sheet(workbook(rows), COLUMNS)
    assert [dict(r.cells) for r in sheet.rows] == [
        {"name": "张喆䶮𬭩", "id": "110101200103070013", "note": "甲"},
        {"name": "李四", "id": "11010120010307002X", "note": ""},
    ]
    assert [r.number for r in sheet.rows] == [2, 3]
    assert sheet.rows[1].addresses == {"name": "A3", "id": "B3", "note": "C3"}
    assert sheet.unknown == ("多余",)
    assert sheet.errors == ()


@pytest.mark.req("R-236")
def test_blank_rows_are_skipped_and_counted_and_nothing_below_is_lost() -> None:
    rows = [HEAD, ["甲", "1"], [], [" ", None], ["乙", "2"], [], ["丙", "3"], []]
    for body in (
        workbook(rows, first=2),
        "\n\n姓名,身份证号\n甲,1\n\n ,\n乙,2\n\n丙,3\n\n".encode("gb18030"),
    ):
        sheet = read_sheet(body, COLUMNS)
        assert [r.cells["name"] for r in sheet.rows] == ["甲", "乙", "丙"]
        assert [r.number for r in sheet.rows] == [4, 7, 9]
        assert sheet.blank == 3


def test_numbers_dates_and_truth_become_texts() -> None:
    rows = [["姓名", "身份证号", "备注"], [12, 3.5, True], ["甲", "1", "x"]]
    assert dict(read_sheet(workbook(rows), COLUMNS).rows[0].cells) == {
        "name": "12",
        "id": "3.5",
        "note": "是",
    }
    assert inside._cell(datetime(2023, 7, 1)) == "2023-07-01T00:00:00"
    assert inside._cell(None) is None


def test_a_number_that_lost_digits_is_pointed_at() -> None:
    sheet = read_sheet(workbook([HEAD, ["甲", 110101200103070013]]), COLUMNS)
    assert [e.field for e in sheet.errors] == ["B2"]
    assert "“文本”格式" in sheet.errors[0].message


def test_a_cell_that_is_too_long_is_pointed_at() -> None:
    sheet = read_sheet(workbook([HEAD, ["甲", "1", "长" * 3_000]]), COLUMNS)
    assert [e.field for e in sheet.errors] == ["C2"]
    assert len(sheet.rows[0].cells["note"]) == 2_000


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (workbook([["姓名", "备注"], ["甲", "x"]]), "缺少列：身份证号"),
        (workbook([["姓名", "姓名", "身份证号"], ["甲", "x", "1"]]), "重复的列：姓名"),
        (workbook([]), "空的"),
        (b"PK\x03\x04 xl/ nonsense", "打不开"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100, "打不开"),
        (b'a,b\n"' + b"x" * 200_000, "打不开"),
        (workbook([HEAD, ["甲", "1"]])[:-200], "打不开"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_reason(body: bytes, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        read_sheet(body, COLUMNS)


def zipped(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in entries.items():
            container.writestr(name, content)
    return buffer.getvalue()


def lying(body: bytes, real: int, said: int) -> bytes:
    """Return a zip whose headers say another size for an entry."""
    return body.replace(real.to_bytes(4, "little"), said.to_bytes(4, "little"))


@pytest.mark.parametrize(
    ("body", "limits", "words"),
    [
        (b"x" * 6_000_000, {}, "5 MB"),
        (zipped({"xl/a": b"\x00" * 60_000_000}), {}, "解压后太大"),
        (zipped({f"xl/{i}": b"" for i in range(300)}), {}, "部件太多"),
        (workbook([HEAD, *[["甲", "1"]] * 8]), {"rows": 5}, "8 行数据"),
        (workbook([HEAD, *[["甲", "1"]] * 8]), {"lines": 5}, "行数太多"),
        (workbook([HEAD, ["甲", "1"] + ["x"] * 60]), {}, "列数太多"),
        (("a," * 60 + "b\n").encode(), {}, "列数太多"),
        ("姓名,身份证号\n".encode() * 9, {"lines": 5}, "行数太多"),
    ],
)
def test_too_much_is_refused_with_a_reason(body: bytes, limits: dict[str, Any], words: str) -> None:
    with pytest.raises(TooLarge, match=words):
        read_sheet(body, COLUMNS, SheetLimits(**limits))


def test_a_directory_that_lies_about_sizes_does_not_help() -> None:
    body = lying(zipped({"xl/workbook.xml": b"\x00" * 60_000_000}), 60_000_000, 1_000)
    with pytest.raises(Invalid, match="打不开"):
        read_sheet(body, COLUMNS)


def test_one_far_cell_does_not_take_the_memory_of_all_before_it() -> None:
    buffer = io.BytesIO()
    with Workbook(buffer) as book:
        sheet = book.add_worksheet("表")
        sheet.write(0, 0, "姓名")
        sheet.write(1_048_575, 16_383, "远")
    with pytest.raises((Invalid, TooLarge)):
        read_sheet(buffer.getvalue(), COLUMNS)
    assert read_sheet(workbook([HEAD, ["甲", "1"]]), COLUMNS).rows[0].cells["name"] == "甲"


@pytest.mark.parametrize(
    ("column", "row", "name"),
    [(0, 1, "A1"), (25, 2, "Z2"), (26, 3, "AA3"), (701, 9, "ZZ9"), (702, 1, "AAA1")],
)
def test_addresses_are_those_of_spreadsheets(column: int, row: int, name: str) -> None:
    assert address(column, row) == name


def test_what_the_child_does_can_be_done_here_too() -> None:
    options = dict(vars(SheetLimits()))
    assert (
        inside.answer("sheet", options, workbook([["a", 1.0, 2.5, True]]))[1] == b'[["a", "1", "2.5", true]]'
    )
    assert inside.answer("sheet", options, workbook([]))[1] == b"[]"
    assert inside.answer("sheet", options, zipped({"xl/a": b"x"}))[0] == {"refused": "broken"}
    assert inside.answer("sheet", options, b"PK")[0] == {"refused": "broken"}
    for name in ("entries", "unpacked", "columns", "lines"):
        body = workbook([["a", "b"], ["c", "d"]])
        assert inside.answer("sheet", {**options, name: 1}, body)[0] == {"refused": name}
