"""Decisions and FEEL to try: published ones, drafts, a file that is not stored."""

import io
from typing import Any

import pytest

from tests.support.cast import Cast
from tests.walks.doors.definitions import ROOT, draft
from tests.walks.doors.test_errors import check

TABLE = (ROOT / "rules" / "agreement_type.dmn").read_text(encoding="utf-8")
DECISION = "/definitions/decision/agreement_type"
TWO = {"inputs": {"school": {"agreement_type": "two"}}}


def test_a_published_decision_answers_with_outputs_rules_and_trace(shown: Cast) -> None:
    found = shown["admin"].post("/decisions/agreement_type/evaluations", TWO)
    assert found["outputs"] == {"verb": "鉴证", "third_party": False}
    assert found["rules"] == ["agreement_type_1"]
    (step,) = found["trace"]
    assert step["inputs"] == {"协议类型": "two"}
    nothing = shown["admin"].post("/decisions/agreement_type/evaluations", {"inputs": {}})
    assert (nothing["outputs"], nothing["rules"]) == ({"verb": None, "third_party": None}, [])
    check(shown["admin"].call("POST", "/decisions/no_such/evaluations", json=TWO), 404)
    check(shown["admin"].call("POST", "/decisions/agreement_type/evaluations", json={"inputs": []}), 422)


def test_a_draft_answers_as_it_would(cast: Cast) -> None:
    admin = cast["admin"]
    check(admin.call("POST", f"{DECISION}/draft/evaluations", json=TWO), 404)
    draft(admin, DECISION, TABLE.replace("鉴证", "见证").encode())
    assert admin.post(f"{DECISION}/draft/evaluations", TWO)["outputs"]["verb"] == "见证"
    assert admin.post("/decisions/agreement_type/evaluations", TWO)["outputs"]["verb"] == "鉴证"
    check(admin.call("POST", "/definitions/form/review/draft/evaluations", json=TWO), 404)


def upload(cast: Cast, body: bytes, inputs: str = "{}", decision: str = "agreement_type") -> Any:
    data = {"file": (io.BytesIO(body), "x.dmn"), "inputs": inputs}
    return cast["admin"].call("POST", f"/decisions/evaluations?decision={decision}", data=data)


def test_a_raw_file_is_evaluated_and_not_stored(shown: Cast) -> None:
    body = TABLE.replace("鉴证", "公证").encode()
    inputs = '{"school": {"agreement_type": "two"}}'
    assert upload(shown, body, inputs).get_json()["outputs"]["verb"] == "公证"
    assert upload(shown, body, inputs, decision="协议类型").get_json()["rules"] == ["agreement_type_1"]
    assert shown["admin"].raw(DECISION).data == TABLE.encode()


@pytest.mark.parametrize(
    ("body", "inputs", "decision", "status"),
    [
        (b"<a/>", "{}", "agreement_type", 422),
        (b"not xml", "{}", "agreement_type", 422),
        (TABLE.encode(), "{", "agreement_type", 400),
        (TABLE.encode(), "[]", "agreement_type", 422),
        (TABLE.encode(), '{"a": NaN}', "agreement_type", 400),
        (TABLE.encode(), "{}", "no_such", 422),
        (b'<!DOCTYPE a [<!ENTITY x "y">]>' + TABLE.encode(), "{}", "agreement_type", 422),
    ],
)
def test_a_file_that_does_not_fit_is_refused(
    shown: Cast, body: bytes, inputs: str, decision: str, status: int
) -> None:
    check(upload(shown, body, inputs, decision), status)


def test_without_a_file_it_says_which_part_is_missing(shown: Cast) -> None:
    answer = shown["admin"].call("POST", "/decisions/evaluations", data={"inputs": "{}"})
    assert check(answer, 422)["errors"][0]["field"] == "file"


@pytest.mark.parametrize(
    ("expression", "context", "value", "kind"),
    [
        ("1 + 2", None, 3, "number"),
        ("x * 2", {"x": 1.5}, 3, "number"),
        ("0.1 + 0.2", None, 0.3, "number"),
        ("12345678901234567890.123", None, "12345678901234567890.123", "number"),
        ("姓名 + 'x'", {"姓名": "陈"}, None, None),
        ('姓名 + "同学"', {"姓名": "陈喆"}, "陈喆同学", "string"),
        ('date("2026-03-01") + duration("P1M")', None, "2026-04-01", "date"),
        ('duration("PT90M")', None, "PT1H30M", "days and time duration"),
        ("[1, 2, 3][item > 1]", None, [2, 3], "list"),
        ("{a: 1, b: [true, null]}", None, {"a": 1, "b": [True, None]}, "context"),
        ("1 / 0", None, None, "null"),
        ("a.b.c", {"a": {}}, None, "null"),
        ("true and null", None, None, "null"),
    ],
)
def test_feel_answers_with_value_and_type(
    shown: Cast, expression: str, context: Any, value: Any, kind: str | None
) -> None:
    body = {"expression": expression} | ({"context": context} if context is not None else {})
    answer = shown["admin"].call("POST", "/feel", json=body)
    if kind is None:
        check(answer, 422)
    else:
        assert answer.get_json() == {"value": value, "type": kind}


@pytest.mark.parametrize(
    ("expression", "position"),
    [
        ("1 +", 4),
        ("if x then 1 else", 17),
        ("a ]", 3),
        ("(" * 100, 61),
        ("for i in 1..1000000000 return i", None),
    ],
)
def test_an_expression_that_cannot_be_answered_is_422_with_its_place(
    shown: Cast, expression: str, position: int | None
) -> None:
    problem = check(shown["admin"].call("POST", "/feel", json={"expression": expression}), 422)
    assert problem["position"] == position
    assert problem["errors"][0]["field"] == "expression"


def test_feel_needs_an_expression_in_text_and_a_context_of_members(shown: Cast) -> None:
    for body in ({}, {"expression": 5}, {"expression": "1", "context": [1]}, {"expression": "1", "now": "x"}):
        check(shown["admin"].call("POST", "/feel", json=body), 422)
