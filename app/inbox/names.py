"""What the things are called that a batch acts on: parties, tasks, instances."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.store.accounts import Party
from app.store.instances import Instance
from app.store.tasks import Task

AT_ONCE = 500  # a statement takes a bounded number of values
NAMED = ((Party.id, Party.name), (Task.id, Task.title), (Instance.id, Instance.title))


def names_of(session: Session, ids: Sequence[str]) -> dict[str, str]:
    """Return id → name for those of these ids that are known."""
    found: dict[str, str] = {}
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        for column, name in NAMED:
            found |= dict(session.execute(select(column, name).where(column.in_(some))).all())
    return found
