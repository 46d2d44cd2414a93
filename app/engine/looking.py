"""Looking at a workflow that has come to rest: who is waited for, until when, and which messages it would take."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.conditional import ConditionalEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.util.task import TaskState

from app.content.bpmn import Element
from app.engine.script import Engine
from app.engine.snapshot import Subscription, Timer, Waiting
from app.engine.specs import Due

KNOWN = ("form", "data", "status", "label", "role", "confirm")


@dataclass
class Seen:
    """What waits, and the status of the instance."""

    waiting: list[Waiting] = field(default_factory=list)
    timers: list[Timer] = field(default_factory=list)
    subscriptions: list[Subscription] = field(default_factory=list)
    conditional: bool = False
    status: str | None = None


def previous_tokens(workflow: Any) -> set[str]:
    """Return the tokens of the human steps that waited before."""
    return {str(t.id) for t in workflow.get_tasks(state=TaskState.READY, manual=True)}


def look(engine: Engine, workflow: Any, before: set[str]) -> Seen:
    """Return what a workflow waits for. The status is the last one passed or entered in this step."""
    seen = Seen(status=next((p.detail["status"] for p in reversed(engine.trace) if "status" in p.detail), None))
    for task in workflow.get_tasks(state=TaskState.READY, manual=True):
        waiting = _waiting(engine, task)
        seen.waiting.append(waiting)
        if waiting.token not in before and waiting.status:
            seen.status = waiting.status
    for task in list(workflow.event_manager.tasks.values()):
        if task.state == TaskState.WAITING:
            _look_at_event(engine, task, seen)
    return seen


def _waiting(engine: Engine, task: Any) -> Waiting:
    element = engine.element(task)
    properties = {k: engine.resolve(task, v) for k, v in element.properties.items()}
    form = str(properties.get("form") or "")
    return Waiting(
        token=str(task.id),
        element=element.id,
        name=str(properties.get("name") or element.name or element.id),
        role=element.role or "",
        form=form,
        data=str(properties.get("data") or form or element.id),
        status=properties.get("status"),
        properties={
            **{k: v for k, v in properties.items() if k not in ("form", "data", "status", "name")},
            "call": engine.around(task),
        },
        path=_path(engine, task),
    )


def _path(engine: Engine, task: Any) -> tuple[str, ...]:
    path: list[str] = []
    workflow = task.workflow
    while workflow.parent_task_id is not None:
        parent = workflow.top_workflow.get_task_from_id(workflow.parent_task_id)
        path.insert(0, engine.id_of(parent))
        workflow = parent.workflow
    return tuple(path)


def _look_at_event(engine: Engine, task: Any, seen: Seen) -> None:
    definition = task.task_spec.event_definition
    if isinstance(definition, MultipleEventDefinition):
        process = engine.program.process(task.workflow.spec.name)
        for inner, output in zip(definition.event_definitions, task.task_spec.outputs, strict=True):
            element = process.elements[output.bpmn_id]
            _look_at(engine, task, inner, element, f"{task.id}:{element.id}", seen)
    else:
        _look_at(engine, task, definition, engine.element(task), str(task.id), seen)


def _look_at(engine: Engine, task: Any, definition: Any, element: Element, token: str, seen: Seen) -> None:
    if isinstance(definition, Due):
        value = task._get_internal_data("event_value")
        due = value["next"] if isinstance(value, dict) else value
        if due is not None:
            seen.timers.append(Timer(token, element.id, datetime.fromisoformat(due), _attached(task, element)))
    elif isinstance(definition, MessageEventDefinition):
        seen.subscriptions.append(_subscription(engine, task, element, token))
    elif isinstance(definition, ConditionalEventDefinition):
        seen.conditional = True


def _attached(task: Any, element: Element) -> str | None:
    """Return the token of the step that a boundary timer sits on."""
    if not element.attached_to:
        return None
    return next((str(t.id) for t in task.parent.children if t.task_spec.bpmn_id == element.attached_to), None)


def _subscription(engine: Engine, task: Any, element: Element, token: str) -> Subscription:
    properties = {k: engine.resolve(task, v) for k, v in element.properties.items()}
    role = properties.get("role") if "role" in properties else None
    form = properties.get("form") or None
    return Subscription(
        token=token,
        element=element.id,
        message=element.message,
        label=(properties.get("label") or element.name) if role else None,
        role=role or None,
        form=form,
        data=properties.get("data") or form or element.message,
        confirm=properties.get("confirm") or None,
        properties={k: v for k, v in properties.items() if k not in KNOWN},
    )
