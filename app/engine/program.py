"""Compiled diagrams: the library's specs, repaired once and shared by threads, and what the diagram says."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.task import Task

from app.content.bpmn import Element, Process
from app.content.folder import file_name
from app.engine.checking import check_processes
from app.engine.parser import Parser, repair
from app.engine.reading import read_sources
from app.errors import BadContent, Finding

for _name in ("spiff", "spiff.task", "spiff.workflow", "spiff.data"):
    logging.getLogger(_name).setLevel(logging.ERROR)
Task.collect_log_extras = (
    lambda task, extra=None: {}
)  # made at every change of a state, for logs that nobody reads


@dataclass(frozen=True)
class Program:
    """A process with everything it calls, ready to run. Nothing changes it at run time."""

    key: str
    spec: Any
    subs: Mapping[str, Any]
    processes: Mapping[str, Process]
    owners: Mapping[str, str]

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
    """Compile a process; `sources` are the BPMN files of it and of everything it calls, by key.

    Raises BadContent with findings when it cannot run."""
    roots, processes = read_sources(sources)
    errors = [f for f in check_processes(key, processes, roots) if f.severity == "error"]
    if errors:
        raise BadContent(
            f"流程“{processes[key].name}”有 {len(errors)} 处错误，不能运行：{errors[0].message}", errors
        )
    parser = Parser()
    try:
        for name, root in roots.items():
            parser.add_bpmn_xml(root, filename=file_name("process", name))
        spec = parser.get_spec(key)
        subs = parser.get_subprocess_specs(key)
    except (ValidationException, SpiffWorkflowException, etree.LxmlError, TypeError, AttributeError) as error:
        element = str(getattr(error, "id", "") or "")
        message = f"流程“{processes[key].name}”无法解析（元素“{element}”）：{error}"
        raise BadContent(message, [Finding("error", "parse", element, message)]) from error
    owners = {p.key: p.key for p in processes.values()}
    owners |= {e.id: p.key for p in processes.values() for e in p.elements.values() if e.type == "subProcess"}
    for each in (spec, *subs.values()):
        repair(each, processes[owners[each.name]])
    return Program(key, spec, subs, processes, owners)
