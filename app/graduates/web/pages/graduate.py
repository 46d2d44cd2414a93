"""A graduate's pages: home with modules and the next thing to do, a module, the records."""

from typing import Any

from flask import render_template, url_for

from app.errors import NotAllowed, NotFound
from app.graduates.confirming import PROCESS, confirmed
from app.graduates.modules import Module, module_of, modules_of
from app.graduates.scope import own_graduate
from app.graduates.sources.records import graduate_records
from app.graduates.tables import Department, Graduate, School
from app.graduates.transfers import KINDS
from app.graduates.web.pages import bp
from app.graduates.web.pages.destination_types import PROCESSES, choices
from app.graduates.web.pages.sheets import own_sheets
from app.graduates.web.pages.transfers import applied, standing
from app.graduates.words import word
from app.inbox.boxes import Box, find_tasks
from app.inbox.catalogue import catalogue
from app.inbox.status import Status, status_of
from app.inbox.view import blocked
from app.operators.lists import Query
from app.store.tasks import Task
from app.web.context import actor, db, desk, now
from app.web.pages.starting import beside
from app.web.pages.words import due_words, status_words
from app.web.templating import moment

WAITING = ("invited", "accepted", "reviewing", "returned", "withdrawn")
OPEN = (*WAITING, "terminating")
DONE = ("signed", "registered")
TONES = {
    "invited": "mine",
    "accepted": "wait",
    "signed": "done",
    "failed": "failed",
    "reviewing": "wait",
    "returned": "mine",
    "withdrawn": "mine",
    "registered": "done",
    "rejected": "failed",
    "terminating": "wait",
    "terminated": "parted",
}
REASONS = ("failed", "rejected", "returned")
FURTHEST = (
    *WAITING,
    *DONE,
    "terminating",
)  # of several letters, the one that came furthest says how the module stands
NOT_YET = {
    "destination": "待登记",
    "archive": "待登记",
    "household": "待登记",
    "confirmation": "待确认",
    "verification": "待授权",
}
TABS = (("all", "全部"), ("open", "进行中"), ("done", "已完成"), ("over", "失效"))
OVER = ("failed", "terminated", "voided", "invalid", "rejected", "dropped", "voided_by_graduate")
GROUPS = {"open": OPEN, "done": DONE, "over": OVER}


@bp.get("/graduate/home")
def graduate_home() -> Any:
    """What to do next, the modules, and how far things are."""
    graduate = own_graduate(db(), actor())
    found = _records(5)
    standing = _confirmation(graduate)
    tiles = [_tile(m, found, standing) for m in modules_of(db(), graduate, now()) if m.visible]
    return render_template(
        "graduates/home.html",
        about=_about(graduate),
        removed=graduate.deleted_at is not None,
        next_tasks=_next_tasks(),
        tiles=tiles,
        records=found,
        start_href=next((t["href"] for t in tiles if t["key"] == "destination" and t["open"]), None),
    )


@bp.get("/graduate/modules/<key>")
def graduate_module(key: str) -> Any:
    """A module: what can be started in it, and its records."""
    graduate = own_graduate(db(), actor())
    module = module_of(db(), graduate, key, now())
    if module is None or not module.visible:
        raise NotFound
    if not module.usable:
        raise NotAllowed(module.reason)
    offers = [] if module.view_only else [o for o in catalogue(desk(), None) if o.module == key]
    registering = choices(graduate, offers) if key == "destination" and not module.view_only else None
    return render_template(
        "graduates/module.html",
        module=module,
        offers=[
            {"name": o.name, "reason": o.reason, "href": url_for("pages.start", key=o.key)}
            for o in sorted(offers, key=lambda offer: bool(offer.reason))
            if o.key not in PROCESSES
        ],
        registering=registering,
        beside=[link for o in offers for link in beside(desk().library.newest(db(), "process", o.key))],
        sheets=own_sheets(graduate) if key == "verification" else None,
        transfers=standing(graduate, module.key, module.name) if key in KINDS else None,
        records=_records(50) if key == "destination" else applied(key),
    )


@bp.get("/graduate/records", defaults={"tab": "all"})
@bp.get("/graduate/records/<tab>")
def records(tab: str) -> Any:
    """Every invitation, signing and other destination of the graduate."""
    own_graduate(db(), actor())
    if tab not in dict(TABS):
        raise NotFound
    rows = [r for r in _records(200) if tab == "all" or r["state"] in GROUPS[tab]]
    tabs = [
        {"label": label, "href": url_for("graduates.records", tab=name), "active": name == tab}
        for name, label in TABS
    ]
    return render_template("graduates/records.html", records=rows, tabs=tabs)


def _about(graduate: Graduate) -> dict[str, str]:
    return {
        "name": graduate.name,
        "school": db().get_one(School, graduate.school_id).name,
        "department": db().get_one(Department, graduate.department_id).name,
        "major": graduate.major,
        "degree": word(db(), "degree", graduate.degree),
        "cohort": f"{graduate.cohort}届",
    }


def _next_tasks() -> list[dict[str, Any]]:
    """Return what waits for the graduate: by deadline, and what can only be looked at behind the rest."""
    found = find_tasks(db(), actor(), Box(sort="due", limit=10), now()).items
    return sorted((_task(task) for task in found), key=lambda task: task["blocked"] is not None)


def _task(task: Task) -> dict[str, Any]:
    return {
        "title": task.title,
        "process": desk().library.newest(db(), "process", task.process).name,
        "name": task.name,
        "href": url_for("pages.task", task_id=task.id),
        "due": due_words(task.due_at, now()),
        "until": moment(task.due_at),
        "blocked": blocked(desk(), task),
    }


def _confirmation(graduate: Graduate) -> dict[str, Any] | None:
    """Return how what was reported stands confirmed, in words; None where it is not."""
    state = confirmed(db(), graduate.id)
    return status_words(status_of(desk(), PROCESS, state, ["graduate"])) if state else None


def _tile(
    module: Module, records_found: list[dict[str, Any]], standing: dict[str, Any] | None
) -> dict[str, Any]:
    label, tone = (NOT_YET[module.key], "draft") if module.usable else ("暂不能办理", "ended")
    if module.view_only:
        label, tone = "仅可查看", "ended"
    status: dict[str, Any] | None = {"label": label, "class": tone}
    current = max(
        (r for r in records_found if r["state"] in FURTHEST),
        key=lambda r: FURTHEST.index(r["state"]),
        default=None,
    )
    if module.key == "destination" and module.usable and current is not None:
        status = current["status"]
    if module.key == "confirmation" and module.usable and standing is not None:
        status = standing
    href = url_for("graduates.graduate_module", key=module.key) if module.usable else None
    return {
        "key": module.key,
        "name": module.name,
        "href": href,
        "open": module.usable and not module.view_only,
        "reason": module.reason,
        "status": status,
    }


def _records(limit: int) -> list[dict[str, Any]]:
    """Return signings and other destinations together, what was changed last first."""
    rows = list(graduate_records(db(), actor(), Query(limit=limit), now()).items)
    rows.sort(key=lambda row: row["changed_at"], reverse=True)
    return [_record(row) for row in rows]


def _record(row: Any) -> dict[str, Any]:
    status = Status(row["status"] or "", row["status_label"], TONES.get(row["state"], "ended"))
    return {
        "title": row["employer"],
        "href": url_for("pages.instance", instance_id=row["instance"]),
        "state": row["state"],
        "status": status_words(status),
        "number": row.get("agreement_number"),
        "until": moment(row["answer_by"]) if row["state"] == "invited" else "",
        "changed": moment(row["changed_at"]),
        "reason": row["reason"] if row["state"] in REASONS else "",
    }
