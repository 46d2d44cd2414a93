"""Random diagrams. Blocks are nested, so every diagram can end; gateways, loops, subprocesses, calls, repeated steps,
boundary events, event gateways, event subprocesses, errors and terminate ends occur in all combinations."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Edge = tuple[str, str]
LOOPS = ("parallel", "sequential", "standard")
Block = Callable[["Graph", str, int], str]
STOPS = ("userTask", "receiveTask", "eventBasedGateway", "intermediateCatchEvent")


@dataclass
class Graph:
    """One process or subprocess. `loops` says how a step is repeated (always twice), `waits` what an event waits
    for (message, timer, error), `inner` what is inside a subprocess or called, `beside` which of those start on a
    message of their own."""

    kinds: dict[str, str] = field(default_factory=dict)
    edges: dict[Edge, tuple[int, int] | None] = field(default_factory=dict)
    default: dict[str, Edge] = field(default_factory=dict)
    attached: dict[str, list[str]] = field(default_factory=dict)
    interrupting: dict[str, bool] = field(default_factory=dict)
    waits: dict[str, str] = field(default_factory=dict)
    loops: dict[str, str] = field(default_factory=dict)
    inner: dict[str, "Graph"] = field(default_factory=dict)
    beside: dict[str, str] = field(default_factory=dict)

    def __deepcopy__(self, memo: object) -> "Graph":
        return self

    def out(self, name: str) -> list[Edge]:
        """Return the flows that leave a node."""
        return [e for e in self.edges if e[0] == name]

    def into(self, name: str) -> list[Edge]:
        """Return the flows that enter a node."""
        return [e for e in self.edges if e[1] == name]

    def all(self) -> Iterator["Graph"]:
        """Return this and everything inside it."""
        yield self
        for inner in self.inner.values():
            yield from inner.all()


class Drawing:
    """Draws a random diagram. A flow of a choice has (modulus, remainder), if inclusive (modulus, least)."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.count = 0
        self.stops = 0
        self.caught = 0
        self.graph = self._process(3)

    def _process(self, depth: int) -> Graph:
        """Draw a process: only there an event subprocess may stand."""
        graph = self._scope(depth)
        if depth > 1 and self.random.random() < 0.25:
            name = self._add(graph, "subProcess")
            stops = self.stops  # nobody need ever come to what is beside
            inner = graph.inner[name] = self._scope(1)
            self.stops = stops
            start = graph.beside[name] = next(n for n, k in inner.kinds.items() if k == "startEvent")
            inner.waits[start] = "message"
            graph.interrupting[start] = self.random.random() < 0.5
        return graph

    def _scope(self, depth: int, *at_last: Block) -> Graph:
        graph = Graph()
        last = self._add(graph, "startEvent")
        for _ in range(self.random.randint(1, 3)):
            last = self._block(graph, last, depth)
        for block in at_last:
            last = block(graph, last, depth)
        self._flow(graph, last, self._add(graph, "endEvent"))
        return graph

    def _add(self, graph: Graph, kind: str) -> str:
        self.count += 1
        self.stops += kind in STOPS
        name = f"{kind}{self.count}"
        graph.kinds[name] = kind
        return name

    def _flow(self, graph: Graph, source: str, target: str, condition: tuple[int, int] | None = None) -> None:
        graph.edges[source, target] = condition

    def _then(self, graph: Graph, before: str, kind: str) -> str:
        name = self._add(graph, kind)
        self._flow(graph, before, name)
        return name

    def _block(self, graph: Graph, before: str, depth: int) -> str:
        if depth == 0:
            return (self._user if self.random.random() < 0.7 else self._pass)(graph, before, 0)
        blocks: list[Block] = [
            *(self._user, self._pass, self._wait, self._several, self._sequence),
            *(self._choice, self._parallel, self._inclusive, self._loop, self._event),
            *(self._inside, self._bounded, self._safe, self._stop),
        ]
        return self.random.choice(blocks)(graph, before, depth - 1)

    def _user(self, graph: Graph, before: str, depth: int) -> str:
        return self._then(graph, before, "userTask")

    def _pass(self, graph: Graph, before: str, depth: int) -> str:
        """A step that needs nobody: several rounds of a loop may be passed in one act."""
        return self._then(graph, before, "intermediateThrowEvent")

    def _wait(self, graph: Graph, before: str, depth: int) -> str:
        name = self._then(graph, before, self.random.choice(("receiveTask", "intermediateCatchEvent")))
        graph.waits[name] = "message" if name.startswith("receive") else self._message_or_timer()
        return name

    def _message_or_timer(self) -> str:
        return self.random.choice(("message", "timer"))

    def _several(self, graph: Graph, before: str, depth: int) -> str:
        """A repeated step, subprocess or call; an error inside it would leave all of it."""
        kind = self.random.choice(("userTask", "subProcess", "callActivity"))
        name = self._then(graph, before, kind)
        graph.loops[name] = self.random.choice(LOOPS)
        if kind != "userTask":
            graph.inner[name] = self._called(depth) if kind == "callActivity" else self._scope(depth)
        return name

    def _called(self, depth: int) -> Graph:
        """A called process: its errors must be caught on the call."""
        caught, self.caught = self.caught, 0
        graph = self._process(depth)
        self.caught = caught
        return graph

    def _sequence(self, graph: Graph, before: str, depth: int) -> str:
        return self._block(graph, self._block(graph, before, depth), depth)

    def _inside(self, graph: Graph, before: str, depth: int) -> str:
        kind = self.random.choice(("subProcess", "callActivity"))
        name = self._then(graph, before, kind)
        graph.inner[name] = self._called(depth) if kind == "callActivity" else self._scope(depth)
        return name

    def _bounded(self, graph: Graph, before: str, depth: int) -> str:
        """A step with an event that interrupts it, one that does not, or both."""
        step = self.random.choice((self._user, self._inside, self._several))(graph, before, depth)
        merge, stops = self._then(graph, step, "exclusiveGateway"), self.stops
        for interrupting in self.random.sample((True, False), self.random.randint(1, 2)):
            event = self._attach(graph, step, self._message_or_timer(), interrupting)
            branch = self._then(graph, event, "userTask")
            self._flow(graph, branch, merge if interrupting else self._add(graph, "endEvent"))
        self.stops = stops  # an event need never happen
        return merge

    def _attach(self, graph: Graph, step: str, waits: str, interrupting: bool) -> str:
        event = self._add(graph, "boundaryEvent")
        graph.attached.setdefault(step, []).append(event)
        graph.waits[event], graph.interrupting[event] = waits, interrupting
        return event

    def _safe(self, graph: Graph, before: str, depth: int) -> str:
        """A subprocess that may fail, with the event that catches it."""
        name = self._then(graph, before, "subProcess")
        self.caught += 1
        graph.inner[name] = inner = self._scope(depth, self._stop)
        self.caught -= 1
        if "error" not in (k for g in inner.all() for k in g.kinds.values()):
            return name
        branch = self._then(graph, self._attach(graph, name, "error", True), "userTask")
        merge = self._then(graph, name, "exclusiveGateway")
        self._flow(graph, branch, merge)
        return merge

    def _stop(self, graph: Graph, before: str, depth: int) -> str:
        """A person's answer may lead to an end of its own: an error where it is caught, else a terminate."""
        step = self._user(graph, before, depth)
        gate = self._then(graph, step, "exclusiveGateway")
        after = self._then(graph, gate, "userTask")
        graph.default[gate] = (gate, after)
        end = self._add(graph, "error" if self.caught and self.random.random() < 0.7 else "terminate")
        self._flow(graph, gate, end, (4, 1))
        return after

    def _choice(self, graph: Graph, before: str, depth: int) -> str:
        return self._branches(graph, before, depth, "exclusiveGateway")

    def _inclusive(self, graph: Graph, before: str, depth: int) -> str:
        return self._branches(graph, before, depth, "inclusiveGateway")

    def _branches(self, graph: Graph, before: str, depth: int, kind: str) -> str:
        split, merge = self._then(graph, before, kind), self._add(graph, kind)
        ways = self.random.randint(2, 3)
        for way in range(ways):
            first = self._add(graph, "userTask")
            self._flow(graph, split, first, (ways, way) if way else None)
            if way == 0:
                graph.default[split] = (split, first)
            self._flow(graph, self._block(graph, first, depth), merge)
        return merge

    def _parallel(self, graph: Graph, before: str, depth: int) -> str:
        split, merge = self._then(graph, before, "parallelGateway"), self._add(graph, "parallelGateway")
        for _ in range(self.random.randint(2, 3)):
            self._flow(graph, self._block(graph, split, depth), merge)
        return merge

    def _loop(self, graph: Graph, before: str, depth: int) -> str:
        entry = self._then(graph, before, "exclusiveGateway")
        stops, last = self.stops, self._block(graph, entry, depth)
        if self.stops == stops:  # nobody would ever end such a loop
            last = self._user(graph, last, depth)
        leave = self._then(graph, last, "exclusiveGateway")
        after = self._then(graph, leave, "userTask")
        graph.default[leave] = (leave, after)
        self._flow(graph, leave, entry, (3, 1))
        return after

    def _event(self, graph: Graph, before: str, depth: int) -> str:
        gateway, merge = self._then(graph, before, "eventBasedGateway"), self._add(graph, "exclusiveGateway")
        for waits in ("message", self._message_or_timer()):
            event = self._then(graph, gateway, "intermediateCatchEvent")
            graph.waits[event] = waits
            self._flow(graph, self._block(graph, event, depth), merge)
        return merge
