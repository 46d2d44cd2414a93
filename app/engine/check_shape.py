"""The shape of a diagram: starts, ends, what leads where, and what nothing leads to or from."""

from collections.abc import Iterator

from app.content.bpmn import Element, Process
from app.engine.check_words import error, name_of
from app.engine.reaching import reached
from app.errors import Finding

MAX_NODES = 500
MAX_NESTING = 20
ACTIVITIES = (
    "userTask",
    "serviceTask",
    "businessRuleTask",
    "callActivity",
    "subProcess",
    "receiveTask",
    "sendTask",
)


def check_size(process: Process) -> Iterator[Finding]:
    """Say that a process is too big; what else is to be said of it would be as long."""
    nodes, flows = len(process.elements), len(process.flows)
    if nodes > MAX_NODES or flows > 2 * MAX_NODES:
        message = (
            f"流程有 {nodes} 个节点、{flows} 条连线，最多 {MAX_NODES} 个节点、{2 * MAX_NODES} 条连线，"
            "请拆成被调用的流程。"
        )
        yield error("size", process.key, message)


def check_shape(process: Process) -> Iterator[Finding]:
    """Return what is wrong with the shape of a process."""
    elements = process.elements
    yield from _check_nesting(process)
    yield from _check_flows(process)
    scopes: dict[str | None, list[Element]] = {None: []}
    for element in elements.values():
        scopes.setdefault(element.parent, []).append(element)
        if element.type == "subProcess":
            scopes.setdefault(element.id, [])
    for scope, members in scopes.items():
        yield from _check_scope(process, scope, members)
    for element in elements.values():
        yield from _check_ends(element)
        if element.type == "boundaryEvent":
            yield from _check_boundary(element, process)


def _check_nesting(process: Process) -> Iterator[Finding]:
    depth: dict[str | None, int] = {None: 0}
    for element in process.elements.values():  # what is around comes before what is inside
        depth[element.id] = depth.get(element.parent, 0) + 1
        if element.type == "subProcess" and depth[element.id] == MAX_NESTING + 1:
            message = f"“{name_of(element)}”之外已有 {MAX_NESTING} 层子流程，请拆成被调用的流程。"
            yield error("depth", element.id, message)


def _check_flows(process: Process) -> Iterator[Finding]:
    elements = process.elements
    for flow in process.flows.values():
        missing = [end for end in (flow.source, flow.target) if end not in elements]
        for end in missing:
            yield error("flow", flow.id, f"连线“{flow.id}”指向不存在的元素“{end}”。")
        if not missing and elements[flow.source].parent != elements[flow.target].parent:
            yield error("flow", flow.id, f"连线“{flow.id}”跨越了子流程的边界，请从子流程本身连出。")


def _check_scope(process: Process, scope: str | None, members: list[Element]) -> Iterator[Finding]:
    where = scope or process.key
    name = name_of(process.elements[scope]) if scope else process.name
    starts = [e for e in members if e.type == "startEvent"]
    if len(starts) != 1:
        yield error("start", where, f"“{name}”应当恰好有一个开始事件，现在有 {len(starts)} 个。")
    if not any(e.type == "endEvent" for e in members):
        yield error("end", where, f"“{name}”没有结束事件。")
    found = _reach(process, members)
    for element in members:
        if element.id not in found:
            yield error("unreachable", element.id, f"“{name_of(element)}”从开始事件走不到。")


def _reach(process: Process, members: list[Element]) -> set[str]:
    def after(at: str) -> list[str]:
        element = process.elements.get(at)
        if element is None:
            return []  # a flow to nothing, which is told elsewhere
        held = [e.id for e in members if e.attached_to == at]
        return [*(process.flows[f].target for f in element.outgoing), *held]

    return reached((e.id for e in members if e.type == "startEvent" or e.triggered), after)


def _check_ends(element: Element) -> Iterator[Finding]:
    name, is_end = name_of(element), element.type == "endEvent"
    if element.triggered and (element.incoming or element.outgoing):
        yield error("flow", element.id, f"事件子流程“{name}”不能有连线。")
    if not element.outgoing and not is_end and not element.triggered:
        yield error("dead-end", element.id, f"“{name}”之后没有连线，流程会停在这里。")
    if element.outgoing and is_end:
        yield error("end", element.id, f"结束事件“{name}”之后不能再有连线。")
    if len(element.outgoing) > 1 and not element.type.endswith("Gateway"):
        yield error("implicit-split", element.id, f"“{name}”之后有多条连线，请用网关分支。")
    if element.incoming and element.type in ("startEvent", "boundaryEvent"):
        yield error("flow", element.id, f"不能有连线进入“{name}”。")


def _check_boundary(element: Element, process: Process) -> Iterator[Finding]:
    host = process.elements.get(element.attached_to)
    if host is None or host.type not in ACTIVITIES or host.parent != element.parent:
        yield error("boundary", element.id, f"边界事件“{name_of(element)}”没有附着在可以办理的步骤上。")
