"""Reading reports: strict, and every finding at once."""

import json
from typing import Any

import pytest

from app.content.report import Document, Figure, ListDef, Message, read_report
from app.errors import BadContent

LIST = {"title": "单", "source": "s", "columns": [{"key": "a", "label": "甲", "sort": True}]}


def read(key: str, body: Any) -> Any:
    data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    return read_report(key, data, "x.json")


def findings(key: str, body: Any) -> list[tuple[str, str]]:
    with pytest.raises(BadContent) as caught:
        read(key, body)
    assert all(f.file == "x.json" for f in caught.value.findings)
    return [(f.element, f.message) for f in caught.value.findings]


def test_each_folder_has_its_kind() -> None:
    paragraph = {"kind": "paragraph", "text": "{{a}}"}
    document = read("documents/x", {"title": "t", "blocks": [paragraph], "watermark": {"text": "w"}})
    assert isinstance(document, Document)
    assert document.blocks[0].kind == "paragraph"
    assert document.page.size == "A4"
    assert isinstance(read("lists/x", LIST), ListDef)
    assert isinstance(
        read("figures/x", {"title": "f", "source": "s", "group_by": "a", "series": [{"name": "n"}]}), Figure
    )
    assert read("messages/x", {"title": "t", "text": "x"}).channels == ("in_app",)
    assert isinstance(read("messages/x", {"title": "t", "text": "x", "to": ["a"]}), Message)


def test_reports_are_frozen_and_hashable() -> None:
    found = read("lists/x", {**LIST, "filters": [{"key": "f", "label": "筛", "options": {"1": "一"}}]})
    assert found.filters[0].options == (("1", "一"),)
    assert hash(found) == hash(
        read("lists/x", {**LIST, "filters": [{"key": "f", "label": "筛", "options": {"1": "一"}}]})
    )
    with pytest.raises(AttributeError):
        found.title = "x"


def test_every_finding_is_told_with_its_place() -> None:
    body = {
        "title": "t",
        "extra": 1,
        "page": {"size": "B5", "margin": 3},
        "blocks": [
            {"kind": "paragraf", "text": "x"},
            {"kind": "paragraph", "text": 5, "style": "loud"},
            {"kind": "fields", "rows": [{"label": "甲"}], "columns": True},
            {"kind": "qr", "text": "x" * 3_000},
            "text",
        ],
    }
    assert [place for place, _ in findings("documents/x", body)] == [
        "extra",
        "blocks[0]",
        "blocks[1].text",
        "blocks[1].style",
        "blocks[2].rows[0].value",
        "blocks[2].columns",
        "blocks[3].text",
        "blocks[4]",
        "page.size",
        "page.margin",
    ]


@pytest.mark.parametrize(
    ("key", "body", "words"),
    [
        ("documents/x", {"title": "t"}, "没有任何内容块"),
        ("documents/x", [], "应是一个对象"),
        ("documents/x", {"title": "t", "blocks": {}}, "应是一个列表"),
        ("figures/x", {"title": "f", "source": "s", "group_by": "a"}, "没有任何数据系列"),
        ("lists/x", {"title": "单", "source": "s"}, "没有任何列"),
        ("lists/x", {**LIST, "columns": LIST["columns"] * 2}, "重复"),
        ("lists/x", {**LIST, "sort": "b"}, "不是可排序的列"),
        ("lists/x", {**LIST, "counters": [{"key": "c", "label": "数", "where": {"f": "1"}}]}, "没有的筛选"),
        ("lists/x", {**LIST, "filters": [{"key": "f", "label": "筛", "options": {"1": 1}}]}, "键: 文字"),
        ("lists/x", {**LIST, "columns": [{"key": "a", "label": "甲", "sort": "yes"}]}, "true 或 false"),
        ("letters/x", {"title": "t"}, "documents"),
        ("lists/x", b'{"title": "a", "title": "b"}', "出现了两次"),
        ("lists/x", b'{"title": NaN}', "NaN"),
        ("lists/x", b'{"title": "a",\n}', "第 2 行"),
        ("lists/x", b"\xff\xfe", "UTF-8"),
        ("lists/x", b'{"title": "\\ud800"}', "UTF-8"),
        ("lists/x", b"[" * 100_000, "嵌套"),
        ("lists/x", b"[" * 40 + b"]" * 40, "嵌套"),
        ("lists/x", b" " * 300_000, "KB"),
    ],
)
def test_what_is_wrong_is_said(key: str, body: Any, words: str) -> None:
    assert words in findings(key, body)[0][1]


def test_a_default_sort_may_descend() -> None:
    assert read("lists/x", {**LIST, "sort": "-a"}).sort == "-a"
