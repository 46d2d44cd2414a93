"""The library's parser with our task specs, and the repairs made to a spec once it is parsed."""

from typing import Any

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.event_parsers import ReceiveTaskParser
from SpiffWorkflow.bpmn.parser.task_parsers import ConditionalGatewayParser, GatewayParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent, ThrowingEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.spiff.parser.event_parsers import (
    SpiffBoundaryEventParser,
    SpiffEndEventParser,
    SpiffIntermediateCatchEventParser,
)
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser, SpiffProcessParser
from SpiffWorkflow.spiff.parser.task_spec import (
    CallActivityParser,
    ServiceTaskParser,
    SpiffTaskParser,
    SubWorkflowParser,
)

from app.content.bpmn import NODES, Element, Process
from app.content.xml import local
from app.engine.events import (
    Boundary,
    Catch,
    Caught,
    Choice,
    End,
    EndJoin,
    Listener,
    Receive,
    Terminate,
    Thrown,
)
from app.engine.joins import Inclusive, Parallel
from app.engine.loops import ParallelLoop, SequentialLoop, StandardLoop
from app.engine.specs import Call, DecisionTask, Embedded, Exclusive, OperatorTask


class _Loops:
    """Loops of ours for every kind of step."""

    PARALLEL_MI_CLASS = ParallelLoop
    SEQUENTIAL_MI_CLASS = SequentialLoop
    STANDARD_LOOP_CLASS = StandardLoop


class UserParser(_Loops, SpiffTaskParser):
    """A user task."""


class OperatorParser(_Loops, ServiceTaskParser):
    """A service task."""


class DecisionParser(_Loops, SpiffTaskParser):
    """A business rule task without the library's DMN, whose cells are Python."""


class CallParser(_Loops, CallActivityParser):
    """A call activity."""


class EmbeddedParser(_Loops, SubWorkflowParser):
    """An embedded subprocess."""

    EVENT_SUBPROCESS_CLASS = Embedded


class ProcessParser(SpiffProcessParser):
    """Gives event subprocesses listeners; the library starts them at run time, in the spec that is shared."""

    def _index_process_nodes(self) -> None:
        """The library takes a parameter of an operator for the step that has its id."""
        super()._index_process_nodes()
        self.nodes_by_id = {n.get("id"): n for n in self.xpath(".//bpmn:*[@id]") if local(n) in NODES}

    def add_tasks(self) -> None:
        """Make every step first and connect them afterwards: the library goes from step to step by recursion,
        which a long chain exhausts, and puts flows in the order of the drawing's y coordinates."""
        flows: dict[str, list[Any]] = self.outgoing_sequence_flows
        self.outgoing_sequence_flows: dict[str, list[Any]] = {}
        self._made: list[Any] = []
        for node in self.node:
            if local(node) in NODES:
                self.parse_node(node)
        for made in self._made:
            self._connect(made, flows.get(made.bpmn_id, []))
        super().add_tasks()
        self.spec.start.trigger_specs.clear()
        self.spec.end.__class__ = EndJoin

    def parse_node(self, node: Any) -> Any:
        if node.get("id") in self.spec.task_specs:
            return self.spec.task_specs[node.get("id")]
        parser, spec = self.parser._get_parser_class(node.tag)
        made = parser(self, spec, node, self.nsmap, lane=self.lane)
        self._made.append(made)
        return made.parse_node()

    def _connect(self, made: Any, flows: list[Any]) -> None:
        only = flows[0].get("id") if len(flows) == 1 and made.parse_condition(flows[0]) is None else None
        default = made.node.get("default") or only
        for flow in flows:
            target = flow.get("targetRef")
            specs = self.spec.task_specs
            following = specs.get(f"{target}.BoundaryEventSplit") or specs[target]
            made.connect_outgoing(following, flow, flow.get("id") == default)


class Parser(SpiffBpmnParser):
    """The library's parser with the element types that we run."""

    PROCESS_PARSER_CLASS = ProcessParser
    OVERRIDE_PARSER_CLASSES = {
        **SpiffBpmnParser.OVERRIDE_PARSER_CLASSES,
        full_tag("userTask"): (UserParser, SpiffBpmnParser.OVERRIDE_PARSER_CLASSES[full_tag("userTask")][1]),
        full_tag("exclusiveGateway"): (ConditionalGatewayParser, Exclusive),
        full_tag("inclusiveGateway"): (ConditionalGatewayParser, Inclusive),
        full_tag("parallelGateway"): (GatewayParser, Parallel),
        full_tag("eventBasedGateway"): (GatewayParser, Choice),
        full_tag("businessRuleTask"): (DecisionParser, DecisionTask),
        full_tag("serviceTask"): (OperatorParser, OperatorTask),
        full_tag("callActivity"): (CallParser, Call),
        full_tag("subProcess"): (EmbeddedParser, Embedded),
        full_tag("endEvent"): (SpiffEndEventParser, End),
        full_tag("boundaryEvent"): (SpiffBoundaryEventParser, Boundary),
        full_tag("intermediateCatchEvent"): (SpiffIntermediateCatchEventParser, Catch),
        full_tag("receiveTask"): (ReceiveTaskParser, Receive),
    }

    def _find_dependencies(self, process: Any) -> None:
        """Calls only: no decision is read by the library."""
        BpmnParser._find_dependencies(self, process)


def repair(spec: Any, process: Process) -> None:
    """Replace what the library would do by itself: clocks, broadcasts, lists from tokens."""
    for task in list(spec.task_specs.values()):
        element = process.elements.get(getattr(task, "bpmn_id", None) or "")
        if isinstance(task, (CatchingEvent, ThrowingEvent)) and element is not None:
            task.event_definition = _definition(element)
        if isinstance(task, LoopTask) and element is not None:
            _repair_loop(spec, task, element)
        if element is not None and element.triggered:
            _listen(spec, task, element, process)


def _definition(element: Element) -> Any:
    kind = "message" if element.type in ("sendTask", "receiveTask") else element.event
    if kind == "terminate":
        return Terminate()
    if not kind or element.type == "startEvent":
        return NoneEventDefinition()  # what starts an event subprocess is caught by its listener, outside
    if element.type in ("endEvent", "intermediateThrowEvent", "sendTask"):
        return Thrown(kind, element.message or element.error)
    return Caught(
        kind, element.message or element.error, element.timer or element.condition, element.timer_kind
    )


def _repair_loop(spec: Any, loop: Any, element: Element) -> None:
    """Connect a loop to its instances: the library does it at run time, in the spec that threads share."""
    spec.task_specs[loop.task_spec].completed_event.connect(loop.merge_child)
    loop.condition = element.loop_condition or None
    if isinstance(loop, (ParallelLoop, SequentialLoop)):
        loop.item_name = element.loop_item
        loop.data_input = loop.data_output = loop.input_item = loop.output_item = None


def _listen(spec: Any, task: Any, element: Element, process: Process) -> None:
    """Put a listener beside the process for the start event of an event subprocess."""
    start = next(e for e in process.elements.values() if e.parent == element.id and e.type == "startEvent")
    listener = Listener(spec, start.id, Caught(start.event, start.message), bpmn_name=start.name)
    listener.subprocess = task
    listener.interrupting = start.interrupting
    spec.start.connect(listener)
    task._connect_notify(listener)
    if spec.end not in task.outputs:
        task.connect(spec.end)
