"""What stands on a form now: conditions are FEEL over what is typed and, behind it, the case.

What is typed into a hidden field does not count for the others, nor what is typed into a read-only one; since
that may hide further fields, it is settled in rounds."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app import rules
from app.content.form import Field, Form
from app.forms.demands import Decide, demands_of
from app.forms.typed import loose

ROUNDS = 30  # more than any chain of conditions needs; conditions in a circle would never settle


class Standing:
    """Which components of a form are visible, editable and required for what is typed."""

    def __init__(
        self, form: Form, case: Mapping[str, Any], now: datetime, decide: Decide | None = None
    ) -> None:
        self._form = form
        self._case = case
        self._now = now
        self._decide = decide
        self._demanded: tuple[Mapping[str, Any], dict[str, str]] | None = None
        self._defaults: dict[int, Any] = {}
        self._last: tuple[Mapping[str, Any], tuple[Field, ...], dict[str, Any]] | None = None

    def feel(self, text: str, values: Mapping[str, Any]) -> Any:
        """Evaluate FEEL over the case and, before it, what is typed; null when it cannot be evaluated."""
        try:
            return rules.evaluate(text, {**self._case, **values}, now=self._now)
        except rules.FeelError:
            return None

    def holds(self, condition: str, values: Mapping[str, Any]) -> bool:
        """Whether a condition is there and true; one that cannot be evaluated is not."""
        return bool(condition) and self.feel(condition, values) is True

    def default(self, found: Field) -> Any:
        """Return what a field starts with: a literal, or FEEL over the case after `=`."""
        if id(found) not in self._defaults:
            text = found.properties.get("default", "")
            value = rules.to_json(self.feel(text[1:], {})) if text.startswith("=") else text or found.default
            self._defaults[id(found)] = value
        return self._defaults[id(found)]

    def seen(self, found: Field, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return what conditions see beside a component: what counts of what is typed."""
        scope = self._form.beside(found)
        if self._last is None or self._last[0] is not values or self._last[1] is not scope:
            self._last = values, scope, self._settle(scope, values)
        return self._last[2]

    def _settle(self, scope: tuple[Field, ...], values: Mapping[str, Any]) -> dict[str, Any]:
        typed = {f.name: loose(f, values.get(f.name)) for f in scope}
        seen = (
            {} if scope is self._form.inputs else dict(values)
        ) | typed  # a row also sees what is around it
        changing = [f for f in scope if f.disabled or f.properties.get("readonly_if") or self._hides(f)]
        for _ in range(min(len(changing) + 1, ROUNDS)):
            settled = True
            for found in changing:
                counts = self._counts(found, typed[found.name], seen)
                settled = settled and counts == seen[found.name]
                seen[found.name] = counts
            if settled:
                break
        return seen

    def _counts(self, found: Field, typed: Any, seen: Mapping[str, Any]) -> Any:
        if self._is_hidden(found, seen):
            return None
        return typed if self._takes(found, seen) else loose(found, self.default(found))

    def _hides(self, found: Field) -> list[str]:
        return [f.hide for f in (*self._form.around(found), found) if f.hide]

    def _is_hidden(self, found: Field, seen: Mapping[str, Any]) -> bool:
        return any(self.holds(condition, seen) for condition in self._hides(found))

    def _takes(self, found: Field, seen: Mapping[str, Any]) -> bool:
        return not found.disabled and not self.holds(found.properties.get("readonly_if", ""), seen)

    def is_visible(self, found: Field, values: Mapping[str, Any]) -> bool:
        """Whether a component stands on the form, and so do the groups around it."""
        return not self._hides(found) or not self._is_hidden(found, self.seen(found, values))

    def is_editable(self, found: Field, values: Mapping[str, Any]) -> bool:
        always = not found.disabled and not found.properties.get("readonly_if")
        return always or self._takes(found, self.seen(found, values))

    def is_required(self, found: Field, values: Mapping[str, Any]) -> bool:
        """Whether a field must be filled: declared, by its condition, or as the reason of a decision."""
        seen = self.seen(found, values)
        if found.required or self.holds(found.properties.get("required_if", ""), seen):
            return True
        if self.demand(found, values):
            return True
        decision = self._form.decision
        if found.role not in ("reason", "comment") or decision is None:
            return False
        return any(o.value == seen.get(decision.name) and o.reason_required for o in decision.options)

    def demand(self, found: Field, values: Mapping[str, Any]) -> str:
        """Return what the form's decision wants in a field and why, nothing where it wants nothing."""
        if (
            self._decide is None
            or not self._form.requires
            or self._form.beside(found) is not self._form.inputs
        ):
            return ""
        seen = self.seen(found, values)
        if self._demanded is None or self._demanded[0] is not seen:
            hits = self._decide(self._form.requires, {**self._case, **seen})
            self._demanded = seen, demands_of(hits)
        return self._demanded[1].get(found.name, "")
