"""What narrows a list of the inbox: facets, quick filters, the choices that are on and how to take them off again."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.inbox import boxes, tallies
from app.inbox.desk import Desk
from app.inbox.facets import facet_labels
from app.web.context import actor, db, now

DUES = {"overdue": "已超期", "today": "今日到期", "week": "本周到期"}
TITLE = "name"  # the facet that says the same as the title

Href = Callable[[boxes.Box], str]


def labels_of(at: Desk) -> dict[str, str]:
    """Return name → label of the facets that the published processes declare."""
    labels: dict[str, str] = {}
    for key in at.library.keys(db(), "process"):
        labels |= facet_labels(at.library.newest(db(), "process", key))
    return labels


def facets(at: Desk, box: boxes.Box, labels: dict[str, str], href: Href) -> list[dict[str, Any]]:
    """Return the facets of a box: processes, steps and what the processes declare. What is different in every
    row filters nothing and is left out: that is what the search is for."""
    found = tallies.facet_counts(db(), actor(), box, [n for n in labels if n != TITLE], now())
    declared = [
        _facet(name, labels[name], [_value(box, name, v, n, href) for v, n in values])
        for name, values in found.items()
        if name in box.facets or any(total > 1 for _, total in values)
    ]
    return [f for f in (*_processes(at, box, href), *declared) if f["values"]]


def _processes(at: Desk, box: boxes.Box, href: Href) -> list[dict[str, Any]]:
    rows = tallies.counts(db(), actor(), now(), box)
    totals: dict[str, int] = {}
    for row in rows:
        totals[row["process"]] = totals.get(row["process"], 0) + row["total"]
    processes = []
    for key, total in totals.items():
        on = box.process == key
        target = replace(box, process=None if on else key, step=None, after=None)
        processes.append(_entry(key, process_name(at, key), total, on, href(target)))
    steps = []
    for row in rows:
        if box.process in (None, row["process"]):
            on = box.step == row["step"]
            chosen = None if on else row["step"]
            target = replace(box, process=row["process"], step=chosen, after=None)
            steps.append(_entry(row["step"], row["name"], row["total"], on, href(target)))
    return [_facet("process", "业务", processes), _facet("step", "步骤", steps)]


def _facet(name: str, label: str, values: list[dict[str, Any]]) -> dict[str, Any]:
    return {"name": name, "label": label, "values": values}


def _value(box: boxes.Box, name: str, value: str, total: int, href: Href) -> dict[str, Any]:
    target = replace(box, after=None, facets=_toggled(box, name, value))
    return _entry(value, value, total, box.facets.get(name) == value, href(target))


def _entry(value: str, label: str, total: int, active: bool, target: str) -> dict[str, Any]:
    return {"value": value, "label": label, "total": total, "active": active, "href": target}


def _toggled(box: boxes.Box, name: str, value: str) -> dict[str, str]:
    others = {k: v for k, v in box.facets.items() if k != name}
    return others if box.facets.get(name) == value else {**others, name: value}


def process_name(at: Desk, key: str) -> str:
    """Return what a process is called."""
    return str(at.library.newest(db(), "process", key).name)


def chosen(at: Desk, box: boxes.Box, labels: dict[str, str], href: Href) -> list[dict[str, str]]:
    """Return the choices that are on, each with the list without it."""
    found = [
        (f"{labels.get(n, n)}：{v}", replace(box, facets=_toggled(box, n, v))) for n, v in box.facets.items()
    ]
    if box.q:
        found.append((f"搜索：{box.q[:20]}", replace(box, q="")))
    if box.process:
        found.append((f"业务：{process_name(at, box.process)}", replace(box, process=None, step=None)))
    if box.step:
        found.append((f"步骤：{_step_name(at, box)}", replace(box, step=None)))
    return [{"label": label, "remove_href": href(replace(target, after=None))} for label, target in found]


def _step_name(at: Desk, box: boxes.Box) -> str:
    rows = tallies.counts(db(), actor(), now(), box)
    return next((str(r["name"]) for r in rows if r["step"] == box.step), "其他步骤")


def due_chips(box: boxes.Box, totals: dict[str, int], href: Href) -> list[dict[str, Any]]:
    """Return the quick filters by deadline."""
    return [
        {
            "label": label,
            "total": _due_total(replace(box, due=word, after=None), totals),
            "href": href(replace(box, due=None if box.due == word else word, after=None)),
            "active": box.due == word,
        }
        for word, label in DUES.items()
    ]


def _due_total(box: boxes.Box, totals: dict[str, int]) -> int:
    if box.due is not None and tallies.is_whole(box):
        return totals[box.due]
    return boxes.count_box(db(), actor(), box, now())
