"""A form for one case: fields as they stand now, reading what was typed, accepting only what may be."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from app.content.codes import CodeTable
from app.content.form import Field, Form, Option, inputs_of
from app.errors import FieldError
from app.forms.comments import COMMENTS, read_comments
from app.forms.demands import Decide, missing
from app.forms.describing import describe
from app.forms.examples import examples_of
from app.forms.htmlinput import from_html
from app.forms.limits import MAX_ERRORS, MAX_FILES
from app.forms.names import undeclared
from app.forms.problem import Problem
from app.forms.reading import read_value
from app.forms.showing import display, type_of
from app.forms.standing import Standing
from app.forms.typed import NOTHING, loose

Codes = Callable[[str], CodeTable]


@dataclass(frozen=True)
class Answers:
    """What was accepted, and what was not. `typed` is everything as it was given, to show it again."""

    values: dict[str, Any]
    errors: tuple[FieldError, ...] = ()
    typed: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class BoundField:
    """A field for one case; its state depends on what is typed in the others."""

    field: Field
    form: "BoundForm"

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def role(self) -> str:
        return self.field.role

    @property
    def label(self) -> str:
        return self.field.label

    @property
    def type(self) -> str:
        return type_of(self.field)

    @property
    def properties(self) -> Mapping[str, str]:
        return self.field.properties

    def options(self, values: Mapping[str, Any]) -> list[Option]:
        """Return the choices as they stand for these values."""
        return self.form.options(self.field, values)


class BoundForm:
    """A form for one case. Nothing in it changes; what is typed is passed in."""

    def __init__(
        self,
        form: Form,
        codes: Codes,
        case: Mapping[str, Any],
        now: datetime,
        decide: Decide | None = None,
    ) -> None:
        self.form = form
        self.key = form.key
        self.title = form.title
        self.case = case
        self.now = now
        self.codes = codes
        self._standing = Standing(form, case, now, decide)
        self.feel = self._standing.feel
        self.seen = self._standing.seen
        self.is_visible = self._standing.is_visible
        self.is_editable = self._standing.is_editable
        self.is_required = self._standing.is_required
        self.demand = self._standing.demand
        self.default = self._standing.default

    def within(self, found: Field, values: Mapping[str, Any]) -> list[str]:
        """Return the divisions, outermost first, that a region must lie in (`within`); none where it may lie anywhere."""
        text = found.properties.get("within")
        code = self.feel(text, self.seen(found, values)) if text else None
        return self.codes("region").path(code) if isinstance(code, str) else []

    @property
    def fields(self) -> list[BoundField]:
        """Return the input fields of the form, groups opened."""
        return [BoundField(f, self) for f in self.form.inputs]

    def options(self, found: Field, values: Mapping[str, Any]) -> list[Option]:
        """Return the choices of a field: fixed ones, or those of its code table below its parent's value."""
        table, parent = found.properties.get("codes"), found.properties.get("parent")
        if not table and not any(o.show_if or o.label_as or o.consequence_as for o in found.options):
            return list(found.options)
        if table:
            above = "" if self._leads(found) else None
            if parent:
                above = str(self.seen(found, values).get(parent) or "-")
            rows = self.codes(table).items(above, self.now.date())
            return [Option(r["code"], r["label"]) for r in rows if r["code"] not in found.without]
        seen = self.seen(found, values)
        shown = (o for o in found.options if not o.show_if or self._standing.holds(o.show_if, seen))
        return [self._worded(o, seen) for o in shown]

    def _worded(self, option: Option, values: Mapping[str, Any]) -> Option:
        consequence = self._said(option.consequence_as, values) or option.consequence
        return replace(option, label=self.label(option, values), consequence=consequence)

    def label(self, option: Option, values: Mapping[str, Any]) -> str:
        """Return what a fixed choice says in this case."""
        return self._said(option.label_as, values) or option.label

    def _said(self, expression: str, values: Mapping[str, Any]) -> str:
        said = self.feel(expression, values) if expression else None
        return said if isinstance(said, str) else ""

    def offers(self, found: Field, code: str, values: Mapping[str, Any]) -> bool:
        """Whether a code is one of a field's choices."""
        table = found.properties.get("codes")
        if table and not found.properties.get("parent") and not self._leads(found):
            return code not in found.without and self.codes(table).is_valid(code, self.now.date())
        return any(o.value == code for o in self.options(found, values))

    def _leads(self, found: Field) -> bool:
        """Whether another field chooses below this one in the same table: then this one chooses at the top."""
        same = (found.name, found.properties.get("codes"))
        return any(
            (f.properties.get("parent"), f.properties.get("codes")) == same for f in self.form.beside(found)
        )

    def defaults(self) -> dict[str, Any]:
        """Return what the form starts with."""
        return {f.name: v for f in self.form.inputs if (v := self.default(f)) is not None}

    def again(self, before: Any) -> dict[str, Any]:
        """Return what the form starts with where it was answered before: the same answers, but no decision."""
        answers = before if isinstance(before, Mapping) else {}
        kept = {f.name: answers[f.name] for f in self.form.inputs if f.name in answers and not f.role}
        return self.defaults() | kept

    def check(self, data: Mapping[str, Any], *, draft: bool = False) -> Answers:
        """Check a hand-in given as {field: value}; undeclared fields are refused by name."""
        inputs = self.form.inputs
        known = {f.name for f in inputs} | ({COMMENTS} if self.form.decision else set())
        errors = [*undeclared(data, known)]
        values, found = self._accept(inputs, data, draft)
        errors += [*found, *_files_together(inputs, values)]
        if COMMENTS in known:
            comments, found = read_comments(data.get(COMMENTS))
            errors += found
            if comments:
                values[COMMENTS] = comments
        return Answers(values, tuple(errors[:MAX_ERRORS]), data)

    def _accept(
        self, fields: Sequence[Field], data: Mapping[str, Any], draft: bool
    ) -> tuple[dict[str, Any], list[FieldError]]:
        values: dict[str, Any] = {}
        errors: list[FieldError] = []
        for found in fields:
            if not self.is_visible(found, data):
                continue
            try:
                value = self._value(found, data, draft)
            except Problem as problem:
                errors += problem.errors(found)
                continue
            if value is not None:
                values[found.name] = value
        return values, errors

    def _value(self, found: Field, data: Mapping[str, Any], draft: bool) -> Any:
        """Return what a visible field comes to; a read-only one keeps its own value."""
        given = data.get(found.name)
        if not self.is_editable(found, data):
            own = self.default(found)
            if given not in NOTHING and loose(found, given) != loose(found, own):
                raise Problem("", [FieldError(found.name, f"“{found.label}”不能修改，请去掉后再提交。")])
            return own
        value = read_value(self, found, given, data, draft)
        if value is None and not draft and self.is_required(found, data):
            raise Problem("", [FieldError(found.name, missing(found, self.demand(found, data)))])
        return value

    def read(self, posted: Any, *, draft: bool = False) -> Answers:
        """Check a hand-in given as an HTML form (a MultiDict)."""
        return self.check(from_html(self.form, self.codes, posted), draft=draft)

    def read_row(
        self, found: Field, row: Mapping[str, Any], around: Mapping[str, Any], draft: bool
    ) -> tuple[dict[str, Any], list[FieldError]]:
        """Check one row of a dynamic list; its conditions also see what stands around the list."""
        columns = inputs_of(found.fields)
        values, errors = self._accept(columns, {**around, **row}, draft)
        return values, [*undeclared(row, {c.name for c in columns}), *errors]

    def describe(self, values: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """Return the fields as the doors show them, with an example that passes."""
        return describe(self, self.defaults() if values is None else values, self.example())

    def example(self, chosen: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return a hand-in that passes, with what was `chosen` and the first option of every other choice."""
        given = dict(chosen or {})
        rest = [found for found in self.form.inputs if found.name not in given]
        return {**given, **examples_of(self, rest, given)}

    def display(self, name: str, values: Mapping[str, Any], *, masked: bool = False) -> str:
        """Return how a field's value reads: labels for codes, words for truth."""
        found = next((f for f in self.form.inputs if f.name == name), None)
        return "" if found is None else display(self, found, values.get(name), masked=masked)


def _files_together(fields: Sequence[Field], values: Mapping[str, Any]) -> list[FieldError]:
    """All fields together take no more files than one may."""
    given = [f for f in fields if f.type == "filepicker" and values.get(f.name)]
    total = sum(len(values[f.name]) for f in given)
    if total <= MAX_FILES:
        return []
    return [
        FieldError(
            given[-1].name,
            f"{given[-1].label}加上其他材料共 {total} 个文件，一次最多 {MAX_FILES} 个，请减少。",
        )
    ]


def compile_form(
    form: Form, codes: Codes, case: Mapping[str, Any], now: datetime, decide: Decide | None = None
) -> BoundForm:
    """Return a form for a case. `codes` gives code tables by key; `now` is what today means; `decide` answers the
    decision that the form names."""
    return BoundForm(form, codes, case, now, decide)
