"""邀请函信息管理: the lists of templates and the form of one, drawn from the letter's own blocks."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.errors import AppError, Invalid, NotFound
from app.forms import BoundForm
from app.graduates import presets as use
from app.graduates.scope import signing_employer
from app.graduates.tables import Preset
from app.graduates.web.pages import bp
from app.graduates.words import GROUP_NAMES
from app.web.context import actor, db, desk, writes
from app.web.forms import asked_to_refresh, draw_form, posted
from app.web.templating import moment


@bp.get("/employer/presets/<group>")
def presets(group: str) -> Any:
    """The templates of a group."""
    signing_employer(db(), actor())
    _known(group)
    q = request.args.get("q", "")
    tabs = [
        {"label": name, "href": url_for("graduates.presets", group=key), "active": key == group}
        for key, name in GROUP_NAMES.items()
    ]
    rows = [
        {
            "id": p.id,
            "name": p.name,
            "changed": moment(p.updated_at),
            "href": url_for("graduates.preset", preset_id=p.id),
        }
        for p in use.find(desk(), group, q)
    ]
    return render_template("graduates/presets.html", group=group, tabs=tabs, rows=rows, q=q)


@bp.route("/employer/presets/<group>/new", methods=["GET", "POST"])
def new_preset(group: str) -> Any:
    """A new template."""
    signing_employer(db(), actor())
    _known(group)
    bound = use.block(desk(), group)
    if request.method == "GET":
        return _page(group, bound, "", {})
    return _handled(group, bound, None)


@bp.get("/employer/presets/edit/<preset_id>")
def preset(preset_id: str) -> Any:
    """A template, to be changed."""
    row = use.get(desk(), preset_id)
    return _page(row.preset_group, use.block(desk(), row.preset_group), row.name, row.data, row)


@bp.post("/employer/presets/edit/<preset_id>")
def save_preset(preset_id: str) -> Any:
    """Change a template."""
    row = use.get(desk(), preset_id)
    return _handled(row.preset_group, use.block(desk(), row.preset_group), row)


@bp.post("/employer/presets/edit/<preset_id>/delete")
@writes
def delete_preset(preset_id: str) -> Any:
    """Delete a template."""
    group = use.get(desk(), preset_id).preset_group
    use.remove(desk(), preset_id)
    flash("模板已删除，已发送的邀请函不受影响。", "ok")
    return redirect(url_for("graduates.presets", group=group))


def _handled(group: str, bound: BoundForm, row: Preset | None) -> Any:
    answers = posted(bound)
    name, typed = request.form.get("_name", ""), dict(answers.typed)
    if asked_to_refresh():
        return _page(group, bound, name, typed, row)
    accepted = bound.check(typed, draft=True)
    try:
        if accepted.errors:
            raise Invalid(errors=accepted.errors)
        _save(group, name, accepted.values, row)
    except Invalid as error:
        db().rollback()
        return _page(group, bound, name, typed, row, error.errors), 422
    except AppError as error:
        db().rollback()
        return _page(group, bound, name, typed, row, problem=error.message), 409
    flash("模板已保存。", "ok")
    return redirect(url_for("graduates.presets", group=group))


@writes
def _save(group: str, name: str, data: dict[str, Any], row: Preset | None) -> None:
    if row is None:
        use.create(desk(), group, name, data)
    else:
        use.change(desk(), row.id, name, data)


def _known(group: str) -> None:
    if group not in GROUP_NAMES:
        raise NotFound


def _page(
    group: str,
    bound: BoundForm,
    name: str,
    values: dict[str, Any],
    row: Preset | None = None,
    errors: Any = (),
    problem: str = "",
) -> str:
    return render_template(
        "graduates/preset.html",
        group=group,
        group_name=GROUP_NAMES[group],
        preset=row,
        name=name,
        form_html=draw_form(bound, values, errors),
        errors=errors,
        problem=problem,
    )
