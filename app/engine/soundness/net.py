"""A scope of a diagram as a net: which steps take a token from which flows, and on which they put one.

What happens inside a step is not looked at: a subprocess is a scope of its own, a called process a diagram of its own.
Steps between two flows that neither choose nor wait for one another are passed over, so that parallel branches stay
few states (fusion of series places)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from app.content.bpmn import Element, Process
from app.engine.reaching import reached

ENDING = ("terminate", "error", "cancel")  # ends that take every other token of their scope with them
MOST_BRANCHES = 8  # of an inclusive gateway: its choices are all their subsets


@dataclass(frozen=True)
class Step:
    """Something that can happen: it needs a token on each flow of `take` and puts one on each of `put`. `nodes` are what
    it goes through: its own, then those that are passed over on the way to a flow (`ways`, as `put`). With `join`, an
    inclusive gateway decides (`Join`). A step that `clears` ends its whole scope."""

    node: str
    take: tuple[int, ...]
    put: tuple[int, ...] = ()
    ways: tuple[tuple[str, ...], ...] = ()
    clears: bool = False
    join: "Join | None" = None

    @property
    def nodes(self) -> tuple[str, ...]:
        """The elements that the step goes through, in order."""
        return (self.node, *(node for way in self.ways for node in way))


@dataclass(frozen=True)
class Join:
    """An inclusive join: `into` are its flows; `ahead` says of every other flow which of them a token on it may still
    reach without passing the join (bits)."""

    into: tuple[int, ...]
    ahead: Mapping[int, int]


@dataclass(frozen=True)
class Net:
    """The steps of a scope by the flow that they take first; `start` is the first that happens. `flows` are ids by
    number; on a flow in `side` a second token is nothing special (reminders)."""

    flows: tuple[str, ...]
    steps: Mapping[int, tuple[Step, ...]]
    start: Step
    side: frozenset[int]


class TooWide(Exception):
    """A gateway with more choices than can be looked at; `element` is its id."""

    def __init__(self, element: str) -> None:
        super().__init__(element)
        self.element = element


def net_of(process: Process, scope: str | None) -> Net | None:
    """Return the net of a process or of a subprocess in it; None without a start. Raises TooWide."""
    return _Builder(process, scope).net()


class _Builder:
    def __init__(self, process: Process, scope: str | None) -> None:
        self._process = process
        self._members = {e.id: e for e in process.elements.values() if e.parent == scope and not e.triggered}
        self._outcomes = {e.id: self._boundaries(e) for e in self._members.values()}
        self._ends: dict[str, str] = {}
        self._passed: dict[str, tuple[str, ...]] = {}
        for flow in self._own_flows():
            self._follow(flow)
        self._numbers = {flow: n for n, flow in enumerate(dict.fromkeys(self._ends.values()))}

    def net(self) -> Net | None:
        start = next((e for e in self._members.values() if e.type == "startEvent"), None)
        if start is None or not start.outgoing:
            return None
        steps: dict[int, list[Step]] = {}
        for element in self._members.values():
            for step in self._steps(element):
                steps.setdefault(step.take[0], []).append(step)
        return Net(
            flows=tuple(self._numbers),
            steps={flow: tuple(found) for flow, found in steps.items()},
            start=self._step(start, (), start.outgoing[:1]),
            side=self._side(start),
        )

    def _own_flows(self) -> list[str]:
        return [flow for element in self._members.values() for flow in element.outgoing]

    def _boundaries(self, element: Element) -> list[Element]:
        return [e for e in self._process.boundaries(element.id) if e.outgoing]

    def _follow(self, flow: str) -> None:
        """Find the flow on which a token that is put on this one comes to lie."""
        at, passed, seen = flow, [], {flow}
        while (element := self._members.get(self._process.flows[at].target)) and self._is_plain(element):
            if element.outgoing[0] in seen:
                break  # round and round, with nothing between
            at = element.outgoing[0]
            passed.append(element.id)
            seen.add(at)
        self._ends[flow], self._passed[flow] = at, tuple(passed)

    def _is_plain(self, element: Element) -> bool:
        single = len(element.outgoing) == 1 and not self._outcomes[element.id]
        merges = element.type == "exclusiveGateway" or not element.type.endswith("Gateway")
        return single and merges and element.type not in ("startEvent", "boundaryEvent")

    def _into(self, element: Element) -> list[int]:
        found = [self._numbers[f] for f in element.incoming if f in self._numbers]
        return list(dict.fromkeys(found))

    def _step(
        self, element: Element, take: Sequence[int], out: Iterable[str], join: Join | None = None
    ) -> Step:
        """Return the step that takes tokens and puts one on each of some flows."""
        flows = tuple(out)
        return Step(
            node=element.id,
            take=tuple(take),
            put=tuple(self._numbers[self._ends[flow]] for flow in flows),
            ways=tuple(self._passed[flow] for flow in flows),
            clears=element.type == "endEvent" and element.event in ENDING,
            join=join,
        )

    def _steps(self, element: Element) -> Iterator[Step]:
        into = self._into(element)
        if element.type == "parallelGateway":
            yield from self._parallel(element, into)
        elif element.type == "inclusiveGateway":
            yield from self._inclusive(element, into)
        else:
            for flow in into:
                for out in self._outcomes_of(element):
                    yield self._step(element, (flow,), out)

    def _outcomes_of(self, element: Element) -> Iterator[Sequence[str]]:
        """Yield what may come of a step: a way out of a gateway, the step's own end, or what a boundary event does."""
        if element.type.endswith("Gateway"):
            yield from ((flow,) for flow in element.outgoing)
            return
        beside = [b.outgoing[0] for b in self._outcomes[element.id] if not b.interrupting]
        instead = [b.outgoing[:1] for b in self._outcomes[element.id] if b.interrupting]
        for way in (element.outgoing, *instead):
            yield way
            if beside:
                yield (*way, *beside)

    def _parallel(self, element: Element, into: list[int]) -> Iterator[Step]:
        if not into:
            return
        ahead = self._ahead(element.outgoing, None)
        back = [n for n in into if n in ahead]
        first = [n for n in into if n not in ahead]
        ways = [first, back] if first and back else [into]  # a loop back into it is another way in
        for way in ways:
            yield self._step(element, way, element.outgoing)

    def _inclusive(self, element: Element, into: list[int]) -> Iterator[Step]:
        join = self._join(element, into) if len(into) > 1 else None
        for flow in into:
            for ways in self._choices(element):
                yield self._step(element, (flow,), ways, join)

    def _choices(self, element: Element) -> Iterator[Sequence[str]]:
        if len(element.outgoing) == 1:
            yield element.outgoing
            return
        free = [flow for flow in element.outgoing if flow != element.default]
        if len(free) > MOST_BRANCHES:
            raise TooWide(element.id)
        for size in range(1, len(free) + 1):
            yield from combinations(free, size)
        if element.default:
            yield (element.default,)

    def _join(self, element: Element, into: list[int]) -> Join:
        wanted = set(into)
        ahead = {}
        for flow in self._ends.values():
            number = self._numbers[flow]
            if number not in wanted:
                ahead[number] = sum(1 << n for n in self._ahead([flow], element.id) & wanted)
        return Join(tuple(into), ahead)

    def _ahead(self, flows: Iterable[str], barrier: str | None) -> set[int]:
        """Return the numbers of the flows that a token on one of these may come to lie on."""

        def after(element: Element) -> list[str]:
            if element.id == barrier:
                return []
            return [*element.outgoing, *(b.outgoing[0] for b in self._outcomes[element.id])]

        return self._reached(flows, after)

    def _side(self, start: Element) -> frozenset[int]:
        """Return the flows that only boundary events which interrupt nothing lead to."""

        def after(element: Element) -> list[str]:
            stops = [b.outgoing[0] for b in self._outcomes[element.id] if b.interrupting]
            return [*element.outgoing, *stops]

        return frozenset(self._numbers.values()) - self._reached(start.outgoing, after)

    def _reached(self, flows: Iterable[str], after: Callable[[Element], list[str]]) -> set[int]:
        """Return the numbers of these flows and of those behind them; `after` says which leave an element."""

        def behind(flow: str) -> list[str]:
            target = self._members.get(self._process.flows[flow].target)
            return [self._ends[f] for f in after(target)] if target is not None else []

        return {self._numbers[flow] for flow in reached([self._ends[f] for f in flows], behind)}
