"""批量导入: a sheet of archive or household data is checked, looked at and entered."""

from typing import Any

from flask import redirect, render_template, request, url_for

from app.errors import AppError, Invalid
from app.graduates import entering as use
from app.graduates.modules import module_names
from app.graduates.web.doors import sheet_body
from app.graduates.web.entering import known
from app.graduates.web.pages import bp
from app.web.context import db, desk, writes
from app.web.turns import limited

SHOWN = 200  # problems that a page lists


@bp.get("/staff/<key>/import")
def import_page(key: str) -> Any:
    """Where a sheet is chosen."""
    return _show(known(key))


@bp.post("/staff/<key>/import")
@limited("import")
def import_sheet(key: str) -> Any:
    """Check a sheet and show what it would change; with `apply` enter it."""
    kind = known(key)
    try:
        if request.form.get("act") == "apply":
            return redirect(url_for("pages.batch", batch_id=_enter(kind)))
        found = use.read(desk(), kind, sheet_body())
    except Invalid as error:
        said = list(error.errors)
        return _show(kind, problem=error.message if not said else "", problems=said), 422
    except AppError as error:
        return _show(kind, problem=error.message), 422
    rows = use.differences(desk(), found) if not found.problems else []
    return _show(
        kind, checked=found, differences=rows, problems=found.problems
    ), 422 if found.problems else 200


@writes
def _enter(kind: str) -> str:
    return use.enter(desk(), use.read(desk(), kind, sheet_body())).id


def _show(kind: str, **more: Any) -> str:
    context: dict[str, Any] = {"checked": None, "differences": [], "problem": "", "problems": []} | more
    context["more"] = max(0, len(context["problems"]) - SHOWN)
    context["problems"] = context["problems"][:SHOWN]
    name = module_names(db(), "staff").get(kind, "")
    return render_template("graduates/entering.html", kind=kind, name=name, **context)
