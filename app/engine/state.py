"""The stored state: live tokens only, no specs, compressed; constant in size however often a step returns."""

import threading
from typing import Any
from uuid import UUID

import orjson
import zstandard
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.engine.joins import Inclusive, Parallel
from app.engine.program import Program
from app.engine.workflow import Inner, Workflow
from app.errors import Incident

FORMAT = 1
LIVE = TaskState.WAITING | TaskState.READY | TaskState.STARTED
MAX_STATE = 1_000_000
_local = threading.local()


def pack(top: Any) -> bytes:
    """Return the state of a workflow; its past is dropped. Raises Incident when it grew out of bounds."""
    _compact(top)
    return dump(_rows(top), {str(i): _rows(sub) for i, sub in top.subprocesses.items()})


def dump(rows: list[Any], inner: dict[str, Any]) -> bytes:
    """Return tokens as `load` gives them as a state. Raises Incident when it grew out of bounds."""
    body = orjson.dumps([FORMAT, rows, inner])
    if len(body) > MAX_STATE:
        raise Incident("流程状态过大，已停止。", "", "state")
    if not hasattr(_local, "pack"):
        _local.pack = zstandard.ZstdCompressor(level=3)  # not for sharing between threads
    packed: bytes = _local.pack.compress(body)
    return packed


def unpack(program: Program, state: bytes, engine: Any) -> Any:
    """Return the workflow of a saved state, with the shared specs. Raises Incident when they do not fit."""
    try:
        return _restore(program, *load(state), engine)
    except (zstandard.ZstdError, orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise Incident("保存的流程状态无法读取，或与流程图不符。", "", "state") from error


def load(state: bytes) -> tuple[list[Any], dict[str, Any]]:
    """Return the tokens of a saved state as rows, and those inside subprocesses by the id of their token. Raises
    Incident for another format."""
    if not hasattr(_local, "unpack"):
        _local.unpack = zstandard.ZstdDecompressor()
    version, rows, inner = orjson.loads(_local.unpack.decompress(state, max_output_size=MAX_STATE))
    if version != FORMAT:
        raise Incident(f"流程状态的格式 {version} 无法识别。", "", "state")
    return rows, inner


def _rows(workflow: Any) -> list[Any]:
    """Tokens as rows, parents first. Their data is always empty: what people answered is in the case file."""
    return [
        [
            str(t.id),
            str(t._parent) if t._parent else None,
            t.state,
            t.task_spec.name,
            t.triggered,
            t.internal_data,
        ]
        for t in workflow.tasks.values()
    ]


def _restore(program: Program, rows: list[Any], inner: dict[str, Any], engine: Any) -> Any:
    top = Workflow(program.spec, program.subs, script_engine=engine, deserializing=True)
    _restore_tasks(top, rows)
    todo = [top]
    while todo:
        workflow = todo.pop()
        for task in list(workflow.tasks.values()):
            if str(task.id) in inner:
                spec = program.subs[task.task_spec.spec]
                sub = Inner(spec, task.id, top, deserializing=True)
                _restore_tasks(sub, inner[str(task.id)])
                top.subprocesses[task.id] = sub
                sub.completed_event.connect(task.task_spec._on_subworkflow_completed, task)
                todo.append(sub)
    return top


def _restore_tasks(workflow: Any, rows: list[Any]) -> None:
    for identifier, parent, state, name, triggered, internal in rows:
        above = workflow.tasks[UUID(parent)] if parent else None
        task = Task(workflow, workflow.spec.task_specs[name], above, state=state, id=UUID(identifier))
        task.triggered, task.internal_data = triggered, internal
        if above is None:
            workflow.task_tree = task


def _compact(top: Any) -> None:
    for workflow in (top, *top.subprocesses.values()):
        if workflow.completed:
            workflow.tasks = {workflow.task_tree.id: workflow.task_tree}
            workflow.task_tree._children = []
            workflow.last_task = workflow.task_tree
        else:
            _prune(workflow)
    kept, todo = {}, [top]
    while todo:
        workflow = todo.pop()
        for identifier, task in workflow.tasks.items():
            sub = top.subprocesses.get(identifier)
            if sub is not None and task._state & LIVE and not sub.completed:
                kept[identifier] = sub
                todo.append(sub)
    top.subprocesses = kept


def _prune(workflow: Any) -> None:
    """Keep live tasks with their parents (the split before a step with boundary events is one), and what waits at joins."""
    tasks, root = workflow.tasks, workflow.task_tree
    live = [t for t in tasks.values() if t._state & LIVE or t._state == TaskState.ERROR]
    keep = {root.id, *(t.id for t in live), *(t._parent for t in live)}
    keep |= _at_joins(tasks, live)
    keep.discard(None)
    order = [identifier for identifier in tasks if identifier in keep]
    parents = {i: _kept_parent(tasks, i, keep) or root.id for i in order}
    for identifier in order:
        tasks[identifier]._children = []
    for identifier in order:
        if identifier != root.id:
            tasks[identifier]._parent = parents[identifier]
            tasks[parents[identifier]]._children.append(identifier)
    workflow.tasks = {i: tasks[i] for i in _parents_first(tasks, root.id)}
    if workflow.last_task is not None and workflow.last_task.id not in workflow.tasks:
        workflow.last_task = None


def _at_joins(tasks: Any, live: list[Any]) -> set[Any]:
    """Return the tokens that have reached a join which still waits, with their parents."""
    names = {
        t.task_spec.name
        for t in live
        if isinstance(t.task_spec, (Parallel, Inclusive)) and t._state == TaskState.WAITING
    }
    if not names:
        return set()
    here = [t for t in tasks.values() if t.task_spec.name in names]
    used: set[str] = set()
    for task in here:
        if task._state == TaskState.COMPLETED:
            used |= {*task.internal_data.get("joined", ()), str(task.id)}
    unused = [t for t in here if t._state & TaskState.FINISHED_MASK and str(t.id) not in used]
    return {i for t in unused for i in (t.id, t._parent)}


def _kept_parent(tasks: Any, identifier: Any, keep: set[Any]) -> Any:
    parent = tasks[identifier]._parent
    while parent is not None and parent not in keep:
        parent = tasks[parent]._parent
    return parent


def _parents_first(tasks: Any, root: Any) -> list[Any]:
    order, todo = [], [root]
    while todo:
        identifier = todo.pop()
        order.append(identifier)
        todo.extend(reversed(tasks[identifier]._children))
    return order
