"""签约设置 of a school, and the switches of modules of schools and provinces."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.errors import AppError, FieldError, Invalid, NotAllowed
from app.graduates import modules, signing_settings
from app.graduates.cohorts import cohorts
from app.graduates.scope import own_parties
from app.graduates.signing_settings import CONTACT_FIELDS, GROUPS, MODES, SWITCHES, TYPES
from app.graduates.tables import Province, School
from app.graduates.web.pages import bp
from app.web.api import reading
from app.web.context import actor, db, desk, writes


@bp.get("/school/settings")
def settings() -> Any:
    """A school's signing settings for a cohort."""
    return _show(_cohort())


@bp.post("/school/settings")
def save_settings() -> Any:
    """Change them."""
    cohort, contacts = _cohort(), _contacts()
    try:
        _save(cohort, contacts)
    except Invalid as error:
        db().rollback()
        return _show(cohort, errors=_named(error.errors, contacts), typed=contacts), 422
    except AppError as error:
        db().rollback()
        return _show(cohort, problem=error.message, typed=contacts), 409
    flash("设置已保存。", "ok")
    return redirect(url_for("graduates.settings", cohort=cohort))


def _contacts() -> list[dict[str, str]]:
    """Return the contacts that were typed; a group without any is left out."""
    given = [
        {"degree_group": group, **{f: request.form.get(f"{group}.{f}", "") for f in CONTACT_FIELDS}}
        for group in GROUPS
    ]
    return [c for c in given if any(c[f].strip() for f in CONTACT_FIELDS)]


def _named(errors: Sequence[FieldError], contacts: list[dict[str, str]]) -> list[FieldError]:
    """Return the errors of contacts by the names of their fields on the page."""
    return [_named_one(error, contacts) for error in errors]


def _named_one(error: FieldError, contacts: list[dict[str, str]]) -> FieldError:
    words = error.field.split(".")
    if words[0] != "contacts" or len(words) != 3:
        return error
    group = contacts[int(words[1])]["degree_group"]
    return FieldError(f"{group}.{words[2]}", f"{GROUPS[group]}：{error.message}")


@writes
def _save(cohort: int | None, contacts: list[dict[str, str]]) -> None:
    values: dict[str, Any] = {
        name: request.form[name] for name in ("agreement_type", "review_mode") if name in request.form
    }
    for name in SWITCHES:
        if name in request.form:
            values[name] = request.form[name] == "true"
    signing_settings.save(desk(), _school().code, values, contacts, cohort)


def _cohort() -> int | None:
    return reading.bounded("cohort", 0, 0, 9999) or None


def _school() -> School:
    mine = own_parties(actor(), "school")
    school = db().get(School, mine[0]) if mine else None
    if school is None:
        raise NotAllowed("只有学校用户可以修改签约设置。")
    return school


def _show(
    cohort: int | None,
    errors: Sequence[FieldError] = (),
    problem: str = "",
    typed: list[dict[str, str]] | None = None,
) -> str:
    found = signing_settings.read(desk(), _school().code, cohort)
    by_group = {c.degree_group: {f: getattr(c, f) for f in CONTACT_FIELDS} for c in found.contacts}
    if typed is not None:
        by_group = {c["degree_group"]: c for c in typed}
    return render_template(
        "graduates/settings.html",
        found=found,
        cohorts=cohorts(desk()),
        types=TYPES,
        modes=MODES,
        groups=[{**by_group.get(key, {}), "key": key, "label": label} for key, label in GROUPS.items()],
        missing=signing_settings.departments_without_account(desk(), found.school.id),
        errors=errors,
        problems={e.field: e.message for e in errors},
        problem=problem,
    )


@bp.get("/modules")
def switches() -> Any:
    """The module switches of the reader's province or school."""
    return _switches()


@bp.post("/modules")
def switch_modules() -> Any:
    """Open and close modules."""
    try:
        _switch()
    except AppError as error:
        db().rollback()
        return _switches(error.message), 409
    flash("功能开放设置已保存。", "ok")
    return redirect(url_for("graduates.switches"))


@writes
def _switch() -> None:
    values = {key: request.form.get(key) == "true" for key in modules.SWITCHED}
    modules.switch(desk(), _code(), values)


def _code() -> str:
    for party in own_parties(actor(), "province"):
        return db().get_one(Province, party).code
    for party in own_parties(actor(), "school"):
        return db().get_one(School, party).code
    raise NotAllowed("只有省级和学校用户可以开关模块。")


def _switches(problem: str = "") -> str:
    found = modules.switches(desk(), _code())
    above = found.get("province")
    names = modules.module_names(db(), "graduate")
    rows = [
        {
            "key": key,
            "name": names[key],
            "on": on,
            "closed_above": above is not None and not above[key],
        }
        for key, on in found["modules"].items()
    ]
    return render_template("graduates/switches.html", place=found, rows=rows, problem=problem)
