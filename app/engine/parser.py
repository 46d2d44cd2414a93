"""The library's parser with our task specs, and the repairs made to a spec once it is parsed."""

from typing import Any

from SpiffWorkflow.bpmn.parser.task_parsers import ConditionalGatewayParser, GatewayParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.specs.event_definitions.item_aware_event import SignalEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import ThrowingEvent
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser, SpiffProcessParser
from SpiffWorkflow.spiff.parser.task_spec import (
    CallActivityParser,
    ServiceTaskParser,
    SpiffTaskParser,
    SubWorkflowParser,
)
from SpiffWorkflow.spiff.specs.defaults import EventSubprocess

from app.content.bpmn import Process
from app.engine.joins import Inclusive, Parallel
from app.engine.specs import (
    Call,
    DecisionTask,
    Due,
    Embedded,
    Exclusive,
    Items,
    OperatorTask,
    ParallelLoop,
    SequentialLoop,
    Throw,
    ThrowError,
    ThrowSignal,
)

SpiffTaskParser.PARALLEL_MI_CLASS = ParallelLoop
SpiffTaskParser.SEQUENTIAL_MI_CLASS = SequentialLoop


class EventSubprocessTask(EventSubprocess):
    """An event subprocess that honours `isInterrupting`, which the library ignores."""

    interrupting = False

    def update_data(self, my_task: Any, subworkflow: Any) -> None:
        """Nothing comes back in the token."""

    def _update_hook(self, my_task: Any) -> Any:
        first = my_task.workflow.top_workflow.get_subprocess(my_task) is None
        done = super()._update_hook(my_task)
        if first and self.interrupting:
            for other in my_task.parent.children:
                if other is not my_task:
                    other.cancel()
        return done


class EmbeddedParser(SubWorkflowParser):
    """The stock parser looks for a namespaced `triggeredByEvent`; BPMN attributes have no namespace."""

    EVENT_SUBPROCESS_CLASS = EventSubprocessTask

    def attribute(self, attribute: str, namespace: Any = None, node: Any = None) -> Any:
        found = (node if node is not None else self.node).get(attribute)
        return found or super().attribute(attribute, namespace, node)

    def create_task(self) -> Any:
        task = super().create_task()
        if isinstance(task, EventSubprocessTask):
            start = self.xpath("./bpmn:startEvent")[0]
            task.interrupting = start.get("isInterrupting", "true") == "true"
        return task


class DecisionParser(SpiffTaskParser):
    """A business rule task without the library's DMN, whose cells are Python."""


class ProcessParser(SpiffProcessParser):
    """Connects event subprocesses at once; the library does it at run time, in the spec that is shared."""

    def add_tasks(self) -> None:
        super().add_tasks()
        for name in self.spec.start.trigger_specs:
            task = self.spec.task_specs[name]
            if self.spec.start.name not in task._inputs:
                task._inputs.append(self.spec.start.name)
                task.connect(self.spec.end)


class Parser(SpiffBpmnParser):
    """The library's parser with the element types that we run."""

    PROCESS_PARSER_CLASS = ProcessParser
    OVERRIDE_PARSER_CLASSES = {
        **SpiffBpmnParser.OVERRIDE_PARSER_CLASSES,
        full_tag("exclusiveGateway"): (ConditionalGatewayParser, Exclusive),
        full_tag("inclusiveGateway"): (ConditionalGatewayParser, Inclusive),
        full_tag("parallelGateway"): (GatewayParser, Parallel),
        full_tag("businessRuleTask"): (DecisionParser, DecisionTask),
        full_tag("serviceTask"): (ServiceTaskParser, OperatorTask),
        full_tag("callActivity"): (CallActivityParser, Call),
        full_tag("subProcess"): (EmbeddedParser, Embedded),
    }

    def get_dmn_dependencies(self) -> set[str]:
        return set()


def repair(spec: Any, process: Process) -> None:
    """Replace what the library would do by itself: clocks, broadcasts, lists from tokens."""
    for task in spec.task_specs.values():
        definition = getattr(task, "event_definition", None)
        if isinstance(definition, MultipleEventDefinition):
            definition.event_definitions[:] = [_timer(d) for d in definition.event_definitions]
        elif isinstance(definition, TimerEventDefinition):
            task.event_definition = _timer(definition)
        if isinstance(task, ThrowingEvent):
            task.event_definition = _thrown(task, process) or definition
        if isinstance(task, (ParallelLoop, SequentialLoop)):
            if task.data_input is not None:
                task.data_input = Items(task.data_input.bpmn_id)
            task.data_output = task.output_item = None


def _timer(definition: Any) -> Any:
    if not isinstance(definition, TimerEventDefinition) or isinstance(definition, Due):
        return definition
    kind = {"TimeDateEventDefinition": "timeDate", "DurationTimerEventDefinition": "timeDuration"}
    return Due(definition.name, kind.get(type(definition).__name__, "timeCycle"), definition.expression)


def _thrown(task: Any, process: Process) -> Any:
    element = process.elements.get(task.bpmn_id or "")
    if element is None:
        return None
    if element.event == "error":
        return ThrowError(element.error)
    if element.event == "signal":
        return ThrowSignal(SignalEventDefinition(element.message))
    if element.event == "message" or (element.type == "sendTask" and element.message):
        return Throw(element.message)
    return None
