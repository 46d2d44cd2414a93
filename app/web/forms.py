"""Forms on pages: rendering a bound form with what was typed, and reading what was posted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import render_template, request, url_for
from markupsafe import Markup

from app.content.document import Document
from app.content.form import Field, inputs_of
from app.errors import AppError, FieldError, Invalid
from app.files import accepted_types, said_of
from app.forms import Answers, BoundForm, limits
from app.forms.dependence import watched
from app.forms.showing import display, type_of
from app.forms.typed import showable
from app.forms.wtf import to_wtforms
from app.inbox.input import PURPOSE
from app.reports import Part, preview
from app.web.api.files import file_service, keep
from app.web.context import actor

TYPED = ("textfield", "textarea", "number", "datetime", "select")  # an empty one is posted all the same
LEVELS = (("province", "省"), ("city", "市"), ("county", "区县"))


@dataclass(frozen=True)
class Printed:
    """Where a preview finds its document, and under which key of the case the form's answers will lie."""

    document: Callable[[str], Document]
    data_key: str = ""


@dataclass(frozen=True)
class Drawing:
    """What the templates need to draw a form."""

    bound: BoundForm
    values: Mapping[str, Any]
    errors: Mapping[str, str]
    wtf: Any
    skip: tuple[str, ...] = ()
    presets: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    save_presets: bool = False
    kept: Mapping[str, str] = field(default_factory=dict)
    watch: Mapping[str, str] = field(default_factory=dict)
    printed: Printed | None = None
    comments: Mapping[str, str] = field(default_factory=dict)

    @staticmethod
    def kind(found: Field) -> str:
        return type_of(found)

    @staticmethod
    def described(described: str, error: str | None, required: bool) -> dict[str, str]:
        """Return the attributes that tie a control to its hint and error, and say that it must be filled."""
        found = {"aria-describedby": described.strip()} if described.strip() else {}
        found |= {"aria-required": "true"} if required else {}
        return found | ({"aria-invalid": "true"} if error else {})

    @property
    def depends(self) -> str:
        """The fields that others depend on: scripts ask anew when one is changed, without them a button does."""
        return " ".join(sorted(watched(self.bound.form)))

    @property
    def asks(self) -> bool:
        """Whether something on the form must be filled."""
        bound, values = self.bound, self.values
        drawn = (f for f in bound.form.inputs if f.role not in self.skip and bound.is_editable(f, values))
        return any(bound.is_visible(f, values) and bound.is_required(f, values) for f in drawn)

    def display(self, found: Field) -> str:
        """Return how the value of a read-only field reads."""
        return display(self.bound, found, self.bound.default(found))

    def regions(self, found: Field) -> list[dict[str, Any]]:
        """Return the levels of a division cascader with what may be chosen at each; where only one thing can
        be chosen at a level that is not the last, it is."""
        table, today = self.bound.codes("region"), self.bound.now.date()
        path = table.path(str(self.values.get(found.name) or ""))
        depth, inside = limits.depth(found), self.bound.within(found, self.values)
        levels: list[dict[str, Any]] = []
        for index, (part, label) in enumerate(LEVELS[:depth]):
            above = path[index - 1] if 0 < index <= len(path) else ""
            rows = table.items(above, today) if index == 0 or above else []
            rows = [r for r in rows if index >= len(inside) or r["code"] == inside[index]]
            if len(path) == index < depth - 1 and len(rows) == 1:
                path.append(rows[0]["code"])
            chosen = path[index] if index < len(path) else ""
            levels.append({"part": part, "label": label, "rows": rows, "chosen": chosen})
        return levels

    def files(self, found: Field) -> list[dict[str, Any]]:
        """Return the uploaded files of a field, of those that the reader may see."""
        return [
            {
                "id": r.id,
                "name": r.name,
                "href": url_for("api.download", file_id=r.id),
                "detail": f"{r.size // 1024 + 1} KB",
            }
            for r in file_service().known(self.values.get(found.name) or (), actor())
        ]

    @staticmethod
    def upload(found: Field) -> dict[str, str]:
        """Return what the control of a file field says: what it is for, what it takes, and how much."""
        purpose, (_, most) = purpose_of(found), limits.count(found)
        accept = found.properties.get("accept") or ",".join(accepted_types(purpose))
        return {"purpose": purpose, "accept": accept, "hint": f"{said_of(purpose)}，最多 {most} 个。"}

    def rows(self, found: Field) -> list[Mapping[str, Any]]:
        """Return the rows of a dynamic list, at least one."""
        return list(self.values.get(found.name) or []) or [{}]

    @staticmethod
    def most(found: Field) -> int:
        return limits.count(found)[1]

    def row(self, found: Field, index: int, row: Mapping[str, Any]) -> "Drawing":
        """Return the drawing of one row of a dynamic list; its conditions also see what stands around it."""
        columns = inputs_of(found.fields)
        around = {**self.bound.seen(found, self.values), **{c.name: None for c in columns}}
        values = {**around, **row}
        return replace(
            self, values=values, wtf=to_wtforms(self.bound, columns, values, f"{found.name}.{index}.")
        )

    def preview(self, found: Field) -> list[Part]:
        """Return the content of the document that is to be printed, with what is typed so far."""
        if self.printed is None:
            return []
        answers = self.bound.check(self.values, draft=True).values
        context = dict(self.bound.case)
        if self.printed.data_key:
            context[self.printed.data_key] = answers
        try:
            document = self.printed.document(found.document)
            return preview(document, context, now=self.bound.now, codes=self.bound.codes)
        except AppError as error:
            return [Part("problem", error.message)]


def draw_form(
    bound: BoundForm,
    values: Mapping[str, Any] | None = None,
    errors: Sequence[FieldError] = (),
    **more: Any,
) -> Markup:
    """Return the HTML of a form's fields. `values` is what was typed; by default what the form starts with."""
    drawing = _drawing(bound, values, errors, **more)
    return Markup(render_template("forms/form.html", ctx=drawing))  # noqa: S704  Jinja has escaped it


def draw_previews(bound: BoundForm, values: Mapping[str, Any], printed: Printed) -> Markup:
    """Return the HTML of a form's previews alone, for pages whose form is no more than a few buttons."""
    drawing = _drawing(bound, values, printed=printed)
    return Markup(render_template("forms/previews.html", ctx=drawing))  # noqa: S704  Jinja has escaped it


def _drawing(
    bound: BoundForm, values: Mapping[str, Any] | None, errors: Sequence[FieldError] = (), **more: Any
) -> Drawing:
    inputs = bound.form.inputs
    shown = showable(inputs, bound.defaults() if values is None else {**_appeared(bound, values), **values})
    by_field = {e.field: e.message for e in errors}
    return Drawing(bound, shown, by_field, to_wtforms(bound, inputs, shown), **more)


def _appeared(bound: BoundForm, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the defaults of fields that were not on the page that was posted: what is typed has brought them up."""
    if not request.form:
        return {}
    asked = {name.removesuffix(f".{part}") for name in request.form for part, _ in LEVELS} | set(request.form)
    fresh = (f for f in bound.form.inputs if f.type in TYPED and f.name not in asked and f.name not in values)
    return {f.name: default for f in fresh if (default := bound.default(f)) is not None}


def posted(bound: BoundForm) -> Answers:
    """Read the posted form, after keeping the files that came with it: they stay, whatever else is wrong."""
    data, problems = request.form.copy(), []
    for found in bound.form.inputs:
        given = [f for f in request.files.getlist(f"_upload.{found.name}") if f.filename]
        if found.type == "filepicker" and given:
            ids, errors = _upload(found, given, len(data.getlist(found.name)))
            problems += errors
            for file_id in ids:
                data.add(found.name, file_id)
    answers = bound.read(data)
    return replace(answers, errors=(*problems, *answers.errors))


def _upload(found: Field, given: Sequence[Any], before: int) -> tuple[list[str], list[FieldError]]:
    """Keep the files of one field. Problems with them are errors of the field."""
    ready, problems = [], []
    most = max(0, limits.count(found)[1] - before)
    for file in given[:most]:
        try:
            ready.append(
                file_service().prepare(
                    actor().account_id, file.filename, file.stream.read(), purpose_of(found)
                )
            )
        except AppError as error:
            said = error.errors[0].message if isinstance(error, Invalid) and error.errors else error.message
            problems.append(FieldError(found.name, said))
    if len(given) > most:
        problems.append(
            FieldError(found.name, f"{found.label}最多 {limits.count(found)[1]} 个文件，多出的没有保存。")
        )
    return [row.id for row in (keep(ready) if ready else [])], problems


def purpose_of(found: Field) -> str:
    """Return what the files of a field are for."""
    return found.properties.get("purpose") or PURPOSE


def asked_to_refresh() -> bool:
    """Whether the form was posted only to be drawn again (cascader, list rows, template filled in)."""
    return any(name in request.form for name in ("_refresh", "_add", "_remove", "_fill"))


def file_problems(answers: Answers | None) -> list[FieldError]:
    """Return what is wrong with the uploads of a form that is only drawn again; the rest may still be empty."""
    uploads = {name.removeprefix("_upload.") for name in request.files}
    return [e for e in answers.errors if e.field in uploads] if answers is not None else []
