"""Messages and the checks of reports."""

import json
from typing import Any

import pytest

from app.content.report import Message, read_report
from app.reports import check_report, message_link, render_message
from tests.unit.reports.printed import NOW, ROOT, shipped


def message(**body: str) -> Message:
    found = read_report("messages/x", json.dumps({"title": "t", "text": "x", **body}).encode(), "x.json")
    assert isinstance(found, Message)
    return found


def test_a_message_is_filled_and_its_title_is_one_line() -> None:
    found = message(title="{{who}}\n请您应约", text="截止 {{by | datetime}}。\n")
    assert render_message(found, {"who": "甲", "by": "2023-04-25T10:05:00+08:00"}, NOW) == (
        "甲 请您应约",
        "截止 2023年4月25日 10:05。",
    )


def test_what_a_message_quotes_has_an_end() -> None:
    title, text = render_message(message(title="{{x}}", text="{{x}}"), {"x": "长" * 9_000}, NOW)
    assert (len(title), len(text)) == (200, 4_000)


@pytest.mark.parametrize(
    ("link", "path"),
    [
        ('"/instances/" + id', "/instances/7"),
        ('"https://evil.example"', None),
        ('"//evil.example"', None),
        ("none", None),
        ("", None),
    ],
)
def test_links_stay_inside(link: str, path: str | None) -> None:
    assert message_link(message(link=link), {"id": "7"}, NOW) == path


def documents(**block: Any) -> Any:
    body = {"title": "t", "blocks": [{"kind": "fields", "rows": [{"label": "甲", "value": "1", **block}]}]}
    return read_report("documents/x", json.dumps(body).encode(), "x.json")


@pytest.mark.parametrize(
    ("block", "place"),
    [({"value": "1 +"}, "blocks[0].rows[0].value"), ({"when": "a ="}, "blocks[0].rows[0].when")],
)
def test_expressions_that_cannot_be_read_are_found(block: dict[str, str], place: str) -> None:
    findings = check_report(documents(**block))
    assert [(f.severity, f.element) for f in findings] == [("error", place)]


def test_placeholders_formats_and_code_tables_are_checked() -> None:
    found = check_report(
        message(title="{{a +}}", text="{{a | sideways}} {{a | codes:nowhere}} {{a | codes}}"), lambda k: False
    )
    assert [(f.rule, f.element) for f in found] == [
        ("expression", "title"),
        ("format", "text"),
        ("reference", "text"),
        ("format", "text"),
    ]
    assert [f.rule for f in check_report(documents(codes="nowhere"), lambda k: False)] == ["reference"]
    assert check_report(documents(codes="nowhere")) == []


def test_all_shipped_reports_are_sound() -> None:
    files = sorted((ROOT / "reports").glob("*/*.json"))
    assert files
    tables = {path.stem for path in (ROOT / "forms" / "codes").glob("*.csv")}
    for path in files:
        assert check_report(shipped(f"{path.parent.name}/{path.stem}"), tables.__contains__) == [], path.name
