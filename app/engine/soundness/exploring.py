"""Every way that the tokens of a net can take, as far as a bound: where they get stuck, double, or never end.

A marking is a set of flows that hold a token, as bits. A second token on a flow is noted and not followed further, so
that there are finitely many."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.engine.soundness.net import Net, Step

MOST = 30_000  # markings


@dataclass
class Explored:
    """What was found. `before` leads from a marking back to the start, `after` forward; `stuck` are markings in which
    nothing can happen; `doubled` says of a flow where a second token met it first, `unfinished` of an end what was still
    going on. `complete` is False when the bound was reached."""

    net: Net
    before: dict[int, tuple[int, Step] | None]
    after: dict[int, list[int]] = field(default_factory=dict)
    stuck: list[int] = field(default_factory=list)
    doubled: dict[int, tuple[int, Step]] = field(default_factory=dict)
    unfinished: dict[str, tuple[int, Step]] = field(default_factory=dict)
    fired: set[str] = field(default_factory=set)
    complete: bool = True

    def trace(self, marking: int, last: Step | None = None) -> tuple[str, ...]:
        """Return the nodes on a shortest way to a marking, and then a last step."""
        steps = [last] if last else []
        at = self.before[marking]
        while at is not None:
            steps.append(at[1])
            at = self.before[at[0]]
        return tuple(node for step in (self.net.start, *reversed(steps)) for node in step.nodes)

    def endless(self) -> list[int]:
        """Return the markings from which neither the end nor a place to get stuck can be reached, nearest first."""
        into: dict[int, list[int]] = {}
        for marking, nexts in self.after.items():
            for there in nexts:
                into.setdefault(there, []).append(marking)
        safe: set[int] = set()
        todo = [m for m, nexts in self.after.items() if not nexts]
        while todo:
            marking = todo.pop()
            if marking not in safe:
                safe.add(marking)
                todo += into.get(marking, ())
        return [marking for marking in self.after if marking not in safe]


def explore(net: Net) -> Explored:
    """Follow the tokens from the start."""
    first = 1 << net.start.put[0]
    found = Explored(net, {first: None}, fired=set(net.start.nodes))
    todo = deque([first])
    while todo:
        marking = todo.popleft()
        nexts = found.after[marking] = []
        for step in enabled(net, marking):
            there = _fire(found, marking, step)
            nexts.append(there)
            if there not in found.before:
                if len(found.before) >= MOST:
                    found.complete = False
                    return found
                found.before[there] = (marking, step)
                todo.append(there)
        if marking and not nexts:
            found.stuck.append(marking)
    return found


def enabled(net: Net, marking: int) -> Iterator[Step]:
    """Yield the steps that can happen in a marking."""
    rest, flow = marking, 0
    while rest:
        if rest & 1:
            for step in net.steps.get(flow, ()):
                if all(marking >> other & 1 for other in step.take) and _may_join(step, marking, flow):
                    yield step
        rest >>= 1
        flow += 1


def _may_join(step: Step, marking: int, flow: int) -> bool:
    """True unless an inclusive join still waits: a token elsewhere can reach an empty flow of it, and none that is full
    (BPMN 2.0, table 13.3). The first full flow acts for all."""
    join = step.join
    if join is None:
        return True
    full = sum(1 << n for n in join.into if marking >> n & 1)
    if full & ((1 << flow) - 1):
        return False
    empty = sum(1 << n for n in join.into) & ~full
    others = (ahead for other, ahead in join.ahead.items() if marking >> other & 1)
    return not any(ahead & empty and not ahead & full for ahead in others)


def _fire(found: Explored, marking: int, step: Step) -> int:
    net = found.net
    found.fired.update(step.nodes)
    if step.clears:
        return 0
    taken = step.join.into if step.join else step.take
    there = marking
    for flow in taken:
        there &= ~(1 << flow)
    if not step.put and step.take[0] not in net.side and _holds(net, there):
        found.unfinished.setdefault(step.node, (marking, step))
    for flow in step.put:
        if there >> flow & 1 and flow not in net.side:
            found.doubled.setdefault(flow, (marking, step))
        there |= 1 << flow
    return there


def _holds(net: Net, marking: int) -> bool:
    """True when a token is left on a flow that is not beside the others."""
    return any(marking >> flow & 1 and flow not in net.side for flow in range(len(net.flows)))
