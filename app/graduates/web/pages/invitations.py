"""签约邀请函: one letter to one or many graduates, with templates of its blocks."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.errors import AppError, Conflict, Invalid, NotFound
from app.forms import Answers, BoundForm
from app.graduates import presets
from app.graduates.inviting import PROCESS, group_names, letter, preset_groups, reasons
from app.graduates.scope import signing_employer, visible_graduate
from app.graduates.tables import School
from app.graduates.web.pages import bp
from app.graduates.web.pages.favourites import shown
from app.graduates.words import GROUP_NAMES
from app.inbox.batches import start_batch
from app.inbox.desk import Desk
from app.inbox.opening import start_key
from app.inbox.start import start
from app.web.context import actor, db, desk, writes
from app.web.forms import Printed, asked_to_refresh, draw_form, posted

MAX_RECIPIENTS = 200


@bp.post("/employer/invitation")
def invitation() -> Any:
    """The empty letter to the graduates that were chosen."""
    at = desk()
    signing_employer(db(), actor())
    subjects = _subjects()
    able = _able(at, subjects)
    if not able:
        first = next(iter(reasons(at, subjects).values()), "请先选择要邀请的毕业生。")
        flash(first, "warn")
        return redirect(url_for("graduates.favourites"))
    return _page(at, subjects, letter(at, able[0]))


@bp.post("/employer/invitation/send")
def send_invitation() -> Any:
    """Fill in a template, or send the letter."""
    at = desk()
    signing_employer(db(), actor())
    subjects = _subjects()
    able = _able(at, subjects)
    if not able:
        raise Conflict(next(iter(reasons(at, subjects).values()), "没有可以邀请的毕业生。"))
    bound = letter(at, able[0])
    answers = posted(bound)
    typed = dict(answers.typed)
    if asked_to_refresh():
        return _page(at, subjects, bound, typed | _filled(at, bound))
    if answers.errors:
        return _page(at, subjects, bound, typed, answers.errors), 422
    try:
        return _send(at, able, bound, answers)
    except Invalid as error:
        db().rollback()
        return _page(at, subjects, bound, typed, error.errors), 422
    except Conflict as error:
        db().rollback()
        return _page(at, subjects, bound, typed, problem=error.message), 409


@writes
def _send(at: Desk, able: Sequence[str], bound: BoundForm, answers: Answers) -> Any:
    typed = dict(answers.typed)
    _keep_presets(at, bound, answers.values)
    if len(able) == 1:
        row = start(at, PROCESS, able[0], typed, request.form.get("idempotency_key"))
        flash("邀请函已发送，等待学生应约。", "ok")
        return redirect(url_for("pages.instance", instance_id=row.id))
    batch = start_batch(at, PROCESS, able, typed)
    flash(f"正在发送 {len(able)} 份邀请函。", "ok")
    return redirect(url_for("pages.batch", batch_id=batch.id))


def _subjects() -> list[str]:
    found = list(dict.fromkeys(request.form.getlist("_subject")))
    if len(found) > MAX_RECIPIENTS:
        raise Invalid(f"一次最多邀请 {MAX_RECIPIENTS} 人，请分批发送。")
    return found


def _able(at: Desk, subjects: Sequence[str]) -> list[str]:
    refused = reasons(at, subjects)
    return [subject for subject in subjects if subject not in refused]


def _filled(at: Desk, bound: BoundForm) -> dict[str, Any]:
    """Return the answers of the template that is to be filled in; a block is filled as a whole."""
    group = request.form.get("_fill", "")
    field = preset_groups(bound).get(group)
    chosen = request.form.get(f"preset.{group}")
    if field is None or not chosen:
        return {}
    data = presets.use(at, [chosen])
    return {name: data.get(name) for name in group_names(field)}


def _keep_presets(at: Desk, bound: BoundForm, values: Mapping[str, Any]) -> None:
    """Save the blocks that are marked as templates; a name that is taken does not stop the letter."""
    for group, field in preset_groups(bound).items():
        if not request.form.get(f"preset_save.{group}"):
            continue
        data = {name: values[name] for name in group_names(field) if name in values}
        name = request.form.get(f"preset_name.{group}", "").strip() or _preset_name(group, data, at)
        savepoint = db().begin_nested()
        try:
            presets.create(at, group, name, data)
            savepoint.commit()
        except AppError as error:
            savepoint.rollback()
            flash(f"{GROUP_NAMES[group]}模板没有保存：{error.message}", "warn")


def _preset_name(group: str, data: Mapping[str, Any], at: Desk) -> str:
    return str(data.get("position") or f"{GROUP_NAMES[group]} {at.now:%Y%m%d}")


def _page(
    at: Desk,
    subjects: Sequence[str],
    bound: BoundForm,
    values: Mapping[str, Any] | None = None,
    errors: Any = (),
    problem: str = "",
) -> str:
    mine = {group: presets.find(at, group) for group in preset_groups(bound)}
    release = at.library.newest_release(db(), PROCESS)
    printed = Printed(release.document, start_key(release))
    form_html = draw_form(
        bound, values, errors, presets=mine, save_presets=True, kept=request.form, printed=printed
    )
    return render_template(
        "graduates/invitation.html",
        title=bound.title,
        form_html=form_html,
        errors=errors,
        problem=problem,
        recipients=_recipients(at, subjects),
        without=[GROUP_NAMES[group] for group, found in mine.items() if not found],
        key=secrets.token_urlsafe(12),
    )


def _recipients(at: Desk, subjects: Sequence[str]) -> list[dict[str, Any]]:
    refused = reasons(at, subjects)
    found = []
    for subject in subjects:
        try:
            graduate = visible_graduate(db(), actor(), subject)
        except NotFound:
            continue
        school = db().get_one(School, graduate.school_id)
        found.append({**shown(graduate, school), "reason": refused.get(subject)})
    return found
