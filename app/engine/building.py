"""The library's specs, made from what a diagram says; the library never sees the file.

Its own parser puts ids into XPath, goes from step to step by recursion, orders flows by the y coordinate of the
drawing, reads scripts out of extensions and fails with a bare TypeError at a reference to nothing. Here every step
is made first and connected afterwards. Names in a spec carry a mark that no id has, so that an element may be
called `Start` or `End` as the library's own tasks are."""

from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.defaults import IntermediateThrowEvent, SendTask, StartEvent
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition

from app.content.bpmn import Element, Flow, Process
from app.engine.ahead import look_one_ahead
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
from app.engine.specs import Call, DecisionTask, Embedded, Exclusive, HumanTask, OperatorTask

SPECS = {
    "userTask": HumanTask,
    "serviceTask": OperatorTask,
    "businessRuleTask": DecisionTask,
    "callActivity": Call,
    "subProcess": Embedded,
    "receiveTask": Receive,
    "sendTask": SendTask,
    "startEvent": StartEvent,
    "endEvent": End,
    "intermediateCatchEvent": Catch,
    "intermediateThrowEvent": IntermediateThrowEvent,
    "boundaryEvent": Boundary,
    "exclusiveGateway": Exclusive,
    "inclusiveGateway": Inclusive,
    "parallelGateway": Parallel,
    "eventBasedGateway": Choice,
}
LOOPS = {"parallel": ParallelLoop, "sequential": SequentialLoop}


def spec_name(element: str) -> str:
    """Return the name of the spec that an element's tokens wait in."""
    return f":{element}"


def scope_name(process: str, subprocess: str | None = None) -> str:
    """Return the name of the spec of a process, or of one of its embedded subprocesses."""
    return process if subprocess is None else f"{process}:{subprocess}"


def entry_of(specs: dict[str, Any], element: str) -> Any:
    """Return the spec that leads into an element: where it has boundary events, the split before it."""
    return specs.get(f"split:{element}") or specs.get(spec_name(element))


def build_specs(process: Process) -> dict[str, Any]:
    """Return the specs of a process that has passed the checks, and of its embedded subprocesses, by name."""
    inner = [e.id for e in process.elements.values() if e.type == "subProcess"]
    return {scope_name(process.key, scope): _Scope(process, scope).build() for scope in (None, *inner)}


class _Scope:
    """A process or an embedded subprocess while its spec is made."""

    def __init__(self, process: Process, scope: str | None) -> None:
        self._process = process
        self._members = [e for e in process.elements.values() if e.parent == scope]
        self._spec = BpmnProcessSpec(scope_name(process.key, scope), process.name)
        self._spec.end.__class__ = EndJoin

    def build(self) -> Any:
        for element in self._members:
            self._make(element)
        for element in self._members:
            self._attach(element)
        for element in self._members:
            self._connect(element)
        for spec in self._spec.task_specs.values():
            look_one_ahead(spec)
        return self._spec

    def _of(self, element: str) -> Any:
        return self._spec.task_specs[spec_name(element)]

    def _make(self, element: Element) -> None:
        made = self._step(element, f"each:{element.id}" if element.loop else spec_name(element.id))
        if element.loop:
            self._repeat(element, made)
        if element.type == "startEvent":
            self._spec.start.connect(made)
        if element.type == "endEvent":
            made.connect(self._spec.end)
        if element.triggered:
            self._listen(element, made)

    def _step(self, element: Element, name: str) -> Any:
        more: dict[str, Any] = {"bpmn_name": element.name}
        if element.type in ("callActivity", "subProcess"):
            more["subworkflow_spec"] = element.called or scope_name(self._process.key, element.id)
        elif element.type.endswith("Event") or element.type in ("sendTask", "receiveTask"):
            more["event_definition"] = _definition(element)
        if element.type == "boundaryEvent":
            more["cancel_activity"] = element.interrupting
        return self._named(SPECS[element.type](self._spec, name, **more), element)

    def _repeat(self, element: Element, each: Any) -> None:
        """Put a loop round a step. The library connects the two at run time, in the spec that threads share."""
        name = spec_name(element.id)
        loop: Any
        if element.loop == "standard":
            most = int(element.loop_maximum) if element.loop_maximum else None
            given = (each.name, most, element.loop_condition, element.loop_before)
            loop = StandardLoop(self._spec, name, *given)
        else:
            loop = LOOPS[element.loop](self._spec, name, each.name, condition=element.loop_condition)
            loop.item_name = element.loop_item
        self._named(loop, element)
        each.inputs = [loop]
        each.completed_event.connect(loop.merge_child)

    def _listen(self, element: Element, made: Any) -> None:
        """Put a listener beside the process for the start of an event subprocess; the library starts it at run
        time, in the spec that is shared."""
        inner = self._process.elements.values()
        start = next(e for e in inner if e.parent == element.id and e.type == "startEvent")
        waits = Caught(start.event, start.message)
        listener = Listener(self._spec, spec_name(start.id), waits, bpmn_name=start.name)
        self._named(listener, start)
        listener.subprocess, listener.interrupting = made, start.interrupting
        self._spec.start.connect(listener)
        made._connect_notify(listener)
        made.connect(self._spec.end)

    def _attach(self, element: Element) -> None:
        """Put the boundary events of a step beside it, between a split and a join."""
        events = [b.id for b in self._process.boundaries(element.id)]
        if not events:
            return
        split = BoundaryEventSplit(self._spec, f"split:{element.id}")
        join = BoundaryEventJoin(self._spec, f"join:{element.id}", split_task=split.name, cancel=True)
        for each in (self._of(element.id), *map(self._of, events)):
            split.connect(each)
            each.connect(join)

    def _connect(self, element: Element) -> None:
        source = self._of(element.id)
        flows = [self._process.flows[f] for f in element.outgoing]
        for flow in flows:
            target = entry_of(self._spec.task_specs, flow.target)
            if isinstance(source, (Exclusive, Inclusive)):
                source.lead(target, flow, default=_is_default(flow, element, flows))
            else:
                source.connect(target)

    @staticmethod
    def _named(made: Any, element: Element) -> Any:
        made.bpmn_id = element.id
        return made


def _is_default(flow: Flow, element: Element, flows: list[Flow]) -> bool:
    return flow.id == element.default or (len(flows) == 1 and not flow.condition)


def _definition(element: Element) -> Any:
    kind = "message" if element.type in ("sendTask", "receiveTask") else element.event
    if kind == "terminate":
        return Terminate()
    if not kind or element.type == "startEvent":
        return NoneEventDefinition()  # what starts an event subprocess is caught by its listener, outside
    if element.type in ("endEvent", "intermediateThrowEvent", "sendTask"):
        return Thrown(kind, element.message or element.error)
    waits_for = element.timer or element.condition
    return Caught(kind, element.message or element.error, waits_for, element.timer_kind)
