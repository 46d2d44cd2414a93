"""Values, masks and templates: how things read."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.errors import BadContent
from app.reports import fill, mask, shown
from tests.unit.reports.printed import NOW, codes


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (None, "", ""),
        (True, "", "是"),
        (False, "", "否"),
        ("yes", "yesno", "是"),
        ("0", "yesno", "否"),
        ("另议", "yesno", "另议"),
        (Decimal("3.50"), "", "3.5"),
        ("2023-07-01", "date", "2023年7月1日"),
        ("20230701", "date", "2023年7月1日"),
        (date(2023, 7, 1), "", "2023年7月1日"),
        ("2023-06-30T20:00:00+00:00", "date", "2023年7月1日"),
        ("不详", "date", "不详"),
        ("2023-06-30T20:00:00+00:00", "datetime", "2023年7月1日 04:00"),
        (datetime(2023, 6, 30, 20, tzinfo=UTC), "", "2023年7月1日 04:00"),
        ("不详", "datetime", "不详"),
        ("202306", "month", "2023年6月"),
        ("2023-06", "month", "2023年6月"),
        (date(2023, 6, 1), "month", "2023年6月"),
        (7, "month", "7"),
        ("12000", "money", "12,000.00"),
        ("面议", "money", "面议"),
        ("1234567.8", "number", "1,234,567.8"),
        ("多", "number", "多"),
        (["甲", None, "乙"], "", "甲、乙"),
        (["甲", "乙"], "lines", "甲\n乙"),
        ({"code": "x", "label": "词"}, "", "词"),
    ],
)
def test_values_read_as_people_write_them(value: Any, form: str, text: str) -> None:
    assert shown(value, form) == text


def test_codes_read_with_those_above_them_and_unknown_ones_as_they_are() -> None:
    assert shown("110108", codes="region", tables=codes) == "北京市海淀区"
    assert shown("999999", codes="region", tables=codes) == "999999"
    with pytest.raises(BadContent, match="region"):
        shown("110108", codes="region")


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("id_number", "110101200103070013", "1101**********0013"),
        ("id_number", "12345", "1****"),
        ("mobile", "13800138000", "138****8000"),
        ("name", "张喆䶮", "张**"),
        ("name", "张", "*"),
        ("email", "zhang@example.cn", "z***@example.cn"),
        ("account", "6222020200012345678", "6222***********5678"),
        ("all", "0123456789", "********"),
        ("nonsense", "abc", "***"),
        ("name", "", ""),
    ],
)
def test_masks_hide_the_middle(kind: str, value: str, text: str) -> None:
    assert mask(kind, value) == text


def test_templates_take_expressions_formats_masks_and_codes() -> None:
    context = {"a": {"d": "2023-07-01", "id": "110101200103070013", "p": "110108"}}
    text = "{{a.d | date}}，{{ a.id | id_number }}，{{a.p | codes:region}}，{{a.no}}，{{if a = null then 1 else 2}}"
    assert fill(text, context, NOW, codes) == "2023年7月1日，1101**********0013，北京市海淀区，，2"


def test_a_template_that_fails_says_why() -> None:
    with pytest.raises(BadContent, match="1 \\+"):
        fill("{{1 +}}", {}, NOW)
