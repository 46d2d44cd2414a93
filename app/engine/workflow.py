"""Running workflows of the library, without its walks over the whole tree: they end 1,000 tasks deep without a word."""

from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.util.task import TaskState


class _Waits:
    """Looks at what waits again whenever a task is done."""

    tasks: dict[Any, Any]

    def update_waiting_tasks(self) -> None:
        for task in list(self.tasks.values()):
            if task.state == TaskState.WAITING and task.id in self.tasks:
                task.task_spec._update(task)


class Inner(_Waits, BpmnSubWorkflow):
    """A called process or an embedded subprocess."""


class Workflow(_Waits, BpmnWorkflow):
    """A process with everything that runs in it."""

    def create_subprocess(self, my_task: Any, spec_name: str) -> Inner:
        inner = Inner(self.subprocess_specs[spec_name], parent_task_id=my_task.id, top_workflow=self)
        self.subprocesses[my_task.id] = inner
        return inner
