"""Lists as content describes them, and the result of a batch."""

from typing import Any

from flask import render_template, request, url_for

from app.errors import NotFound
from app.inbox.batches import view_batch
from app.inbox.lists import find_rows, list_def, query_of, shown_row
from app.web.api import reading
from app.web.context import db, desk, services
from app.web.links import link
from app.web.pages import bp

RESULTS = {"done": "已完成", "refused": "未办理", "failed": "失败", "waiting": "等待处理"}


@bp.get("/lists/<key>")
def show_list(key: str) -> Any:
    """A list with its filters, counters and exports."""
    at = desk()
    definition = list_def(at, key)
    query = query_of(definition, request.args, reading.limit())
    rows = find_rows(at, definition, query)
    shown = [shown_row(at, definition, row) for row in rows.items]
    args = {k: v for k, v in request.args.items() if k != "after" and v}
    return render_template(
        "lists/show.html",
        title=definition.title,
        list_href=url_for("pages.show_list", key=key),
        q=query.search,
        search_hint=definition.search,
        hidden={k: v for k, v in args.items() if k != "q"},
        filters=[_filter(at, f, args) for f in definition.filters],
        counters=[
            {
                "label": c.label,
                "count": rows.counters.get(c.key, 0),
                "href": link("pages.show_list", key=key, **dict(c.where)),
                "active": all(args.get(k) == v for k, v in dict(c.where).items()),
            }
            for c in definition.counters
        ],
        columns=[{"key": c.key, "label": c.label} for c in definition.columns],
        rows=[{"href": _href(raw), "cells": row} for raw, row in zip(rows.items, shown, strict=True)],
        page={
            "total": rows.total,
            "capped": rows.capped,
            "next_href": link("pages.show_list", key=key, **args, after=rows.next) if rows.next else None,
            "previous_href": link("pages.show_list", key=key, **args) if request.args.get("after") else None,
        },
        export_hrefs=[
            {"label": "下载当前查询数据", "href": link("api.export_list", key=key, ending="xlsx", **args)},
            {"label": "CSV", "href": link("api.export_list", key=key, ending="csv", **args)},
        ],
        empty={"title": definition.empty, "text": "", "actions": []},
    )


def _href(row: Any) -> str | None:
    return url_for("pages.instance", instance_id=row["instance"]) if row.get("instance") else None


def _filter(at: Any, found: Any, args: dict[str, str]) -> dict[str, Any]:
    options: list[dict[str, str]] = []
    if found.options:
        options = [{"value": v, "label": word} for v, word in dict(found.options).items()]
    elif found.codes:
        try:
            table = services().library.newest(db(), "codes", found.codes)
            options = [{"value": r["code"], "label": r["label"]} for r in table.items()]
        except NotFound:
            options = []
    return {"key": found.key, "label": found.label, "options": options, "value": args.get(found.key, "")}


@bp.get("/batches/<batch_id>")
def batch(batch_id: str) -> Any:
    """How far a batch is, with the result of each item."""
    row, items = view_batch(desk(), batch_id)
    return render_template(
        "lists/batch.html",
        state=row.state,
        rows=[
            {
                "ref": i.ref,
                "result": RESULTS[i.result],
                "detail": i.detail or "",
                "href": url_for("pages.instance", instance_id=i.instance_id) if i.instance_id else None,
            }
            for i in items
        ],
    )
