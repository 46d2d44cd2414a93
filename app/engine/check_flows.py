"""Gateways and the conditions on flows: a condition stands where it is asked, and there is always a way out."""

from collections.abc import Iterator

from app.content.bpmn import Element, Flow, Process
from app.engine.check_words import error, feel, name_of, warning
from app.errors import Finding

CHOICES = ("exclusiveGateway", "inclusiveGateway")
GATEWAYS = (*CHOICES, "parallelGateway", "eventBasedGateway")


def check_gateway(element: Element, process: Process) -> Iterator[Finding]:
    """Return what is wrong with a gateway."""
    if element.type in CHOICES:
        yield from _choice(element, process)
    if element.type == "eventBasedGateway":
        yield from _event_gateway(element, process)


def check_conditions(element: Element, process: Process) -> Iterator[Finding]:
    """Find conditions that nobody would ask."""
    for flow in (process.flows[f] for f in element.outgoing):
        if flow.condition and element.type not in CHOICES:
            message = (
                f"连线“{flow.name or flow.id}”上的条件不会被判断，请在“{name_of(element)}”之后用排他网关。"
            )
            yield error("condition", flow.id, message, "condition")
        elif flow.condition and flow.id == element.default:
            message = f"网关“{name_of(element)}”的默认流“{flow.name or flow.id}”不能有条件，请删除条件。"
            yield error("condition", flow.id, message, "condition")


def _choice(element: Element, process: Process) -> Iterator[Finding]:
    name = name_of(element)
    flows = [process.flows[f] for f in element.outgoing]
    chosen = [f for f in flows if f.condition or len(flows) > 1]
    if element.default and element.default not in element.outgoing:
        message = f"网关“{name}”的默认流“{element.default}”不是从它连出的线。"
        yield error("default", element, message, "default")
    elif chosen and not element.default:
        message = f"网关“{name}”没有默认流：条件都不成立时无路可走。"
        yield error("default", element, message, "default")
    yield from _conditions(element, [f for f in chosen if f.id != element.default])


def _conditions(element: Element, flows: list[Flow]) -> Iterator[Finding]:
    seen: set[str] = set()
    for flow in flows:
        what = f"网关“{name_of(element)}”的连线“{flow.name or flow.id}”"
        if flow.condition:
            yield from feel(flow.id, flow.condition, f"{what}的条件", "condition")
        else:
            yield error("condition", flow.id, f"{what}没有条件。", "condition")
        if flow.condition in seen and element.type == "exclusiveGateway":
            message = f"{what}与另一条连线的条件相同，同时成立时流程会停下。"
            yield warning("overlap", flow.id, message, "condition")
        seen.add(flow.condition or flow.id)


def _may_follow(element: Element, process: Process) -> bool:
    """True for what an event gateway can wait for; a receive task with boundary events is none."""
    bare = element.type == "receiveTask" and not process.boundaries(element.id)
    return element.type == "intermediateCatchEvent" or bare


def _event_gateway(element: Element, process: Process) -> Iterator[Finding]:
    name = name_of(element)
    targets = [process.elements.get(process.flows[f].target) for f in element.outgoing]
    events = [t for t in targets if t is not None]
    if len(events) < 2 or not all(_may_follow(e, process) for e in events):
        message = f"事件网关“{name}”之后应当是两个以上的消息、定时、信号或条件事件。"
        yield error("event-gateway", element, message)
    if sum(e.event == "timer" for e in events) > 1:
        yield error("timers", element, f"事件网关“{name}”之后最多一个定时事件。")
    messages = [e.message for e in events if e.message and e.event != "signal"]
    if len(set(messages)) < len(messages):
        yield error("messages", element, f"事件网关“{name}”之后有两个同名的消息。")
    if any(len(e.incoming) > 1 for e in events):
        yield error("event-gateway", element, f"事件网关“{name}”之后的事件不能再有别的连线进入。")
