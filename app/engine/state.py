"""The stored state: live tokens only, without specs, compressed; constant in size however often a step returns."""

import threading
from typing import Any
from uuid import UUID

import orjson
import zstandard
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.serializer.default.workflow import BpmnWorkflowConverter, WorkflowConverter
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.specs.Join import Join
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG
from SpiffWorkflow.util.task import TaskState

from app.engine.program import Program
from app.errors import Incident

LIVE = TaskState.WAITING | TaskState.READY | TaskState.STARTED
AHEAD = TaskState.FUTURE | TaskState.PREDICTED_MASK
MAX_STATE = 1_000_000
_local = threading.local()


class StateConverter(BpmnWorkflowConverter):
    """Writes no specs; reads with the specs handed in."""

    def to_dict(self, workflow: Any) -> dict[str, Any]:
        dct: dict[str, Any] = WorkflowConverter.to_dict(self, workflow)
        dct["subprocesses"] = self.mapping_to_dict(workflow.subprocesses)
        dct["bpmn_events"] = []
        return dct

    def from_dict(self, dct: Any, spec: Any, subprocess_specs: Any, script_engine: Any = None) -> Any:
        workflow = self.target_class(spec, subprocess_specs, script_engine=script_engine, deserializing=True)
        workflow.tasks = self.mapping_from_dict(dct["tasks"], UUID, workflow=workflow)
        workflow.task_tree = workflow.tasks[UUID(dct["root"])]
        self.set_default_attributes(workflow, dct)
        self.subprocesses_from_dict(dct["subprocesses"], workflow)
        return workflow


_config = dict(SPIFF_CONFIG)
_config[BpmnWorkflow] = StateConverter
_registry = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(_config)).registry


def pack(workflow: Any) -> bytes:
    """Return the state of a workflow; the completed past is dropped. Raises Incident when it grew out of bounds."""
    _compact(workflow)
    body = orjson.dumps(_registry.convert(workflow), default=_default, option=orjson.OPT_PASSTHROUGH_DATETIME)
    if len(body) > MAX_STATE:
        raise Incident("流程状态过大，已停止。", "", "state")
    if not hasattr(_local, "pack"):
        _local.pack = zstandard.ZstdCompressor(level=3)
    packed: bytes = _local.pack.compress(body)
    return packed


def unpack(program: Program, state: bytes, engine: Any) -> Any:
    """Return the workflow of a saved state, with the shared specs."""
    if not hasattr(_local, "unpack"):
        _local.unpack = zstandard.ZstdDecompressor()
    dct = orjson.loads(_local.unpack.decompress(state, max_output_size=MAX_STATE))
    workflow = _registry.restore(dct, spec=program.spec, subprocess_specs=program.subs, script_engine=engine)
    for each in (workflow, *workflow.subprocesses.values()):
        for task in list(each.tasks.values()):
            if task._state & LIVE:
                task.task_spec._predict(task, mask=TaskState.NOT_FINISHED_MASK)
    return workflow


def _default(value: Any) -> Any:
    typename = _registry.typenames.get(type(value))
    if typename:
        return _registry.convert_to_dict[typename](value)
    if isinstance(value, set):
        return list(value)
    raise TypeError(type(value))


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
    """Keep live tasks, their parents, tokens that wait at a join, and what pending joins will look for."""
    tasks, root = workflow.tasks, workflow.task_tree
    live = [t for t in tasks.values() if t._state & LIVE or t._state == TaskState.ERROR]
    keep = {root.id, *(t.id for t in live), *(t._parent for t in live)}
    keep |= _at_joins(tasks, live)
    for task in live:
        keep |= _splits_above(tasks, task)
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
    names = {t.task_spec.name for t in live if isinstance(t.task_spec, UnstructuredJoin) and t._state == TaskState.WAITING}
    if not names:
        return set()
    here = [t for t in tasks.values() if t.task_spec.name in names]
    used: set[str] = set()
    for task in here:
        if task._state == TaskState.COMPLETED:
            used |= {*task.internal_data.get("joined", ()), str(task.id)}
    unused = [t for t in here if t._state & TaskState.FINISHED_MASK and str(t.id) not in used]
    return {i for t in unused for i in (t.id, t._parent)}


def _splits_above(tasks: Any, task: Any) -> set[Any]:
    """Return the splits that structured joins after a task will search for among its ancestors, with their branches."""
    needed = _splits_after(task.task_spec)
    keep: set[Any] = set()
    parent = task._parent
    while parent is not None and needed:
        above = tasks[parent]
        if above.task_spec.name in needed:
            needed = needed - {above.task_spec.name}
            keep.add(above.id)
            keep |= {c for c in above._children if not tasks[c]._state & AHEAD}
        parent = above._parent
    return keep


def _splits_after(spec: Any) -> set[str]:
    seen: set[str] = set()
    splits: set[str] = set()
    todo = [spec]
    while todo:
        found = todo.pop()
        if found.name not in seen:
            seen.add(found.name)
            if isinstance(found, Join) and found.split_task is not None:
                splits.add(found.split_task)
            todo.extend(o for o in found.outputs if o is not None)
    return splits


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
