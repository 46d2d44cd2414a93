"""Each element by itself: a type that the engine runs, everything it needs, FEEL that parses."""

import re
from collections.abc import Iterator

from app.content.bpmn import Element, Process
from app.engine.check_events import EVENTS, check_event
from app.engine.check_flows import GATEWAYS, check_conditions, check_gateway
from app.engine.check_words import error, feel, name_of
from app.errors import Finding

LOOPING = ("userTask", "serviceTask", "businessRuleTask", "callActivity", "subProcess")
RUNS = {*EVENTS, *LOOPING, *GATEWAYS, "receiveTask", "sendTask"}
WORDS = {
    "scriptTask": "脚本任务",
    "task": "未指定类型的任务",
    "manualTask": "人工任务（请改用用户任务并指定表单）",
    "complexGateway": "复杂网关",
    "transaction": "事务子流程",
    "adHocSubProcess": "即席子流程",
}
TIMES = re.compile(r"[1-9][0-9]{0,3}")


def check_elements(process: Process) -> Iterator[Finding]:
    """Return what is wrong with the elements of a process."""
    for element in process.elements.values():
        if element.type not in RUNS:
            word = WORDS.get(element.type, element.type)
            message = f"“{name_of(element)}”是{word}，平台不能运行，请换一种元素。"
            yield error("unsupported", element, message)
            continue
        yield from check_event(element, process)
        yield from _task(element)
        yield from _loop(element, process)
        yield from check_gateway(element, process)
        yield from check_conditions(element, process)
        for name, value in element.properties.items():
            if value.startswith("="):
                yield from feel(element.id, value, f"“{name_of(element)}”的属性“{name}”", name)


def _task(element: Element) -> Iterator[Finding]:
    name = name_of(element)
    if element.type == "userTask":
        if not element.role:
            yield error("lane", element, f"步骤“{name}”不在任何泳道里，不知道由谁办理。")
        if not element.properties.get("form"):
            yield error("form", element, f"步骤“{name}”没有指定表单。", "form")
    if element.type == "serviceTask" and not element.operator:
        yield error("operator", element, f"服务任务“{name}”没有指定操作。", "operator")
    for parameter, text in element.parameters.items():
        yield from feel(element.id, text, f"“{name}”的参数“{parameter}”", parameter)
    if element.type == "businessRuleTask" and not element.decision:
        yield error("decision", element, f"规则任务“{name}”没有指定决策表。", "decision")
    if element.type in ("receiveTask", "sendTask") and not element.message:
        yield error("message", element, f"“{name}”没有指定消息，或者它指向的消息不存在。", "message")
    if element.type == "callActivity" and not element.called:
        yield error("call", element, f"调用活动“{name}”没有指定被调用的流程。", "called")


def _loop(element: Element, process: Process) -> Iterator[Finding]:
    if not element.loop:
        return
    name = name_of(element)
    if element.type not in LOOPING or element.triggered:
        yield error("loop", element, f"“{name}”不能循环或多实例。")
    if element.loop == "standard":
        if not (element.loop_condition or element.loop_maximum):
            yield error("loop", element, f"循环步骤“{name}”没有循环条件，也没有最多次数。")
        if element.loop_maximum and not TIMES.fullmatch(element.loop_maximum):
            yield error("loop", element, f"循环步骤“{name}”的最多次数应为 1 到 9999 的整数。")
    elif bool(element.loop_count) == bool(element.loop_items):
        yield error("loop", element, f"多实例步骤“{name}”应指定次数或列表之一。")
    for text in filter(None, (element.loop_count, element.loop_items, element.loop_condition)):
        yield from feel(element.id, text, f"“{name}”的循环设置", "loop")
    inside = element.type in ("callActivity", "subProcess")
    if inside and any(b.event == "error" for b in process.boundaries(element.id)):
        yield error("loop", element, f"循环或多实例的“{name}”不能带错误边界事件，请在里面处理错误。")
