"""Definitions that are too much, reach outside, or mean to run code: refused at the door, what is published stays."""

import io
from typing import Any

import pytest

from tests.support.cast import Cast
from tests.walks.doors.definitions import ANSWER, INVITE, SIGNING
from tests.walks.hostile.refusing import refused

PROCESS = "/definitions/process/online_signing"
PYTHON = (
    "__import__('os').system('touch /tmp/canary')",
    "open('/tmp/canary','w')",
    "().__class__.__bases__[0].__subclasses__()",
    'exec("import os")',
    "subject.__class__",
    "lambda: 0",
    "f'{subject}'",
    "{{ config }}",
    "${jndi:ldap://127.0.0.1/x}",
)

HARMLESS = (PYTHON[3], PYTHON[4])  # FEEL that reads: of a function and a member that are not there, so null


def put(fort: Cast, path: str, body: bytes, kind: str = "application/xml") -> Any:
    return fort["admin"].call("PUT", f"{path}/draft", {"If-None-Match": "*"}, data=body, content_type=kind)


def findings(fort: Cast, path: str, body: bytes) -> list[dict[str, Any]]:
    """Return the errors that a draft has, whether it was refused or kept; a kept one is thrown away again."""
    answer = put(fort, path, body)
    found = answer.get_json()["findings"]
    if answer.status_code == 201:
        refused(fort["admin"].call("POST", f"{path}/releases", json={"note": "x"}), 409)
        fort["admin"].delete(f"{path}/draft")
    else:
        refused(answer, 422)
    return [f for f in found if f["severity"] == "error"]


def test_fifty_megabytes_are_refused_before_they_are_read(fort: Cast) -> None:
    body = b"<a>" + b"x" * 50_000_000
    refused(put(fort, PROCESS, body), 413)
    refused(put(fort, "/definitions/decision/may_invite", body), 413)
    refused(put(fort, "/definitions/form/review", body), 413)


@pytest.mark.parametrize("size", [600_000, 999_000])
def test_more_than_half_a_megabyte_is_too_much_for_a_definition(fort: Cast, size: int) -> None:
    body = SIGNING.encode() + b"<!--" + b"x" * size + b"-->"
    refused(put(fort, PROCESS, body[:999_999]), 413)


@pytest.mark.parametrize(
    "body",
    [
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><a>&b;</a>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>',
        b'<?xml version="1.0" encoding="UTF-7"?><a/>',
        "<a/>".encode("utf-16"),
        b"<a>" * 5_000 + b"</a>" * 5_000,
        b"<a " + b" ".join(b'a%d="x"' % n for n in range(20_000)) + b"/>",
        b"<a>" + b"<b/>" * 100_000 + b"</a>",
        b"\x00\x01\x02",
        b"",
        b"%PDF-1.4",
    ],
    ids=lambda body: repr(body[:30]),
)
def test_xml_that_reaches_outside_or_grows_is_refused(fort: Cast, body: bytes) -> None:
    for path in (PROCESS, "/definitions/decision/may_invite"):
        refused(put(fort, path, body), 413, 422)
    answer = fort["admin"].call("POST", "/decisions/evaluations", data={"file": (io.BytesIO(body), "x.dmn")})
    refused(answer, 413, 422)


@pytest.mark.parametrize("expression", [e for e in PYTHON if e not in HARMLESS])
def test_a_condition_that_reaches_for_python_is_named_by_its_element(fort: Cast, expression: str) -> None:
    text = SIGNING.replace(
        'answer.decision = "accept"', expression.replace("&", "&amp;").replace("<", "&lt;")
    )
    assert text != SIGNING
    found = findings(fort, PROCESS, text.encode())
    assert found
    assert any("answered" in f["element"] for f in found), found


@pytest.mark.parametrize(
    "element",
    [
        '<bpmn:scriptTask id="bad" name="x"><bpmn:script>import os</bpmn:script></bpmn:scriptTask>',
        '<bpmn:serviceTask id="bad" name="x" />',
        '<bpmn:task id="bad" name="x" />',
        '<bpmn:adHocSubProcess id="bad" name="x" />',
        '<bpmn:callActivity id="bad" name="x" calledElement="/etc/passwd" />',
    ],
)
def test_an_element_that_must_not_run_is_refused_by_its_name(fort: Cast, element: str) -> None:
    body = SIGNING.replace(
        '    <bpmn:userTask id="answer"', f'    {element}\n    <bpmn:userTask id="answer"', 1
    )
    found = findings(fort, PROCESS, body.encode())
    assert any("bad" in (f["element"] + f["message"]) or "x" in f["message"] for f in found), found


def test_an_operator_that_nobody_registered_is_refused(fort: Cast) -> None:
    body = SIGNING.replace('serviceTaskOperator id="notify"', 'serviceTaskOperator id="os.system"', 1)
    assert any("os.system" in f["message"] for f in findings(fort, PROCESS, body.encode()))


def test_a_form_whose_expressions_do_not_read_is_refused(fort: Cast) -> None:
    for text in ("=__import__('os')", "=open('x')", "={{7*7}}"):
        body = ANSWER.replace(
            '"label": "你的答复",', f'"label": "你的答复", "conditional": {{"hide": "{text}"}},'
        )
        assert body != ANSWER
        assert findings(fort, "/definitions/form/invitation_answer", body.encode())


def test_a_decision_whose_cells_reach_for_python_is_refused(fort: Cast) -> None:
    body = INVITE.replace("<text>false</text>", "<text>__import__('os')</text>", 1)
    assert body != INVITE
    assert findings(fort, "/definitions/decision/may_invite", body.encode())


@pytest.mark.parametrize("expression", PYTHON)
def test_feel_never_reaches_python(fort: Cast, expression: str) -> None:
    context = {"subject": {"name": "陈喆"}}
    answer = fort["admin"].call("POST", "/feel", json={"expression": expression, "context": context})
    if answer.status_code == 200:
        assert answer.get_json()["value"] in (None, {})
    else:
        refused(answer, 422)


@pytest.mark.parametrize(
    "expression",
    [
        "for i in 1..1000000, j in 1..1000000 return i * j",
        'string join(for i in 1..999999 return "xxxxxxxxxx")',
        'matches("' + "a" * 40 + '!", "(a+)+$")',
        'replace("' + "a" * 5000 + '", "(a*)*b", "c")',
        "10 ** 1000000",
        "9" * 10_000,
        "[" * 1_000 + "]" * 1_000,
        "-" * 5_000 + "1",
        "a" * 100_000,
        " + ".join(["1"] * 20_000),
        "if " * 500 + "true",
        '"' + "\\u{10FFFF}" * 1_000 + '"',
    ],
    ids=lambda text: text[:30],
)
def test_an_expression_that_asks_for_too_much_is_stopped(fort: Cast, expression: str) -> None:
    answer = fort["admin"].call("POST", "/feel", json={"expression": expression})
    if answer.status_code != 200:
        refused(answer, 413, 422)


@pytest.mark.parametrize("kind", ["form", "codes", "report", "process", "decision"])
@pytest.mark.parametrize(
    "key", ["..", "../x", "a/../../x", "/etc/passwd", "a%00b", "con.", "x" * 200, "a\\b"]
)
def test_a_key_is_no_path(fort: Cast, kind: str, key: str) -> None:
    answer = put(fort, f"/definitions/{kind}/{key}", ANSWER.encode())
    refused(answer, 308, 400, 404, 405, 422) if answer.status_code != 308 else None
    assert answer.status_code not in (200, 201)


@pytest.mark.parametrize(
    "body",
    [
        b"code,label\n" + b"a,b\n" * 30_000,
        b"code,label\n1," + b"x" * 600 + b"\n",
        b"code,label\n1,a\n1,b\n",
        b"code,label\na\x00,b\n",
        b'code,label\n"unclosed,b\n',
    ],
    ids=["rows", "cell", "twice", "nul", "quote"],
)
def test_a_code_table_has_its_bounds(fort: Cast, body: bytes) -> None:
    refused(put(fort, "/definitions/codes/withdraw_reason", body, "text/csv"), 413, 422)
