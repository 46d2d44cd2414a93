"""Tokens moved by hand: operations past an incident, take-back, return to a step."""

from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.engine.building import entry_of, spec_name
from app.engine.events import Boundary, Listener, cancel
from app.engine.script import Engine
from app.engine.throwing import parent_of
from app.errors import Conflict


def move_token(engine: Engine, task: Any, to: str) -> None:
    """Take a token to another element of its process, or of a process around it, which leaves the call.

    Raises Conflict when the target does not exist there or cannot be entered from anywhere."""
    source = task
    while source is not None and spec_name(to) not in source.workflow.spec.task_specs:
        source = parent_of(source.workflow)
    if source is None:
        raise Conflict(f"流程图里没有可以移动到的步骤“{to}”。")
    specs = source.workflow.spec.task_specs
    target = specs[spec_name(to)]
    joins = isinstance(target, UnstructuredJoin) and len(target.inputs) > 1
    if joins or isinstance(target, (Boundary, Listener)):
        raise Conflict(f"不能移动到“{to}”：汇合网关和边界事件不能直接进入，请选择它之后的步骤。")
    workflow = source.workflow
    cancel([_whole(source)])
    spec = entry_of(specs, to)
    moved = Task(workflow, spec, workflow.task_tree, state=TaskState.FUTURE)
    moved.triggered = True
    engine.note(source, "moved", {"to": to})
    spec._update(moved)


def _whole(task: Any) -> Any:
    """Return what must be cancelled with a task: its loop, and the boundary events around it."""
    while task.parent is not None and isinstance(task.parent.task_spec, LoopTask):
        task = task.parent
    if task.parent is not None and isinstance(task.parent.task_spec, BoundaryEventSplit):
        return task.parent
    return task
