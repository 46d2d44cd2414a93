"""Tasks that go on waiting while what they are called and found by changes: an answer was corrected beside them."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from app.inbox.around import Around
from app.inbox.facets import Facets
from app.inbox.projecting import add_facets, drop_facets, read_again
from app.store.statements import Statement, table_of
from app.store.tasks import Task

_TASK = table_of(Task)
_OPEN = Statement(
    select(
        _TASK.c.id, _TASK.c.role, _TASK.c.party_id, _TASK.c.created_at, _TASK.c.title, _TASK.c.facets
    ).where(_TASK.c.instance_id == bindparam("instance"), _TASK.c.state == "open")
)
_RENAME = Statement(update(_TASK).where(_TASK.c.id == bindparam("task")), "title", "facets", "search")


def outdated(
    session: Session,
    instance_id: str,
    around: Around,
    left: Task | None,
    waiting: Collection[str],
    facets: Facets,
) -> list[Mapping[str, Any]]:
    """Return the open tasks that stay although they are called or found by something else now."""
    kept = {t.id for token, t in around.tasks.items() if t.is_open and token in waiting}
    kept -= {left.id} if left is not None else set()
    if not kept:
        return []
    names = ("id", "role", "party_id", "created_at", "title", "facets")
    rows = [dict(zip(names, row, strict=True)) for row in _OPEN.rows(session, {"instance": instance_id})]
    now = facets.values
    return [
        r
        for r in rows
        if r["id"] in kept and (r["title"], r["facets"]) != (facets.title_for([r["role"]]), now)
    ]


def rename(session: Session, tasks: list[Mapping[str, Any]], facets: Facets) -> None:
    """Call tasks by their new name, and have them found by what they are filtered by now."""
    for task in tasks:
        title = facets.title_for([task["role"]])
        _RENAME.run(
            session, {"task": task["id"], "title": title, "facets": facets.values, "search": facets.search}
        )
        drop_facets(session, task["id"])
    add_facets(session, tasks, facets)
    read_again(session, [task["id"] for task in tasks])
