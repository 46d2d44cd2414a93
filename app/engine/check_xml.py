"""What may stand in a BPMN file at all: everything else would be ignored silently, or run as something else."""

from collections.abc import Iterator
from typing import Any

from app.content.bpmn import BPMN, EVENTS, NODES, SPIFF
from app.content.xml import children, local, namespace
from app.errors import Finding

ROOT = {
    "process",
    "collaboration",
    "message",
    "signal",
    "error",
    "escalation",
    "category",
    "itemDefinition",
    "documentation",
    "extensionElements",
}
IN_SCOPE = {
    "laneSet",
    "sequenceFlow",
    "extensionElements",
    "documentation",
    "textAnnotation",
    "association",
    "group",
}
IN_NODE = {
    "incoming",
    "outgoing",
    "extensionElements",
    "documentation",
    "multiInstanceLoopCharacteristics",
    "standardLoopCharacteristics",
    *(f"{event}EventDefinition" for event in EVENTS),
}
EXTENSIONS = {"properties", "serviceTaskOperator", "calledDecisionId"}
IN_OPERATOR = {"parameters"}
IN_LOOP = {
    "loopCardinality",
    "loopDataInputRef",
    "inputDataItem",
    "completionCondition",
    "loopCondition",
    "extensionElements",
    "documentation",
}
IN_EVENT = {"timeDate", "timeDuration", "timeCycle", "condition", "extensionElements", "documentation"}
ATTRIBUTES = (
    ("isForCompensation", "true", "补偿步骤"),
    ("instantiate", "true", "由消息发起流程的步骤"),
    ("eventGatewayType", "Parallel", "并行的事件网关"),
    ("parallelMultiple", "true", "并行的多重事件"),
    ("startQuantity", None, "多个令牌才开始的步骤"),
    ("completionQuantity", None, "产生多个令牌的步骤"),
)
WORDS = {
    "ioSpecification": "输入输出规范",
    "dataObject": "数据对象",
    "dataObjectReference": "数据对象",
    "dataStoreReference": "数据存储",
    "dataInputAssociation": "数据关联",
    "dataOutputAssociation": "数据关联",
    "property": "数据属性",
    "script": "脚本",
    "preScript": "前置脚本",
    "postScript": "后置脚本",
    "loopDataOutputRef": "多实例输出",
    "outputDataItem": "多实例输出",
}


def check_xml(root: Any) -> Iterator[Finding]:
    """Return what stands in a document that the engine would not honour."""
    for part in root:
        if local(part) == "process":
            yield from _extensions(part)
            yield from _scope(part)
        elif namespace(part) == BPMN and local(part) not in ROOT:
            yield _forbidden(part.get("id", ""), local(part))
        elif namespace(part) == BPMN:
            yield from _extensions(part)


def _scope(scope: Any) -> Iterator[Finding]:
    for element in scope:
        name = local(element)
        if name in NODES:
            yield from _node(element)
        elif (
            namespace(element) == BPMN and name not in IN_SCOPE and not (_of_node(scope) and name in IN_NODE)
        ):
            yield _forbidden(element.get("id") or scope.get("id", ""), name)
        elif name == "sequenceFlow":
            yield from _extensions(element)
            yield from _languages(element)


def _of_node(scope: Any) -> bool:
    return local(scope) != "process"


def _node(element: Any) -> Iterator[Finding]:
    where = element.get("id", "")
    for attribute, value, word in ATTRIBUTES:
        given = element.get(attribute)
        if given is not None and (given == value if value else given != "1"):
            yield Finding("error", "unsupported", where, f"“{where}”是{word}，平台不能运行。", attribute)
    if local(element) == "subProcess":
        yield from _scope(element)
    else:
        yield from _strange(element, IN_NODE, where)
    for part in element:
        if local(part).endswith("LoopCharacteristics"):
            yield from _strange(part, IN_LOOP, where)
            yield from _languages(part, where)
        if local(part).endswith("EventDefinition"):
            yield from _event(part, where)
    yield from _extensions(element)


def _event(definition: Any, where: str) -> Iterator[Finding]:
    yield from _strange(definition, IN_EVENT, where)
    yield from _extensions(definition, where)
    yield from _languages(definition, where)
    if sum(local(part).startswith("time") for part in definition) > 1:
        yield Finding("error", "timer", where, f"定时事件“{where}”有多个时间，请只保留一个。", "timer")


def _strange(element: Any, known: set[str], where: str) -> Iterator[Finding]:
    for part in element:
        if namespace(part) == BPMN and local(part) not in known:
            yield _forbidden(where, local(part))


def _extensions(element: Any, where: str = "") -> Iterator[Finding]:
    where = where or element.get("id", "")
    for part in (e for group in children(element, "extensionElements") for e in group):
        if namespace(part) == SPIFF and local(part) not in EXTENSIONS:
            yield _forbidden(where, local(part))
        elif local(part) == "serviceTaskOperator":
            yield from (_forbidden(where, local(e)) for e in part if local(e) not in IN_OPERATOR)


def _languages(element: Any, where: str = "") -> Iterator[Finding]:
    """Find expressions that say they are written in something else than FEEL."""
    for part in element:
        language = part.get("language", "feel")
        if "feel" not in language.lower():
            where = where or element.get("id", "")
            message = f"“{where}”的表达式写的是“{language[:60]}”，平台只用 FEEL，请改写并删除语言标记。"
            yield Finding("error", "language", where, message, local(part))


def _forbidden(where: str, name: str) -> Finding:
    word = WORDS.get(name, name)
    message = f"“{where}”含有平台不运行的“{word}”：流程里不能写脚本、数据关联或其他扩展，请删除。"
    return Finding("error", "forbidden", where, message)
