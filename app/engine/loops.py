"""Loops over the case: the items are evaluated once, kept with the step, and never enter the token."""

from typing import Any

from SpiffWorkflow.spiff.specs.defaults import (
    ParallelMultiInstanceTask,
    SequentialMultiInstanceTask,
    StandardLoopTask,
)
from SpiffWorkflow.util.task import TaskState

from app.engine.events import cancel_orphans


class _Items:
    """What both kinds of multi-instance steps share."""

    item_name = ""

    def _make(self, my_task: Any, item: Any, number: int) -> None:
        """Start one instance; `each` is what its expressions see."""
        child = my_task._add_child(my_task.workflow.spec.task_specs[self.task_spec], TaskState.WAITING)  # type: ignore[attr-defined]
        child.triggered = True
        count = my_task.internal_data["count"]
        child.internal_data["each"] = {
            "name": self.item_name,
            "item": item,
            "index": number + 1,
            "count": count,
        }
        child.task_spec._update(child)

    def _enter(self, my_task: Any) -> list[Any]:
        items = my_task.workflow.script_engine.enter_loop(my_task)
        my_task.internal_data.update(merged=[], count=len(items))
        return items

    def check_completion_condition(self, my_task: Any) -> bool:
        """Ask after each instance whether the step is done. Raises Incident unless it says true or false."""
        if not self.condition:  # type: ignore[attr-defined]
            return False
        last = my_task.internal_data["merged"][-1]
        child = next(c for c in my_task.children if str(c.id) == last)
        return bool(my_task.workflow.script_engine.truth(child, self.condition, "完成条件"))  # type: ignore[attr-defined]

    def _on_cancel(self, my_task: Any) -> None:
        super()._on_cancel(my_task)  # type: ignore[misc]
        cancel_orphans(my_task.workflow.top_workflow)


class ParallelLoop(_Items, ParallelMultiInstanceTask):
    """All instances at once."""

    def create_children(self, my_task: Any) -> None:
        for number, item in enumerate(self._enter(my_task)):
            self._make(my_task, item, number)


class SequentialLoop(_Items, SequentialMultiInstanceTask):
    """One instance after the other; the library stops at an item that is null."""

    def _update_hook(self, my_task: Any) -> bool | None:
        if my_task.has_state(TaskState.STARTED):
            return None
        my_task.internal_data["remaining"] = self._enter(my_task)
        if self.children_complete(my_task):
            return True
        self.add_next_child(my_task)
        my_task._set_state(TaskState.STARTED)
        return None

    def add_next_child(self, my_task: Any) -> None:
        data = my_task.internal_data
        item, *data["remaining"] = data["remaining"]
        self._make(my_task, item, data["count"] - len(data["remaining"]) - 1)

    def children_complete(self, my_task: Any) -> bool:
        return not my_task.internal_data["remaining"]


class StandardLoop(StandardLoopTask):
    """Again while the condition holds, at most so many times."""

    def loop_complete(self, my_task: Any) -> bool:
        done = len(my_task.internal_data.get("merged", []))
        if self.maximum is not None and done >= self.maximum:
            return True
        return bool(self.condition) and not my_task.workflow.script_engine.truth(
            my_task, self.condition, "循环条件"
        )

    def create_child(self, my_task: Any) -> None:
        child = my_task._add_child(my_task.workflow.spec.task_specs[self.task_spec], TaskState.WAITING)
        child.triggered = True
        number = len(my_task.internal_data["merged"]) + 1
        child.internal_data["each"] = {"name": "", "item": None, "index": number, "count": None}
        child.task_spec._update(child)

    def _on_cancel(self, my_task: Any) -> None:
        super()._on_cancel(my_task)
        cancel_orphans(my_task.workflow.top_workflow)
