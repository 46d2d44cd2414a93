"""Driving an instance as the inbox does: every step from the saved state."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app import engine
from app.errors import BadContent, Conflict
from app.rules import Outcome

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


class Calls:
    """A host that records what it was asked, and answers what it was told."""

    def __init__(self, now: datetime = NOW, decisions: Mapping[str, Any] | None = None) -> None:
        self.now = now
        self.case: Mapping[str, Any] = {}
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.decisions = dict(decisions or {})

    def decide(self, decision: str, context: Mapping[str, Any]) -> Outcome:
        return Outcome(dict(self.decisions[decision]), ("r1",))

    def operate(self, operator: str, parameters: Mapping[str, Any], element: str) -> Any:
        self.calls.append((operator, dict(parameters)))
        if operator == "echo_case":
            return dict(self.case)
        if operator == "refuse":
            raise Conflict("不行")
        if operator == "crash":
            raise ZeroDivisionError
        return {"n": len(self.calls), **parameters}


class Instance:
    """An instance of a compiled program, or of sources: `called` are the processes it calls, by key."""

    def __init__(
        self, source: bytes | engine.Program, case: Any = None, host: Calls | None = None, **called: bytes
    ) -> None:
        self.host = host or Calls()
        self.program = source if isinstance(source, engine.Program) else program(source, **called)
        self.status: str | None = None
        self.trace: list[engine.Passed] = []
        self._take(engine.start(self.program, case or {}, self.host))

    def _take(self, now: engine.Snapshot) -> None:
        self.now, self.case, self.state = now, now.case, now.state
        self.status = now.status or self.status
        self.trace += now.trace

    def open(self) -> list[str]:
        """Return the human steps that wait."""
        return sorted(w.element for w in self.now.waiting)

    def messages(self) -> list[str]:
        """Return the events that would take a message."""
        return sorted(s.element for s in self.now.subscriptions)

    def timers(self) -> list[str]:
        """Return the events that wait for a moment."""
        return sorted(t.element for t in self.now.timers)

    def do(self, element: str, which: int = 0, **answer: Any) -> "Instance":
        """Complete a waiting step."""
        token = [w.token for w in self.now.waiting if w.element == element][which]
        self._take(engine.complete(self.program, self.state, token, answer, self.case, self.host))
        return self

    def send(self, element: str, which: int = 0, **payload: Any) -> "Instance":
        """Deliver a message to an event."""
        token = [s.token for s in self.now.subscriptions if s.element == element][which]
        self._take(engine.deliver(self.program, self.state, token, payload, self.case, self.host))
        return self

    def ring(self, element: str) -> "Instance":
        """Let a timer's moment come and fire it."""
        timer = next(t for t in self.now.timers if t.element == element)
        self.host.now = max(self.host.now, timer.due)
        self._take(engine.fire(self.program, self.state, timer.token, self.case, self.host))
        return self

    def move(self, element: str, to: str) -> "Instance":
        """Move the token of a waiting step."""
        token = next(w.token for w in self.now.waiting if w.element == element)
        self._take(engine.move(self.program, self.state, token, to, self.case, self.host))
        return self

    def skip(self, element: str) -> "Instance":
        """Go past a waiting step."""
        token = next(w.token for w in self.now.waiting if w.element == element)
        self._take(engine.skip(self.program, self.state, token, self.case, self.host))
        return self

    def resume(self, case: Mapping[str, Any]) -> "Instance":
        """Run on with another case."""
        self._take(engine.resume(self.program, self.state, case, self.host))
        return self

    def passed(self, kind: str = "") -> list[str]:
        """Return the elements passed so far."""
        return [p.element for p in self.trace if kind in ("", p.kind)]


def unsound(source: bytes) -> engine.Program:
    """Compile a diagram that would not be published: the engine must bear one all the same."""
    return engine.compile_program("p", {"p": source})


def program(source: bytes, **called: bytes) -> engine.Program:
    """Check a diagram and compile it, as publishing and starting do; its key is `p`."""
    sources = {"p": source, **called}
    errors = [f for f in engine.check_program("p", sources) if f.severity == "error"]
    if errors:
        raise BadContent(errors[0].message, errors)
    return engine.compile_program("p", sources)
