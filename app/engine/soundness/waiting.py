"""Where a process waits for somebody or something; a loop with no such place may spin."""

from collections.abc import Iterator, Mapping

from app.content.bpmn import Element, Process
from app.engine.reaching import reached

WAITING = ("userTask", "manualTask", "receiveTask", "intermediateCatchEvent", "eventBasedGateway")


def loops_without_wait(process: Process, processes: Mapping[str, Process]) -> Iterator[list[str]]:
    """Yield the elements of each loop in which nothing waits, in the order of the diagram."""
    automatic = {e.id for e in process.elements.values() if not _waits(e, process, processes, set())}
    after = {
        name: {process.flows[f].target for f in process.elements[name].outgoing} & automatic
        for name in automatic
    }
    behind = {name: reached(after[name], after.__getitem__) for name in automatic}
    order = {name: n for n, name in enumerate(process.elements)}
    left = set(automatic)
    for name in process.elements:
        if name in left:
            loop = {other for other in behind[name] if name in behind[other]}
            left -= loop
            if loop:
                yield sorted(loop, key=order.__getitem__)


def _waits(element: Element, process: Process, processes: Mapping[str, Process], calls: set[str]) -> bool:
    """True for a step at which a token rests on every way through it, as far as its kind says."""
    if element.type in WAITING:
        return True
    if element.type == "subProcess":
        inner = [e for e in process.elements.values() if e.parent == element.id]
        return any(_waits(e, process, processes, calls) for e in inner)
    if element.type != "callActivity":
        return False
    called = processes.get(element.called)
    if called is None or called.key in calls:
        return True  # what is not known is not blamed
    return any(_waits(e, called, processes, calls | {called.key}) for e in called.elements.values())
