"""Lists, sheets and figures: rows as columns say, nothing a spreadsheet would run, numbers that add up."""

import csv
import io
import json
import zipfile
from typing import Any

import pytest
from python_calamine import load_workbook

from app.content.report import read_report
from app.errors import BadContent
from app.reports import figure_values, row_values, write_csv, write_xlsx
from app.reports.sheets import sheet_title
from tests.unit.reports.printed import NOW, codes

COLUMNS = [("a", "甲"), ("b", "乙")]
HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@x",
    "\t=1",
    "\r=1",
    "＝1",
    ' =cmd|" /C calc"!A0',
    "http://x.example",
    "'quoted",
]


def report(key: str, body: dict[str, Any]) -> Any:
    return read_report(key, json.dumps(body).encode(), "x.json")


def test_rows_show_their_columns() -> None:
    columns = [
        {"key": "name", "label": "姓名"},
        {"key": "id", "label": "证", "value": "who.id", "mask": "id_number"},
        {"key": "place", "label": "地", "codes": "region"},
        {"key": "day", "label": "日", "format": "date"},
        {"key": "n", "label": "数", "value": "count(things)"},
        {"key": "status", "label": "状态"},
        {"key": "missing", "label": "无"},
    ]
    row = {
        "name": "张喆䶮",
        "who": {"id": "110101200103070013"},
        "place": "110108",
        "day": "2023-07-01",
        "things": [1, 2],
        "status": {"code": "x", "label": "词"},
    }
    assert row_values(
        report("lists/x", {"title": "单", "source": "s", "columns": columns}), row, NOW, codes
    ) == {
        "name": "张喆䶮",
        "id": "1101**********0013",
        "place": "北京市海淀区",
        "day": "2023年7月1日",
        "n": 2,
        "status": {"code": "x", "label": "词"},
        "missing": None,
    }


def test_a_column_that_fails_is_named() -> None:
    bad = report(
        "lists/x", {"title": "单", "source": "s", "columns": [{"key": "a", "label": "甲", "value": "1 +"}]}
    )
    with pytest.raises(BadContent, match="列“甲”"):
        row_values(bad, {}, NOW)


def test_a_workbook_holds_texts_only() -> None:
    rows = [{"a": text, "b": None} for text in HOSTILE] + [
        {"a": 5, "b": {"label": "词"}},
        {"a": "x\x00\x0by", "b": True},
    ]
    body = write_xlsx(COLUMNS, iter(rows), "a/b[单]" * 20)
    with zipfile.ZipFile(io.BytesIO(body)) as container:
        sheet = container.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    read = load_workbook(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    assert read[0] == ["甲", "乙"]
    assert [r[0] for r in read[1:]] == [*HOSTILE, "5", "xy"]
    assert [r[1] for r in read[-2:]] == ["词", "是"]


def test_csv_cells_are_never_formulas_and_chinese_opens() -> None:
    body = write_csv(COLUMNS, [{"a": text, "b": "普通"} for text in HOSTILE])
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["甲", "乙"]
    assert [r[0] for r in rows[1:9]] == [f"'{text}" for text in HOSTILE[:8]]
    assert rows[9] == ["http://x.example", "普通"]


def test_sheet_titles_are_allowed_ones() -> None:
    assert sheet_title("在线签约管理") == "在线签约管理"
    assert sheet_title("///") == "Sheet1"
    assert len(sheet_title("长" * 60)) == 31


def test_figures_count_groups_and_add_up() -> None:
    figure = report(
        "figures/x",
        {
            "title": "图",
            "source": "s",
            "group_by": "place",
            "codes": "region",
            "series": [
                {"name": "人数"},
                {"name": "已签", "where": "signed"},
                {"name": "薪酬", "value": "pay"},
            ],
        },
    )
    rows = [
        {"place": "320102", "signed": True, "pay": 2},
        {"place": "110108", "signed": False, "pay": 3.5},
        {"place": "110108", "signed": True, "pay": None},
        {"place": None, "signed": False, "pay": "x"},
    ]
    assert figure_values(figure, rows, NOW, codes) == {
        "labels": ["北京市海淀区", "江苏省南京市玄武区", "未填写"],
        "keys": ["110108", "320102", ""],
        "series": [
            {"name": "人数", "values": [2, 1, 1]},
            {"name": "已签", "values": [1, 1, 0]},
            {"name": "薪酬", "values": [3.5, 2, 0]},
        ],
        "total": 4,
    }
