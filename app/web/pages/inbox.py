"""The unified inbox: boxes, facets, search; every number is the total of the list that its link opens."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import jsonify, redirect, render_template, request, url_for

from app.errors import NotFound
from app.inbox import boxes, tallies
from app.inbox.claims import claim, holder_name, release_claim
from app.inbox.desk import Desk
from app.inbox.handing_in import is_held
from app.inbox.paging import Page
from app.inbox.status import standings, status_of
from app.store.tasks import Task
from app.web.api import reading
from app.web.api.tasks import box_of_request
from app.web.auth.views import local_path
from app.web.context import actor, db, desk, now, writes
from app.web.links import link
from app.web.pages import bp, filtering
from app.web.pages.words import due_words, outcome_words, since, status_words
from app.web.templating import moment

BOX_NAMES = {"todo": "待我处理", "claimed": "我领取的", "done": "我已处理", "started": "我发起的"}
EMPTY = {
    "claimed": "没有领取的任务",
    "done": "还没有处理过任务",
    "started": "没有由我发起、还在办理的事项",
}
WAITING = ("todo", "claimed")  # what can be worked through
SORTS = {"due": "到期优先", "oldest": "等待最久", "newest": "最新提交", "name": "名称"}
SHOWN = 4


@bp.get("/inbox")
def inbox() -> Any:
    """A box of the inbox."""
    at, box = desk(), _box()
    page = boxes.find_tasks(db(), actor(), box, now())
    totals = tallies.totals(db(), actor(), now())
    labels = filtering.labels_of(at)
    on = filtering.chosen(at, box, labels, _href)
    waiting = box.name in WAITING
    standing = {} if waiting else standings(db(), [task.instance_id for task in page.items])
    rows = [_row(at, task, box, standing) for task in page.items]
    return render_template(
        "inbox/list.html",
        box={"name": box.name, "label": BOX_NAMES[box.name]},
        boxes=[_box_entry(name, box, totals[name]) for name in BOX_NAMES],
        total=page.total,
        capped=page.capped,
        q=box.q,
        list_href=url_for("pages.inbox"),
        hidden=_choices(replace(box, q="")),
        chips=filtering.due_chips(box, totals, _href) if waiting else [],
        filters=on,
        clear_href=_href(boxes.Box(name=box.name)),
        facets=filtering.facets(at, box, labels, _href) if waiting else [],
        sorts=[
            {"label": word, "href": _href(replace(box, sort=s, after=None)), "active": s == box.sort}
            for s, word in SORTS.items()
        ]
        if waiting
        else [],
        columns=_columns(labels, page.items),
        waiting=waiting,
        rows=rows,
        page=_pages(box, page),
        batch=any(row["batch"] for row in rows),
        quick_href=_quick_href(box, page.items),
        run_href=rows[0]["href"] if rows and waiting else None,
        pulse_url=link("pages.inbox_pulse", **_choices(box)),
        empty=_empty(box, on),
    )


def _box() -> boxes.Box:
    """Return the box that is asked for; what waits is shown by its deadline unless another order is chosen."""
    box = box_of_request(reading.bounded("limit", 50, 1, 200))
    return replace(box, sort="due") if box.name in WAITING and not request.args.get("sort") else box


def _quick_href(box: boxes.Box, tasks: Any) -> str | None:
    """Return where a step's decision passes what it can: of one step that names a decision, shown by itself."""
    if not (box.name in WAITING and box.process and box.step):
        return None
    if not any(task.properties.get("quick") for task in tasks):
        return None
    return link("pages.quick_page", process=box.process, step=box.step)


def _columns(labels: dict[str, str], tasks: Any) -> list[dict[str, str]]:
    """Return the first facets that tell the rows apart."""
    telling = [
        name
        for name in labels
        if name != filtering.TITLE and len({task.facets.get(name) for task in tasks}) > 1
    ]
    return [{"name": name, "label": labels[name]} for name in telling[:SHOWN]]


def _box_entry(name: str, box: boxes.Box, total: int) -> dict[str, Any]:
    return {
        "name": name,
        "label": BOX_NAMES[name],
        "href": _href(boxes.Box(name=name)),
        "total": total,
        "active": name == box.name,
    }


def _row(at: Desk, task: Task, box: boxes.Box, standing: dict[str, str | None]) -> dict[str, Any]:
    holder = holder_name(at, task)
    mine = task.holder_id == actor().account_id
    return {
        "id": task.id,
        "href": link("pages.task", task_id=task.id, **_choices(box), run=int(now().timestamp()))
        if task.state == "open" and box.name in WAITING
        else url_for("pages.instance", instance_id=task.instance_id),
        "title": task.title,
        "due": due_words(task.due_at, now()) if task.state == "open" else None,
        "process": filtering.process_name(at, task.process),
        "step": task.name,
        "facets": task.facets,
        "outcome": outcome_words(task.outcome),
        "status": status_words(status_of(at, task.process, standing.get(task.instance_id), [task.role])),
        "waiting": since(task.created_at, task.done_at or now()),
        "at": moment(task.done_at or task.created_at),
        "holder": holder,
        "mine": mine,
        "batch": bool(task.properties.get("batch"))
        and task.state == "open"
        and (mine or not holder)
        and box.name in WAITING,
        "claim_href": url_for("pages.claim_row", task_id=task.id) if task.state == "open" else None,
    }


def _choices(box: boxes.Box) -> dict[str, str]:
    pairs = {
        "box": box.name,
        "process": box.process,
        "step": box.step,
        "status": box.status,
        "q": box.q,
        "due": box.due,
        "sort": box.sort if box.sort != boxes.default_sort(box.name) else None,
        **{f"facet.{n}": v for n, v in box.facets.items()},
    }
    return {k: v for k, v in pairs.items() if v}


def _href(box: boxes.Box) -> str:
    pairs = _choices(box) | ({"after": box.after} if box.after else {})
    return f"{url_for('pages.inbox')}?{urlencode(pairs)}"


def _pages(box: boxes.Box, page: Page[Task]) -> dict[str, Any]:
    following = _href(replace(box, after=page.next)) if page.next else None
    first = _href(replace(box, after=None)) if box.after else None
    return {"total": page.total, "next_href": following, "previous_href": first}


def _empty(box: boxes.Box, on: list[dict[str, str]]) -> dict[str, Any]:
    everything = {"label": "清除全部条件", "href": _href(boxes.Box(name=box.name))}
    if on or box.due:
        last = [{"label": "去掉最后一个条件", "href": on[-1]["remove_href"]}] if len(on) > 1 else []
        text = f"当前有 {len(on) + bool(box.due)} 个条件。"
        return {"title": "没有符合条件的任务", "text": text, "actions": [*last, everything]}
    if box.name == "todo":
        done = {"label": "看我已处理", "href": _href(boxes.Box(name="done"))}
        return {"title": "待办已清空", "text": "现在没有等待你处理的事项。", "actions": [done]}
    return {"title": EMPTY[box.name], "text": "", "actions": []}


@bp.get("/inbox/pulse")
def inbox_pulse() -> Any:
    """The total of a box, for the footer that says how many are new."""
    return jsonify({"total": boxes.count_box(db(), actor(), _box(), now())})


@bp.post("/inbox/<task_id>/claim")
@writes
def claim_row(task_id: str) -> Any:
    """Claim a row, or release an own claim."""
    at = desk()
    task = db().get(Task, task_id)
    if task is None:
        raise NotFound
    mine = is_held(at, task) and task.holder_id == actor().account_id
    (release_claim if mine else claim)(at, task_id)
    came_from = urlsplit(request.referrer or url_for("pages.inbox"))
    return redirect(local_path(f"{came_from.path}?{came_from.query}".rstrip("?")))
