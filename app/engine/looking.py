"""Looking at a workflow at rest: who is waited for, until when, and which messages it would take."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from SpiffWorkflow.util.task import TaskState

from app.engine.script import Engine
from app.engine.snapshot import Subscription, Timer, Waiting
from app.engine.throwing import parent_of, waiting_events
from app.errors import Incident

KNOWN = ("form", "data", "status", "label", "role", "confirm")


@dataclass
class Seen:
    """What waits."""

    waiting: list[Waiting] = field(default_factory=list)
    timers: list[Timer] = field(default_factory=list)
    subscriptions: list[Subscription] = field(default_factory=list)

    def is_stuck(self) -> bool:
        """True when nothing that can come would move the instance: a condition is only looked at when something
        else happens, a signal only comes from inside."""
        return not (self.waiting or self.timers or self.subscriptions)


def human_steps(top: Any) -> list[Any]:
    """Return the tasks that wait for a person, in the order they were entered."""
    workflows = (top, *top.subprocesses.values())
    return [
        t for w in workflows for t in w.tasks.values() if t.state == TaskState.READY and t.task_spec.manual
    ]


def look(engine: Engine, top: Any, before: set[str]) -> Seen:
    """Return what a workflow waits for; steps entered since `before` bring their status."""
    seen = Seen()
    for task in human_steps(top):
        waiting = _waiting(engine, task)
        seen.waiting.append(waiting)
        if waiting.token not in before:
            engine.reach(waiting.status)
    for task, definition in waiting_events(top):
        if definition.kind == "timer" and "due" in task.internal_data:
            seen.timers.append(_timer(engine, task))
        elif definition.kind == "message":
            seen.subscriptions.append(_subscription(engine, task))
    return seen


def _waiting(engine: Engine, task: Any) -> Waiting:
    element, properties = engine.element(task), engine.properties(task)
    form = str(properties.get("form") or "")
    if not form:
        raise Incident(
            f"步骤“{element.name or element.id}”的表单没有算出来，请检查属性 form。", element.id, "form"
        )
    return Waiting(
        token=str(task.id),
        element=element.id,
        name=str(properties.get("name") or element.name or element.id),
        role=element.role or "",
        form=form,
        data=engine.data_key(task),
        status=properties.get("status") or None,
        properties={
            **{k: v for k, v in properties.items() if k not in ("form", "data", "status", "name")},
            "call": engine.context(task).get("call"),
        },
        path=_path(engine, task),
    )


def _path(engine: Engine, task: Any) -> tuple[str, ...]:
    path: list[str] = []
    parent = parent_of(task.workflow)
    while parent is not None:
        path.insert(0, engine.id_of(parent))
        parent = parent_of(parent.workflow)
    return tuple(path)


def _timer(engine: Engine, task: Any) -> Timer:
    due, element = task.internal_data["due"], engine.element(task)
    moment = datetime.fromisoformat(due["next"] if isinstance(due, dict) else due)
    attached = [str(t.id) for t in task.parent.children if t.task_spec.bpmn_id == element.attached_to]
    return Timer(str(task.id), element.id, moment, attached[0] if element.attached_to and attached else None)


def _subscription(engine: Engine, task: Any) -> Subscription:
    """A message with a role (its own; with a label, its lane's) is a button; others the system sends."""
    element, properties = engine.element(task), engine.properties(task)
    role = (
        properties.get("role") if "role" in properties else element.role if properties.get("label") else None
    )
    return Subscription(
        token=str(task.id),
        element=element.id,
        message=element.message,
        label=(properties.get("label") or element.name or element.message) if role else None,
        role=role or None,
        form=properties.get("form") or None,
        data=engine.data_key(task),
        confirm=properties.get("confirm") or None,
        properties={k: v for k, v in properties.items() if k not in KNOWN},
    )
