"""Events of our own. Nothing is broadcast by the library: the engine fires an event by its task.

SpiffWorkflow 3.2 sends errors and escalations to the whole instance, fires a boundary that does not interrupt
only once, ignores `isInterrupting` and reads the server's clock; all of that is replaced here."""

from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, _EndJoin
from SpiffWorkflow.bpmn.specs.defaults import (
    BoundaryEvent,
    EndEvent,
    IntermediateCatchEvent,
    ReceiveTask,
    StartEvent,
)
from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.simple import TerminateEventDefinition
from SpiffWorkflow.bpmn.specs.mixins import BpmnSpecMixin
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

NOT_FINISHED = TaskState.NOT_FINISHED_MASK


class Caught(EventDefinition):
    """What an event waits for; `name` is that of the message or signal, or the code."""

    def __init__(self, kind: str, name: str = "", expression: str = "", timer_kind: str = "") -> None:
        super().__init__(name)
        self.kind = kind
        self.expression = expression
        self.timer_kind = timer_kind

    def has_fired(self, my_task: Any) -> bool:
        """A timer's moment is computed once, on entry; a condition is looked at whenever the task is."""
        data, engine = my_task.internal_data, my_task.workflow.script_engine
        if self.kind == "timer" and not any(data.get(key) for key in ("due", "event_fired", "spent")):
            data["due"] = engine.due(my_task, self)
        if self.kind == "conditional" and engine.feel(my_task, self.expression) is True:
            engine.explain(my_task, {**engine.reasons(my_task, self.expression), "result": True})
            data["event_fired"] = True
        return bool(data.get("event_fired", False))

    def catches(self, my_task: Any, event: Any) -> bool:
        return False

    def reset(self, my_task: Any) -> None:
        """Called for what was passed and for what is predicted after it, which must look as if it never was."""
        for key in ("due", "event_fired"):
            my_task.internal_data.pop(key, None)

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = object.__hash__


class Thrown(EventDefinition):
    """What an event throws: the engine delivers it."""

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(name)
        self.kind = kind

    def throw(self, my_task: Any) -> None:
        my_task.workflow.script_engine.throw(my_task, self.kind, self.name)


class Terminate(TerminateEventDefinition):
    """Ends its own process; the library also looks for somebody who catches it."""

    def throw(self, my_task: Any) -> None:
        """Nobody catches a terminate event."""


class End(EndEvent):
    """An end event; a terminate event tells the calls that it cancels."""

    def _on_complete_hook(self, my_task: Any) -> None:
        super()._on_complete_hook(my_task)
        if isinstance(self.event_definition, Terminate):
            cancel_orphans(my_task.workflow.top_workflow)


def fire(task: Any) -> None:
    """Let a waiting event happen."""
    task.internal_data["event_fired"] = True
    task.task_spec._update(task)


def spawn(task: Any, outputs: list[Any]) -> None:
    """Start the branch of an event that goes on waiting. A stub under the root stands for it: under the
    event itself the branch would be dropped with it, and a join would not know where its token is from."""
    workflow = task.workflow
    stub = Task(workflow, task.task_spec, workflow.task_tree, state=TaskState.COMPLETED)
    stub.triggered = True
    for output in outputs:
        child = stub._add_child(output, TaskState.FUTURE)
        output._update(child)
    workflow.script_engine.passed(task)


class Boundary(BoundaryEvent):
    """A boundary event; one that does not interrupt starts its branch as often as it happens."""

    def _update_hook(self, my_task: Any) -> bool | None:
        fired: bool | None = super()._update_hook(my_task)
        if not fired:
            return fired
        if self.cancel_activity:
            # at once: until the library's join has its turn, the step could run, or a second boundary happen
            cancel([other for other in my_task.parent.children if other is not my_task])
            return True
        data = my_task.internal_data
        if my_task.state != TaskState.WAITING:
            my_task._set_state(TaskState.WAITING)
        if data.get("spent"):
            return False
        data["event_fired"] = False
        definition = self.event_definition
        if definition.kind in ("timer", "conditional"):
            my_task.workflow.script_engine.rearm(my_task)
        spawn(my_task, [o for o in self.outputs if not isinstance(o, BoundaryEventJoin)])
        return False


class Choice(BpmnSpecMixin):
    """An event-based gateway: its events wait side by side, and the first that happens cancels the others.
    The library keeps them in one task, where two messages of a name or a timer's moment get lost."""


class _FirstWins:
    def _on_ready_hook(self, my_task: Any) -> None:
        super()._on_ready_hook(my_task)  # type: ignore[misc]
        if isinstance(my_task.parent.task_spec, Choice):
            for other in my_task.parent.children:
                if other is not my_task:
                    other.cancel()


class Catch(_FirstWins, IntermediateCatchEvent):
    """An intermediate catch event."""


class Receive(_FirstWins, ReceiveTask):
    """A receive task."""


class Listener(StartEvent):
    """Waits beside the process for the start of an event subprocess; the process can end without it."""

    subprocess: Any = None
    interrupting = True

    def _predict_hook(self, my_task: Any) -> None:
        """What follows is started beside it."""

    def _update_hook(self, my_task: Any) -> bool:
        super()._update_hook(my_task)
        if my_task.internal_data.get("event_fired"):
            my_task._set_state(TaskState.WAITING)
            my_task.internal_data["event_fired"] = False
            if self.interrupting:
                cancel(my_task.workflow.task_tree.children)
            spawn(my_task, [self.subprocess])
        return False


class EndJoin(_EndJoin):
    """Waits for every branch, but not for those who only listen."""

    def _check_threshold_unstructured(self, my_task: Any) -> bool:
        tasks = list(my_task.workflow.tasks.values())
        open_ones = [t for t in tasks if t.has_state(TaskState.DEFINITE_MASK) and t is not my_task]
        if any(not isinstance(t.task_spec, Listener) and not self._is_ahead(t) for t in open_ones):
            return False
        for task in open_ones:
            if isinstance(task.task_spec, Listener):
                task.cancel()
        return True

    def _run_hook(self, my_task: Any) -> bool:
        return True

    def _is_ahead(self, task: Any) -> bool:
        """True for what this join predicts after itself, and for its own twin that waits already."""
        return task.task_spec is self or task.task_spec.name == "End"


def cancel(tasks: list[Any]) -> None:
    """Cancel tasks with all that runs in them."""
    for task in tasks:
        task.cancel()
    if tasks:
        cancel_orphans(tasks[0].workflow.top_workflow)


def cancel_orphans(top: Any) -> None:
    """Cancel subprocesses whose task is gone: the library drops the instances of a loop silently."""
    while True:
        known = {i for workflow in (top, *top.subprocesses.values()) for i in workflow.tasks}
        orphans = [i for i in top.subprocesses if i not in known]
        if not orphans:
            return
        for identifier in orphans:
            sub = top.subprocesses.pop(identifier)
            sub.completed = True
            for task in sub.tasks.values():
                if task.has_state(NOT_FINISHED):
                    task._set_state(TaskState.CANCELLED)
