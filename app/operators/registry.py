"""The door for operators, subjects and list sources: built-ins and applications register the same way."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.errors import Incident
from app.operators.masterdata import MasterTable


@dataclass(frozen=True)
class Env:
    """What an operator is given beside its parameters. It must do nothing outside `session`:
    what leaves the database goes through the outbox, because the transaction may still be rolled back.

    `release` gives the definitions that the instance is pinned to; `parties` is role → party id, and `bind` makes a
    party a role from now on."""

    session: Session
    now: datetime
    instance_id: str
    process: str
    case: Mapping[str, Any]
    element: str
    actor: Any
    parties: Mapping[str, str]
    release: Any
    files: Any = None
    site: str = ""
    effects: list[dict[str, Any]] | None = None
    bind: Callable[[str, str], None] = lambda role, party: None


@dataclass(frozen=True)
class Subject:
    """What a process is about. `parties` binds roles to parties; `extra` adds top-level names to the case; roles in
    `distant` see an instance only where the process has something to do with them."""

    id: str
    kind: str
    title: str
    facts: Mapping[str, Any]
    parties: Mapping[str, str]
    extra: Mapping[str, Any] = field(default_factory=dict)
    distant: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Difference:
    """One line of a comparison: what the request says, what another source says. `key`: a difference forbids passing;
    `fresh`: the other source knows better, and what it says can be taken over."""

    label: str
    here: str
    there: str
    key: bool = False
    fresh: bool = False

    @property
    def same(self) -> bool:
        return self.here == self.there


@dataclass(frozen=True)
class Panel:
    """A comparison beside a review: its title, the names of its two columns and its lines."""

    title: str
    here: str
    there: str
    rows: tuple[Difference, ...]


@dataclass(frozen=True)
class Alert:
    """A warning above a review. `tone` is danger, warn or info."""

    tone: str
    text: str


@dataclass(frozen=True)
class Fact:
    """A line of what is known. `reveal` names the field by which the masked value can be shown whole."""

    label: str
    value: str
    reveal: str = ""


@dataclass(frozen=True)
class Facts:
    """A group of what is known of those concerned. `subject` is whose masked values can be shown."""

    title: str
    rows: tuple[Fact, ...]
    subject: str = ""


@dataclass(frozen=True)
class Sample:
    """Who takes part in a simulation: the id of what it is about, and a party for each role."""

    subject: str | None = None
    parties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Operator:
    """A registered operator: its name, what it does, its parameters and which of them must be given."""

    name: str
    doc: str
    parameters: tuple[str, ...]
    required: frozenset[str]
    function: Callable[..., Any]


@dataclass(frozen=True)
class Invariant:
    """What must hold in the database: `sql` finds the ids of the rows where it does not."""

    name: str
    meaning: str
    sql: str


class Registry:
    """What an installation knows: operators, subject loaders and list sources by name."""

    def __init__(self) -> None:
        self.operators: dict[str, Operator] = {}
        self.subjects: dict[str, Callable[..., Subject]] = {}
        self.sources: dict[str, Callable[..., Any]] = {}
        self.panels: dict[str, Callable[..., Any]] = {}
        self.alerts: dict[str, Callable[..., Any]] = {}
        self.facts: dict[str, Callable[..., Any]] = {}
        self.contacts: dict[str, Callable[..., Mapping[str, str]]] = {}
        self.master_tables: dict[str, MasterTable] = {}
        self.invariants: list[Invariant] = []
        self.own_subject: Callable[..., str | None] | None = None
        self.sample: Callable[..., Sample] | None = (
            None  # (session, kind, subject, now): who plays a simulation
        )

    def operator(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Register `function(env, *, …)` under its own name. Its docstring is what the editor shows."""
        if not function.__doc__:
            raise ValueError(f"operator {function.__name__} needs a docstring")
        given = list(inspect.signature(function).parameters.values())[1:]
        required = frozenset(p.name for p in given if p.default is inspect.Parameter.empty)
        names = tuple(p.name for p in given)
        doc = inspect.cleandoc(function.__doc__)
        self.operators[function.__name__] = Operator(function.__name__, doc, names, required, function)
        return function

    def subject(self, kind: str) -> Callable[[Callable[..., Subject]], Callable[..., Subject]]:
        """Register a loader `(session, subject_id, actor, now) -> Subject` for a kind of subject."""
        return self._into(self.subjects, kind)

    def source(self, name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Register a list source `(session, actor, query) -> Rows` under a name."""
        return self._into(self.sources, name)

    def panel(self, kind: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Register what a reviewer compares for a kind of subject: `(session, subject_id, case, now) -> [Panel]`."""
        return self._into(self.panels, kind)

    def alert(self, kind: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Register warnings for a kind of subject: `(session, subject_id, case, now) -> [Alert]`."""
        return self._into(self.alerts, kind)

    def about(self, kind: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Register what readers see of those concerned: `(session, subject_id, case, roles) -> [Facts]`."""
        return self._into(self.facts, kind)

    def contact(self, role: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Register where the parties of a role are reached: `(session, party_id) -> {channel: address}`."""
        return self._into(self.contacts, role)

    def master(self, table: MasterTable) -> None:
        """Register a table of master data for the back office; the same key again replaces it."""
        self.master_tables[table.key] = table

    def invariant(self, name: str, meaning: str, sql: str) -> None:
        """Register what must hold in the application's own tables."""
        found = Invariant(name, meaning, sql)
        if found not in self.invariants:
            self.invariants.append(found)

    def call(self, name: str, env: Env, parameters: Mapping[str, Any]) -> Any:
        """Call an operator. Raises Incident when it is unknown or the parameters do not fit."""
        operator = self.operators.get(name)
        if operator is None:
            raise Incident(f"流程调用了不存在的操作“{name}”。", env.element, "operator")
        unknown = sorted(set(parameters) - set(operator.parameters))
        missing = sorted(operator.required - set(parameters))
        if unknown or missing:
            raise Incident(
                f"操作“{name}”的参数不符：多出 {unknown}，缺少 {missing}。", env.element, "operator"
            )
        return operator.function(env, **parameters)

    @staticmethod
    def _into(table: dict[str, Any], key: str) -> Callable[[Any], Any]:
        def add(function: Any) -> Any:
            table[key] = function
            return function

        return add


registry = Registry()
