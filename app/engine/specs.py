"""Task specs of our own: choices that look at every condition, decisions and operators that call back,
calls that see the case."""

from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import CallActivity, ExclusiveGateway, SubWorkflowTask
from SpiffWorkflow.bpmn.specs.mixins import BpmnSpecMixin
from SpiffWorkflow.util.task import TaskState

from app.engine.choosing import Chooses, choose


class Exclusive(Chooses, ExclusiveGateway):
    """Evaluates every condition: the library takes the first in the order of the drawing's y coordinates."""

    def _run_hook(self, my_task: Any) -> bool:
        go_on(my_task, choose(my_task, exclusive=True))
        return True


def go_on(task: Any, outputs: list[Any]) -> None:
    """Send a gateway's token to the outputs chosen."""
    task._sync_children(outputs, TaskState.FUTURE)


class HumanTask(BpmnSpecMixin):
    """A user task: it waits for a person."""

    def __init__(self, wf_spec: Any, name: str, **more: Any) -> None:
        super().__init__(wf_spec, name, manual=True, **more)


class DecisionTask(BpmnSpecMixin):
    """A business rule task; the decision is evaluated outside, and its outputs go into the case."""

    def _run_hook(self, my_task: Any) -> bool:
        my_task.workflow.script_engine.decide(my_task)
        return True


class OperatorTask(BpmnSpecMixin):
    """A service task; the operator is called outside, and its result goes into the case."""

    def _run_hook(self, my_task: Any) -> bool:
        my_task.workflow.script_engine.operate(my_task)
        return True


class _Inner:
    """What calls and embedded subprocesses share: nothing goes in or out by the token, and one that was left
    by an error does not come back."""

    def copy_data(self, my_task: Any, subworkflow: Any) -> None:
        """The inner process reads the case file."""

    def update_data(self, my_task: Any, subworkflow: Any) -> None:
        """The answers are in the case file."""

    def _on_subworkflow_completed(self, subworkflow: Any, my_task: Any) -> None:
        if my_task.has_state(TaskState.NOT_FINISHED_MASK):
            my_task._set_state(TaskState.READY)


class Call(_Inner, CallActivity):
    """A call activity: its properties are evaluated on entry and seen by the called process as `call`."""

    def start_workflow(self, my_task: Any) -> None:
        my_task.internal_data["call"] = my_task.workflow.script_engine.call_context(my_task)
        super().start_workflow(my_task)


class Embedded(_Inner, SubWorkflowTask):
    """An embedded subprocess, also that of an event."""
