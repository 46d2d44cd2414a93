"""Hostile and careless definitions at the doors: a sentence that says where and what, and nothing half-saved."""

import json
from collections.abc import Callable

import pytest

from tests.support.cast import Cast
from tests.support.drawing import (
    conditional,
    diagram,
    error,
    flow,
    line,
    multi,
    node,
    properties,
    service,
    subprocess,
    timer,
)
from tests.walks.drafting import CHINESE, DOOR, drawn, human, unchanged

PYTHON = '__import__("os").system("id")'


def chosen(condition: str, default: str = "f_g_e") -> bytes:
    gate = node("exclusiveGateway", "g", **({"default": default} if default else {}))
    flows = [*line("s", "g", "e"), flow("g", "a", condition), flow("a", "e")]
    return drawn(gate, human(), flows=flows)


CALLED = diagram(
    "q",
    [
        node("startEvent", "qs"),
        human(),
        node("exclusiveGateway", "qg", default="f_qg_qe"),
        node("endEvent", "qe"),
        node("endEvent", "bad", error("lost")),
    ],
    [*line("qs", "a", "qg", "qe"), flow("qg", "bad", "x = 1")],
    lanes={"graduate": ["qs", "a", "qg", "qe", "bad"]},
    errors=("lost",),
)

REFUSED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "a script task": (
        lambda: drawn(node("scriptTask", "a", "<bpmn:script>1</bpmn:script>")),
        "unsupported",
        "a",
    ),
    "a complex gateway": (lambda: drawn(node("complexGateway", "a")), "unsupported", "a"),
    "a transaction": (lambda: drawn(node("transaction", "a")), "unsupported", "a"),
    "an element of another standard": (lambda: drawn(node("magicTask", "a")), "forbidden", "a"),
    "a script before a step": (
        lambda: drawn(
            human().replace("</bpmn:ext", "<spiffworkflow:preScript>1</spiffworkflow:preScript></bpmn:ext")
        ),
        "forbidden",
        "a",
    ),
    "a data object": (lambda: drawn(human(), '<bpmn:dataObject id="d"/>'), "forbidden", "d"),
    "a link event": (
        lambda: drawn(node("intermediateCatchEvent", "a", '<bpmn:linkEventDefinition name="x"/>')),
        "event",
        "a",
    ),
    "a step without a form": (lambda: drawn(node("userTask", "a")), "form", "a"),
    "a form that does not exist": (lambda: drawn(human(form="gone")), "reference", "a"),
    "a step in no lane": (lambda: drawn(human(), lanes={"graduate": ["s", "e"]}), "lane", "a"),
    "a lane that is no role": (
        lambda: drawn(human(), lanes={"graduate": ["s", "e"], "wizard": ["a"]}),
        "role",
        "a",
    ),
    "an operator that does not exist": (lambda: drawn(service("a", "gone")), "operator", "a"),
    "a parameter that an operator lacks": (
        lambda: drawn(service("a", "emit", topic="1", no="1")),
        "operator",
        "a",
    ),
    "a decision that does not exist": (
        lambda: drawn(
            node(
                "businessRuleTask",
                "a",
                extra="<spiffworkflow:calledDecisionId>gone</spiffworkflow:calledDecisionId>",
            )
        ),
        "reference",
        "a",
    ),
    "a process that does not exist": (
        lambda: drawn(node("callActivity", "a", calledElement="gone")),
        "call",
        "a",
    ),
    "a call of itself": (lambda: drawn(node("callActivity", "a", calledElement="p")), "recursion", "p"),
    "an error of a called process that nobody catches": (
        lambda: drawn(node("callActivity", "a", calledElement="q")),
        "uncaught",
        "a",
    ),
    "a gateway without a default": (lambda: chosen("x = 1", default=""), "default", "g"),
    "a condition that does not parse": (lambda: chosen("x ="), "expression", "f_g_a"),
    "a condition in Python": (lambda: chosen(PYTHON), "expression", "f_g_a"),
    "a parameter in Python": (lambda: drawn(service("a", "emit", topic=PYTHON)), "expression", "a"),
    "a property in Python": (lambda: drawn(human(due=f"={PYTHON}")), "expression", "a"),
    "a timer in Python": (
        lambda: drawn(node("intermediateCatchEvent", "a", timer("timeDuration", PYTHON))),
        "timer",
        "a",
    ),
    "a conditional event in Python": (
        lambda: drawn(node("intermediateCatchEvent", "a", conditional(PYTHON))),
        "expression",
        "a",
    ),
    "a list in Python": (lambda: drawn(human(multi(items=PYTHON))), "expression", "a"),
    "a completion in Python": (lambda: drawn(human(multi(count="2", until=PYTHON))), "expression", "a"),
    "a title in Python": (lambda: drawn(human(), extra=properties(title=f"={PYTHON}")), "expression", "p"),
    "a facet in Python": (lambda: drawn(human(), extra=properties(facets=f"x={PYTHON}")), "expression", "p"),
    "a timer of a million years": (
        lambda: drawn(node("intermediateCatchEvent", "a", timer("timeDuration", "P999999999Y"))),
        "timer",
        "a",
    ),
    "a loop without an end": (
        lambda: drawn(human("<bpmn:standardLoopCharacteristics/>")),
        "loop",
        "a",
    ),
    "six hundred steps": (
        lambda: drawn(
            *[human().replace('"a"', f'"a{n}"') for n in range(600)],
            flows=line("s", *[f"a{n}" for n in range(600)], "e"),
        ),
        "size",
        "p",
    ),
    "thirty subprocesses in one another": (lambda: nested(30), "depth", "b9"),
    "an unreachable step": (
        lambda: drawn(human(), human().replace('"a"', '"b"'), flows=line("s", "a", "e")),
        "unreachable",
        "b",
    ),
}


def nested(levels: int) -> bytes:
    box = human()
    inside = "a"
    for n in range(levels):
        box = subprocess(
            f"b{n}",
            [node("startEvent", f"s{n}"), box, node("endEvent", f"e{n}")],
            line(f"s{n}", inside, f"e{n}"),
        )
        inside = f"b{n}"
    return drawn(box, flows=line("s", inside, "e"))


@pytest.mark.parametrize("what", REFUSED)
def test_a_diagram_is_refused_with_its_place_and_nothing_is_published(cast: Cast, what: str) -> None:
    make, rule, element = REFUSED[what]
    admin = cast["admin"]
    if rule == "uncaught":
        admin.put("/definitions/process/q/draft", CALLED, 201, If_None_Match="*")
        admin.post("/definitions/process/q/releases", {"note": "被调用的"}, 201)
    found = admin.put(f"{DOOR}/draft", make(), 201, If_None_Match="*")["findings"]
    assert (rule, element) in {(f["rule"], f["element"]) for f in found if f["severity"] == "error"}
    for finding in found:
        assert set(finding) >= {"severity", "rule", "element", "field", "message"}
        assert CHINESE.search(finding["message"]), finding
    with unchanged(cast):
        refused = admin.post(f"{DOOR}/releases", {"note": "坏的"}, status=None)
        assert refused["status"] in (409, 422)
        assert {(f["rule"], f["element"]) for f in refused["findings"]} >= {(rule, element)}
        assert admin.post(f"{DOOR}/draft/checks")["findings"] == found
    admin.get(DOOR, 404)


HOSTILE_FORM = {
    "type": "default",
    "schemaVersion": 19,
    "id": "note",
    "components": [
        {"type": "textfield", "id": "F", "key": "word", "label": "字", "conditional": {"hide": f"={PYTHON}"}}
    ],
}
HOSTILE_DECISION = f"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="D" name="d" namespace="n">
<decision id="size" name="size"><variable name="size"/><literalExpression><text>{PYTHON}</text></literalExpression>
</decision></definitions>"""


def test_forms_and_decisions_that_reach_for_python_are_refused_too(cast: Cast) -> None:
    admin = cast["admin"]
    for door, body in (
        ("/definitions/form/note", json.dumps(HOSTILE_FORM).encode()),
        ("/definitions/decision/size", HOSTILE_DECISION.encode()),
    ):
        found = admin.put(f"{door}/draft", body, 201, If_None_Match="*")["findings"]
        assert any("__import__" in f["message"] for f in found if f["severity"] == "error")
        with unchanged(cast):
            assert admin.post(f"{door}/releases", {"note": "坏的"}, status=None)["status"] in (409, 422)


def test_an_error_end_that_nobody_could_catch_is_a_warning(cast: Cast) -> None:
    found = cast["admin"].put("/definitions/process/q/draft", CALLED, 201, If_None_Match="*")["findings"]
    assert [(f["severity"], f["rule"], f["element"]) for f in found] == [("warning", "uncaught", "bad")]
