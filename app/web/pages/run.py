"""Working through a box: a task opened from a list knows its place there, and after it comes the next one."""

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

from flask import redirect, render_template, request, url_for

from app.inbox import boxes, tallies
from app.jobs.clock import ZONE
from app.store.tasks import Task
from app.web.api.tasks import box_of_request
from app.web.context import actor, db, now
from app.web.links import link
from app.web.pages import bp
from app.web.pages.words import OUTCOMES

CHOICES = ("box", "process", "step", "status", "q", "due", "sort")


def opened_from() -> dict[str, str]:
    """Return the choices of the list from which the page was opened, and when its run began; empty without one."""
    if not request.args.get("run", "").isdigit():
        return {}
    kept = (*CHOICES, "run")
    return {k: v for k, v in request.args.items() if v and (k in kept or k.startswith("facet."))}


def queue(task: Task) -> dict[str, Any]:
    """Return the way back, and with a run the place of the task and its neighbours."""
    args = opened_from()
    if not args:
        return {"back_href": url_for("pages.inbox")}
    place = boxes.place_of(db(), actor(), _box(), task, now())
    today = datetime.combine(now().astimezone(ZONE).date(), time.min, ZONE)
    return {
        "back_href": link("pages.inbox", **{k: v for k, v in args.items() if k != "run"}),
        "position": place.number if place.number <= place.total else None,
        "total": place.total,
        "done_today": sum(tallies.done_since(db(), actor(), today).values()),
        "previous_href": _href(place.before, args),
        "next_href": _href(place.after, args),
    }


def following(task: Task) -> str:
    """Return where to go when the task has been handed in: the next task of the run, else the page of its end."""
    args = opened_from()
    place = boxes.place_of(db(), actor(), _box(), task, now())
    return _href(place.after, args) or link("pages.run_end", **args)


def _box() -> boxes.Box:
    return replace(box_of_request(1), after=None)  # the list says its order, see `inbox`


def _href(task_id: str | None, args: dict[str, str]) -> str | None:
    return link("pages.task", task_id=task_id, **args) if task_id else None


@bp.get("/inbox/end")
def run_end() -> Any:
    """What was decided in a run, and what is left."""
    args = opened_from()
    if not args:
        return redirect(url_for("pages.inbox"))
    began = datetime.fromtimestamp(int(args["run"][:11]), UTC)
    done = tallies.done_since(db(), actor(), began)
    left = boxes.count_box(db(), actor(), _box(), now())
    inbox_href = link("pages.inbox", **{k: v for k, v in args.items() if k != "run"})
    rest = {"label": "这个列表里还有", "total": left, "href": inbox_href, "action": "继续办理"}
    return render_template(
        "inbox/end.html",
        counts=[{"label": OUTCOMES.get(outcome, "办理"), "total": total} for outcome, total in done.items()],
        rest=[rest] if left else [],
        inbox_href=url_for("pages.inbox"),
    )
