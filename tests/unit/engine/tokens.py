"""A token game that knows nothing of the engine: what BPMN says may happen in a diagram."""

from collections import Counter

from tests.unit.engine.models import Edge, Graph


class Game:
    """The tokens of one process or subprocess."""

    def __init__(self, graph: Graph, sel: int) -> None:
        self.graph = graph
        self.sel = sel
        self.edges: Counter[Edge] = Counter()
        self.ready: Counter[str] = Counter()
        self.inner: list[tuple[str, Game]] = []
        self._send(next(n for n, kind in graph.kinds.items() if kind == "startEvent"))
        self._run()

    def over(self) -> bool:
        """True when no token is left."""
        return not (+self.edges or +self.ready)

    def tasks(self) -> Counter[str]:
        """Return how often each human step waits."""
        found = Counter(
            {n: c for n, c in self.ready.items() if self.graph.kinds[n] in ("userTask", "several") and c}
        )
        return sum((game.tasks() for _, game in self.inner), found)

    def events(self) -> Counter[str]:
        """Return how often each message would be taken."""
        found: Counter[str] = Counter()
        for name, count in (+self.ready).items():
            if self.graph.kinds[name] == "eventBasedGateway":
                found.update({target: count for _, target in self.graph.out(name)})
            one = 1 if self.graph.kinds[name] == "several" else count
            found.update(dict.fromkeys(self.graph.attached.get(name, ()), one))
        return sum((game.events() for _, game in self.inner), found)

    def complete(self, name: str, sel: int) -> bool:
        """Complete a step where it waits; a multi-instance step leaves its answers elsewhere."""
        return self._act(name, sel, self._complete)

    def deliver(self, name: str, sel: int) -> bool:
        """Deliver a message where it is waited for."""
        return self._act(name, sel, self._deliver)

    def _act(self, name: str, sel: int, act) -> bool:
        self._tell(sel)
        if name in self.graph.kinds and act(name):
            self._run()
            return True
        for _, game in self.inner:
            if game._act(name, sel, act.__func__.__get__(game)):
                self._run()
                return True
        return False

    def _tell(self, sel: int) -> None:
        self.sel = sel
        for _, game in self.inner:
            game._tell(sel)

    def _complete(self, name: str) -> bool:
        if not self.ready[name]:
            return False
        self.ready[name] -= 1
        if self.graph.kinds[name] == "userTask" or not self.ready[name]:
            self._send(name)
        return True

    def _deliver(self, name: str) -> bool:
        if self.graph.kinds[name] == "intermediateCatchEvent":
            gateway = self.graph.into(name)[0][0]
            if not self.ready[gateway]:
                return False
            self.ready[gateway] -= 1
        else:
            host = next(step for step, events in self.graph.attached.items() if name in events)
            if not self.ready[host]:
                return False
            if self.graph.interrupting[name]:
                self.ready[host] -= 1
                self.inner = [(n, g) for n, g in self.inner if n != host]
        self._send(name)
        return True

    def _send(self, name: str) -> None:
        self.edges.update(self.graph.out(name))

    def _run(self) -> None:
        """Move tokens until all of them wait."""
        while self._step():
            pass

    def _step(self) -> bool:
        for name, game in list(self.inner):
            if game.over():
                self.inner.remove((name, game))
                self.ready[name] -= 1
                self._send(name)
                return True
        return any(self._enter(name, kind) for name, kind in self.graph.kinds.items())

    def _enter(self, name: str, kind: str) -> bool:
        into = self.graph.into(name)
        full = [e for e in into if self.edges[e] > 0]
        if not full:
            return False
        if kind == "parallelGateway" and len(full) < len(into):
            return False
        if kind == "inclusiveGateway" and self._still_comes(name, full):
            return False
        for edge in full if kind in ("parallelGateway", "inclusiveGateway") else full[:1]:
            self.edges[edge] -= 1
        self._arrive(name, kind)
        return True

    def _arrive(self, name: str, kind: str) -> None:
        if kind in ("exclusiveGateway", "inclusiveGateway"):
            self.edges.update(self._choose(name, kind))
        elif kind in ("parallelGateway", "intermediateThrowEvent"):
            self._send(name)
        elif kind == "several":
            self.ready[name] += 2
        elif kind != "endEvent":
            self.ready[name] += 1
            if kind == "subProcess":
                self.inner.append((name, Game(self.graph.inner[name], self.sel)))

    def _choose(self, name: str, kind: str) -> list[Edge]:
        out = self.graph.out(name)
        if len(out) == 1:
            return out
        pairs = {e: self.graph.edges[e] for e in out}
        inclusive = kind == "inclusiveGateway"
        hit = [e for e, pair in pairs.items() if pair and _holds(self.sel, pair, inclusive)]
        return hit or [self.graph.default[name]]

    def _still_comes(self, name: str, full: list[Edge]) -> bool:
        """True while a token can reach an empty input without passing the gateway, but no full one."""
        empty = [e for e in self.graph.into(name) if e not in full]
        tokens = [e[1] for e in +self.edges if e[1] != name] + list(+self.ready)
        for token in tokens:
            reached = self._reach(token, name)
            if reached & set(empty) and not reached & set(full):
                return True
        return False

    def _reach(self, start: str, barrier: str) -> set[Edge]:
        seen: set[str] = set()
        edges: set[Edge] = set()
        todo = [start]
        while todo:
            name = todo.pop()
            if name in seen or name == barrier:
                continue
            seen.add(name)
            for edge in [e for n in (name, *self.graph.attached.get(name, ())) for e in self.graph.out(n)]:
                edges.add(edge)
                todo.append(edge[1])
        return edges


def _holds(sel: int, pair: tuple[int, int], inclusive: bool) -> bool:
    return sel % pair[0] >= pair[1] if inclusive else sel % pair[0] == pair[1]
