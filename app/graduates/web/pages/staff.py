"""The pages of departments and schools: the choice of modules, and a module with what waits and its lists."""

from collections.abc import Iterator
from typing import Any

from flask import render_template, url_for

from app.content.report import ListDef
from app.errors import BadContent, NotFound
from app.graduates import signing_settings
from app.graduates.modules import module_names, staff_modules
from app.graduates.scope import staff_school
from app.graduates.signing_settings import GROUPS
from app.graduates.transfers import KINDS
from app.graduates.web.frame import EMPLOYMENT_SYSTEM
from app.graduates.web.pages import bp
from app.inbox.lists import find_rows, query_of
from app.inbox.tallies import counts
from app.web.context import actor, db, desk, now
from app.web.links import link

PENDING = "pending"  # the counter of a list that says what waits for a review


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
        key=key,
        name=name,
        pending=_pending(key),
        lists=_lists(key),
        figures=_figures(key),
        guides=_guides(key),
        contacts=_contacts() if key == "destination" else [],
        settings=_settings(key),
    )


def _settings(key: str) -> list[dict[str, str]]:
    """Return what the school sets in a module, and where staff enter many at once; departments set nothing."""
    if key in KINDS:
        return [{"title": "批量导入", "href": url_for("graduates.import_page", key=key)}]
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


def _lists(key: str) -> list[dict[str, Any]]:
    """Return the lists of a module that the reader's roles may see, with what waits for a review in each (R-127)."""
    found = [
        {
            "title": definition.title,
            "href": url_for("pages.show_list", key=name),
            "pending": _pending_in(name, definition),
        }
        for name, definition in _reports(key, "lists/")
    ]
    return sorted(found, key=lambda entry: entry["pending"] is None)


def _figures(key: str) -> list[dict[str, str]]:
    """Return the figures of a module that the reader's roles may see."""
    return [
        {"title": figure.title, "href": url_for("pages.show_figure", key=name)}
        for name, figure in _reports(key, "figures/")
    ]


def _guides(key: str) -> list[dict[str, str]]:
    """Return the guides of a module that are there to be downloaded (S1 §3.1)."""
    return [
        {"title": guide.title, "href": url_for("pages.show_guide", key=name)}
        for name, guide in _reports(key, "documents/")
    ]


def _contacts() -> list[dict[str, str]]:
    """Return whom graduates and employers ask at the reader's school, as the school has set them."""
    found = signing_settings.contacts_of(db(), staff_school(db(), actor()))
    return [{"group": GROUPS[row.degree_group], "name": row.name, "phone": row.phone} for row in found]


def _reports(module: str, folder: str) -> Iterator[tuple[str, Any]]:
    """Yield name and definition of the reports of a module in a folder that the reader's roles may see."""
    at = desk()
    for key in at.library.keys(db(), "report"):
        if not key.startswith(folder):
            continue
        try:
            definition = at.library.newest(db(), "report", key)
        except BadContent:
            continue
        if definition.module == module and (not definition.roles or actor().has_any(definition.roles)):
            yield key.removeprefix(folder), definition


def _pending_in(name: str, definition: ListDef) -> dict[str, Any] | None:
    """Return how much waits in a list and where it is shown; None for a list that does not count it."""
    counter = next((c for c in definition.counters if c.key == PENDING), None)
    if counter is None:
        return None
    found = find_rows(desk(), definition, query_of(definition, {}, 1))
    href = link("pages.show_list", key=name, **dict(counter.where))
    return {"total": found.counters.get(PENDING, 0), "href": href}
