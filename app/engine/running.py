"""One step of an instance: load, run to the next people and moments to wait for, answer with a snapshot.

Nothing is saved when something raises: the caller keeps the old state."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn import BpmnEvent, BpmnWorkflow
from SpiffWorkflow.bpmn.specs.event_definitions.conditional import ConditionalEventDefinition
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app import rules
from app.engine.looking import look, previous_tokens
from app.engine.program import Program
from app.engine.script import Engine
from app.engine.snapshot import Host, Passed, Snapshot
from app.engine.specs import Due
from app.engine.state import pack, unpack
from app.errors import Conflict, Incident

MAX_STEPS = 500


def start(program: Program, case: Mapping[str, Any], host: Host) -> Snapshot:
    """Start an instance and run to its first wait. Raises Incident."""
    engine = Engine(program, case, host)
    workflow = _guarded(engine, lambda: BpmnWorkflow(program.spec, program.subs, script_engine=engine))
    return _run(engine, workflow, set(), lambda: None)


def complete(
    program: Program, state: bytes, token: str, answer: Mapping[str, Any], case: Mapping[str, Any], host: Host
) -> Snapshot:
    """Complete a waiting human step; the answer goes into the case under the step's data key. Raises Incident."""
    engine, workflow = _load(program, state, case, host)

    def act() -> None:
        task = _task(workflow, token)
        if task.state != TaskState.READY or not task.task_spec.manual:
            raise Conflict("这个步骤已经不在等待办理。")
        element = engine.element(task)
        key = element.properties.get("data") or element.properties.get("form") or element.id
        _store(engine, str(engine.resolve(task, key)), answer, task)
        task.run()

    return _run(engine, workflow, previous_tokens(workflow), act)


def deliver(
    program: Program, state: bytes, token: str, payload: Mapping[str, Any], case: Mapping[str, Any], host: Host
) -> Snapshot:
    """Give a message to one waiting event; its payload goes into the case. Raises Incident."""
    engine, workflow = _load(program, state, case, host)

    def act() -> None:
        task, definition, element = _event(engine, workflow, token)
        key = element.properties.get("data") or element.properties.get("form") or element.message
        if payload:
            engine.case[str(engine.resolve(task, key))] = dict(payload)
        task.task_spec.catch(task, BpmnEvent(definition, payload={}))
        task.task_spec._update(task)

    return _run(engine, workflow, previous_tokens(workflow), act)


def fire(program: Program, state: bytes, token: str, case: Mapping[str, Any], host: Host) -> Snapshot:
    """Fire a timer. Raises Incident."""
    engine, workflow = _load(program, state, case, host)

    def act() -> None:
        task, definition, _element = _event(engine, workflow, token)
        if isinstance(definition, Due) and definition.kind == "timeCycle":
            _tick(task)
        else:
            task._set_internal_data(event_fired=True)
        task.task_spec._update(task)

    return _run(engine, workflow, previous_tokens(workflow), act)


def move(program: Program, state: bytes, token: str, to: str, case: Mapping[str, Any], host: Host) -> Snapshot:
    """Take a token from where it waits to another element of the same diagram. Raises Incident, Conflict."""
    engine, workflow = _load(program, state, case, host)

    def act() -> None:
        task = _task(workflow, token)
        target = task.workflow.spec.task_specs.get(f"{to}.BoundaryEventSplit") or task.workflow.spec.task_specs.get(to)
        if target is None:
            raise Conflict(f"流程图里没有可以移动到的步骤“{to}”。")
        host_task = task.parent if task.parent.task_spec.name.endswith(".BoundaryEventSplit") else task
        moved = Task(task.workflow, target, task.workflow.task_tree, state=TaskState.FUTURE)
        moved.triggered = True
        for each in list(host_task.children) if host_task is not task else [task]:
            each.cancel()
        target._predict(moved, mask=TaskState.NOT_FINISHED_MASK)
        target._update(moved)

    return _run(engine, workflow, previous_tokens(workflow), act)


def _load(program: Program, state: bytes, case: Mapping[str, Any], host: Host) -> tuple[Engine, Any]:
    engine = Engine(program, case, host)
    return engine, _guarded(engine, lambda: unpack(program, state, engine))


def _store(engine: Engine, key: str, answer: Mapping[str, Any], task: Any) -> None:
    """Put an answer into the case; the instances of a multi-instance step make a list."""
    if "key_or_index" in task.internal_data or "item" in task.internal_data:
        before = engine.case.get(key)
        engine.case[key] = [*(before if isinstance(before, list) else []), dict(answer)]
    else:
        engine.case[key] = dict(answer)


def _tick(task: Any) -> None:
    value = task._get_internal_data("event_value")
    left = value["cycles"] - 1
    if left <= 0:
        task._set_internal_data(event_fired=True)
        return
    following = datetime.fromisoformat(value["next"]) + timedelta(seconds=value["duration"])
    task._set_internal_data(event_value={**value, "cycles": left, "next": following.isoformat()})
    task.internal_data["tick"] = True


def _task(workflow: Any, token: str) -> Any:
    try:
        task = workflow.get_task_from_id(UUID(token.partition(":")[0]))
    except (ValueError, KeyError, SpiffWorkflowException):
        task = None
    if task is None or task.has_state(TaskState.FINISHED_MASK):
        raise Conflict("这个步骤已经过去了。")
    return task


def _event(engine: Engine, workflow: Any, token: str) -> tuple[Any, Any, Any]:
    """Return (task, event definition, element); behind an event-based gateway the token names the element too."""
    task = _task(workflow, token)
    spec, element_id = task.task_spec, token.partition(":")[2]
    if not element_id:
        return task, spec.event_definition, engine.element(task)
    index = next(i for i, output in enumerate(spec.outputs) if output.bpmn_id == element_id)
    process = engine.program.process(task.workflow.spec.name)
    return task, spec.event_definition.event_definitions[index], process.elements[element_id]


def _run(engine: Engine, workflow: Any, before: set[str], act: Callable[[], None]) -> Snapshot:
    def steps() -> None:
        act()
        _settle(engine, workflow)

    _guarded(engine, steps)
    ended = workflow.is_completed()
    end = next((p.element for p in reversed(engine.trace) if p.kind == "endEvent"), None)
    if ended and end is None:
        raise Incident("流程没有经过结束事件就停止了。", "", "stuck")
    state = b"" if ended else pack(workflow)
    seen = look(engine, workflow, before)
    if not ended and not (seen.waiting or seen.timers or seen.subscriptions or seen.conditional):
        raise Incident("流程没有可以继续的步骤，也没有结束。", "", "stuck")
    return Snapshot(
        state=state,
        case=rules.to_json(engine.case),
        status=seen.status,
        waiting=tuple(seen.waiting),
        timers=tuple(seen.timers),
        subscriptions=tuple(seen.subscriptions),
        trace=tuple(engine.trace),
        thrown=tuple(engine.sent),
        ended=ended,
        end=end if ended else None,
    )


def _settle(engine: Engine, workflow: Any) -> None:
    """Run what needs nobody, within the step budget; conditional events look again when the case has changed."""
    budget = [MAX_STEPS]

    def will(task: Any) -> None:
        budget[0] -= 1
        if budget[0] < 0:
            raise Incident("自动步骤过多，流程可能陷入循环。", engine.id_of(task), "budget")

    def did(task: Any) -> None:
        element = engine.program.element(task)
        if element is not None:
            detail = engine.details.pop(task.id, {})
            status = element.properties.get("status")
            if status and element.type != "userTask":
                detail = {**detail, "status": engine.resolve(task, status)}
            engine.trace.append(Passed(element.id, element.type, element.name, detail))

    workflow.do_engine_steps(will_complete_task=will, did_complete_task=did)
    while _conditions(workflow):
        workflow.do_engine_steps(will_complete_task=will, did_complete_task=did)


def _conditions(workflow: Any) -> bool:
    fired = False
    for task in list(workflow.event_manager.tasks.values()):
        if isinstance(task.task_spec.event_definition, ConditionalEventDefinition) and task.state == TaskState.WAITING:
            task.task_spec._update(task)
            fired = fired or task.state != TaskState.WAITING
    return fired


def _guarded(engine: Engine, work: Callable[[], Any]) -> Any:
    """Turn everything the library raises into an incident with the element; refusals pass."""
    try:
        return work()
    except (Incident, Conflict):
        raise
    except SpiffWorkflowException as error:
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, (Incident, Conflict)):
                raise cause from error
            cause = getattr(cause, "exception", None) or cause.__cause__
        task = getattr(error, "task", None)
        element = engine.id_of(task) if task is not None else ""
        raise Incident(f"流程引擎不能继续：{error}", element) from error
    except RecursionError as error:
        raise Incident("流程嵌套过深，不能继续。", "", "depth") from error
