"""What is checked before a diagram may run: only what the engine does, complete, with FEEL that parses."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from app.content.bpmn import Process
from app.engine.check_elements import check_elements
from app.engine.check_names import check_names
from app.engine.check_shape import MAX_NESTING, check_shape, check_size
from app.engine.check_xml import check_xml
from app.engine.reaching import reached
from app.engine.reading import read_sources
from app.engine.soundness import check_soundness
from app.errors import BadContent, Finding

CHECKS = (check_names, check_shape, check_elements)


def check_program(key: str, sources: Mapping[str, bytes]) -> list[Finding]:
    """Return all findings of a process and of what it calls. What cannot be read gives errors."""
    try:
        roots, processes = read_sources(sources)
    except BadContent as error:
        return list(error.findings)
    return check_processes(key, processes, roots)


def check_processes(key: str, processes: Mapping[str, Process], roots: Mapping[str, Any]) -> list[Finding]:
    """Return the findings of processes that have been read."""
    if key not in processes:
        return [Finding("error", "call", key, f"流程“{key}”不存在。")]
    findings: list[Finding] = []
    for name, process in processes.items():
        if process.key != name:
            message = f"流程的 id 是“{process.key}”，应与文件名“{name}”相同。"
            findings.append(Finding("error", "key", process.key, message, "", process.file))
        found = list(check_size(process))
        if not found:
            found = [*check_xml(roots[name]), *(f for check in CHECKS for f in check(process))]
        findings += [replace(s, file=process.file) for s in found]
    findings += _check_calls(processes)
    if any(f.severity == "error" for f in findings):
        return findings  # how tokens run is asked of a shape that is right
    return findings + [
        replace(f, file=p.file) for p in processes.values() for f in check_soundness(p, processes)
    ]


def _check_calls(processes: Mapping[str, Process]) -> Iterator[Finding]:
    """Find calls to nothing, errors that no call catches, calls in a circle."""
    for process in processes.values():
        for element in process.elements.values():
            called = processes.get(element.called)
            if element.type != "callActivity":
                continue
            name = element.name or element.id
            if called is None:
                message = f"“{name}”调用的流程“{element.called}”不存在。"
                yield Finding("error", "call", element.id, message, "called", process.file)
                continue
            for code in sorted(called.thrown_errors()):
                if not process.catches_error(element.id, code):
                    message = f"“{name}”调用的流程会以错误“{code}”结束，但没有边界事件捕获它。"
                    yield Finding("error", "uncaught", element.id, message, "", process.file)
    calls = {
        k: {e.called for e in p.elements.values() if e.called in processes} for k, p in processes.items()
    }
    yield from _circles(processes, calls)


def _circles(processes: Mapping[str, Process], calls: Mapping[str, set[str]]) -> Iterator[Finding]:
    """Find processes that call themselves, directly or through others, and calls that go too deep."""
    for start, process in processes.items():
        level, depth = set(calls[start]), 0
        while level and depth <= len(processes):
            level, depth = {inner for key in level for inner in calls[key]}, depth + 1
        if start in reached(calls[start], calls.__getitem__):
            message = f"流程“{process.name}”直接或间接地调用了自己。"
            yield Finding("error", "recursion", start, message, "", process.file)
        elif depth > MAX_NESTING:
            message = f"流程“{process.name}”之下有超过 {MAX_NESTING} 层的调用，请减少层数。"
            yield Finding("error", "depth", start, message, "", process.file)
