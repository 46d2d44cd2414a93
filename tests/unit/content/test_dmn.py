"""Reading DMN files."""

import pytest

from app.content.dmn import Table, read_dmn
from app.errors import BadContent

NAMESPACES = [
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
]
TABLE = """<decision id="d" name="D"><decisionTable {policy}><input id="in" label="L"><inputExpression typeRef="string">
    <text>x</text></inputExpression><inputValues><text>"a"</text></inputValues></input>
    <output id="out" name="o" typeRef="string">
    <outputValues><text>"b"</text></outputValues>
    <defaultOutputEntry><text>"b"</text></defaultOutputEntry></output>{rules}
    </decisionTable></decision>"""
RULE = (
    '<rule id="r1"><inputEntry><text>"a"</text></inputEntry>'
    '<outputEntry><text>"b"</text></outputEntry></rule>'
)


def read(body: str, namespace: str = NAMESPACES[2]):
    return read_dmn(
        f'<dmn:definitions xmlns:dmn="{namespace}" name="m">{_prefixed(body)}</dmn:definitions>'.encode(),
        "m.dmn",
    )


def _prefixed(body: str) -> str:
    return body.replace("</", "\0").replace("<", "<dmn:").replace("\0", "</dmn:")


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_every_version_of_the_standard_is_read(namespace: str) -> None:
    model = read(TABLE.format(policy="", rules=RULE), namespace)
    table = model.decisions["d"].logic
    assert isinstance(table, Table)
    assert (table.hit_policy, table.rules[0].inputs, table.rules[0].outputs) == ("UNIQUE", ('"a"',), ('"b"',))
    assert (table.inputs[0].allowed, table.outputs[0].allowed, table.outputs[0].default) == (
        '"a"',
        '"b"',
        '"b"',
    )
    assert (table.inputs[0].type, table.inputs[0].text, table.inputs[0].name) == ("string", "x", "L")


def test_a_file_that_only_names_the_standard_under_a_prefix_is_read() -> None:
    head = '<definitions xmlns="urn:tool" xmlns:semantic="http://www.omg.org/spec/DMN/20180521/MODEL/">'
    model = read_dmn(f'{head}<decision id="d" name="D"/></definitions>'.encode(), "m.dmn")
    assert model.decisions["d"].logic is None


@pytest.mark.parametrize("policy", ['hitPolicy="BOGUS"', 'hitPolicy="COLLECT" aggregation="AVERAGE"'])
def test_an_unknown_hit_policy_is_refused(policy: str) -> None:
    with pytest.raises(BadContent, match="命中策略"):
        read(TABLE.format(policy=policy, rules=RULE))


def test_a_row_of_another_width_is_refused() -> None:
    rule = '<rule id="r9"><inputEntry><text>1</text></inputEntry></rule>'
    with pytest.raises(BadContent, match="第 2 行") as caught:
        read(TABLE.format(policy="", rules=RULE + rule))
    assert caught.value.findings[0].element == "r9"


@pytest.mark.parametrize(
    "data",
    [
        b"<a/>",
        b'<definitions xmlns="urn:other"/>',
        b'<process xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>',
    ],
)
def test_another_kind_of_file_is_refused(data: bytes) -> None:
    with pytest.raises(BadContent, match="不是 DMN"):
        read_dmn(data, "x.dmn")


def test_inputs_knowledge_services_and_types() -> None:
    model = read(
        '<itemDefinition name="t"><typeRef>string</typeRef><allowedValues>'
        '<text>"a"</text></allowedValues></itemDefinition>'
        '<inputData id="i" name="In put"><variable name="In put" typeRef="t"/></inputData>'
        '<inputData name="no id"/>'
        '<businessKnowledgeModel id="k" name="K"><encapsulatedLogic><formalParameter name="p q"/>'
        "<literalExpression><text>1</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>"
        '<decision id="d" name="D"><informationRequirement><requiredInput href="urn:m#i"/></informationRequirement>'
        "<literalExpression><text>1</text></literalExpression></decision>"
        '<decisionService id="s" name="S"><outputDecision href="#d"/><inputData href="#i"/></decisionService>'
    )
    assert model.inputs == {"i": ("In put", "t"), "no id": ("no id", "")}
    assert (model.types["t"].base, model.types["t"].allowed) == ("string", '"a"')
    assert model.knowledge["k"].parameters == (("p q", ""),)
    assert model.decisions["d"].requires == ("i",)
    assert (model.services["s"].outputs, model.services["s"].parameters) == (("d",), (("In put", "t"),))
    assert {"In put", "K", "p q", "D", "S"} <= model.names()
    assert model.find("S") is model.services["s"]
    assert model.find("nothing") is None
