"""A saved state read in another version of its diagram: the tokens stay where they are, under the names of the new one.

Only what certainly goes on as before is taken over: every step in which a token rests must be there, of the same kind,
with the same boundary events and the same ways into a join. Everything else is refused with the reason."""

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit

from app.engine.building import spec_name
from app.engine.events import Choice, Listener
from app.engine.joins import Inclusive, Parallel
from app.engine.program import Program
from app.engine.state import LIVE, dump, load
from app.errors import Conflict

PARENT, NAME = 1, 3  # of a token's row


def migrate(old: Program, new: Program, state: bytes, mapping: Mapping[str, str]) -> bytes:
    """Return a state of the old program as one of the new; `mapping` says how elements are called now that have another
    id. Raises Conflict with the reason why an instance must stay."""
    rows, inner = load(state)
    move = _Move(old, new, mapping, inner)
    return dump(move.scope(old.spec, new.spec, rows), move.inner)


class _Move:
    def __init__(self, old: Program, new: Program, mapping: Mapping[str, str], inner: dict[str, Any]) -> None:
        self._old = old
        self._new = new
        self._mapping = mapping
        self._rows = inner
        self.inner: dict[str, Any] = {}

    def scope(self, old: Any, new: Any, rows: list[Any]) -> list[Any]:
        """Return the rows of a process or subprocess as the new one has them."""
        self._same(_listeners(old), _listeners(new), f"“{new.description or new.name}”的事件子流程")
        gone: dict[str, str | None] = {}
        kept = []
        for row in rows:
            identifier, parent, state, name = row[:4]
            row[PARENT] = gone.get(parent, parent)
            row[NAME] = self._named(name)
            if row[NAME] in new.task_specs:
                self._fits(old.task_specs[name], new.task_specs[row[NAME]], state)
                kept.append(row)
                self._inside(identifier, old.task_specs[name], new.task_specs[row[NAME]])
            elif state & LIVE or name.startswith("split:"):
                raise Conflict(f"新版本里没有“{_title(old, name)}”，正停在这一步的办理留在原版本。")
            else:
                gone[identifier] = row[PARENT]  # it is over: only those behind it still name it
        return kept

    def _inside(self, identifier: str, old: Any, new: Any) -> None:
        if identifier in self._rows:
            before, after = self._old.subs[old.spec], self._new.subs[new.spec]
            self.inner[identifier] = self.scope(before, after, self._rows[identifier])

    def _named(self, name: str) -> str:
        kind, mark, element = name.partition(":")
        return f"{kind}{mark}{self._mapping.get(element, element)}" if mark else name

    def _fits(self, old: Any, new: Any, state: int) -> None:
        title = _title(old._wf_spec, old.name)
        if type(old) is not type(new):
            raise Conflict(f"“{title}”在新版本里是另一种元素。")
        if isinstance(old, (Parallel, Inclusive)):
            self._same(_names(old.inputs), _names(new.inputs), f"“{title}”汇合的分支")
        elif isinstance(old, (BoundaryEventSplit, Choice)):
            self._same(_names(old.outputs), _names(new.outputs), f"“{title}”的边界事件或等待的事件")
        elif state & LIVE and _is_held(old) != _is_held(new):
            raise Conflict(f"“{title}”的边界事件在新版本里不同，进行中的办理不能照原样继续。")
        elif state & LIVE and getattr(old, "event_definition", None) is not None:
            self._waits_for_the_same(old, new, title)

    @staticmethod
    def _waits_for_the_same(old: Any, new: Any, title: str) -> None:
        kinds = [getattr(each.event_definition, "kind", "") for each in (old, new)]
        if kinds[0] != kinds[1]:
            raise Conflict(f"“{title}”在新版本里等待另一种事件。")

    def _same(self, old: set[str], new: set[str], what: str) -> None:
        if {self._named(name) for name in old} != new:
            raise Conflict(f"{what}在新版本里不同，进行中的办理不能照原样继续。")


def _is_held(spec: Any) -> bool:
    """True for a step that has boundary events."""
    return f"split:{spec.name.partition(':')[2]}" in spec._wf_spec.task_specs


def _listeners(spec: Any) -> set[str]:
    return {name for name, each in spec.task_specs.items() if isinstance(each, Listener)}


def _names(specs: list[Any]) -> set[str]:
    return {spec.name for spec in specs}


def _title(spec: Any, name: str) -> str:
    element = name.partition(":")[2]
    each = spec.task_specs.get(spec_name(element)) or spec.task_specs[name]
    return str(getattr(each, "bpmn_name", None) or element or name)
