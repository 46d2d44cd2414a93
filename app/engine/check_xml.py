"""What may stand in a BPMN file at all: everything else would be ignored silently, or run as something else."""

from collections.abc import Iterator
from typing import Any

from app.content.bpmn import BPMN, EVENTS, NODES, SPIFF
from app.content.xml import child, local, namespace
from app.errors import Finding

SCOPES = {"process", "subProcess"}
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
LOOP_DATA = {"loopDataOutputRef", "outputDataItem"}
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
    for process in root:
        if local(process) == "process":
            yield from _scope(process)


def _scope(scope: Any) -> Iterator[Finding]:
    for element in scope:
        name = local(element)
        if name in NODES:
            yield from _node(element)
        elif (
            namespace(element) == BPMN and name not in IN_SCOPE and not (_of_node(scope) and name in IN_NODE)
        ):
            yield _forbidden(element.get("id") or scope.get("id", ""), name)


def _of_node(scope: Any) -> bool:
    return local(scope) != "process"


def _node(element: Any) -> Iterator[Finding]:
    where = element.get("id", "")
    if element.get("isForCompensation") == "true":
        yield Finding("error", "unsupported", where, f"“{where}”是补偿步骤，平台不能运行。")
    if local(element) in SCOPES:
        yield from _scope(element)
    else:
        for part in element:
            if namespace(part) == BPMN and local(part) not in IN_NODE:
                yield _forbidden(where, local(part))
    for part in element:
        if local(part).endswith("LoopCharacteristics"):
            yield from (_forbidden(where, local(inner)) for inner in part if local(inner) in LOOP_DATA)
        if local(part).endswith("EventDefinition"):
            yield from _extensions(part, where)
    yield from _extensions(element, where)


def _extensions(element: Any, where: str) -> Iterator[Finding]:
    extensions = child(element, "extensionElements")
    for part in extensions if extensions is not None else []:
        if namespace(part) == SPIFF and local(part) not in EXTENSIONS:
            yield _forbidden(where, local(part))


def _forbidden(where: str, name: str) -> Finding:
    word = WORDS.get(name, name)
    message = f"“{where}”含有平台不运行的“{word}”：流程里不能写脚本、数据关联或其他扩展，请删除。"
    return Finding("error", "forbidden", where, message)
