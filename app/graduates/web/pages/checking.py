"""核对基本信息: what a graduate reads before anything else, and the button that records it."""

from typing import Any

from flask import redirect, render_template, request, url_for

from app.graduates.facts import contact
from app.graduates.scope import own_graduate
from app.graduates.tables import BasicCheck, Graduate, School
from app.graduates.web.pages import bp
from app.graduates.words import degree_group
from app.inbox.desk import Desk
from app.inbox.input import bind_form
from app.inbox.opening import open_process
from app.inbox.start import start
from app.web.context import actor, db, desk, writes

PROCESS = "basic_check"


@bp.get("/graduate/check")
def basic_check() -> Any:
    """The basic information, which nobody can edit here."""
    graduate = own_graduate(db(), actor())
    if db().get(BasicCheck, graduate.id) is not None:
        return redirect(url_for("graduates.graduate_home"))
    bound = _form(desk())
    values = bound.defaults()
    rows = [
        {"label": field.label, "value": values.get(field.name) or "-"}
        for field in bound.fields
        if not bound.is_editable(field.field, values)
    ]
    texts = [field.text for field in bound.form.walk() if field.type == "text"]
    return render_template("graduates/check.html", rows=rows, texts=texts, school=_school(graduate))


@bp.post("/graduate/check")
@writes
def confirm_check() -> Any:
    """The information is right: start the process that records it, and go on."""
    own_graduate(db(), actor())
    at = desk()
    bound = _form(at)
    values = bound.defaults()
    answers = {
        f.name: True for f in bound.fields if f.type == "checkbox" and bound.is_editable(f.field, values)
    }
    start(at, PROCESS, None, answers, request.form.get("idempotency_key"))
    return redirect(url_for("graduates.graduate_home"))


def _form(at: Desk) -> Any:
    release, opening = open_process(at, PROCESS, None)
    return bind_form(at, release, release.process.properties["start_form"], opening.case)


def _school(graduate: Graduate) -> dict[str, str]:
    """Return whom to ask when something is wrong."""
    school = db().get_one(School, graduate.school_id)
    person = contact(db(), school.id, degree_group(graduate.degree))
    return {"name": school.name, "phone": person["phone"] or school.phone, "person": person["name"]}
