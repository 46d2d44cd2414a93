"""Loops over the case: the items are evaluated once, kept with the step, and never enter the token.

How many instances are done is a number: the library keeps their ids, so that a step repeated for months would grow."""

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import (
    ParallelMultiInstanceTask,
    SequentialMultiInstanceTask,
    StandardLoopTask,
)
from SpiffWorkflow.util.task import TaskState

from app.engine.events import cancel_orphans


def progress_of(task: Any, each: Mapping[str, Any]) -> dict[str, Any]:
    """Return what expressions inside a loop see as `loop`: index, count, completed."""
    done = task.parent.internal_data.get("done", 0) if task.parent is not None else 0
    return {"index": each["index"], "count": each["count"], "completed": done}


class _Loop:
    """What all loops share: instances that are started here and counted when they are done."""

    def _start(self, my_task: Any, each: dict[str, Any]) -> None:
        """Start one instance; `each` is what its expressions see."""
        spec = my_task.workflow.spec.task_specs[self.task_spec]  # type: ignore[attr-defined]
        child = my_task._add_child(spec, TaskState.WAITING)
        child.triggered = True
        child.internal_data["each"] = each
        child.task_spec._update(child)

    def merge_child(self, workflow: Any, child: Any) -> None:
        """Count an instance that is done, then end the step or go on."""
        my_task = child.parent
        my_task.internal_data["done"] += 1
        if self._is_over(my_task, child):
            for other in self._instances(my_task):  # type: ignore[attr-defined]
                other.cancel()
            my_task._set_state(TaskState.READY)
        else:
            self._go_on(my_task)

    def _is_over(self, my_task: Any, child: Any) -> bool:
        raise NotImplementedError

    def _go_on(self, my_task: Any) -> None:
        """Start the next instance, where they run one after another."""

    def _on_cancel(self, my_task: Any) -> None:
        super()._on_cancel(my_task)  # type: ignore[misc]
        cancel_orphans(my_task.workflow.top_workflow)


class _Items(_Loop):
    """Multi-instance steps: over a list, or a number of times, until a condition holds."""

    item_name = ""

    def _enter(self, my_task: Any) -> list[Any]:
        items = my_task.workflow.script_engine.enter_loop(my_task)
        my_task.internal_data.update(done=0, count=len(items))
        return items

    def _make(self, my_task: Any, item: Any, number: int) -> None:
        count = my_task.internal_data["count"]
        self._start(my_task, {"name": self.item_name, "item": item, "index": number, "count": count})

    def _is_over(self, my_task: Any, child: Any) -> bool:
        """Ask after each instance whether the step is done. Raises Incident unless it says true or false."""
        condition, data = self.condition, my_task.internal_data  # type: ignore[attr-defined]
        if condition and my_task.workflow.script_engine.truth(child, condition, "完成条件"):
            return True
        return bool(data["done"] == data["count"])


class ParallelLoop(_Items, ParallelMultiInstanceTask):
    """All instances at once."""

    def _update_hook(self, my_task: Any) -> bool | None:
        if my_task.has_state(TaskState.STARTED):
            return None
        items = self._enter(my_task)
        if not items:
            return True
        my_task._set_state(TaskState.STARTED)
        for number, item in enumerate(items, 1):
            self._make(my_task, item, number)
        return None


class SequentialLoop(_Items, SequentialMultiInstanceTask):
    """One instance after the other; the library stops at an item that is null."""

    def _update_hook(self, my_task: Any) -> bool | None:
        if my_task.has_state(TaskState.STARTED):
            return None
        my_task.internal_data["remaining"] = self._enter(my_task)
        if not my_task.internal_data["remaining"]:
            return True
        my_task._set_state(TaskState.STARTED)
        self._go_on(my_task)
        return None

    def _go_on(self, my_task: Any) -> None:
        data = my_task.internal_data
        item, *data["remaining"] = data["remaining"]
        self._make(my_task, item, data["count"] - len(data["remaining"]))


class StandardLoop(_Loop, StandardLoopTask):
    """Again while the condition holds, at most so many times."""

    def _update_hook(self, my_task: Any) -> bool | None:
        if my_task.has_state(TaskState.STARTED):
            return None
        my_task.internal_data["done"] = 0
        if self.test_before and self._is_over(my_task, my_task):
            return True
        my_task._set_state(TaskState.STARTED)
        self._go_on(my_task)
        return None

    def _is_over(self, my_task: Any, child: Any) -> bool:
        if self.maximum is not None and my_task.internal_data["done"] >= self.maximum:
            return True
        engine = my_task.workflow.script_engine
        return bool(self.condition) and not engine.truth(my_task, self.condition, "循环条件")

    def _go_on(self, my_task: Any) -> None:
        number = my_task.internal_data["done"] + 1
        self._start(my_task, {"name": "", "item": None, "index": number, "count": None})
