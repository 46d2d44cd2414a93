"""A token game that knows nothing of the engine: what BPMN says may happen in a diagram."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.unit.engine.models import Edge, Graph

HOLDS = ("subProcess", "callActivity")
WAITS = ("userTask", "receiveTask", "intermediateCatchEvent", "eventBasedGateway")


@dataclass
class Active:
    """A step that a token is in: how many people may act on it, how many instances are still to come, what runs
    inside, and which of its events have had their only time."""

    name: str
    open: int = 0
    todo: int = 0
    games: list["Game"] = field(default_factory=list)
    spent: set[str] = field(default_factory=set)


class Game:
    """The tokens of one process or subprocess. `failed`: an error has left it; `listens`: events beside it."""

    def __init__(self, graph: Graph, sel: int) -> None:
        self.graph = graph
        self.sel = sel
        self.edges: Counter[Edge] = Counter()
        self.active: list[Active] = []
        self.failed = False
        self.listens = {start: name for name, start in graph.beside.items()}
        starts = [n for n, kind in graph.kinds.items() if kind == "startEvent"]
        self._send(starts[0])
        self.run()

    def over(self) -> bool:
        """True when no token is left."""
        return not +self.edges and not self.active

    def key(self) -> tuple:
        """Return what tells this game from others; which of two equal tokens is which does not."""
        inside = [
            (a.name, a.open, a.todo, sorted(a.spent), sorted(g.key() for g in a.games)) for a in self.active
        ]
        return (sorted((+self.edges).items()), sorted(inside), sorted(self.listens), self.failed)

    def games(self) -> Iterator["Game"]:
        """Return this game and those inside it."""
        yield self
        for active in self.active:
            for game in active.games:
                yield from game.games()

    def look(self) -> dict[str, Counter[str]]:
        """Return how often each human step, message and timer waits."""
        seen: dict[str, Counter[str]] = {"do": Counter(), "send": Counter(), "ring": Counter()}
        for game in self.games():
            game._see(seen)
        return seen

    def _see(self, seen: dict[str, Counter[str]]) -> None:
        for start in self.listens:
            seen["send"][start] += 1
        for active in self.active:
            seen["do"][active.name] += active.open
            for event in self._events(active):
                if self.graph.waits[event] != "error":
                    seen["ring" if self.graph.waits[event] == "timer" else "send"][event] += 1

    def _events(self, active: Active) -> list[str]:
        graph, name = self.graph, active.name
        own = [target for _, target in graph.out(name)] if graph.kinds[name] == "eventBasedGateway" else []
        own += [name] if name in graph.waits else []
        return own + [e for e in graph.attached.get(name, ()) if e not in active.spent]

    def tell(self, sel: int) -> None:
        """Change what the conditions see."""
        for game in self.games():
            game.sel = sel

    def act(self, kind: str, name: str) -> bool:
        """Complete a step, or let an event happen, in this game itself. False when nobody waits for it here."""
        if name in self.listens:
            self._begin_beside(name)
            return True
        for active in self.active:
            if (active.name == name and active.open) if kind == "do" else name in self._events(active):
                self._complete(active) if kind == "do" else self._happen(active, name)
                return True
        return False

    def _complete(self, active: Active) -> None:
        active.open -= 1
        if active.todo:
            active.todo, active.open = active.todo - 1, active.open + 1
        elif not active.open:
            self._leave(active, active.name)

    def _happen(self, active: Active, event: str) -> None:
        if event in self.graph.attached.get(active.name, ()) and not self.graph.interrupting[event]:
            active.spent |= {event} if self.graph.waits[event] == "timer" else set()
            self._send(event)
        else:
            self._leave(active, event)

    def _begin_beside(self, start: str) -> None:
        name = self.listens[start]
        if self.graph.interrupting[start]:
            self.edges.clear()
            self.active, self.listens = [], {}
        self.active.append(Active(name, games=[Game(self.graph.inner[name], self.sel)]))

    def _leave(self, active: Active, by: str) -> None:
        self.active.remove(active)
        self._send(by)

    def _send(self, name: str) -> None:
        self.edges.update(self.graph.out(name))

    def run(self) -> None:
        """Move tokens until all of them wait."""
        while not self.failed and self._step():
            pass
        if self.over():
            self.listens = {}

    def _step(self) -> bool:
        for active in self.active:
            for game in active.games:
                game.run()
                if game.failed or game.over():
                    self._ended(active, game)
                    return True
        return any(self._enter(name, kind) for name, kind in self.graph.kinds.items())

    def _ended(self, active: Active, game: "Game") -> None:
        if game.failed:
            self.active.remove(active)
            caught = [e for e in self.graph.attached.get(active.name, ()) if self.graph.waits[e] == "error"]
            self.failed = not caught
            self.edges.update(e for event in caught for e in self.graph.out(event))
            return
        active.games.remove(game)
        if active.todo:
            active.todo -= 1
            active.games.append(Game(self.graph.inner[active.name], self.sel))
        elif not active.games:
            self._leave(active, active.name)

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
        elif kind in HOLDS or kind in WAITS:
            self._begin(name, kind)
        elif kind == "terminate":
            self.edges.clear()
            self.active = []
        elif kind == "error":
            self.failed = True

    def _begin(self, name: str, kind: str) -> None:
        loop = self.graph.loops.get(name, "")
        now = 2 if loop == "parallel" else 1
        active = Active(name, todo=1 if loop in ("sequential", "standard") else 0)
        self.active.append(active)
        if kind in HOLDS:
            active.games = [Game(self.graph.inner[name], self.sel) for _ in range(now)]
        elif kind == "userTask":
            active.open = now

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
        tokens = [e[1] for e in +self.edges if e[1] != name] + [a.name for a in self.active]
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
