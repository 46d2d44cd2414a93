"""Lists as content describes them, and the result of a batch."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import render_template, request, url_for

from app.content.report import ListDef, ListLink
from app.errors import NotFound
from app.inbox.batches import view_batch
from app.inbox.desk import Desk
from app.inbox.lists import find_rows, list_def, query_of, shown_row
from app.inbox.names import names_of
from app.inbox.status import Status, status_of
from app.operators.lists import Rows
from app.web.api import reading
from app.web.context import db, desk, services
from app.web.links import link
from app.web.pages import bp
from app.web.pages.words import status_words

RESULTS = {
    "done": ("已完成", "done"),
    "refused": ("未办理", "failed"),
    "failed": ("失败", "failed"),
    "waiting": ("等待处理", "wait"),
}
STATUS = "status_label"  # a column of this name shows the status of the row's instance
BEGIN = "_begin"  # the column of what can be begun on a row
NAMING = ("name", "title")  # the first column of these names leads to the instance


@bp.get("/lists/<key>")
def show_list(key: str) -> Any:
    """A list with its filters, counters and exports."""
    at = desk()
    definition = list_def(at, key)
    query = query_of(definition, request.args, reading.limit())
    rows = find_rows(at, definition, query)
    args = {k: v for k, v in request.args.items() if k != "after" and v}
    return render_template(
        "lists/show.html",
        title=definition.title,
        list_href=url_for("pages.show_list", key=key),
        q=query.search,
        search_hint=definition.search,
        filters=[_filter(at, f, {**rows.applied, **args}, rows) for f in definition.filters],
        counters=_counters(key, definition, rows, args),
        columns=[
            *({"key": c.key, "label": c.label} for c in definition.columns),
            *([{"key": BEGIN, "label": "操作"}] if definition.begin else []),
        ],
        rows=[_row(at, definition, row) for row in rows.items],
        page={
            "total": rows.total,
            "capped": rows.capped,
            "next_href": link("pages.show_list", key=key, **args, after=rows.next) if rows.next else None,
            "previous_href": link("pages.show_list", key=key, **args) if request.args.get("after") else None,
        },
        export_hrefs=[
            {"label": "下载当前查询数据", "href": link("api.export_list", key=key, ending="xlsx", **args)},
            {"label": "下载 CSV", "href": link("api.export_list", key=key, ending="csv", **args)},
            *_exports(key, definition, args),
        ],
        empty=_empty(key, definition, args),
        note=definition.note,
        links=[{"label": found.label, "href": _along(found, args)} for found in definition.links],
    )


def _along(found: ListLink, args: Mapping[str, str]) -> str:
    """Return where a button of a list leads; the filters that are chosen go along where it wants them."""
    path, _, own = found.path.partition("?")
    query = {**dict(parse_qsl(own)), **(args if found.keep else {})}
    return f"{path}?{urlencode(query)}" if query else path


def _empty(key: str, definition: ListDef, args: Mapping[str, str]) -> dict[str, Any]:
    if not args:
        return {"title": definition.empty, "text": "", "actions": []}
    everything = {"label": "清除全部条件", "href": url_for("pages.show_list", key=key)}
    return {"title": "没有符合条件的记录", "text": "", "actions": [everything]}


def _counters(key: str, definition: ListDef, rows: Rows, args: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the whole list and its counted parts; the other choices stay."""
    if not definition.counters:
        return []
    own = {name for counter in definition.counters for name, _ in counter.where}
    others = {k: v for k, v in args.items() if k not in own}
    parts = [
        {
            "label": c.label,
            "count": rows.counters.get(c.key, 0),
            "href": link("pages.show_list", key=key, **others, **dict(c.where)),
            "active": all(args.get(k) == v for k, v in dict(c.where).items()),
        }
        for c in definition.counters
    ]
    whole = {"label": "全部", "href": link("pages.show_list", key=key, **others)}
    return [{**whole, "active": not any(part["active"] for part in parts)}, *parts]


def _exports(key: str, definition: ListDef, args: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the downloads that a list has of its own; what its counters choose by gives way, other choices stay."""
    conditions = (*(c.where for c in definition.counters), *(e.where for e in definition.exports))
    own = {name for where in conditions for name, _ in where}
    others = {k: v for k, v in args.items() if k not in own}
    return [
        {
            "label": export.label,
            "href": link("api.export_list", key=key, ending="xlsx", **others, **dict(export.where)),
        }
        for export in definition.exports
    ]


def _row(at: Desk, definition: ListDef, row: Mapping[str, Any]) -> dict[str, Any]:
    cells = shown_row(at, definition, row)
    href = row.get("href")  # a page of the source's own
    if href is None and row.get("instance"):
        href = url_for("pages.instance", instance_id=row["instance"])
    keys = [c.key for c in definition.columns]
    naming = next((k for k in keys if k in NAMING), keys[0])
    if href:
        cells[naming] = {"label": cells[naming], "href": href}
    if STATUS in keys and row.get("process"):
        known = status_of(at, row["process"], row.get("status"), [])
        tone = known.tone if known and known.tone != "other" else "ended"
        cells[STATUS] = {"status": status_words(Status("", str(cells[STATUS]), tone))}
    offered = next((key for key in definition.begin if key in row.get("startable", ())), None)
    if offered is not None:
        cells[BEGIN] = _beginning(at, offered, str(row["subject"]))
    return {"cells": cells}


def _beginning(at: Desk, key: str, subject: str) -> dict[str, str]:
    """Return the link by which a process is begun on a row."""
    process = at.library.newest(db(), "process", key)
    href = link("pages.start", key=key, subject=subject)
    return {"label": process.properties.get("label", process.name), "href": href}


def _filter(at: Desk, found: Any, chosen: Mapping[str, str], rows: Rows) -> dict[str, Any]:
    options: list[dict[str, str]] = []
    fixed = dict(rows.choices.get(found.key) or dict(found.options))
    if fixed:
        options = [{"value": v, "label": word} for v, word in fixed.items()]
    elif found.codes:
        try:
            table = services().library.newest(db(), "codes", found.codes)
            options = [{"value": r["code"], "label": r["label"]} for r in table.items()]
        except NotFound:
            options = []
    return {
        "key": found.key,
        "label": found.label,
        "options": options,
        "value": chosen.get(found.key, ""),
        "always": found.key in rows.applied,
    }


@bp.get("/batches/<batch_id>")
def batch(batch_id: str) -> Any:
    """How far a batch is, with whom it concerns and the result of each item."""
    at = desk()
    row, items = view_batch(at, batch_id)
    names = names_of(db(), [i.ref for i in items])
    return render_template(
        "lists/batch.html",
        done=row.state == "done",
        total=len(items),
        finished=sum(1 for i in items if i.result != "waiting"),
        missed=sum(1 for i in items if i.result in ("refused", "failed")),
        rows=[
            {
                "name": names.get(i.ref, ""),
                "result": dict(zip(("label", "class"), RESULTS[i.result], strict=True)),
                "detail": i.detail or "",
                "href": url_for("pages.instance", instance_id=i.instance_id) if i.instance_id else None,
            }
            for i in items
        ],
    )
