"""Compiled diagrams: the library's specs, repaired once and shared by threads, and what the diagram says."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.task import Task

from app.content.bpmn import Element, Process
from app.engine.building import build_specs
from app.engine.reading import read_sources
from app.errors import BadContent

for _name in ("spiff", "spiff.task", "spiff.workflow", "spiff.data"):
    logging.getLogger(_name).setLevel(logging.ERROR)


def _set_state(task: Task, value: int) -> None:
    """Set the state of a task; the library writes a log line at every change, which nobody reads."""
    task._state = value


Task._set_state = _set_state


@dataclass(frozen=True)
class Program:
    """A process with everything it calls, ready to run. Nothing changes it at run time."""

    key: str
    spec: Any
    subs: Mapping[str, Any]
    processes: Mapping[str, Process]
    owners: Mapping[str, str]
    conditional: bool

    def process(self, spec_name: str) -> Process:
        """Return the process that a (sub)workflow's spec belongs to."""
        return self.processes[self.owners[spec_name]]

    def element(self, task: Any) -> Element | None:
        """Return the element that a task of the library stands for, or None for its internal ones."""
        identifier = getattr(task.task_spec, "bpmn_id", None)
        owner = self.owners.get(task.workflow.spec.name)
        if identifier is None or owner is None:
            return None
        return self.processes[owner].elements.get(identifier)

    def is_outermost(self, task: Any, element: Element) -> bool:
        """True for what lies directly in the process itself, or in one of its event subprocesses."""
        process = self.processes[self.key]
        around = process.elements.get(element.parent or "")
        return self.process(task.workflow.spec.name) is process and (around is None or around.triggered)


def compile_program(key: str, sources: Mapping[str, bytes]) -> Program:
    """Compile a process that has passed the checks; `sources` are the BPMN files of it and of everything it calls,
    by key. It is not checked again: what was published once still runs when a check has become stricter.

    Raises BadContent when it cannot be read, or could not have passed."""
    processes = read_sources(sources)[1]
    specs: dict[str, Any] = {}
    owners: dict[str, str] = {}
    for process in processes.values():
        made = _build(process)
        specs |= made
        owners |= dict.fromkeys(made, process.key)
    if key not in specs:
        raise BadContent(f"流程“{key}”不存在，请检查文件里流程的 id。")
    waits = any(e.event == "conditional" for p in processes.values() for e in p.elements.values())
    return Program(key, specs.pop(key), specs, processes, owners, waits)


def _build(process: Process) -> dict[str, Any]:
    try:
        return build_specs(process)
    except (KeyError, AttributeError, ValueError, StopIteration) as error:
        message = f"流程“{process.name}”有没有通过检查的内容（{type(error).__name__}），请检查后重新发布。"
        raise BadContent(message) from error
