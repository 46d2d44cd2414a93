"""Parallel and inclusive gateways repaired: SpiffWorkflow 3.2's let a token of an earlier round count again,
so that in a loop one of two reviewers was enough, or the join crashed."""

from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import InclusiveGateway, ParallelGateway
from SpiffWorkflow.util.task import TaskState

from app.engine.choosing import Chooses, choose
from app.engine.specs import go_on

WAITS = TaskState.READY | TaskState.WAITING | TaskState.STARTED


def _used(spec: Any, workflow: Any) -> set[str]:
    """Return the ids of the tokens that earlier firings of a join have used up."""
    used: set[str] = set()
    for task in workflow.tasks.values():
        if task.task_spec is spec and task.state == TaskState.COMPLETED:
            used.update(task.internal_data.get("joined", ()))
            used.add(str(task.id))
    return used


def _join(spec: Any, task: Any) -> None:
    """Note which tokens this firing uses up."""
    used = _used(spec, task.workflow)
    task.internal_data["joined"] = [
        str(t.id)
        for t in task.workflow.tasks.values()
        if t.task_spec is spec
        and t is not task
        and t.has_state(TaskState.FINISHED_MASK)
        and str(t.id) not in used
    ]


def _ahead(outputs: list[Any], barrier: Any = None) -> set[str]:
    """Return the names of everything that can be reached from these specs without passing the barrier."""
    seen: set[str] = set()
    todo = list(outputs)
    while todo:
        spec = todo.pop()
        if spec is not barrier and spec.name not in seen:
            seen.add(spec.name)
            todo.extend(spec.outputs)
    return seen


class Parallel(ParallelGateway):
    """Fires when a token has arrived on every input since it last fired. Where a loop leads straight back
    into the gateway, the way in and the way back are alternatives."""

    def _check_threshold_unstructured(self, my_task: Any) -> bool:
        workflow = my_task.workflow
        used = _used(self, workflow)
        arrived = {
            t.parent.task_spec
            for t in workflow.tasks.values()
            if t.task_spec is self
            and str(t.id) not in used
            and t.parent
            and t.parent.state == TaskState.COMPLETED
        }
        ahead = _ahead(self.outputs)
        back = {i for i in self.inputs if i.name in ahead}
        way_in = set(self.inputs) - back
        if way_in and back:
            return way_in <= arrived or back <= arrived
        return set(self.inputs) <= arrived

    def _run_hook(self, my_task: Any) -> bool:
        _join(self, my_task)
        return True


class Inclusive(Chooses, InclusiveGateway):
    """Waits for an empty input only while some token can still reach it without passing the gateway, and
    could not just as well arrive at an input that already has one (BPMN 2.0, table 13.3)."""

    def _check_threshold_unstructured(self, my_task: Any) -> bool:
        workflow = my_task.workflow
        used = _used(self, workflow)
        arrived, others = [], []
        for task in workflow.tasks.values():
            if task.task_spec is self:
                if str(task.id) not in used and not (task is not my_task and task.is_descendant_of(my_task)):
                    arrived.append(task)
            elif task.has_state(WAITS) and not task.is_descendant_of(my_task):
                others.append(task)
        done = {t.parent.task_spec for t in arrived if t.parent and t.parent.state == TaskState.COMPLETED}
        empty = [i.name for i in self.inputs if i not in done]
        full = {i.name for i in done}
        for task in others:
            reach = _ahead([task.task_spec], self)
            if any(name in reach for name in empty) and not reach & full:
                return False
        return True

    def _run_hook(self, my_task: Any) -> bool:
        _join(self, my_task)
        go_on(my_task, choose(my_task, exclusive=False))
        return True
