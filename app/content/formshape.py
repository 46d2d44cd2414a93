"""Forms as frozen values: components in order, groups and lists nested, and an index of what stands where."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

INPUTS = [
    "textfield",
    "textarea",
    "number",
    "datetime",
    "select",
    "radio",
    "checklist",
    "checkbox",
    "filepicker",
    "dynamiclist",
]
SHOWN = ["text", "group", "separator", "spacer"]
CHOICES = ("select", "radio", "checklist")


@dataclass(frozen=True)
class Option:
    """A fixed choice; its tone, consequence and whether it needs a reason come from the field's properties.

    `label_as` and `consequence_as` are FEEL for what it says in a case; the fixed words stand where that gives none."""

    value: str
    label: str
    tone: str = ""
    consequence: str = ""
    reason_required: bool = False
    show_if: str = ""
    label_as: str = ""
    consequence_as: str = ""


@dataclass(frozen=True)
class Field:
    """A component of a form. `hide` is FEEL; `properties` are the custom ones of the dialect."""

    id: str
    name: str
    type: str
    label: str
    description: str
    required: bool
    disabled: bool
    hide: str
    properties: Mapping[str, str]
    validate: Mapping[str, Any]
    options: tuple[Option, ...] = ()
    default: Any = None
    text: str = ""
    suffix: str = ""
    fields: tuple["Field", ...] = ()

    @property
    def role(self) -> str:
        return self.properties.get("role", "")

    @property
    def is_input(self) -> bool:
        return self.type in INPUTS

    @property
    def is_region(self) -> bool:
        return self.properties.get("region") == "true"

    @property
    def code_table(self) -> str:
        """Return the key of the code table that the field chooses from, or nothing."""
        return "region" if self.is_region else self.properties.get("codes", "")

    @property
    def without(self) -> list[str]:
        """Return the codes of the table that the field does not offer."""
        return [code.strip() for code in self.properties.get("without", "").split(",") if code.strip()]

    @property
    def document(self) -> str:
        """Return the key of the document whose content a preview shows, or nothing."""
        return self.properties.get("document", "") if self.role == "preview" else ""


@dataclass(frozen=True)
class Form:
    """A form: its components in order, groups nested."""

    key: str
    file: str
    title: str
    fields: tuple[Field, ...]
    properties: Mapping[str, str] = field(default_factory=dict)

    def walk(self) -> Iterator[Field]:
        """Yield every component, those of groups and lists after their container."""
        todo = list(self.fields)
        while todo:
            found = todo.pop(0)
            yield found
            todo = [*found.fields, *todo]

    def code_tables(self) -> set[str]:
        """Return the keys of the code tables that the fields use."""
        return {f.code_table for f in self.walk() if f.code_table}

    @property
    def requires(self) -> str:
        """Return the key of the decision that says which more fields must be filled, or nothing."""
        return self.properties.get("requires", "")

    def documents(self) -> set[str]:
        """Return the keys of the documents that the form shows before they are printed."""
        return {f.document for f in self.walk() if f.document}

    @cached_property
    def inputs(self) -> tuple[Field, ...]:
        """The input fields, groups opened; the fields of a list stand in the list."""
        return inputs_of(self.fields)

    @cached_property
    def decision(self) -> Field | None:
        """The field whose options are the buttons of a decision."""
        return next((f for f in self.inputs if f.role == "decision"), None)

    def around(self, found: Field) -> tuple[Field, ...]:
        """Return the groups around a component, outermost first."""
        return self._places[id(found)][0]

    def beside(self, found: Field) -> tuple[Field, ...]:
        """Return the inputs that stand in the same form or list row as a component."""
        return self._places[id(found)][1]

    @cached_property
    def _places(self) -> dict[int, tuple[tuple[Field, ...], tuple[Field, ...]]]:
        places: dict[int, tuple[tuple[Field, ...], tuple[Field, ...]]] = {}
        todo = [(f, (), self.inputs) for f in self.fields]  # type: list[tuple[Field, tuple[Field, ...], Any]]
        while todo:
            found, groups, scope = todo.pop()
            places[id(found)] = groups, scope
            if found.type == "dynamiclist":
                todo += [(f, (), inputs_of(found.fields)) for f in found.fields]
            else:
                todo += [(f, (*groups, found), scope) for f in found.fields]
        return places


def inputs_of(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Return the input fields among components, groups opened."""
    found: list[Field] = []
    for one in fields:
        found += [one] if one.is_input else inputs_of(one.fields) if one.type == "group" else []
    return tuple(found)
