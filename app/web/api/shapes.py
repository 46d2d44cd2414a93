"""The common shapes of answers: lists, statuses, parties, instances, tasks."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from app.inbox.catalogue import about_instance, startable_keys
from app.inbox.claims import holder_name
from app.inbox.cursor import decode, encode
from app.inbox.desk import Desk
from app.inbox.input import bind_form
from app.inbox.paging import Page
from app.inbox.past import Entry
from app.inbox.status import Status, status_of
from app.inbox.view import InstanceView, TaskView
from app.jobs.clock import ZONE
from app.store.files import StoredFile
from app.store.instances import Document, Instance
from app.store.tasks import Batch, BatchItem, Task


def listing(
    items: Iterable[Any], total: int, *, capped: bool = False, after: str | None = None
) -> dict[str, Any]:
    """Return a list answer."""
    return {"items": list(items), "total": total, "capped": capped, "next": after}


def page_of(found: Page[Any], shape: Callable[[Any], Any]) -> dict[str, Any]:
    """Return a page of rows as a list answer."""
    return listing(map(shape, found.items), found.total, capped=found.capped, after=found.next)


def paged(
    rows: Sequence[Any],
    key: Callable[[Any], str],
    shape: Callable[[Any], Any],
    *,
    limit: int,
    after: str | None,
) -> dict[str, Any]:
    """Return one page of a list that is known as a whole, in the order of its keys."""
    ordered = sorted(rows, key=key)
    rest = [row for row in ordered if key(row) > decode(after, str)[0]] if after else ordered
    shown = rest[:limit]
    cursor = encode(key(shown[-1]), "") if len(rest) > limit else None
    return listing(map(shape, shown), len(rows), after=cursor)


def moment(value: datetime | None) -> str | None:
    """Return RFC 3339 with the offset of the installation's zone."""
    return value.astimezone(ZONE).isoformat() if value else None


def status(value: Status | None) -> dict[str, str] | None:
    return {"code": value.code, "label": value.label} if value else None


def document(row: Document) -> dict[str, Any]:
    return {"id": row.id, "name": row.name, "kind": row.kind}


def file(row: StoredFile) -> dict[str, Any]:
    """Return what is known of an uploaded file."""
    return {
        "id": row.id,
        "name": row.name,
        "size": row.size,
        "original_size": row.original_size,
        "width": row.width,
        "height": row.height,
        "sha256": row.sha256,
    }


def instance(desk: Desk, view: InstanceView) -> dict[str, Any]:
    """Return an instance as its reader sees it, with what can be done."""
    row = view.instance
    return {
        **_head(row),
        "title": view.title,
        "version": view.release.number,
        "status": status(view.status),
        "parties": view.named_parties,
        "data": view.data,
        "tasks": [
            {
                "id": t.id,
                "step": t.step,
                "name": t.name,
                "role": t.role,
                "mine": view.mine(desk, t),
                "version": t.version,
                "state": t.state,
            }
            for t in view.tasks
        ],
        "messages": [
            {
                "name": o.name,
                "label": o.label,
                "allowed": o.allowed,
                "reason": o.reason,
                "form": _message_form(desk, view, o.form),
                "confirm": o.confirm,
            }
            for o in view.offers
        ],
        "documents": [document(d) for d in view.documents],
        "startable": _startable(desk, row),
    }


def _startable(desk: Desk, row: Instance) -> list[str]:
    """Return what may be started on the subject of an instance, and now on the instance itself."""
    about = [offer.key for offer in about_instance(desk, row.id)]
    return list(dict.fromkeys([*about, *startable_keys(desk, row.subject_kind)]))


def instance_rows(desk: Desk, roles: list[str]) -> Callable[[Instance], dict[str, Any]]:
    """Return how a list shows an instance to somebody in these roles."""
    startable: dict[str | None, list[str]] = {}

    def shape(row: Instance) -> dict[str, Any]:
        kind = row.subject_kind
        if kind not in startable:
            startable[kind] = startable_keys(desk, kind)
        word = status(status_of(desk, row.process, row.status, roles))
        return {**_head(row), "status": word, "startable": startable[kind]}

    return shape


def _head(row: Instance) -> dict[str, Any]:
    return {
        "id": row.id,
        "process": row.process,
        "title": row.title,
        "ended": row.ended,
        "end": row.end,
        "subject": row.subject_id,
        "started_at": moment(row.started_at),
        "changed_at": moment(row.changed_at),
    }


def _message_form(desk: Desk, view: InstanceView, key: str | None) -> dict[str, Any] | None:
    if key is None:
        return None
    return form(
        key,
        view.release.versions.get(("form", key), 0),
        bind_form(desk, view.release, key, view.instance.case),
    )


def form(key: str, version: int, bound: Any) -> dict[str, Any]:
    """Return a form as it stands for this person now."""
    return {"key": key, "version": version, "fields": bound.describe()}


def batch(row: Batch, items: Sequence[BatchItem]) -> dict[str, Any]:
    """Return a batch with the results there are; of how many is its `total`."""
    done = [i for i in items if i.result != "waiting"]
    return {"id": row.id, "state": row.state, "total": len(items), "items": [_batch_item(i) for i in done]}


def _batch_item(item: BatchItem) -> dict[str, Any]:
    more = {"instance": item.instance_id, "detail": item.detail}
    return {"id": item.ref, "result": item.result} | {k: v for k, v in more.items() if v is not None}


def task_row(desk: Desk, row: Task) -> dict[str, Any]:
    """Return a task as a list shows it."""
    return {
        "id": row.id,
        "instance": row.instance_id,
        "version": row.version,
        "title": row.title,
        "process": row.process,
        "step": row.step,
        "name": row.name,
        "role": row.role,
        "state": row.state,
        "status": status(status_of(desk, row.process, row.status, [row.role])),
        "facets": row.facets,
        "created_at": moment(row.created_at),
        "due_at": moment(row.due_at),
        "claimed_by": holder_name(desk, row),
        "outcome": row.outcome,
    }


def task(desk: Desk, seen: TaskView) -> dict[str, Any]:
    """Return a task with its form, what was answered before, and what a reviewer compares."""
    described = seen.form.describe()
    decisions = [f for f in described if f.get("role") == "decision"]
    return {
        **task_row(desk, seen.task),
        "allowed": seen.blocked is None,
        "reason": seen.blocked,
        "form": {
            "key": seen.task.form,
            "version": seen.view.release.versions.get(("form", seen.task.form), 0),
            "fields": described,
        },
        "values": seen.view.instance.case.get(seen.task.data_key) or {},
        "data": seen.view.data,
        "decisions": decisions[0].get("options", []) if decisions else [],
        "comparison": [_panel(p) for p in seen.panels],
        "files": [file(f) for f in seen.view.files],
        "documents": [document(d) for d in seen.view.documents],
        "alerts": [{"tone": a.tone, "text": a.text} for a in seen.alerts],
    }


def _panel(panel: Any) -> dict[str, Any]:
    rows = [
        {"label": r.label, "here": r.here, "there": r.there, "same": r.same, "key": r.key} for r in panel.rows
    ]
    return {"title": panel.title, "here": panel.here, "there": panel.there, "rows": rows}


def history(row: Entry) -> dict[str, Any]:
    """Return one entry of an instance's history; `choice` explains a gateway."""
    detail: Mapping[str, Any] = row.detail or {}
    choice = (
        {k: detail.get(k) for k in ("expression", "values", "result")} if "expression" in detail else None
    )
    return {
        "at": moment(row.at),
        "who": row.who,
        "role": row.role,
        "kind": row.kind,
        "step": row.step,
        "name": row.name,
        "outcome": row.outcome,
        "reason": row.reason,
        "changes": detail.get("changes"),
        "choice": choice,
        "detail": None if choice or "changes" in detail else (dict(detail) or None),
    }
