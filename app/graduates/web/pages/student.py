"""A graduate as department and school look the entry up (学生名单管理, 详细): the basic data and what is in effect."""

from typing import Any

from flask import render_template
from sqlalchemy import select

from app.errors import NotFound
from app.graduates.about import basic, in_effect
from app.graduates.scope import staff_scope
from app.graduates.tables import Graduate
from app.graduates.transfers import KINDS
from app.graduates.web.pages import bp
from app.web.context import actor, db
from app.web.links import link
from app.web.pages.knowing import shown_facts


@bp.get("/staff/graduates/<graduate_id>")
def student(graduate_id: str) -> Any:
    """The entry of one graduate of the own department or school."""
    graduate = db().scalar(select(Graduate).where(Graduate.id == graduate_id, staff_scope(actor())))
    if graduate is None:
        raise NotFound
    kinds = [kind for kind in KINDS if kind != "household" or graduate.hukou_in_school]
    return render_template(
        "graduates/student.html",
        name=graduate.name,
        gone=graduate.deleted_at is not None,
        basic=shown_facts("graduate", basic(db(), graduate)),
        panels=[shown_facts("graduate", part) for part in in_effect(db(), graduate, kinds)],
        records_href=link("pages.show_list", key="graduate_records", subject=graduate.id),
    )
