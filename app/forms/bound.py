"""A form for one case: fields as they stand now, reading what was typed, accepting only what may be."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app import rules
from app.content.codes import CodeTable
from app.content.form import Field, Form, Option
from app.errors import FieldError
from app.forms.reading import Problem, read_value
from app.forms.showing import display, example_of, type_of

Codes = Callable[[str], CodeTable]
COMMENTS = "field_comments"


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

    def __init__(self, form: Form, codes: Codes, case: Mapping[str, Any], now: datetime) -> None:
        self.form = form
        self.key = form.key
        self.title = form.title
        self.now = now
        self._codes = codes
        self._case = case

    @property
    def fields(self) -> list[BoundField]:
        """Return the input fields of the form, groups opened."""
        return [BoundField(f, self) for f in _inputs(self.form.fields)]

    def codes(self, key: str) -> CodeTable:
        return self._codes(key)

    def feel(self, text: str, values: Mapping[str, Any]) -> Any:
        """Evaluate FEEL over the case and, before it, what is typed."""
        return rules.evaluate(text, {**self._case, **values}, now=self.now)

    def is_visible(self, found: Field, values: Mapping[str, Any]) -> bool:
        """Whether a field stands on the form for these values, and so do the groups around it."""
        around = _around(self.form.fields, found)
        return not any(f.hide and self.feel(f.hide, values) is True for f in (*around, found))

    def is_editable(self, found: Field, values: Mapping[str, Any]) -> bool:
        condition = found.properties.get("readonly_if", "")
        return not found.disabled and not (condition and self.feel(condition, values) is True)

    def is_required(self, found: Field, values: Mapping[str, Any]) -> bool:
        """Whether a field must be filled: declared, by its condition, or as the reason of a decision."""
        if found.required:
            return True
        condition = found.properties.get("required_if", "")
        if condition and self.feel(condition, values) is True:
            return True
        return found.role in ("reason", "comment") and self._reason_needed(values)

    def _reason_needed(self, values: Mapping[str, Any]) -> bool:
        for found in _inputs(self.form.fields):
            if found.role == "decision":
                chosen = values.get(found.name)
                return any(o.value == chosen and o.reason_required for o in found.options)
        return False

    def options(self, found: Field, values: Mapping[str, Any]) -> list[Option]:
        """Return the choices of a field: fixed ones, or those of its code table below its parent's value."""
        table = found.properties.get("codes")
        if table:
            parent = found.properties.get("parent")
            rows = self._codes(table).items(
                str(values.get(parent) or "-") if parent else None, self.now.date()
            )
            return [Option(r["code"], r["label"]) for r in rows]
        return [o for o in found.options if not o.show_if or self.feel(o.show_if, values) is True]

    def default(self, found: Field) -> Any:
        """Return what a field starts with: a literal, or FEEL after `=`."""
        text = found.properties.get("default", "")
        if text.startswith("="):
            return rules.to_json(self.feel(text[1:], {}))
        return text or found.default

    def defaults(self) -> dict[str, Any]:
        """Return what the form starts with."""
        return {f.name: v for f in _inputs(self.form.fields) if (v := self.default(f)) is not None}

    def check(self, data: Mapping[str, Any], *, draft: bool = False) -> Answers:
        """Check a hand-in given as {field: value}; undeclared fields are refused by name."""
        known = {f.name for f in _inputs(self.form.fields)}
        extra = [n for n in data if n not in known and n != COMMENTS]
        errors = [FieldError(n, f"表单里没有“{n}”这个字段，请去掉后再提交。") for n in extra]
        values, found = self._accept(_inputs(self.form.fields), data, draft)
        comments = self._comments(data.get(COMMENTS))
        if comments:
            values[COMMENTS] = comments
        return Answers(values, (*errors, *found), data)

    def _comments(self, given: Any) -> dict[str, str]:
        if not isinstance(given, Mapping):
            return {}
        return {str(k)[:60]: str(v).strip()[:500] for k, v in list(given.items())[:100] if str(v).strip()}

    def _accept(
        self, fields: Iterator[Field], data: Mapping[str, Any], draft: bool
    ) -> tuple[dict[str, Any], list[FieldError]]:
        """Read fields in their order; a field sees the accepted values before it and what was typed after it."""
        values: dict[str, Any] = {}
        errors: list[FieldError] = []
        for found in fields:
            seen = {**data, **values}
            given = data.get(found.name)
            if not self.is_visible(found, seen):
                continue
            if not self.is_editable(found, seen):
                if given not in (None, "", []) and given != self.default(found):
                    errors.append(FieldError(found.name, f"“{found.label}”不能修改，请去掉后再提交。"))
                elif (own := self.default(found)) is not None:
                    values[found.name] = own
                continue
            try:
                value = read_value(self, found, given, seen, draft)
            except Problem as problem:
                errors += problem.errors(found)
                continue
            if value is not None:
                values[found.name] = value
            elif self.is_required(found, seen) and not draft:
                errors.append(FieldError(found.name, _missing(found)))
        return values, errors

    def read(self, formdata: Any, *, draft: bool = False) -> Answers:
        """Check a hand-in given as an HTML form (a MultiDict)."""
        from app.forms.htmlinput import from_html

        return self.check(from_html(self.form, formdata), draft=draft)

    def nested(
        self, fields: tuple[Field, ...], data: Mapping[str, Any], draft: bool
    ) -> tuple[dict[str, Any], list[FieldError]]:
        """Check one row of a dynamic list."""
        return self._accept(iter(_inputs(fields)), data, draft)

    def describe(self, values: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """Return the fields as the doors show them, with an example that passes."""
        from app.forms.describing import describe

        return describe(self, self.form.fields, self.defaults() if values is None else values)

    def example(self) -> dict[str, Any]:
        """Return a hand-in that passes, with the first option of each choice."""
        return {f.name: example_of(self, f) for f in _inputs(self.form.fields) if not f.disabled}

    def display(self, name: str, values: Mapping[str, Any], *, masked: bool = False) -> str:
        """Return how a field's value reads: labels for codes, words for truth."""
        found = next((f for f in _inputs(self.form.fields) if f.name == name), None)
        return "" if found is None else display(self, found, values.get(name), masked=masked)


def _missing(found: Field) -> str:
    word = {"filepicker": "请上传", "textfield": "请填写", "textarea": "请填写", "number": "请填写"}
    return f"{word.get(found.type, '请选择')}{found.label}。"


def _inputs(fields: tuple[Field, ...]) -> Iterator[Field]:
    for found in fields:
        if found.is_input:
            yield found
        elif found.type == "group":
            yield from _inputs(found.fields)


def _around(fields: tuple[Field, ...], wanted: Field) -> tuple[Field, ...]:
    """Return the groups around a field, outermost first."""
    for found in fields:
        if found is wanted:
            return ()
        if found.type == "group" and any(f is wanted for f in _all(found.fields)):
            return (found, *_around(found.fields, wanted))
    return ()


def _all(fields: tuple[Field, ...]) -> Iterator[Field]:
    for found in fields:
        yield found
        yield from _all(found.fields)


def compile_form(form: Form, codes: Codes, case: Mapping[str, Any], now: datetime) -> BoundForm:
    """Return a form for a case. `codes` gives code tables by key; `now` is what today means."""
    return BoundForm(form, codes, case, now)


def normalised(text: str) -> str:
    """Return a text in one form: full-width digits and letters narrowed, ends stripped."""
    return unicodedata.normalize("NFKC", text).strip()
