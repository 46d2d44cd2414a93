"""The pages of departments and schools: the choice of modules, and a module with what waits and its lists."""

from typing import Any

from flask import render_template, url_for

from app.errors import BadContent, NotFound
from app.graduates.modules import module_names, staff_modules
from app.graduates.web.frame import EMPLOYMENT_SYSTEM
from app.graduates.web.pages import bp
from app.inbox.tallies import counts
from app.web.context import actor, db, desk, now


@bp.get("/staff")
def staff_home() -> Any:
    """选择功能模块."""
    tiles = [
        {
            **module,
            "href": url_for("graduates.staff_module", key=module["key"]),
            "waiting": _waiting(module["key"]),
        }
        for module in staff_modules(db(), actor())
    ]
    return render_template("graduates/staff_home.html", tiles=tiles, employment_system=EMPLOYMENT_SYSTEM)


@bp.get("/staff/<key>")
def staff_module(key: str) -> Any:
    """A module: what waits in it, and its lists."""
    name = module_names(db(), "staff").get(key)
    if name is None:
        raise NotFound
    return render_template(
        "graduates/staff_module.html",
        name=name,
        pending=_pending(key),
        lists=_lists(key),
        settings=_settings(key),
    )


def _settings(key: str) -> list[dict[str, str]]:
    """Return what the school sets in a module; departments set nothing."""
    if key != "destination" or not actor().has_any(("school",)):
        return []
    pages = (("签约设置", "graduates.settings"), ("功能开放", "graduates.switches"))
    return [{"title": title, "href": url_for(endpoint)} for title, endpoint in pages]


def _waiting(key: str) -> int:
    return sum(entry["total"] for entry in _pending(key))


def _pending(key: str) -> list[dict[str, Any]]:
    """Return what waits for the reader in the processes of a module, step by step."""
    at = desk()
    found = []
    for row in counts(db(), actor(), now()):
        process = at.library.newest(db(), "process", row["process"])
        if process.properties.get("module") == key:
            href = url_for("pages.inbox", process=row["process"], step=row["step"])
            found.append({"label": f"{process.name} · {row['name']}", "total": row["total"], "href": href})
    return found


def _lists(key: str) -> list[dict[str, str]]:
    """Return the lists of a module that the reader's roles may see."""
    at = desk()
    found = []
    for report in at.library.keys(db(), "report"):
        if not report.startswith("lists/"):
            continue
        try:
            definition = at.library.newest(db(), "report", report)
        except BadContent:
            continue
        if definition.module == key and (not definition.roles or actor().has_any(definition.roles)):
            href = url_for("pages.show_list", key=report.removeprefix("lists/"))
            found.append({"title": definition.title, "href": href})
    return found
