"""Random diagrams. Blocks are nested, so every diagram can end; gateways, loops, subprocesses, multi-instance
steps, boundary events and event gateways occur in all combinations."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.support.drawing import diagram, flow, message, multi, node, subprocess, user

Edge = tuple[str, str]


@dataclass
class Graph:
    """One process or subprocess."""

    kinds: dict[str, str] = field(default_factory=dict)
    edges: dict[Edge, tuple[int, int] | None] = field(default_factory=dict)
    default: dict[str, Edge] = field(default_factory=dict)
    attached: dict[str, list[str]] = field(default_factory=dict)
    interrupting: dict[str, bool] = field(default_factory=dict)
    inner: dict[str, "Graph"] = field(default_factory=dict)

    def out(self, name: str) -> list[Edge]:
        """Return the flows that leave a node."""
        return [e for e in self.edges if e[0] == name]

    def into(self, name: str) -> list[Edge]:
        """Return the flows that enter a node."""
        return [e for e in self.edges if e[1] == name]


class Drawing:
    """Draws a random diagram. A flow of a choice has (modulus, remainder), if inclusive (modulus, least)."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.count = 0
        self.stops = 0
        self.graph = self._scope(3)

    def _scope(self, depth: int) -> Graph:
        graph = Graph()
        last = self._add(graph, "startEvent")
        for _ in range(self.random.randint(1, 3)):
            last = self._block(graph, last, depth)
        self._flow(graph, last, self._add(graph, "endEvent"))
        return graph

    def _add(self, graph: Graph, kind: str) -> str:
        self.count += 1
        self.stops += kind in ("userTask", "several", "eventBasedGateway")
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
        blocks = [
            self._user,
            self._pass,
            self._bounded,
            self._sequence,
            self._choice,
            self._parallel,
            self._inclusive,
            self._loop,
            self._inside,
            self._several,
            self._event,
        ]
        return self.random.choice(blocks)(graph, before, depth - 1)

    def _user(self, graph: Graph, before: str, depth: int) -> str:
        return self._then(graph, before, "userTask")

    def _pass(self, graph: Graph, before: str, depth: int) -> str:
        """A step that needs nobody: several rounds of a loop may be passed in one act."""
        return self._then(graph, before, "intermediateThrowEvent")

    def _several(self, graph: Graph, before: str, depth: int) -> str:
        return self._then(graph, before, "several")

    def _sequence(self, graph: Graph, before: str, depth: int) -> str:
        return self._block(graph, self._block(graph, before, depth), depth)

    def _bounded(self, graph: Graph, before: str, depth: int) -> str:
        """A step or a subprocess with a boundary event that interrupts it, and one that does not."""
        step = (self._user if self.random.random() < 0.6 else self._inside)(graph, before, depth)
        merge = self._then(graph, step, "exclusiveGateway")
        for interrupting in self.random.sample((True, False), self.random.randint(1, 2)):
            event = self._add(graph, "boundaryEvent")
            graph.attached.setdefault(step, []).append(event)
            graph.interrupting[event] = interrupting
            branch = self._then(graph, event, "userTask")
            self._flow(graph, branch, merge if interrupting else self._add(graph, "endEvent"))
        return merge

    def _inside(self, graph: Graph, before: str, depth: int) -> str:
        name = self._then(graph, before, "subProcess")
        graph.inner[name] = self._scope(max(depth - 1, 0))
        return name

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
        for _ in range(2):
            event = self._then(graph, gateway, "intermediateCatchEvent")
            self._flow(graph, self._block(graph, event, depth), merge)
        return merge

    def xml(self) -> bytes:
        """Return the diagram as BPMN."""
        names = [n for g in _graphs(self.graph) for n, k in g.kinds.items() if k in CATCHES]
        nodes, flows = _draw(self.graph)
        lanes = {"r": [n for g in _graphs(self.graph) for n in g.kinds]}
        return diagram("p", nodes, flows, messages=tuple(names), lanes=lanes)


CATCHES = ("boundaryEvent", "intermediateCatchEvent")


def _graphs(graph: Graph) -> Iterator[Graph]:
    yield graph
    for inner in graph.inner.values():
        yield from _graphs(inner)


def _draw(graph: Graph) -> tuple[list[str], list[str]]:
    return [_node(graph, name, kind) for name, kind in graph.kinds.items()], [
        flow(*edge, _condition(graph, edge, pair)) for edge, pair in graph.edges.items()
    ]


def _node(graph: Graph, name: str, kind: str) -> str:
    if kind == "userTask":
        return user(name)
    if kind == "several":
        return user(name, multi(count="2"), data="votes")
    if kind == "subProcess":
        return subprocess(name, *_draw(graph.inner[name]))
    if kind == "intermediateCatchEvent":
        return node(kind, name, message(name))
    if kind == "boundaryEvent":
        host = next(step for step, events in graph.attached.items() if name in events)
        cancels = str(graph.interrupting[name]).lower()
        return node(kind, name, message(name), attachedToRef=host, cancelActivity=cancels)
    default = graph.default.get(name)
    return node(kind, name, **({"default": f"f_{default[0]}_{default[1]}"} if default else {}))


def _condition(graph: Graph, edge: Edge, pair: tuple[int, int] | None) -> str:
    if pair is None:
        return ""
    sign = ">=" if graph.kinds[edge[0]] == "inclusiveGateway" else "="
    return f"modulo(f.sel, {pair[0]}) {sign} {pair[1]}"
