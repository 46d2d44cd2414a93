"""What is checked before a diagram may run: only what the engine does, complete, with FEEL that parses."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from app import rules
from app.content.bpmn import Element, Process
from app.content.xml import local
from app.engine.due import CYCLE, LEAST, MOST
from app.engine.reading import read_sources
from app.errors import BadContent, Finding
from app.rules.temporal import read_duration, read_moment

RUNS = [
    "userTask",
    "serviceTask",
    "businessRuleTask",
    "callActivity",
    "subProcess",
    "startEvent",
    "endEvent",
    "intermediateCatchEvent",
    "intermediateThrowEvent",
    "boundaryEvent",
    "exclusiveGateway",
    "inclusiveGateway",
    "parallelGateway",
    "eventBasedGateway",
    "receiveTask",
    "sendTask",
]
EVENTS = {
    "startEvent": ("", "message", "signal"),
    "endEvent": ("", "message", "signal", "error", "terminate", "escalation"),
    "intermediateCatchEvent": ("message", "timer", "signal", "conditional"),
    "intermediateThrowEvent": ("", "message", "signal", "escalation"),
    "boundaryEvent": ("message", "timer", "error", "signal", "conditional", "escalation"),
}
WORDS = {
    "scriptTask": "脚本任务",
    "task": "未指定类型的任务",
    "manualTask": "人工任务（请改用用户任务并指定表单）",
    "complexGateway": "复杂网关",
    "transaction": "事务子流程",
    "adHocSubProcess": "即席子流程",
}
FORBIDDEN = (
    "ioSpecification",
    "dataInputAssociation",
    "dataOutputAssociation",
    "dataObject",
    "preScript",
    "postScript",
    "script",
)
MAX_NODES = 500


def check_program(key: str, sources: Mapping[str, bytes]) -> list[Finding]:
    """Return all findings of a process and of what it calls. What cannot be read gives errors."""
    try:
        roots, processes = read_sources(sources)
    except BadContent as error:
        return list(error.findings)
    return check_processes(key, processes, roots)


def check_processes(key: str, processes: Mapping[str, Process], roots: Mapping[str, Any]) -> list[Finding]:
    """Return the findings of processes that have been read."""
    findings: list[Finding] = []
    for name, process in processes.items():
        found = [*_forbidden(roots[name]), *_shape(process), *_elements(process, processes)]
        findings += [Finding(s, rule, e, m, f, process.file) for s, rule, e, m, f in found]
    for element, message in _calls(key, processes, ()):
        findings.append(Finding("error", "call", element, message, "", processes[key].file))
    return findings


Found = Iterator[tuple[str, str, str, str, str]]


def _error(rule: str, element: str, message: str, field: str = "") -> tuple[str, str, str, str, str]:
    return "error", rule, element, message, field


def _forbidden(root: Any) -> Found:
    for element in root.iter():
        if isinstance(element.tag, str) and local(element) in FORBIDDEN:
            owner = element.getparent()
            while owner is not None and owner.get("id") is None:
                owner = owner.getparent()
            where = owner.get("id") if owner is not None else ""
            yield _error(
                "forbidden",
                where,
                f"元素“{where}”含有不允许的“{local(element)}”：流程里不能写脚本或数据关联。",
            )


def _shape(process: Process) -> Found:
    """Starts, ends, reachability, and what flows refer to."""
    elements, flows = process.elements, process.flows
    if len(elements) > MAX_NODES:
        yield _error(
            "size", process.key, f"流程有 {len(elements)} 个节点，超过 {MAX_NODES} 个，请拆成子流程。"
        )
    for flow in flows.values():
        for end in (flow.source, flow.target):
            if end not in elements:
                yield _error("flow", flow.id, f"连线“{flow.id}”指向不存在的元素“{end}”。")
    scopes: dict[str | None, list[Element]] = {}
    for element in elements.values():
        scopes.setdefault(element.parent, []).append(element)
    for scope, members in scopes.items():
        where = scope or process.key
        starts = [e for e in members if e.type == "startEvent"]
        if len(starts) != 1:
            yield _error("start", where, f"“{where}”应当恰好有一个开始事件，现在有 {len(starts)} 个。")
        if not any(e.type == "endEvent" for e in members):
            yield _error("end", where, f"“{where}”没有结束事件。")
        yield from _reach(process, members)


def _reach(process: Process, members: list[Element]) -> Found:
    roots = [e.id for e in members if e.type == "startEvent" or e.triggered]
    seen, todo = set(roots), list(roots)
    while todo:
        at = todo.pop()
        following = [process.flows[f].target for f in process.elements[at].outgoing if f in process.flows]
        following += [e.id for e in members if e.attached_to == at]
        for target in following:
            if target not in seen and target in process.elements:
                seen.add(target)
                todo.append(target)
    for element in members:
        if element.id not in seen:
            yield _error("unreachable", element.id, f"“{_name(element)}”从开始事件走不到。")


def _name(element: Element) -> str:
    return element.name or element.id


def _elements(process: Process, processes: Mapping[str, Process]) -> Found:
    for element in process.elements.values():
        if element.type not in RUNS:
            word = WORDS.get(element.type, element.type)
            yield _error(
                "unsupported", element.id, f"“{_name(element)}”是{word}，平台不能运行，请换一种元素。"
            )
            continue
        yield from _event(element, process)
        yield from _connections(element, process)
        yield from _task(element, process)
        yield from _gateway(element, process)
        yield from _properties(element)
        yield from _call(element, process, processes)


def _event(element: Element, process: Process) -> Found:
    allowed = EVENTS.get(element.type)
    if allowed is None:
        return
    if element.event not in allowed:
        yield _error(
            "event", element.id, f"“{_name(element)}”（{element.type}）不支持“{element.event or '无'}”事件。"
        )
    if element.type == "startEvent" and element.event and not _in_event_subprocess(element, process):
        yield _error(
            "event", element.id, f"开始事件“{_name(element)}”只能是普通开始；消息或信号开始只用于事件子流程。"
        )
    if element.event in ("message", "signal") and not element.message:
        yield _error("message", element.id, f"“{_name(element)}”没有指定消息或信号。")
    if element.event == "error" and not element.error:
        yield _error("error-code", element.id, f"“{_name(element)}”没有指定错误代码。")
    if element.event == "timer":
        yield from _timer(element)
    if element.event == "conditional":
        yield from _feel(element.id, element.condition, f"“{_name(element)}”的条件")
    if element.type == "boundaryEvent" and element.attached_to not in process.elements:
        yield _error("boundary", element.id, f"边界事件“{_name(element)}”没有附着在任何步骤上。")


def _in_event_subprocess(element: Element, process: Process) -> bool:
    parent = process.elements.get(element.parent or "")
    return parent is not None and parent.triggered and parent.parent is None


def _timer(element: Element) -> Found:
    text = element.timer
    if not text:
        yield _error("timer", element.id, f"定时事件“{_name(element)}”没有填写时间。", "timer")
        return
    cycle = CYCLE.fullmatch(text)
    length = read_duration(cycle[2] if cycle else text)
    if isinstance(length, timedelta) and not LEAST <= length <= MOST:
        yield _error(
            "timer", element.id, f"定时事件“{_name(element)}”的时长应在 1 分钟到 366 天之间。", "timer"
        )
    if length is None and not cycle and read_moment(text) is None:
        yield from _feel(element.id, text, f"定时事件“{_name(element)}”的时间", "timer")


def _connections(element: Element, process: Process) -> Found:
    ends = element.type == "endEvent" or element.triggered
    if not element.outgoing and not ends:
        yield _error("dead-end", element.id, f"“{_name(element)}”之后没有连线，流程会停在这里。")
    if element.type == "endEvent" and element.outgoing:
        yield _error("end", element.id, f"结束事件“{_name(element)}”之后不能再有连线。")
    splits = element.type.endswith("Gateway")
    if len(element.outgoing) > 1 and not splits:
        yield _error("implicit-split", element.id, f"“{_name(element)}”之后有多条连线，请用网关分支。")
    starts = element.type in ("startEvent", "boundaryEvent") or element.triggered
    if not element.incoming and not starts:
        yield _error("unconnected", element.id, f"“{_name(element)}”之前没有连线。")


def _task(element: Element, process: Process) -> Found:
    if element.type == "userTask":
        if not element.role:
            yield _error("lane", element.id, f"步骤“{_name(element)}”不在任何泳道里，不知道由谁办理。")
        if not element.properties.get("form"):
            yield _error("form", element.id, f"步骤“{_name(element)}”没有指定表单。", "form")
    if element.type == "serviceTask":
        if not element.operator:
            yield _error("operator", element.id, f"服务任务“{_name(element)}”没有指定操作。", "operator")
        for name, text in element.parameters.items():
            yield from _feel(element.id, text, f"“{_name(element)}”的参数“{name}”", name)
    if element.type == "businessRuleTask" and not element.decision:
        yield _error("decision", element.id, f"规则任务“{_name(element)}”没有指定决策表。", "decision")
    if element.type in ("receiveTask", "sendTask") and not element.message:
        yield _error("message", element.id, f"“{_name(element)}”没有指定消息。", "message")
    if (
        element.loop
        and element.type in ("callActivity", "subProcess")
        and _error_boundaries(element, process)
    ):
        yield _error("loop", element.id, f"多实例的“{_name(element)}”不能带错误边界事件。")


def _error_boundaries(element: Element, process: Process) -> list[Element]:
    return [e for e in process.elements.values() if e.attached_to == element.id and e.event == "error"]


def _gateway(element: Element, process: Process) -> Found:
    outgoing = [process.flows[f] for f in element.outgoing if f in process.flows]
    if element.type in ("exclusiveGateway", "inclusiveGateway") and len(outgoing) > 1:
        if element.default not in element.outgoing:
            yield _error(
                "default",
                element.id,
                f"网关“{_name(element)}”没有默认流：条件都不成立时无路可走。",
                "default",
            )
        for flow in outgoing:
            if flow.id == element.default:
                continue
            if not flow.condition:
                yield _error(
                    "condition",
                    flow.id,
                    f"网关“{_name(element)}”的连线“{flow.name or flow.id}”没有条件。",
                    "condition",
                )
            else:
                yield from _feel(flow.id, flow.condition, f"连线“{flow.name or flow.id}”的条件", "condition")
    if element.type == "eventBasedGateway":
        targets = [process.elements[f.target] for f in outgoing if f.target in process.elements]
        if sum(t.event == "timer" for t in targets) > 1:
            yield _error("timers", element.id, f"事件网关“{_name(element)}”之后最多一个定时事件。")
        if len({t.message for t in targets if t.message}) < sum(bool(t.message) for t in targets):
            yield _error("messages", element.id, f"事件网关“{_name(element)}”之后有两个同名的消息。")


def _properties(element: Element) -> Found:
    for name, value in element.properties.items():
        if value.startswith("="):
            yield from _feel(element.id, value[1:], f"“{_name(element)}”的属性“{name}”", name)


def _feel(where: str, text: str, what: str, field: str = "") -> Found:
    try:
        rules.parse(text.removeprefix("=").strip())
    except rules.FeelError as error:
        yield _error("expression", where, f"{what}有误：{error.message}", field)


def _call(element: Element, process: Process, processes: Mapping[str, Process]) -> Found:
    if element.type != "callActivity":
        return
    called = processes.get(element.called)
    if called is None:
        yield _error("call", element.id, f"“{_name(element)}”调用的流程“{element.called}”不存在。", "called")
        return
    caught = {e.error for e in _error_boundaries(element, process)}
    for code in sorted(called.thrown_errors() - caught):
        message = f"“{_name(element)}”调用的流程会以“{code}”结束，但没有边界事件捕获它。"
        yield _error("uncaught", element.id, message)


def _calls(key: str, processes: Mapping[str, Process], path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Find calls that come back to themselves, and subprocess ids that two called files share."""
    if key in path:
        yield key, f"流程“{key}”直接或间接地调用了自己。"
        return
    if key in processes:
        for element in processes[key].elements.values():
            if element.called:
                yield from _calls(element.called, processes, (*path, key))
    if not path:
        ids = [e.id for p in processes.values() for e in p.elements.values() if e.type == "subProcess"]
        for identifier in sorted({i for i in ids if ids.count(i) > 1}):
            yield identifier, f"子流程 id “{identifier}”在两个文件里重复，请改名。"
