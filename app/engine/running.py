"""One step of an instance: load, run to the next people and moments to wait for, answer with a snapshot.

Nothing is saved when something raises: the caller keeps the old state. What somebody asks too late or of the
wrong step is a Conflict; everything else that fails is an Incident that names the element."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.util.task import TaskState

from app import rules
from app.engine.events import Caught
from app.engine.events import fire as happen
from app.engine.guarding import guarded
from app.engine.looking import human_steps, look
from app.engine.moving import move_token
from app.engine.program import Program
from app.engine.script import Engine
from app.engine.snapshot import Host, Snapshot
from app.engine.state import pack, unpack
from app.engine.workflow import Workflow
from app.errors import Conflict, Incident

MAX_STEPS = 500
MAX_SECONDS = 10.0

Case = Mapping[str, Any]
Act = Callable[[Engine, Any], None]


class _Nobody:
    """The host of an engine that only reads."""

    now = datetime(1, 1, 1, tzinfo=UTC)
    case: Case = {}

    def decide(self, decision: str, context: Mapping[str, Any]) -> Any:
        raise NotImplementedError

    def operate(self, operator: str, parameters: Mapping[str, Any], element: str) -> Any:
        raise NotImplementedError


def start(program: Program, case: Case, host: Host) -> Snapshot:
    """Start an instance and run to its first wait. Raises Incident."""
    engine = Engine(program, rules.to_json(case), host)
    make = lambda: Workflow(program.spec, program.subs, script_engine=engine)  # noqa: E731
    return guarded(engine, lambda: _run(engine, make(), lambda e, w: None))


def complete(program: Program, state: bytes, token: str, answer: Case, case: Case, host: Host) -> Snapshot:
    """Complete a waiting human step; the answer goes into the case under the step's data key.

    Raises Conflict when the step no longer waits, Incident when the instance cannot go on."""

    def act(engine: Engine, workflow: Any) -> None:
        task = _task(workflow, token)
        if task.state != TaskState.READY or not task.task_spec.manual:
            raise Conflict("这个步骤已经不在等待办理。")
        _store(engine, engine.data_key(task), answer, task)
        task.run()

    return _advance(program, state, case, host, act)


def deliver(program: Program, state: bytes, token: str, payload: Case, case: Case, host: Host) -> Snapshot:
    """Give a message to one waiting event; its payload goes into the case. Raises Conflict, Incident."""

    def act(engine: Engine, workflow: Any) -> None:
        task, definition = _event(workflow, token, "message")
        if payload:
            engine.case[engine.data_key(task)] = rules.to_json(dict(payload))
        engine.explain(task, {"message": definition.name, "values": rules.to_json(dict(payload))})
        happen(task)

    return _advance(program, state, case, host, act)


def fire(program: Program, state: bytes, token: str, case: Case, host: Host) -> Snapshot:
    """Fire a timer that is due. Raises Conflict, Incident."""

    def act(engine: Engine, workflow: Any) -> None:
        task, definition = _event(workflow, token, "timer")
        due = task.internal_data.get("due")
        moment = due["next"] if isinstance(due, dict) else due
        if moment is None or datetime.fromisoformat(moment) > host.now:
            raise Conflict("定时器还没有到期。")
        engine.explain(task, {"expression": definition.expression, "result": moment})
        happen(task)

    return _advance(program, state, case, host, act)


def resume(program: Program, state: bytes, case: Case, host: Host) -> Snapshot:
    """Run on after the case was changed from outside. Raises Incident."""
    return _advance(program, state, case, host, lambda engine, workflow: None)


def check_state(program: Program, state: bytes) -> None:
    """Read a saved state and forget it. Raises Incident when it cannot be read or does not fit the diagram."""
    unpack(program, state, Engine(program, {}, _Nobody()))


def move(program: Program, state: bytes, token: str, to: str, case: Case, host: Host) -> Snapshot:
    """Take a token from where it waits to another element of the same diagram, or of one around it.

    Raises Conflict when that is not possible, Incident when the instance cannot go on."""
    return _advance(program, state, case, host, lambda e, w: move_token(e, _task(w, token), to))


def skip(program: Program, state: bytes, token: str, case: Case, host: Host) -> Snapshot:
    """Take a token past the step it waits in. Raises Conflict when not one element follows; Incident."""

    def act(engine: Engine, workflow: Any) -> None:
        task = _task(workflow, token)
        element = engine.element(task)
        flows = engine.program.process(task.workflow.spec.name).flows
        if len(element.outgoing) != 1:
            raise Conflict(f"步骤“{element.name or element.id}”之后的去向不唯一，不能跳过，请改用移动。")
        move_token(engine, task, flows[element.outgoing[0]].target)

    return _advance(program, state, case, host, act)


def _advance(program: Program, state: bytes, case: Case, host: Host, act: Act) -> Snapshot:
    engine = Engine(program, case, host)
    return guarded(engine, lambda: _run(engine, unpack(program, state, engine), act))


def _store(engine: Engine, key: str, answer: Case, task: Any) -> None:
    """Put an answer into the case; the instances of a multi-instance step make a list."""
    value = rules.to_json(dict(answer))
    each = task.internal_data.get("each")
    if each is not None and each["count"] is not None:
        before = engine.case.get(key)
        engine.case[key] = [*(before if isinstance(before, list) else []), value]
    else:
        engine.case[key] = value


def _task(workflow: Any, token: str) -> Any:
    try:
        task = workflow.get_task_from_id(UUID(token))
    except (ValueError, SpiffWorkflowException):
        task = None
    if task is None or not task.has_state(TaskState.READY | TaskState.WAITING | TaskState.STARTED):
        raise Conflict("这个步骤已经过去了，请刷新后查看当前进度。")
    return task


def _event(workflow: Any, token: str, kind: str) -> tuple[Any, Caught]:
    task = _task(workflow, token)
    definition = getattr(task.task_spec, "event_definition", None)
    if task.state != TaskState.WAITING or not isinstance(definition, Caught) or definition.kind != kind:
        raise Conflict("现在不能进行此操作：流程已经往下走了。")
    return task, definition


def _run(engine: Engine, workflow: Any, act: Act) -> Snapshot:
    before = {str(t.id) for t in human_steps(workflow)}
    act(engine, workflow)
    _settle(engine, workflow)
    seen = look(engine, workflow, before)
    ended = bool(workflow.completed)
    if ended and engine.end is None:
        raise Incident("流程没有经过结束事件就停止了。", "", "stuck")
    if not ended and seen.is_stuck():
        raise Incident("流程停在这里，没有可以继续的步骤，也没有结束。", _stuck_at(engine, workflow), "stuck")
    return Snapshot(
        state=b"" if ended else pack(workflow),
        case=engine.case,
        status=engine.status,
        waiting=tuple(seen.waiting),
        timers=tuple(seen.timers),
        subscriptions=tuple(seen.subscriptions),
        trace=tuple(engine.trace),
        thrown=tuple(engine.sent),
        ended=ended,
        end=engine.end if ended else None,
    )


def _stuck_at(engine: Engine, workflow: Any) -> str:
    tasks = [t for w in (workflow, *workflow.subprocesses.values()) for t in w.tasks.values()]
    return next((engine.id_of(t) for t in tasks if t.state == TaskState.WAITING and t.task_spec.bpmn_id), "")


def _settle(engine: Engine, workflow: Any) -> None:
    """Run what needs nobody, inner processes first, within the budgets: of time, and of steps for the process
    and for each instance of a loop.

    The library's own loop runs tasks that were cancelled meanwhile, and finds nothing 1,000 tasks deep."""
    steps, until = Counter[Any](), time.monotonic() + MAX_SECONDS
    _wake_conditions(engine, workflow)
    while ready := _ready(workflow):
        for task in ready:
            if task.state != TaskState.READY or task.id not in task.workflow.tasks:
                continue
            within = engine.loop_of(task)
            steps[within] += 1
            if steps[within] > MAX_STEPS or time.monotonic() > until:
                raise Incident("自动步骤过多或用时过长，流程可能陷入循环。", engine.id_of(task), "budget")
            engine.current, place = task, len(engine.trace)
            task.run()
            engine.passed(task, place)
        _wake_conditions(engine, workflow)


def _ready(top: Any) -> list[Any]:
    """Return the tasks of the innermost processes that can run without a person."""
    found: dict[int, list[Any]] = {}
    for workflow in (top, *top.subprocesses.values()):
        for task in workflow.tasks.values():
            if task.state == TaskState.READY and not task.task_spec.manual:
                found.setdefault(workflow.depth, []).append(task)
    return found[max(found)] if found else []


def _wake_conditions(engine: Engine, top: Any) -> None:
    """Look at conditional events again: the library does so only when a task completes."""
    if not engine.program.conditional:
        return
    for workflow in (top, *list(top.subprocesses.values())):
        for task in list(workflow.tasks.values()):
            definition = getattr(task.task_spec, "event_definition", None)
            if (
                isinstance(definition, Caught)
                and definition.kind == "conditional"
                and task.state == TaskState.WAITING
            ):
                task.task_spec._update(task)
