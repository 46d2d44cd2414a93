"""Forms on pages: rendering a bound form with what was typed, and reading what was posted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import render_template, request, url_for
from markupsafe import Markup

from app.content.form import Field
from app.errors import AppError, FieldError
from app.forms import Answers, BoundForm
from app.forms.showing import type_of
from app.forms.wtf import to_wtforms
from app.store.files import StoredFile
from app.web.api.files import file_service
from app.web.context import actor, db

LEVELS = (("province", "省"), ("city", "市"), ("county", "区县"))


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
    watch: Mapping[str, str] = field(default_factory=dict)

    @staticmethod
    def kind(found: Field) -> str:
        return type_of(found)

    @staticmethod
    def described(described: str, error: str | None, required: bool) -> dict[str, str]:
        """Return the attributes that tie a control to its hint and error, and say that it must be filled in."""
        found = {"aria-describedby": described} if described else {}
        found |= {"aria-required": "true"} if required else {}
        return found | ({"aria-invalid": "true"} if error else {})

    def regions(self, found: Field, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the levels of a division cascader with what may be chosen at each."""
        table = self.bound.codes("region")
        path = table.path(str(values.get(found.name) or ""))
        levels = []
        for index, (part, label) in enumerate(LEVELS[: int(found.properties.get("depth") or 3)]):
            above = path[index - 1] if 0 < index <= len(path) else ""
            rows = table.items(above) if index == 0 or above else []
            chosen = path[index] if index < len(path) else ""
            levels.append({"part": part, "label": label, "rows": rows, "chosen": chosen})
        return levels

    @staticmethod
    def files(ids: Any) -> list[dict[str, Any]]:
        """Return the uploaded files of a field."""
        rows = (db().get(StoredFile, i) for i in ids or [] if isinstance(i, str))
        return [
            {
                "id": r.id,
                "name": r.name,
                "href": url_for("api.download", file_id=r.id),
                "detail": f"{r.size // 1024 + 1} KB",
            }
            for r in rows
            if r is not None
        ]

    def rows(self, found: Field) -> list[Mapping[str, Any]]:
        """Return the rows of a dynamic list, at least one."""
        return list(self.values.get(found.name) or []) or [{}]

    def row(self, found: Field, index: int, row: Mapping[str, Any]) -> "Drawing":
        """Return the drawing of one row of a dynamic list."""
        prefix = f"{found.name}.{index}"
        wtf = to_wtforms(self.bound, tuple(f for f in found.fields if f.is_input), row, f"{prefix}.")
        return replace(self, values=row, wtf=wtf)


def draw_form(
    bound: BoundForm,
    values: Mapping[str, Any] | None = None,
    errors: Sequence[FieldError] = (),
    **more: Any,
) -> Markup:
    """Return the HTML of a form's fields. `values` is what was typed; by default what the form starts with."""
    shown = bound.defaults() if values is None else dict(values)
    inputs = tuple(f.field for f in bound.fields)
    by_field = {e.field: e.message for e in errors}
    drawing = Drawing(bound, shown, by_field, to_wtforms(bound, inputs, shown), **more)
    return Markup(render_template("forms/form.html", ctx=drawing))  # noqa: S704  Jinja has escaped it


def posted(bound: BoundForm) -> Answers:
    """Read the posted form, after keeping the files that came with it. Problems with files are field errors."""
    data = request.form.copy()
    problems: list[FieldError] = []
    for name in request.files:
        if name.startswith("_upload."):
            for file in request.files.getlist(name):
                if file.filename:
                    try:
                        row = file_service().add(
                            actor().account_id, file.filename, file.stream.read(), _purpose(bound, name)
                        )
                        data.add(name.removeprefix("_upload."), row.id)
                    except AppError as error:
                        problems.append(FieldError(name.removeprefix("_upload."), error.message))
    answers = bound.read(data)
    return replace(answers, errors=(*problems, *answers.errors))


def _purpose(bound: BoundForm, name: str) -> str:
    wanted = name.removeprefix("_upload.")
    found = next((f for f in bound.fields if f.name == wanted), None)
    return (found.properties.get("purpose") if found else None) or "proof"


def asked_to_refresh() -> bool:
    """Whether the form was posted only to be drawn again (cascader, list rows, template filled in)."""
    return any(name in request.form for name in ("_refresh", "_add", "_remove", "_fill"))


def file_problems(answers: Answers | None) -> list[FieldError]:
    """Return what is wrong with the uploads of a form that is only drawn again; the rest may still be empty."""
    uploads = {name.removeprefix("_upload.") for name in request.files}
    return [e for e in answers.errors if e.field in uploads] if answers is not None else []
