"""学生收藏夹: searching, adding, importing, removing, and choosing whom to invite."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.errors import AppError, Invalid, NotFound
from app.graduates import favourites as use
from app.graduates.cohorts import cohorts
from app.graduates.favourites import Imported, Kept
from app.graduates.inviting import reasons
from app.graduates.tables import Graduate, School
from app.graduates.web.doors import sheet_body
from app.graduates.web.pages import bp
from app.graduates.web.pages.workbench import chosen_cohort
from app.graduates.words import word
from app.reports import mask
from app.web.api import reading
from app.web.context import db, desk, writes
from app.web.turns import limited

WORDS = ("name", "id_number", "school")


@bp.get("/employer/favourites")
def favourites() -> Any:
    """The favourites of a cohort."""
    return _show()


def _show(**more: Any) -> str:
    at, q = desk(), request.args.get("q", "")
    cohort = chosen_cohort(at)
    page = use.find(at, cohort=cohort, q=q, limit=reading.limit(), after=request.args.get("after"))
    refused = reasons(at, [kept.graduate.id for kept in page.items])
    context: dict[str, Any] = {"typed": {}, "errors": (), "problem": "", "found": None, "imported": None}
    return render_template(
        "graduates/favourites.html",
        rows=[_row(kept, refused.get(kept.graduate.id)) for kept in page.items],
        cohort=cohort,
        cohorts=cohorts(at),
        q=q,
        page=_pages(cohort, q, page),
        **(context | more),
    )


def _pages(cohort: int, q: str, page: Any) -> dict[str, Any]:
    here: dict[str, Any] = {"cohort": cohort, "q": q or None}
    after = url_for("graduates.favourites", **here, after=page.next) if page.next else None
    back = url_for("graduates.favourites", **here) if request.args.get("after") else None
    return {"total": page.total, "capped": page.capped, "next_href": after, "previous_href": back}


def _row(kept: Kept, reason: str | None) -> dict[str, Any]:
    return {"id": kept.favourite.id, "reason": reason, **shown(kept.graduate, kept.school)}


def shown(graduate: Graduate, school: School) -> dict[str, Any]:
    """Return what an employer sees of a graduate."""
    return {
        "subject": graduate.id,
        "name": graduate.name,
        "id_number": mask("id_number", graduate.id_number),
        "school": school.name,
        "degree": word(db(), "degree", graduate.degree),
        "major": graduate.major,
        "cohort": graduate.cohort,
    }


@bp.post("/employer/favourites/search")
@limited("search", "search.day")
@writes
def search_favourite() -> Any:
    """Look for a graduate by all three; what was found can be added."""
    typed = {name: request.form.get(name, "") for name in WORDS}
    try:
        graduate = use.search(desk(), **typed)
    except Invalid as error:
        return _show(typed=typed, errors=error.errors), 422
    except NotFound as error:
        return _show(typed=typed, problem=error.message), 404
    school = db().get_one(School, graduate.school_id)
    return _show(typed=typed, found=shown(graduate, school))


@bp.post("/employer/favourites")
@limited("search", "search.day")
@writes
def add_favourite() -> Any:
    """Keep the graduate that was found."""
    typed = {name: request.form.get(name, "") for name in WORDS}
    kept = use.add(desk(), **typed)
    flash(f"已把{kept.graduate.name}加入收藏夹。", "ok")
    return redirect(url_for("graduates.favourites", cohort=kept.graduate.cohort))


@bp.post("/employer/favourites/<favourite_id>/delete")
@writes
def delete_favourite(favourite_id: str) -> Any:
    """Take a graduate out of the favourites."""
    use.remove(desk(), favourite_id)
    flash("已从收藏夹删除。", "ok")
    return redirect(url_for("graduates.favourites", cohort=chosen_cohort(desk())))


@bp.post("/employer/favourites/import")
@limited("import")
@writes
def import_favourites() -> Any:
    """Keep the rows of a sheet that fit, and say what did not."""
    try:
        found: Imported = use.import_sheet(desk(), sheet_body())
    except Invalid as error:
        message = "；".join(e.message for e in error.errors) or error.message
        return _show(imported={"problem": message}), 422
    except AppError as error:
        return _show(imported={"problem": error.message}), 422
    return _show(imported=found)
