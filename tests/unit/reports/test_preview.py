"""A document before it is printed: the same content, as parts that a page can show."""

from typing import Any

import pytest

from app.errors import BadContent
from app.reports import Part, preview
from tests.unit.reports.printed import NOW, codes, document, shipped

CASE = {"who": "王𬭩 <b>", "money": "12000", "place": "130102", "items": [{"n": "甲"}, {"n": "乙"}]}


def parts(*blocks: dict[str, Any], **case: Any) -> list[Part]:
    return preview(document(*blocks), {**CASE, **case}, now=NOW, codes=codes)


def test_texts_are_filled() -> None:
    found = parts(
        {"kind": "title", "text": "协议 {{who}}", "subtitle": "三方", "number": "编号 {{no}}"},
        {"kind": "heading", "text": "一、总则"},
        {"kind": "paragraph", "text": "甲乙双方\n{{money | money}} 元{{nothing}}", "style": "indent"},
    )
    assert found == [
        Part("title", "协议 王𬭩 <b>", "三方"),
        Part("heading", "一、总则"),
        Part("paragraph", "甲乙双方", "indent"),
        Part("paragraph", "12,000.00 元", "indent"),
    ]


def test_fields_are_labelled_masked_and_shown_only_where_they_hold() -> None:
    rows = [
        {"label": "地点", "value": "place", "codes": "region"},
        {"label": "证件", "value": '"110101199003070013"', "mask": "id_number"},
        {"label": "空", "value": "nothing"},
        {"label": "藏", "value": "who", "when": "money = null"},
    ]
    (found,) = parts({"kind": "fields", "title": "岗位", "rows": rows})
    assert found.text == "岗位"
    assert found.rows == (("地点", "河北省石家庄市长安区"), ("证件", "1101**********0013"), ("空", "—"))
    assert parts({"kind": "fields", "rows": rows[3:]}) == []


def test_tables_have_a_row_for_each_item() -> None:
    table = {
        "kind": "table",
        "title": "名单",
        "over": "items",
        "columns": [{"label": "名", "value": "item.n"}],
        "empty": "没有",
    }
    assert parts(table) == [Part("table", "名单", "", ("名",), (("甲",), ("乙",)))]
    for nothing in ([], None, "甲"):
        assert parts(table, items=nothing) == [Part("table", "名单", "没有", ("名",))]


def test_identity_numbers_are_masked_as_on_every_page() -> None:
    (found,) = parts(
        {"kind": "paragraph", "text": "证件号{{id}}、{{code}}。"},
        id="11010519491231002X",
        code="911101087493523070",
    )
    assert found.text == "证件号1101**********002X、911101087493523070。"
    (found,) = parts({"kind": "fields", "rows": [{"label": "证件", "value": "id"}]}, id="110101199003070013")
    assert found.rows == (("证件", "1101**********0013"),)


def test_signatures_stand_beside_each_other() -> None:
    parties = [
        {"title": "甲方", "lines": ["{{who}}", "{{nothing}}"], "box": True},
        {"title": "丙方", "when": "who = null"},
    ]
    assert parts({"kind": "signatures", "parties": parties}) == [
        Part("signatures", rows=(("甲方", "王𬭩 <b>"),))
    ]


def test_what_only_paper_needs_is_left_out() -> None:
    inner = [{"kind": "paragraph", "text": "左"}]
    found = parts(
        {"kind": "qr", "text": '"/v/1"'},
        {"kind": "spacer", "height": 5},
        {"kind": "break"},
        {"kind": "image", "file": '"x"'},
        {"kind": "columns", "columns": [{"blocks": inner}, {"blocks": inner}]},
        {"kind": "paragraph", "text": "藏", "when": "who = null"},
    )
    assert found == [Part("paragraph", "左", "body")] * 2


def test_a_rare_letter_that_cannot_be_printed_can_be_previewed() -> None:
    assert parts({"kind": "heading", "text": "\U0003134f"}) == [Part("heading", "\U0003134f")]


def test_what_is_not_known_yet_is_not_shown() -> None:
    rows = [{"label": "一", "value": "who", "when": "later.known"}, {"label": "二", "value": "later.value"}]
    found = parts({"kind": "fields", "rows": rows}, {"kind": "heading", "text": "x", "when": '"yes"'})
    assert found == [Part("fields", rows=(("二", "—"),))]


def test_an_expression_that_fails_is_said() -> None:
    endless = "for i in 1..1000000 return i"
    with pytest.raises(BadContent):
        parts({"kind": "fields", "rows": [{"label": "一", "value": endless}]})


def test_the_agreement_can_be_read_before_anything_is_known() -> None:
    found = preview(
        shipped("documents/agreement"), {"agreement_type": {"third_party": True}}, now=NOW, codes=codes
    )
    assert found[0].text == "全国普通高等学校毕业生就业协议书"
    assert [p.text for p in found if p.kind == "fields"][:3] == [
        "甲方（用人单位）",
        "乙方（毕业生）",
        "丙方（学校）",
    ]
