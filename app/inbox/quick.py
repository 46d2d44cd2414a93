"""Quick review: what a published decision would pass of the tasks of one step (task property `quick` names it)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from app import rules
from app.content.dmn import DecisionModel
from app.errors import Conflict, NotFound
from app.identity import audit
from app.inbox.batches import MAX_ITEMS, complete_batch
from app.inbox.boxes import Box, find_tasks
from app.inbox.claims import held_by_other
from app.inbox.desk import Desk
from app.inbox.library import newest
from app.store.instances import Instance
from app.store.tasks import Batch, Task

AT_ONCE = 500
PASS = {"decision": "pass"}


@dataclass(frozen=True)
class Quick:
    """The tasks that the decision passes, of how many that wait, and the decision with its version."""

    tasks: Sequence[Task]
    total: int
    key: str
    name: str
    version: int


def matching(desk: Desk, box: Box) -> Quick:
    """Return what the step's decision passes now, of what a box shows. Raises NotFound where no step names one."""
    if not (box.process and box.step):
        raise NotFound
    whole = replace(box, name="todo", limit=MAX_ITEMS, after=None)
    waiting = [
        t for t in find_tasks(desk.session, desk.person, whole, desk.now).items if not held_by_other(desk, t)
    ]
    key = next((str(t.properties["quick"]) for t in waiting if t.properties.get("quick")), "")
    if not key:
        raise NotFound
    row = newest(desk.session, "decision", key)
    model: DecisionModel = desk.library.value(row)
    cases = _cases(desk, [task.instance_id for task in waiting])
    passed = [
        task
        for task in waiting
        if task.properties.get("quick") == key
        and rules.decide(model, key, cases[task.instance_id], now=desk.now).outputs.get("allowed") is True
    ]
    return Quick(passed, len(waiting), key, model.name, row.number)


def pass_matching(desk: Desk, box: Box) -> Batch:
    """Pass all that the decision passes now; the record says which version of it did. Raises Conflict, NotFound."""
    found = matching(desk, box)
    if not found.tasks:
        raise Conflict("现在没有符合快速审核规则的事项。")
    batch = complete_batch(desk, [task.id for task in found.tasks], None, PASS)
    detail = {"rule": found.key, "version": found.version, "items": len(found.tasks)}
    audit(desk.session, desk.person, "quick_review", f"batch:{batch.id}", detail=detail, now=desk.now)
    return batch


def _cases(desk: Desk, ids: Sequence[str]) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for first in range(0, len(ids), AT_ONCE):
        some = select(Instance).where(Instance.id.in_(ids[first : first + AT_ONCE]))
        found |= {instance.id: dict(instance.case) for instance in desk.session.scalars(some)}
    return found
