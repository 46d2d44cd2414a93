"""Small diagrams as text: enough BPMN to try one thing at a time."""

import re
from collections.abc import Mapping
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="t">'
)


def properties(**values: str) -> str:
    """Return the extension elements that hold properties."""
    inner = "".join(
        f"<spiffworkflow:property name={quoteattr(k.replace('__', '.'))} value={quoteattr(v)}/>"
        for k, v in values.items()
    )
    return f"<spiffworkflow:properties>{inner}</spiffworkflow:properties>"


def node(kind: str, id: str, body: str = "", extra: str = "", **attributes: str) -> str:
    """Return one element; keyword arguments are its attributes."""
    given = "".join(f" {k}={quoteattr(v)}" for k, v in attributes.items())
    extension = f"<bpmn:extensionElements>{extra}</bpmn:extensionElements>" if extra else ""
    return f'<bpmn:{kind} id="{id}" name="{id}"{given}>{extension}{body}</bpmn:{kind}>'


def user(
    id: str, body: str = "", form: str = "f", attributes: Mapping[str, str] | None = None, **more: str
) -> str:
    """Return a user task with a form."""
    return node("userTask", id, body, properties(form=form, **more), **(attributes or {}))


def service(id: str, operator: str, result: str = "", **parameters: str) -> str:
    """Return a service task."""
    inner = "".join(
        f'<spiffworkflow:parameter id="{k}" type="any" value={quoteattr(v)}/>' for k, v in parameters.items()
    )
    call = (
        f'<spiffworkflow:serviceTaskOperator id="{operator}" resultVariable="{result}">'
        f"<spiffworkflow:parameters>{inner}</spiffworkflow:parameters></spiffworkflow:serviceTaskOperator>"
    )
    return node("serviceTask", id, "", call)


def flow(source: str, target: str, condition: str = "") -> str:
    """Return a sequence flow; its id is `f_SOURCE_TARGET`."""
    kind = "conditionExpression"
    inner = (
        f'<bpmn:{kind} xsi:type="bpmn:tFormalExpression">{escape(condition)}</bpmn:{kind}>'
        if condition
        else ""
    )
    ends = f'sourceRef="{source}" targetRef="{target}"'
    return f'<bpmn:sequenceFlow id="f_{source}_{target}" {ends}>{inner}</bpmn:sequenceFlow>'


def line(*ids: str) -> list[str]:
    """Return flows from each element to the next."""
    return [flow(source, target) for source, target in pairwise(ids)]


def timer(kind: str, expression: str) -> str:
    """Return a timer event definition."""
    inner = f"<bpmn:{kind}>{escape(expression)}</bpmn:{kind}>"
    return f"<bpmn:timerEventDefinition>{inner}</bpmn:timerEventDefinition>"


def message(name: str) -> str:
    """Return a message event definition."""
    return f'<bpmn:messageEventDefinition messageRef="M_{name}"/>'


def error(code: str) -> str:
    """Return an error event definition."""
    return f'<bpmn:errorEventDefinition errorRef="E_{code}"/>'


def signal(name: str) -> str:
    """Return a signal event definition."""
    return f'<bpmn:signalEventDefinition signalRef="S_{name}"/>'


def escalation(code: str) -> str:
    """Return an escalation event definition."""
    return f'<bpmn:escalationEventDefinition escalationRef="X_{code}"/>'


def conditional(text: str) -> str:
    """Return a conditional event definition."""
    inner = f"<bpmn:condition>{escape(text)}</bpmn:condition>"
    return f"<bpmn:conditionalEventDefinition>{inner}</bpmn:conditionalEventDefinition>"


def multi(
    *, count: str = "", items: str = "", item: str = "", until: str = "", sequential: bool = False
) -> str:
    """Return multi-instance characteristics, by number or by list."""
    inner = f"<bpmn:loopCardinality>{escape(count)}</bpmn:loopCardinality>" if count else ""
    inner += f"<bpmn:loopDataInputRef>{escape(items)}</bpmn:loopDataInputRef>" if items else ""
    inner += f'<bpmn:inputDataItem id="item_{item}" name="{item}"/>' if item else ""
    inner += f"<bpmn:completionCondition>{escape(until)}</bpmn:completionCondition>" if until else ""
    kind = "multiInstanceLoopCharacteristics"
    return f'<bpmn:{kind} isSequential="{str(sequential).lower()}">{inner}</bpmn:{kind}>'


def again(condition: str = "", maximum: str = "", before: bool = False) -> str:
    """Return standard loop characteristics."""
    attributes = f' loopMaximum="{maximum}"' if maximum else ""
    inner = f"<bpmn:loopCondition>{escape(condition)}</bpmn:loopCondition>" if condition else ""
    kind = "standardLoopCharacteristics"
    return f'<bpmn:{kind} testBefore="{str(before).lower()}"{attributes}>{inner}</bpmn:{kind}>'


def subprocess(id: str, nodes: list[str], flows: list[str], body: str = "", **attributes: str) -> str:
    """Return an embedded subprocess."""
    return node("subProcess", id, body + "".join(nodes) + "".join(flows), **attributes)


def diagram(
    key: str,
    nodes: list[str],
    flows: list[str],
    *,
    lanes: Mapping[str, list[str]] | None = None,
    messages: tuple[str, ...] = (),
    errors: tuple[str, ...] = (),
    signals: tuple[str, ...] = (),
    escalations: tuple[str, ...] = (),
    extra: str = "",
) -> bytes:
    """Return a BPMN file; without lanes everything lies in one of role `r`."""
    ids = re.findall(r'<bpmn:\w+ id="([^"]+)" name=', "".join(nodes))
    lanes = lanes or {"r": ids}
    lane_xml = "".join(_lane(role, members) for role, members in lanes.items())
    before = "".join(f'<bpmn:message id="M_{m}" name="{m}"/>' for m in messages)
    before += "".join(f'<bpmn:error id="E_{e}" name="{e}" errorCode="{e}"/>' for e in errors)
    before += "".join(f'<bpmn:escalation id="X_{e}" name="{e}" escalationCode="{e}"/>' for e in escalations)
    before += "".join(f'<bpmn:signal id="S_{s}" name="{s}"/>' for s in signals)
    own = f"<bpmn:extensionElements>{extra}</bpmn:extensionElements>" if extra else ""
    body = f'<bpmn:laneSet id="lanes">{lane_xml}</bpmn:laneSet>' + "".join(nodes) + "".join(flows)
    process = f'<bpmn:process id="{key}" name="{key}" isExecutable="true">{own}{body}</bpmn:process>'
    return f"{HEAD}{before}{process}</bpmn:definitions>".encode()


def _lane(role: str, members: list[str]) -> str:
    inner = f"<bpmn:extensionElements>{properties(role=role)}</bpmn:extensionElements>"
    inner += "".join(f"<bpmn:flowNodeRef>{i}</bpmn:flowNodeRef>" for i in members)
    return f'<bpmn:lane id="lane_{role}" name="{role}">{inner}</bpmn:lane>'
