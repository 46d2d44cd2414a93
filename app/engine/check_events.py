"""Events: only in the places where the engine honours them, with what they refer to."""

from collections.abc import Iterator

from app.content.bpmn import Element, Process
from app.engine.check_words import error, feel, name_of, warning
from app.engine.due import check_timer
from app.errors import Finding

EVENTS = {
    "startEvent": ("", "message", "signal"),
    "endEvent": ("", "message", "signal", "error", "terminate", "escalation"),
    "intermediateCatchEvent": ("message", "timer", "signal", "conditional"),
    "intermediateThrowEvent": ("", "message", "signal", "escalation"),
    "boundaryEvent": ("message", "timer", "error", "signal", "conditional", "escalation"),
}
HOLDS = ("callActivity", "subProcess")
AT_ONCE = ("serviceTask", "businessRuleTask", "sendTask")


def check_event(element: Element, process: Process) -> Iterator[Finding]:
    """Return what is wrong with an event."""
    name = name_of(element)
    allowed = EVENTS.get(element.type)
    if allowed is None:
        return
    if element.event not in allowed or element.events > 1:
        what = element.event if element.events < 2 else "多个"
        yield error("event", element, f"“{name}”（{element.type}）不能用“{what or '空'}”事件。", "event")
    if element.type == "startEvent":
        yield from _start(element, process)
    if element.type == "boundaryEvent":
        yield from _boundary(element, process)
    if element.event in ("message", "signal") and not element.message:
        yield error("message", element, f"“{name}”没有指定消息或信号，或者它指向的消息不存在。", "message")
    if element.event == "error" and element.type == "endEvent" and not element.error:
        yield error("error-code", element, f"错误结束事件“{name}”没有指定错误代码。", "error")
    if element.event == "timer":
        problem = check_timer(element.timer, element.timer_kind)
        if problem:
            yield error("timer", element, f"定时事件“{name}”{problem}", "timer")
    if element.event == "conditional":
        yield from feel(element.id, element.condition, f"“{name}”的条件", "condition")


def _start(element: Element, process: Process) -> Iterator[Finding]:
    parent = process.elements.get(element.parent or "")
    name = name_of(element)
    if parent is not None and parent.triggered:
        if parent.parent is not None:
            yield error("event", parent, f"事件子流程“{name_of(parent)}”只能直接放在流程里。")
        if not element.event:
            yield error("event", element, f"事件子流程的开始事件“{name}”应当是消息或信号。", "event")
    elif element.event:
        message = f"开始事件“{name}”应当是普通开始；消息或信号开始只用于事件子流程。"
        yield error("event", element, message, "event")


def _boundary(element: Element, process: Process) -> Iterator[Finding]:
    name, host = name_of(element), process.elements.get(element.attached_to)
    if host is None:
        return
    if element.event == "error" and not element.interrupting:
        yield error("event", element, f"错误边界事件“{name}”必须中断所在的步骤。", "interrupting")
    if element.event in ("error", "escalation") and host.type not in HOLDS:
        message = f"边界事件“{name}”不会发生：“{name_of(host)}”不会抛出错误或升级，只有调用活动和子流程会。"
        yield error("event", element, message, "event")
    elif host.type in AT_ONCE:
        message = f"边界事件“{name}”不会发生：“{name_of(host)}”一到就办完，不会等待。"
        yield warning("never", element, message)
