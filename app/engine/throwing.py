"""What is thrown inside an instance, delivered to exactly those who may catch it."""

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.exceptions import TaskNotFoundException
from SpiffWorkflow.util.task import TaskState

from app.engine.events import Caught, fire


def parent_of(workflow: Any) -> Any:
    """Return the task that a called or embedded process runs in, or None at the top and where it is gone."""
    if workflow.parent_task_id is None:
        return None
    try:
        return workflow.top_workflow.get_task_from_id(workflow.parent_task_id)
    except TaskNotFoundException:
        return None


def waiting_events(top: Any) -> list[tuple[Any, Caught]]:
    """Return the tasks of an instance that wait for something to happen, with what they wait for."""
    found = []
    for workflow in (top, *top.subprocesses.values()):
        for task in workflow.tasks.values():
            definition = getattr(task.task_spec, "event_definition", None)
            if task.state == TaskState.WAITING and isinstance(definition, Caught):
                found.append((task, definition))
    return found


def broadcast(task: Any, name: str) -> None:
    """Deliver a signal to everybody in the instance who waits for it now."""
    for waiting, definition in waiting_events(task.workflow.top_workflow):
        if definition.kind == "signal" and definition.name == name and waiting.state == TaskState.WAITING:
            fire(waiting)


def throw_up(task: Any, kind: str, code: str) -> bool:
    """Deliver an error or escalation to the nearest boundary up the parents. False when nobody catches it."""
    for around in _around(task):
        boundary = next(
            (b for b in around.parent.children if b is not around and _catches(b, kind, code)), None
        )
        if boundary is not None:
            fire(boundary)
            return True
    return False


def _around(task: Any) -> Iterator[Any]:
    parent = parent_of(task.workflow)
    while parent is not None:
        while parent.parent is not None and isinstance(parent.parent.task_spec, LoopTask):
            parent = parent.parent
        yield parent
        parent = parent_of(parent.workflow)


def _catches(task: Any, kind: str, code: str) -> bool:
    definition = getattr(task.task_spec, "event_definition", None)
    return (
        isinstance(definition, Caught)
        and task.state == TaskState.WAITING
        and definition.kind == kind
        and definition.name in ("", code)
    )
