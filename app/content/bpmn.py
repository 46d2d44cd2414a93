"""Reading a BPMN file into a diagram. What runs is built from the same values; nothing of the engine is known here."""

from typing import Any

from app.content.diagram import EVENTS, NODES, Element, Flow, Lane, Process
from app.content.xml import child, children, local, namespace, read_xml, refused, text_of

__all__ = [
    "BPMN",
    "EVENTS",
    "NODES",
    "SPIFF",
    "Element",
    "Flow",
    "Lane",
    "Process",
    "process_of",
    "read_bpmn",
]

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"


def read_bpmn(data: bytes, file: str) -> Process:
    """Read the one executable process of a BPMN file. Raises BadContent."""
    return process_of(read_xml(data, file), file)


def process_of(root: Any, file: str) -> Process:
    """Return the process of a BPMN document that has been read."""
    if local(root) != "definitions" or namespace(root) != BPMN:
        raise refused(file, "bpmn", "", f"文件 {file} 不是 BPMN 2.0 流程图。")
    processes = [p for p in children(root, "process") if p.get("isExecutable", "true") == "true"]
    if len(processes) != 1:
        raise refused(
            file, "bpmn", "", f"文件 {file} 应当恰好有一个可执行的流程，现在有 {len(processes)} 个。"
        )
    return _Reader(root, processes[0], file).process()


def properties_of(element: Any) -> dict[str, str]:
    """Return the spiffworkflow properties of an element."""
    found = {}
    extensions = child(element, "extensionElements")
    for group in children(extensions, "properties") if extensions is not None else []:
        for item in children(group, "property"):
            found[item.get("name", "")] = item.get("value") or ""
    return found


def _extension(element: Any, name: str) -> Any:
    extensions = child(element, "extensionElements")
    return child(extensions, name) if extensions is not None else None


class _Reader:
    def __init__(self, root: Any, process: Any, file: str) -> None:
        self._process = process
        self._file = file
        self._messages = {m.get("id"): m.get("name", "") for m in children(root, "message")}
        self._errors = {e.get("id"): e.get("errorCode") or e.get("name", "") for e in children(root, "error")}
        self._errors |= {
            e.get("id"): e.get("escalationCode") or e.get("name", "") for e in children(root, "escalation")
        }
        self._signals = {s.get("id"): s.get("name", "") for s in children(root, "signal")}
        self._lanes: dict[str, Lane] = {}
        self._lane_of: dict[str, str] = {}
        self._elements: dict[str, Element] = {}
        self._flows: dict[str, Flow] = {}
        self._into: dict[str, list[str]] = {}
        self._from: dict[str, list[str]] = {}

    def process(self) -> Process:
        for lanes in children(self._process, "laneSet"):
            self._read_lanes(lanes)
        self._read_scope(self._process, None, None)
        return Process(
            key=self._process.get("id", ""),
            name=self._process.get("name") or self._process.get("id", ""),
            file=self._file,
            properties=properties_of(self._process),
            lanes=self._lanes,
            elements=self._elements,
            flows=self._flows,
        )

    def _read_lanes(self, lanes: Any) -> None:
        for element in children(lanes, "lane"):
            identifier = element.get("id", "")
            role = properties_of(element).get("role") or identifier
            self._lanes[identifier] = Lane(identifier, element.get("name") or role, role)
            for reference in children(element, "flowNodeRef"):
                self._lane_of[text_of(reference)] = role
            for inner in children(element, "childLaneSet"):
                self._read_lanes(inner)

    def _read_scope(self, scope: Any, parent: str | None, role: str | None) -> None:
        for drawn in children(scope, "sequenceFlow"):
            flow = self._flow(drawn)
            self._add(self._flows, flow)
            self._into.setdefault(flow.target, []).append(flow.id)
            self._from.setdefault(flow.source, []).append(flow.id)
        for element in scope:
            if local(element) in NODES:
                node = self._element(element, parent, role)
                self._add(self._elements, node)
                if local(element) in ("subProcess", "transaction", "adHocSubProcess"):
                    self._read_scope(element, node.id, node.role)

    def _add(self, into: dict[str, Any], value: Any) -> None:
        if not value.id:
            raise refused(self._file, "id", "", f"文件 {self._file} 里有元素没有 id。")
        if value.id in into:
            raise refused(self._file, "id", value.id, f"id “{value.id}”出现了两次，请改成不同的 id。")
        into[value.id] = value

    def _flow(self, flow: Any) -> Flow:
        condition = child(flow, "conditionExpression")
        return Flow(
            flow.get("id", ""),
            flow.get("sourceRef", ""),
            flow.get("targetRef", ""),
            text_of(condition).removeprefix("=").strip(),
            flow.get("name") or "",
        )

    def _element(self, element: Any, parent: str | None, role: str | None) -> Element:
        identifier = element.get("id", "")
        operator = _extension(element, "serviceTaskOperator")
        attached = element.get("attachedToRef", "")
        own = self._lane_of.get(identifier) or (self._lane_of.get(attached) if attached else None) or role
        return Element(
            id=identifier,
            type=local(element),
            name=element.get("name") or "",
            parent=parent,
            role=own,
            properties=properties_of(element),
            incoming=tuple(self._into.get(identifier, ())),
            outgoing=tuple(self._from.get(identifier, ())),
            attached_to=attached,
            interrupting=element.get("cancelActivity", element.get("isInterrupting", "true")) == "true",
            default=element.get("default", ""),
            operator=operator.get("id", "") if operator is not None else "",
            parameters=_parameters(operator),
            result=operator.get("resultVariable", "") if operator is not None else "",
            decision=text_of(_extension(element, "calledDecisionId")),
            called=element.get("calledElement", ""),
            triggered=element.get("triggeredByEvent") == "true",
            **_loop(element),
            **self._event(element),
        )

    def _event(self, element: Any) -> dict[str, Any]:
        definitions = [c for c in element if local(c).endswith("EventDefinition")]
        if not definitions:
            return {"message": self._messages.get(element.get("messageRef"), "")}
        definition = definitions[0]
        times = [c for c in definition if local(c).startswith("time")]
        return {
            "events": len(definitions),
            "event": local(definition).removesuffix("EventDefinition"),
            "message": self._messages.get(definition.get("messageRef"), "")
            or self._signals.get(definition.get("signalRef"), ""),
            "error": self._errors.get(definition.get("errorRef") or definition.get("escalationRef"), ""),
            "timer": text_of(times[0]) if times else "",
            "timer_kind": local(times[0]) if times else "",
            "condition": text_of(child(definition, "condition")).removeprefix("=").strip(),
        }


def _parameters(operator: Any) -> dict[str, str]:
    group = child(operator, "parameters") if operator is not None else None
    return (
        {p.get("id", ""): p.get("value") or "" for p in children(group, "parameter")}
        if group is not None
        else {}
    )


def _loop(element: Any) -> dict[str, Any]:
    found = next((c for c in element if local(c).endswith("LoopCharacteristics")), None)
    if found is None:
        return {}
    if local(found) == "standardLoopCharacteristics":
        return {
            "loop": "standard",
            "loop_condition": _feel(found, "loopCondition"),
            "loop_maximum": found.get("loopMaximum", ""),
            "loop_before": found.get("testBefore") == "true",
        }
    item = child(found, "inputDataItem")
    return {
        "loop": "sequential" if found.get("isSequential") == "true" else "parallel",
        "loop_count": _feel(found, "loopCardinality"),
        "loop_items": _feel(found, "loopDataInputRef"),
        "loop_item": (item.get("name") or item.get("id") or "") if item is not None else "",
        "loop_condition": _feel(found, "completionCondition"),
    }


def _feel(element: Any, name: str) -> str:
    return text_of(child(element, name)).removeprefix("=").strip()
