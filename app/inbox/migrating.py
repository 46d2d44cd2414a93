"""Taking a running instance to another version of its process: where it stands, with its claims, drafts and deadlines."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, update

from app import engine
from app.errors import Conflict, NotFound
from app.inbox.around import Around, WaitingTask, read_around
from app.inbox.desk import Desk
from app.inbox.facets import read_facets
from app.inbox.holding import hold_of
from app.inbox.host import Host
from app.inbox.library import Release
from app.inbox.projecting import Row, add_facet_values, drop_facets, new_tasks
from app.inbox.writing import Act, write_snapshot
from app.store.instances import Instance
from app.store.tasks import Subscription, Task

# What the version says of a waiting step; its claim, drafts and age are its own.
REFRESHED = (
    "step",
    "name",
    "role",
    "party_id",
    "title",
    "status",
    "form",
    "data_key",
    "properties",
    "due_at",
    "facets",
    "search",
)


def migrate(desk: Desk, instance_id: str, version_id: str, mapping: Mapping[str, str]) -> Instance:
    """Take an instance to a version of its process. Raises Conflict with the reason why it stays, NotFound, Incident."""
    instance = desk.session.get(Instance, instance_id, with_for_update=True, populate_existing=True)
    if instance is None:
        raise NotFound
    if instance.ended or instance.state is None:
        raise Conflict("已经结束。")
    if hold_of(desk.session, instance.id) is not None:
        raise Conflict("正在中止，恢复以后才能迁移。")
    if instance.version_id == version_id:
        raise Conflict("已经在这个版本上。")
    before = desk.library.release(desk.session, instance.version_id)
    after = desk.library.release(desk.session, version_id)
    if before.key != after.key:
        raise Conflict("这个版本属于另一个流程。")
    state = engine.migrate(before.program, after.program, instance.state, mapping)
    around = read_around(desk.session, instance.id)
    host = Host(desk, after, instance.id, around.parties)
    snapshot = engine.resume(after.program, state, instance.case, host)
    _refresh(desk, instance, after, snapshot, around)
    instance.version_id = version_id
    desk.session.flush()
    act = Act("migrated", reason=f"从第 {before.number} 版迁移到第 {after.number} 版")
    without = Around(around.parties, around.tasks, {}, around.timers)
    write_snapshot(desk, instance, after, snapshot, around.parties, act, without)
    return instance


def _refresh(desk: Desk, instance: Instance, release: Release, snapshot: Any, around: Around) -> None:
    """Bring the rows of steps that wait on in line with what the new version says of them."""
    facets = read_facets(release.process, snapshot.case, desk.now)
    rows = new_tasks(instance, snapshot, Around(around.parties), around.parties, facets, desk.now)
    for row in rows:
        task = around.tasks.get(row["token"])
        if task is not None:
            _rewrite(desk, task, row)
    desk.session.execute(delete(Subscription).where(Subscription.instance_id == instance.id))


def _rewrite(desk: Desk, task: WaitingTask, row: Row) -> None:
    values = {name: row[name] for name in REFRESHED}
    desk.session.execute(update(Task).where(Task.id == task.id).values(**values))
    if task.is_open:  # what was handed in and waits to be advanced is found by nobody
        drop_facets(desk.session, task.id)
        moved = desk.session.get_one(Task, task.id, populate_existing=True)
        add_facet_values(desk.session, moved)
