"""All checks of definitions: each definition by itself, then everything it refers to."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from app import rules
from app.content.bpmn import Process
from app.content.folder import file_name
from app.engine import check_program
from app.errors import BadContent, Finding
from app.forms import check_form
from app.inbox.facets import facet_names
from app.inbox.progress import declared
from app.operators.registry import Registry
from app.reports import check_report
from app.studio.references import Ref, closure
from app.studio.roles import check_roles

if TYPE_CHECKING:
    from app.studio.publishing import Shelf


def check_definitions(shelf: "Shelf", changed: Iterable[Ref], registry: Registry) -> list[Finding]:
    """Check changed definitions, and the processes that use them, as they would be after the change."""
    refs = set(changed)
    findings = [f for ref in sorted(refs) for f in check_one(shelf, ref, registry)]
    if any(f.severity == "error" for f in findings):
        return findings
    for kind, key in sorted(shelf.bodies):
        ref = (kind, key)
        if kind == "process" and ref not in refs and _uses_any(shelf, key, refs):
            findings += check_one(shelf, ref, registry)
    return findings


def check_one(shelf: "Shelf", ref: Ref, registry: Registry) -> list[Finding]:
    """Return what is to be said of one definition. What cannot be read at all gives its reading errors."""
    kind, key = ref
    try:
        value = shelf.value(kind, key)
    except BadContent as error:
        return list(error.findings) or [
            Finding("error", "read", "", error.message, file=file_name(kind, key))
        ]
    known = set(shelf.bodies)
    if kind == "process":
        return _check_process(shelf, value, known, registry)
    if kind == "form":
        return check_form(value, lambda *ref: ref in known)
    if kind == "decision":
        return _check_decision(value, key)
    if kind == "report":
        return check_report(value)
    return []


def _uses_any(shelf: "Shelf", key: str, refs: set[Ref]) -> bool:
    try:
        return bool(closure(key, shelf.process, shelf.value, set(shelf.bodies)) & refs)
    except BadContent:
        return False


def _check_process(shelf: "Shelf", process: Process, known: set[Ref], registry: Registry) -> list[Finding]:
    called = _called(shelf, process.key, known)
    sources = {key: shelf.bodies["process", key] for key in {process.key, *called}}
    findings = list(check_program(process.key, sources))
    for element in process.elements.values():
        findings += _references(element.id, element.name or element.id, element.properties, known)
        if element.decision and ("decision", element.decision) not in known:
            findings.append(
                _error("reference", element.id, f"“{element.name}”引用的决策表“{element.decision}”不存在。")
            )
        if element.operator:
            findings += _operator(element, registry)
    findings += _references(process.key, process.name, process.properties, known)
    findings += check_roles(process, shelf.value("codes", "role") if ("codes", "role") in known else None)
    subject = process.properties.get("subject")
    if subject and subject not in registry.subjects:
        findings.append(_error("subject", process.key, f"流程的办理对象类型“{subject}”没有登记。"))
    return findings + _uncaught(shelf, process, known) + _expressions(process) + _progress(process)


def _progress(process: Process) -> list[Finding]:
    """Check that the steps of the way are elements of the diagram."""
    return [
        _error("reference", process.key, f"进度“{label}”引用的元素“{name}”不在流程图里。", "progress")
        for label, names in declared(process)
        for name in names
        if name not in process.elements
    ]


def _uncaught(shelf: "Shelf", process: Process, known: set[Ref]) -> list[Finding]:
    """Warn of error ends in a process that nobody calls: nobody could catch them."""
    codes = process.thrown_errors()
    others = [key for kind, key in known if kind == "process" and key != process.key]
    if not codes or any(e.called == process.key for k in others for e in shelf.process(k).elements.values()):
        return []
    ends = [e for e in process.elements.values() if e.type == "endEvent" and e.error in codes]
    return [
        Finding(
            "warning",
            "uncaught",
            e.id,
            f"没有流程调用“{process.name}”：直接发起时，错误结束“{e.name or e.id}”没有人捕获，办理会停下。",
        )
        for e in ends
    ]


def _called(shelf: "Shelf", key: str, known: set[Ref]) -> set[str]:
    found: set[str] = set()
    todo = [key]
    while todo:
        for element in shelf.process(todo.pop()).elements.values():
            name = element.called
            if name and name not in found and ("process", name) in known:
                found.add(name)
                todo.append(name)
    return found


def _references(element: str, name: str, properties: Any, known: set[Ref]) -> list[Finding]:
    findings = []
    for prop, kind, word in (
        ("form", "form", "表单"),
        ("start_form", "form", "表单"),
        ("when", "decision", "决策表"),
    ):
        value = properties.get(prop)
        if value and not value.startswith("=") and (kind, value) not in known:
            findings.append(_error("reference", element, f"“{name}”引用的{word}“{value}”不存在。", prop))
    return findings


def _operator(element: Any, registry: Registry) -> list[Finding]:
    operator = registry.operators.get(element.operator)
    name = element.name or element.id
    if operator is None:
        return [_error("operator", element.id, f"“{name}”调用的操作“{element.operator}”不存在。")]
    findings = []
    for extra in sorted(set(element.parameters) - set(operator.parameters)):
        findings.append(
            _error("operator", element.id, f"“{name}”给了操作“{operator.name}”没有的参数“{extra}”。", extra)
        )
    for missing in sorted(operator.required - set(element.parameters)):
        findings.append(
            _error("operator", element.id, f"“{name}”缺少操作“{operator.name}”的参数“{missing}”。", missing)
        )
    return findings


def _expressions(process: Process) -> list[Finding]:
    """Check the FEEL that only the platform reads: that of the process's own properties, and the facets."""
    texts = [(prop, text[1:]) for prop, text in process.properties.items() if text.startswith("=")]
    texts += [("facets", path) for _, path in facet_names(process)]
    findings = []
    for prop, text in texts:
        try:
            rules.parse_closed(text)
        except rules.FeelError as error:
            findings.append(
                _error(
                    "expression", process.key, f"流程属性 {prop} 的表达式“{text}”有误：{error.message}", prop
                )
            )
    return findings


def _check_decision(model: Any, key: str) -> list[Finding]:
    findings = rules.check_model(model)
    if not any(key in (d.id, d.name) for d in model.decisions.values()):
        findings.append(_error("key", key, f"文件里没有 id 为“{key}”的决策；决策的 id 应与文件名相同。"))
    return findings


def _error(rule: str, element: str, message: str, field: str = "") -> Finding:
    return Finding("error", rule, element, message, field)
