"""What is said of a diagram that is not sound: the element, a sentence, and the way that leads there."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from app.content.bpmn import Element, Process
from app.engine.check_words import error, name_of, warning
from app.engine.soundness.exploring import Explored, explore
from app.engine.soundness.net import Step, TooWide, net_of
from app.engine.soundness.waiting import loops_without_wait
from app.errors import Finding


def check_soundness(process: Process, processes: Mapping[str, Process]) -> Iterator[Finding]:
    """Return what is wrong with how the tokens of a process run; the shape must have been found right before."""
    scopes: list[str | None] = [None, *(e.id for e in process.elements.values() if e.type == "subProcess")]
    for scope in scopes:
        yield from _check_scope(process, scope)
    yield from _check_loops(process, processes)


def _check_scope(process: Process, scope: str | None) -> Iterator[Finding]:
    where = scope or process.key
    try:
        net = net_of(process, scope)
    except TooWide as wide:
        yield _gave_up(process, wide.element)
        return
    if net is None:
        return
    found = explore(net)
    if not found.complete:
        yield _gave_up(process, where)
    yield from _stuck(process, found)
    yield from _doubled(process, found)
    if found.complete:
        yield from _endless(process, found)
        yield from _dead(process, found)
    yield from _unfinished(process, found)


def _gave_up(process: Process, where: str) -> Finding:
    name = name_of(process.elements[where]) if where in process.elements else process.name
    message = f"“{name}”的并行分支太多，没有检查完：可能有没发现的死锁。请把并行的部分拆成子流程。"
    return warning("unchecked", where, message)


def _stuck(process: Process, found: Explored) -> Iterator[Finding]:
    """Say of each gateway that may wait for ever what it waits for; the nearest way to it is told."""
    told: set[str] = set()
    for marking in found.stuck:
        for element in _targets(process, found, marking):
            if element.id in told:
                continue
            told.add(element.id)
            waits = "、".join(f"“{name}”" for name in _missing(process, found, marking, element))
            message = f"“{name_of(element)}”会一直等{waits}：那一支可能不会走到，流程停在这里（死锁）。"
            yield replace(error("deadlock", element, message), trace=found.trace(marking))


def _targets(process: Process, found: Explored, marking: int) -> list[Element]:
    flows = [flow for number, flow in enumerate(found.net.flows) if marking >> number & 1]
    return list({e.id: e for e in (process.elements[process.flows[f].target] for f in flows)}.values())


def _missing(process: Process, found: Explored, marking: int, element: Element) -> list[str]:
    """Return the names of what leads to a gateway and has not come."""
    numbers = {flow: n for n, flow in enumerate(found.net.flows)}
    flows = [f for f in element.incoming if f in numbers and not marking >> numbers[f] & 1]
    return [process.flows[f].name or name_of(process.elements[process.flows[f].source]) for f in flows]


def _doubled(process: Process, found: Explored) -> Iterator[Finding]:
    told: set[str] = set()
    for flow, (marking, step) in found.doubled.items():
        first = _meeting(process, found, flow, step)
        if first in told:
            continue
        told.add(first)
        message = (
            f"“{name_of(process.elements[first])}”可能同时进行两次：前面并行的分支没有先用并行网关汇合。"
        )
        yield replace(error("unsynchronised", first, message), trace=found.trace(marking, step))


def _meeting(process: Process, found: Explored, flow: int, step: Step) -> str:
    """Return the element at which a second token meets the first: where ways come together, or behind the flow."""
    way = step.ways[step.put.index(flow)]
    merges = (node for node in way if len(process.elements[node].incoming) > 1)
    return next(merges, process.flows[found.net.flows[flow]].target)


def _endless(process: Process, found: Explored) -> Iterator[Finding]:
    for marking in found.endless()[:1]:
        element = _targets(process, found, marking)[0]
        message = f"到了“{name_of(element)}”，流程就再也走不到结束：后面只有循环（活锁）。"
        yield replace(error("livelock", element, message), trace=found.trace(marking))


def _dead(process: Process, found: Explored) -> Iterator[Finding]:
    """Say of the first elements behind a gateway that never opens that nothing gets there."""
    shut = {e.id for marking in found.stuck for e in _targets(process, found, marking)} - found.fired
    for name in sorted(shut):
        for flow in process.elements[name].outgoing:
            element = process.elements[process.flows[flow].target]
            if element.id not in found.fired | shut:
                message = (
                    f"“{name_of(element)}”永远不会进行：它前面的“{name_of(process.elements[name])}”等不齐。"
                )
                yield error("dead", element, message)


def _unfinished(process: Process, found: Explored) -> Iterator[Finding]:
    for end, (marking, step) in found.unfinished.items():
        element = process.elements[end]
        if element.event:
            continue  # an escalation goes on elsewhere and says so
        message = f"到“{name_of(element)}”时别的分支可能还在进行：流程要等全部分支结束才结束，状态以最后到达的结束事件为准。"
        yield replace(warning("completion", element, message), trace=found.trace(marking, step))


def _check_loops(process: Process, processes: Mapping[str, Process]) -> Iterator[Finding]:
    for loop in loops_without_wait(process, processes):
        names = "、".join(f"“{name_of(process.elements[node])}”" for node in loop)
        message = f"{names}组成一个没有任何等待的循环：条件一直不变时流程会空转，直到被系统停下。"
        yield warning("busy-loop", loop[0], message)
