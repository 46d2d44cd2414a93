"""Each element by itself: a type and an event that the engine runs, everything it needs, FEEL that parses."""

from collections.abc import Iterator

from app import rules
from app.content.bpmn import Element, Process
from app.engine.check_shape import name_of
from app.engine.due import check_timer
from app.errors import Finding

EVENTS = {
    "startEvent": ("", "message", "signal"),
    "endEvent": ("", "message", "signal", "error", "terminate", "escalation"),
    "intermediateCatchEvent": ("message", "timer", "signal", "conditional"),
    "intermediateThrowEvent": ("", "message", "signal", "escalation"),
    "boundaryEvent": ("message", "timer", "error", "signal", "conditional", "escalation"),
}
LOOPING = ("userTask", "serviceTask", "businessRuleTask", "callActivity", "subProcess")
GATEWAYS = ("exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway")
RUNS = {*EVENTS, *LOOPING, *GATEWAYS, "receiveTask", "sendTask"}
WORDS = {
    "scriptTask": "脚本任务",
    "task": "未指定类型的任务",
    "manualTask": "人工任务（请改用用户任务并指定表单）",
    "complexGateway": "复杂网关",
    "transaction": "事务子流程",
    "adHocSubProcess": "即席子流程",
}
AFTER_EVENT_GATEWAY = ("message", "timer", "signal", "conditional")


def check_elements(process: Process) -> Iterator[Finding]:
    """Return what is wrong with the elements of a process."""
    for element in process.elements.values():
        if element.type not in RUNS:
            word = WORDS.get(element.type, element.type)
            yield _error(
                "unsupported", element, f"“{name_of(element)}”是{word}，平台不能运行，请换一种元素。"
            )
            continue
        yield from _event(element, process)
        yield from _task(element)
        yield from _loop(element, process)
        yield from _gateway(element, process)
        for name, value in element.properties.items():
            if value.startswith("="):
                yield from _feel(element.id, value[1:], f"“{name_of(element)}”的属性“{name}”", name)


def _error(rule: str, element: Element, message: str, field: str = "") -> Finding:
    return Finding("error", rule, element.id, message, field)


def _feel(where: str, text: str, what: str, field: str = "") -> Iterator[Finding]:
    try:
        rules.parse_closed(text.removeprefix("=").strip())
    except rules.FeelError as error:
        yield Finding("error", "expression", where, f"{what}有误：{error.message}", field)


def _event(element: Element, process: Process) -> Iterator[Finding]:
    name = name_of(element)
    allowed = EVENTS.get(element.type)
    if allowed is None:
        return
    if element.event not in allowed or element.events > 1:
        what = element.event if element.events < 2 else "多个"
        yield _error("event", element, f"“{name}”（{element.type}）不能用“{what or '空'}”事件。", "event")
    if element.type == "startEvent":
        yield from _start(element, process)
    if element.event in ("message", "signal") and not element.message:
        yield _error("message", element, f"“{name}”没有指定消息或信号，或者它指向的消息不存在。", "message")
    if element.event == "error" and element.type == "endEvent" and not element.error:
        yield _error("error-code", element, f"错误结束事件“{name}”没有指定错误代码。", "error")
    if element.event == "error" and element.type == "boundaryEvent" and not element.interrupting:
        yield _error("event", element, f"错误边界事件“{name}”必须中断所在的步骤。", "interrupting")
    if element.event == "timer":
        problem = check_timer(element.timer, element.timer_kind)
        if problem:
            yield _error("timer", element, f"定时事件“{name}”{problem}", "timer")
    if element.event == "conditional":
        yield from _feel(element.id, element.condition, f"“{name}”的条件", "condition")


def _start(element: Element, process: Process) -> Iterator[Finding]:
    parent = process.elements.get(element.parent or "")
    name = name_of(element)
    if parent is not None and parent.triggered:
        if parent.parent is not None:
            yield _error("event", parent, f"事件子流程“{name_of(parent)}”只能直接放在流程里。")
        if not element.event:
            yield _error("event", element, f"事件子流程的开始事件“{name}”应当是消息或信号。", "event")
    elif element.event:
        yield _error(
            "event", element, f"开始事件“{name}”应当是普通开始；消息或信号开始只用于事件子流程。", "event"
        )


def _task(element: Element) -> Iterator[Finding]:
    name = name_of(element)
    if element.type == "userTask":
        if not element.role:
            yield _error("lane", element, f"步骤“{name}”不在任何泳道里，不知道由谁办理。")
        if not element.properties.get("form"):
            yield _error("form", element, f"步骤“{name}”没有指定表单。", "form")
    if element.type == "serviceTask" and not element.operator:
        yield _error("operator", element, f"服务任务“{name}”没有指定操作。", "operator")
    for parameter, text in element.parameters.items():
        yield from _feel(element.id, text, f"“{name}”的参数“{parameter}”", parameter)
    if element.type == "businessRuleTask" and not element.decision:
        yield _error("decision", element, f"规则任务“{name}”没有指定决策表。", "decision")
    if element.type in ("receiveTask", "sendTask") and not element.message:
        yield _error("message", element, f"“{name}”没有指定消息，或者它指向的消息不存在。", "message")
    if element.type == "callActivity" and not element.called:
        yield _error("call", element, f"调用活动“{name}”没有指定被调用的流程。", "called")


def _loop(element: Element, process: Process) -> Iterator[Finding]:
    if not element.loop:
        return
    name = name_of(element)
    if element.type not in LOOPING or element.triggered:
        yield _error("loop", element, f"“{name}”不能循环或多实例。")
    if element.loop == "standard":
        if not (element.loop_condition or element.loop_maximum):
            yield _error("loop", element, f"循环步骤“{name}”没有循环条件，也没有最多次数。")
        if element.loop_maximum and not (element.loop_maximum.isdigit() and int(element.loop_maximum) > 0):
            yield _error("loop", element, f"循环步骤“{name}”的最多次数应为正整数。")
    elif bool(element.loop_count) == bool(element.loop_items):
        yield _error("loop", element, f"多实例步骤“{name}”应指定次数或列表之一。")
    for text in filter(None, (element.loop_count, element.loop_items, element.loop_condition)):
        yield from _feel(element.id, text, f"“{name}”的循环设置", "loop")
    inside = element.type in ("callActivity", "subProcess")
    if inside and any(b.event == "error" for b in process.boundaries(element.id)):
        yield _error("loop", element, f"循环或多实例的“{name}”不能带错误边界事件，请在里面处理错误。")


def _gateway(element: Element, process: Process) -> Iterator[Finding]:
    if element.type in ("exclusiveGateway", "inclusiveGateway"):
        yield from _choice(element, process)
    if element.type == "eventBasedGateway":
        yield from _event_gateway(element, process)


def _choice(element: Element, process: Process) -> Iterator[Finding]:
    name, seen = name_of(element), set()
    if len(element.outgoing) > 1 and element.default not in element.outgoing:
        message = f"网关“{name}”没有默认流：条件都不成立时无路可走。"
        yield _error("default", element, message, "default")
    for flow in (process.flows[f] for f in element.outgoing if f != element.default):
        what = f"网关“{name}”的连线“{flow.name or flow.id}”"
        if flow.condition:
            yield from _feel(flow.id, flow.condition, f"{what}的条件", "condition")
        elif len(element.outgoing) > 1:
            yield Finding("error", "condition", flow.id, f"{what}没有条件。", "condition")
        if flow.condition in seen and element.type == "exclusiveGateway":
            message = f"{what}与另一条连线的条件相同，同时成立时流程会停下。"
            yield Finding("warning", "overlap", flow.id, message, "condition")
        seen.add(flow.condition or flow.id)


def _event_gateway(element: Element, process: Process) -> Iterator[Finding]:
    name = name_of(element)
    targets = [process.elements.get(process.flows[f].target) for f in element.outgoing]
    events = [t for t in targets if t is not None]
    if any(e.type != "receiveTask" and e.event not in AFTER_EVENT_GATEWAY for e in events) or len(events) < 2:
        message = f"事件网关“{name}”之后应当是两个以上的消息、定时、信号或条件事件。"
        yield _error("event-gateway", element, message)
    if sum(e.event == "timer" for e in events) > 1:
        yield _error("timers", element, f"事件网关“{name}”之后最多一个定时事件。")
    messages = [e.message for e in events if e.message and e.event != "signal"]
    if len(set(messages)) < len(messages):
        yield _error("messages", element, f"事件网关“{name}”之后有两个同名的消息。")
    if any(len(e.incoming) > 1 for e in events):
        yield _error("event-gateway", element, f"事件网关“{name}”之后的事件不能再有别的连线进入。")
