"""The unified inbox: boxes, facets, search; every number is the total of the list that its link opens."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import jsonify, redirect, render_template, request, url_for

from app.errors import NotFound
from app.inbox import boxes, tallies
from app.inbox.claims import claim, holder_name, release_claim
from app.inbox.desk import Desk
from app.inbox.facets import facet_labels
from app.inbox.handing_in import is_held
from app.inbox.status import status_of
from app.store.tasks import Task
from app.web.api import reading
from app.web.api.tasks import box_of_request
from app.web.context import actor, db, desk, now, writes
from app.web.links import link
from app.web.pages import bp
from app.web.pages.words import due_words, since, status_words

BOX_NAMES = {"todo": "待我处理", "claimed": "我领取的", "done": "我已处理", "started": "我发起的"}
SORTS = {"oldest": "等待最久", "newest": "最新", "due": "时限", "name": "名称"}
CHIPS = {"overdue": "已超期", "today": "今日到期", "week": "本周到期"}
SHOWN = 3


@bp.get("/inbox")
def inbox() -> Any:
    """A box of the inbox."""
    at, box = desk(), box_of_request(reading.bounded("limit", 50, 1, 200))
    page = boxes.find_tasks(db(), actor(), box, now())
    totals = tallies.totals(db(), actor(), now())
    labels = _facets(at)
    names = [n for n in labels if n != "name"]
    return render_template(
        "inbox/list.html",
        box={"name": box.name, "label": BOX_NAMES[box.name]},
        boxes=[_box_entry(name, box, totals[name]) for name in BOX_NAMES],
        views=[],
        links=[],
        total=page.total,
        capped=page.capped,
        q=box.q,
        list_href=url_for("pages.inbox"),
        hidden=_choices(replace(box, q="")),
        chips=[_chip(word, label, box, totals) for word, label in CHIPS.items()],
        filters=_filters(box, labels),
        clear_href=_href(boxes.Box(name=box.name)),
        facets=_facet_groups(box, labels) if box.name == "todo" else [],
        sorts=[
            {"label": word, "href": _href(replace(box, sort=s, after=None)), "active": s == box.sort}
            for s, word in SORTS.items()
        ],
        columns=[{"name": n, "label": labels.get(n, n)} for n in names[:SHOWN]],
        rows=[_row(at, task) for task in page.items],
        page=_pages(box, page),
        run_href=link("pages.inbox_run", **_choices(box)) if box.name == "todo" else None,
        pulse_url=link("pages.inbox_pulse", **_choices(box)),
        actions=[],
        empty=_empty(box, labels),
    )


def _box_entry(name: str, box: boxes.Box, total: int) -> dict[str, Any]:
    return {
        "name": name,
        "label": BOX_NAMES[name],
        "href": _href(boxes.Box(name=name)),
        "total": total,
        "active": name == box.name,
    }


def _facets(at: Desk) -> dict[str, str]:
    """Return name → label of the facets that the published processes declare."""
    labels: dict[str, str] = {}
    for key in at.library.keys(db(), "process"):
        labels |= facet_labels(at.library.newest(db(), "process", key))
    return labels


def _facet_groups(box: boxes.Box, labels: dict[str, str]) -> list[dict[str, Any]]:
    found = tallies.facet_counts(db(), actor(), box, [n for n in labels if n != "name"], now())
    groups = []
    for name, values in found.items():
        chosen = box.facets.get(name)
        entries = [
            {
                "value": value,
                "label": value,
                "total": total,
                "href": _href(replace(box, after=None, facets=_toggled(box, name, value))),
                "active": value == chosen,
            }
            for value, total in values
        ]
        if entries:
            groups.append({"name": name, "label": labels.get(name, name), "values": entries})
    return groups


def _toggled(box: boxes.Box, name: str, value: str) -> dict[str, str]:
    others = {k: v for k, v in box.facets.items() if k != name}
    return others if box.facets.get(name) == value else {**others, name: value}


def _filters(box: boxes.Box, labels: dict[str, str]) -> list[dict[str, str]]:
    found = [
        {
            "label": f"{labels.get(n, n)}：{v}",
            "remove_href": _href(replace(box, after=None, facets=_toggled(box, n, v))),
        }
        for n, v in box.facets.items()
    ]
    if box.q:
        found.append({"label": f"搜索：{box.q[:20]}", "remove_href": _href(replace(box, q="", after=None))})
    if box.due:
        found.append({"label": CHIPS[box.due], "remove_href": _href(replace(box, due=None, after=None))})
    if box.process:
        found.append({"label": box.process, "remove_href": _href(replace(box, process=None, after=None))})
    if box.step:
        found.append({"label": box.step, "remove_href": _href(replace(box, step=None, after=None))})
    return found


def _chip(word: str, label: str, box: boxes.Box, totals: dict[str, int]) -> dict[str, Any]:
    chosen = replace(box, due=None if box.due == word else word, after=None)
    due = replace(box, due=word, after=None)
    total = totals[word] if tallies.is_whole(due) else boxes.count_box(db(), actor(), due, now())
    return {"label": label, "total": total, "href": _href(chosen), "active": box.due == word}


def _row(at: Desk, task: Task) -> dict[str, Any]:
    holder = holder_name(at, task)
    process = at.library.newest(db(), "process", task.process)
    mine = task.holder_id == actor().account_id
    return {
        "id": task.id,
        "href": url_for("pages.task", task_id=task.id)
        if task.state == "open"
        else url_for("pages.instance", instance_id=task.instance_id),
        "title": task.title,
        "due": due_words(task.due_at, now()) if task.state == "open" else None,
        "process": process.name,
        "step": task.name,
        "facets": task.facets,
        "marks": [],
        "status": status_words(
            status_of(at, task.process, task.status, [task.role]), mine=task.state == "open"
        ),
        "waiting": since(task.created_at, task.done_at or now()),
        "holder": holder,
        "mine": mine,
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
        "sort": box.sort if box.sort != "oldest" else None,
        **{f"facet.{n}": v for n, v in box.facets.items()},
    }
    return {k: v for k, v in pairs.items() if v}


def _href(box: boxes.Box) -> str:
    pairs = _choices(box) | ({"after": box.after} if box.after else {})
    return f"{url_for('pages.inbox')}?{urlencode(pairs)}"


def _pages(box: boxes.Box, page: boxes.Page) -> dict[str, Any]:
    following = _href(replace(box, after=page.next)) if page.next else None
    first = _href(replace(box, after=None)) if box.after else None
    return {"total": page.total, "next_href": following, "previous_href": first}


def _empty(box: boxes.Box, labels: dict[str, str]) -> dict[str, Any]:
    if _filters(box, labels):
        clear = {"label": "清除全部条件", "href": _href(boxes.Box(name=box.name))}
        return {
            "title": "没有符合条件的任务",
            "text": f"当前有 {len(_filters(box, labels))} 个条件。",
            "actions": [clear],
        }
    if box.name == "todo":
        done = {"label": "看我已处理", "href": _href(boxes.Box(name="done"))}
        return {"title": "待办已清空", "text": "现在没有等待您处理的事项。", "actions": [done]}
    return {"title": "这里还没有内容", "text": "", "actions": []}


@bp.get("/inbox/pulse")
def inbox_pulse() -> Any:
    """The total of a box, for the footer that says how many are new."""
    return jsonify({"total": boxes.count_box(db(), actor(), box_of_request(50), now())})


@bp.post("/inbox/run")
def inbox_run() -> Any:
    """Open the first task of a box."""
    page = boxes.find_tasks(db(), actor(), box_of_request(1), now())
    if not page.items:
        return redirect(url_for("pages.inbox"))
    return redirect(url_for("pages.task", task_id=page.items[0].id, run="1"))


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
    return redirect(request.referrer or url_for("pages.inbox"))
