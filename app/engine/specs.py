"""Task specs of our own: choices that look at every condition, decisions and operators that call back,
calls that see the case, loops that read it."""

from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import ExclusiveGateway
from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.spiff.specs.defaults import (
    CallActivity,
    ParallelMultiInstanceTask,
    SequentialMultiInstanceTask,
    ServiceTask,
    SubWorkflowTask,
)
from SpiffWorkflow.spiff.specs.spiff_task import SpiffBpmnTask
from SpiffWorkflow.util.task import TaskState

AHEAD = TaskState.FUTURE | TaskState.PREDICTED_MASK


class Exclusive(ExclusiveGateway):
    """Evaluates every condition: the library takes the first in the order of the drawing's y coordinates."""

    def _run_hook(self, my_task: Any) -> bool:
        chosen = my_task.workflow.script_engine.choose(my_task, exclusive=True)
        my_task._sync_children(chosen, TaskState.FUTURE)
        for child in my_task.children:
            child.task_spec._predict(child, mask=AHEAD)
        return True


class DecisionTask(SpiffBpmnTask):
    """A business rule task; the decision is evaluated outside, and its outputs go into the case."""

    def _run_hook(self, my_task: Any) -> bool:
        my_task.workflow.script_engine.decide(my_task)
        return True


class OperatorTask(ServiceTask):
    """A service task; the library would write the result into the token."""

    def _execute(self, task: Any) -> bool:
        task.workflow.script_engine.operate(task)
        return True


class Call(CallActivity):
    """A call activity: its properties are evaluated on entry and seen by the called process as `call`."""

    def start_workflow(self, my_task: Any) -> None:
        my_task.internal_data["call"] = my_task.workflow.script_engine.call_context(my_task)
        super().start_workflow(my_task)

    def copy_data(self, my_task: Any, subworkflow: Any) -> None:
        start = subworkflow.get_next_task(subworkflow.task_tree, skip_subprocesses=True, spec_name="Start")
        start.set_data(**my_task.data)

    def update_data(self, my_task: Any, subworkflow: Any) -> None:
        """Nothing comes back in the token: answers are in the case file."""

    def _on_subworkflow_completed(self, subworkflow: Any, my_task: Any) -> None:
        if my_task.state != TaskState.CANCELLED:
            super()._on_subworkflow_completed(subworkflow, my_task)


class Embedded(SubWorkflowTask):
    """An embedded subprocess; one that an error has left does not come back."""

    def update_data(self, my_task: Any, subworkflow: Any) -> None:
        """Nothing comes back in the token: answers are in the case file."""

    def _on_subworkflow_completed(self, subworkflow: Any, my_task: Any) -> None:
        if my_task.state != TaskState.CANCELLED:
            super()._on_subworkflow_completed(subworkflow, my_task)


class Items:
    """The list that a multi-instance step runs over: evaluated once, kept with the step."""

    def __init__(self, expression: str) -> None:
        self.bpmn_id = expression
        self.expression = expression

    def exists(self, my_task: Any) -> bool:
        return isinstance(self.get(my_task), list)

    def get(self, my_task: Any) -> Any:
        if "items" not in my_task.internal_data:
            my_task.internal_data["items"] = my_task.workflow.script_engine.items(my_task, self.expression)
        return my_task.internal_data["items"]


def _drop_item(spec: Any, child: Any) -> None:
    """The item must not stay in the token: a sequential step would crash at its second one."""
    if spec.input_item is not None:
        child.data.pop(spec.input_item.bpmn_id, None)


class ParallelLoop(ParallelMultiInstanceTask):
    """A parallel multi-instance step over the case."""

    def merge_child(self, workflow: Any, child: Any) -> None:
        _drop_item(self, child)
        super().merge_child(workflow, child)


class SequentialLoop(SequentialMultiInstanceTask):
    """A sequential multi-instance step over the case."""

    def merge_child(self, workflow: Any, child: Any) -> None:
        _drop_item(self, child)
        super().merge_child(workflow, child)


class Due(TimerEventDefinition):
    """A timer that never looks at the clock: its due time is computed on entry, and somebody outside fires it."""

    def __init__(self, name: str, kind: str, expression: str) -> None:
        super().__init__(name=name, expression=expression)
        self.kind = kind

    def has_fired(self, my_task: Any) -> bool:
        if my_task._get_internal_data("event_value") is None and not my_task._get_internal_data("event_fired"):
            my_task._set_internal_data(event_value=my_task.workflow.script_engine.due(my_task, self))
        return bool(my_task._get_internal_data("event_fired", False))

    def update_task(self, my_task: Any) -> None:
        """A cycle that was fired and has rounds left starts its branch beside the waiting event."""
        if self.kind == "timeCycle" and my_task.internal_data.pop("tick", False):
            for output in my_task.task_spec.outputs:
                child = my_task._add_child(output, TaskState.FUTURE)
                child.task_spec._predict(child, mask=TaskState.NOT_FINISHED_MASK)
                child.task_spec._update(child)

    def reset(self, my_task: Any) -> None:
        my_task.internal_data.pop("event_value", None)
        super().reset(my_task)

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = object.__hash__


class Throw(EventDefinition):
    """A message that leaves the instance: reported, never delivered in memory."""

    def throw(self, my_task: Any) -> None:
        my_task.workflow.script_engine.thrown(my_task, "message", self.name)


class ThrowSignal(EventDefinition):
    """A signal: caught by everybody in the instance who waits for it, and reported."""

    def __init__(self, definition: Any) -> None:
        super().__init__(definition.name)
        self.definition = definition

    def throw(self, my_task: Any) -> None:
        my_task.workflow.script_engine.thrown(my_task, "signal", self.name)
        self.definition.throw(my_task)


class ThrowError(EventDefinition):
    """An error end event: delivered up the parents only, to the boundaries of the call it leaves.
    The library broadcasts it to the whole instance, and lets an uncaught one end normally."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def throw(self, my_task: Any) -> None:
        my_task.workflow.script_engine.throw_error(my_task, self.code)
