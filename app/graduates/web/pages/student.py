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
from app.operators.registry import Facts
from app.web.context import actor, db
from app.web.links import link


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
        basic=_panel(basic(db(), graduate)),
        panels=[_panel(part) for part in in_effect(db(), graduate, kinds)],
        records_href=link("pages.show_list", key="graduate_records", subject=graduate.id),
    )


def _panel(facts: Facts) -> dict[str, Any]:
    """Return a part as the page draws it; a masked value can be shown whole, which leaves a record."""
    return {
        "title": facts.title,
        "rows": [
            {
                "label": row.label,
                "value": row.value,
                "reveal": {"kind": "graduate", "id": facts.subject, "field": row.reveal}
                if row.reveal
                else None,
            }
            for row in facts.rows
        ],
    }
