"""One engine step, load, complete and save, against SpiffWorkflow used as its documentation shows.

Both run the same file in turns. The peer keeps everything, specs too, as JSON; its expressions are Python."""

import statistics
from collections.abc import Iterator
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.spiff.parser import SpiffBpmnParser
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG
from SpiffWorkflow.util.task import TaskState

from app import engine
from tests.bench import table
from tests.bench.signing_sized import GOING, STEPS, review, signing
from tests.bench.timing import medians, seconds
from tests.support.drawing import diagram, flow, node, user
from tests.unit.engine.driving import Calls

ANSWER = {f"field_{i}": f"value {i}" for i in range(20)}
AGE = 2_000


class Stock:
    """An instance of SpiffWorkflow alone, kept as the JSON that its serializer makes."""

    def __init__(self, key: str, *sources: bytes) -> None:
        parser = SpiffBpmnParser()
        for source in sources:
            parser.add_bpmn_xml(etree.fromstring(source))
        spec, subs = parser.get_spec(key), parser.get_subprocess_specs(key)
        self._serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(SPIFF_CONFIG))
        workflow = BpmnWorkflow(spec, subs, script_engine=PythonScriptEngine())
        workflow.get_next_task(state=TaskState.READY).set_data(**GOING)
        self._run_on(workflow)

    def step(self) -> None:
        """Load, complete the step that waits, save."""
        workflow = self._serializer.deserialize_json(self.state)
        workflow.script_engine = PythonScriptEngine()
        task = workflow.get_next_task(state=TaskState.READY, manual=True)
        task.set_data(**{task.task_spec.name: ANSWER})
        task.run()
        self._run_on(workflow)

    def _run_on(self, workflow: Any) -> None:
        workflow.do_engine_steps()
        workflow.refresh_waiting_tasks()
        self.state = self._serializer.serialize_json(workflow)


class Ours:
    """An instance as the inbox drives it: the state and the case file are kept apart."""

    def __init__(self, program: engine.Program) -> None:
        self._program, self._host = program, Calls()
        self._take(engine.start(program, GOING, self._host))

    def step(self) -> None:
        """Load, complete the step that waits, save."""
        token = self._now.waiting[0].token
        self._take(engine.complete(self._program, self.state, token, ANSWER, self._now.case, self._host))

    def _take(self, now: engine.Snapshot) -> None:
        self._now, self.state = now, now.state


def measure(full: bool) -> Iterator[table.Row]:
    """Measure a step of the signing, and the 2,000th round of a loop."""
    yield from _signing(200 if full else 40)
    yield from _loop()


def _signing(turns: int) -> Iterator[table.Row]:
    program = engine.compile_program("p", {"p": signing(), "review": review()})
    elements = sum(len(p.elements) for p in program.processes.values())
    own_times, peer_times, own_sizes, peer_sizes = [], [], [], []
    for _ in range(turns):
        own, peer = Ours(program), Stock("p", signing(), review())
        for _ in STEPS:
            own_sizes.append(len(own.state))
            peer_sizes.append(len(peer.state))
            own_times.append(seconds(own.step))
            peer_times.append(seconds(peer.step))
    own_time, peer_time = statistics.median(own_times), statistics.median(peer_times)
    what = f"engine step, {elements} elements"
    yield table.faster(what, own_time, peer_time, 3, "stock SpiffWorkflow")
    stock = f"stock {statistics.median(peer_sizes) / 1000:.1f} KB"
    yield table.at_most("state after a step, largest", max(own_sizes) / 1000, 1.5, "KB", stock)


def _loop() -> Iterator[table.Row]:
    """A step that is returned again and again, by a review that is called each time."""
    nodes = [
        node("startEvent", "s"),
        user("fill"),
        user("judge"),
        node("exclusiveGateway", "back", default="f_back_fill"),
        node("endEvent", "e"),
    ]
    flows = [flow("s", "fill"), flow("fill", "judge"), flow("judge", "back"), flow("back", "fill")]
    program = engine.compile_program(
        "p", {"p": diagram("p", nodes, [*flows, flow("back", "e", "amount < 0")])}
    )
    young, old = Ours(program), Ours(program)
    young.step()
    for _ in range(AGE - 1):
        old.step()
    young_size, old_size = len(young.state), len(old.state)
    before, after = medians(200, young.step, old.step)
    figures = (f"{after * 1e3:.2f} ms", f"step 2: {before * 1e3:.2f} ms")
    yield table.Row(
        f"step {AGE:,} of a return loop", *figures, f"{after / before:.2f}×", "≤ 1.3×", after / before <= 1.3
    )
    grown = old_size / young_size
    yield table.Row(
        "its state", f"{old_size} B", f"step 2: {young_size} B", f"{grown:.2f}×", "≤ 1.1×", grown <= 1.1
    )
