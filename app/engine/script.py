"""The library's script engine, for one step: expressions are FEEL over the case file, nothing is executed."""

import copy
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment
from SpiffWorkflow.bpmn.specs.event_definitions.item_aware_event import ErrorEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.util.task import TaskState

from app import rules
from app.content.bpmn import Element
from app.engine.due import due_of
from app.engine.program import Program
from app.engine.snapshot import Host, Passed, Thrown
from app.errors import Incident

MAX_ITEMS = 1_000


class _Nothing(BasePythonScriptEngineEnvironment):
    def evaluate(self, expression: str, context: Any, external_context: Any = None) -> Any:
        raise Incident("流程里有不允许的脚本。")

    def execute(self, script: str, context: Any, external_context: Any = None) -> Any:
        raise Incident("流程里有不允许的脚本。")


class Engine(PythonScriptEngine):
    """Everything a step asks for, with the case file it may read and write."""

    def __init__(self, program: Program, case: Mapping[str, Any], host: Host) -> None:
        super().__init__(_Nothing())
        self.program = program
        self.case: dict[str, Any] = copy.deepcopy(dict(case))
        self.host = host
        self.trace: list[Passed] = []
        self.sent: list[Thrown] = []
        self.details: dict[Any, dict[str, Any]] = {}

    def context(self, task: Any) -> dict[str, Any]:
        """Return what an expression of a task sees: the case, the call around it, the item of a loop."""
        found = {**self.case, **task.data}
        call = self.around(task)
        return {**found, "call": call} if call is not None else found

    def around(self, task: Any) -> dict[str, Any] | None:
        """Return the evaluated properties of the nearest call around a task."""
        workflow = task.workflow
        while workflow.parent_task_id is not None:
            parent = workflow.top_workflow.get_task_from_id(workflow.parent_task_id)
            call: dict[str, Any] | None = parent.internal_data.get("call")
            if call is not None:
                return call
            workflow = parent.workflow
        return None

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:
        """Evaluate FEEL; the result is a plain value that the library understands."""
        return plain(self.feel(task, expression))

    def feel(self, task: Any, expression: str) -> Any:
        """Evaluate FEEL over what a task sees. Raises Incident with the element."""
        try:
            text = expression.strip().removeprefix("=")
            return rules.evaluate(text, self.context(task), now=self.host.now)
        except rules.FeelError as error:
            raise Incident(error.message, self.id_of(task), "expression") from error

    def resolve(self, task: Any, text: str) -> Any:
        """Return a property's value: FEEL after `=`, else the text itself."""
        return rules.to_json(self.feel(task, text[1:])) if text.startswith("=") else text

    def choose(self, task: Any, *, exclusive: bool) -> list[Any]:
        """Return the specs that a gateway goes on to. Raises Incident unless conditions say so clearly."""
        spec, element = task.task_spec, self.element(task)
        results: dict[str, bool] = {}
        chosen, default = [], None
        for condition, name in spec.cond_task_specs:
            target = task.workflow.spec.get_task_spec_from_name(name)
            if condition is None:
                default = target
                continue
            text = condition.args[0].strip().removeprefix("=")
            value = self.feel(task, text)
            if not isinstance(value, bool):
                message = f"网关“{element.name or element.id}”的条件“{text}”既不成立也不不成立，请检查它引用的内容是否已填写。"
                raise Incident(message, element.id, "condition")
            results[text] = value
            if value:
                chosen.append(target)
        if exclusive and len(chosen) > 1:
            met = "、".join(t for t, v in results.items() if v)
            raise Incident(f"网关“{element.name or element.id}”有多个条件同时成立：{met}。", element.id, "condition")
        if exclusive and default is None:
            default = task.workflow.spec.get_task_spec_from_name(spec.default_task_spec)
        chosen = chosen or ([default] if default is not None else [])
        if not chosen:
            raise Incident(f"网关“{element.name or element.id}”没有任何条件成立。", element.id, "condition")
        self._explain(task, results, chosen)
        return chosen

    def _explain(self, task: Any, results: dict[str, bool], chosen: list[Any]) -> None:
        names: set[str] = set().union(*(rules.parse(text).names for text in results)) if results else set()
        context = self.context(task)
        self.details[task.id] = {
            "expression": "；".join(results),
            "values": {n: rules.to_json(context.get(n)) for n in sorted(names) if n in context},
            "result": [t.bpmn_id for t in chosen],
        }

    def decide(self, task: Any) -> None:
        """Evaluate the decision of a business rule task into the case."""
        element = self.element(task)
        try:
            outcome = self.host.decide(element.decision, self.context(task))
        except rules.FeelError as error:
            raise Incident(error.message, element.id, "decision") from error
        key = element.properties.get("result") or element.decision
        self.case[key] = rules.to_json(outcome.outputs)
        self.details[task.id] = {
            "decision": element.decision,
            "result": self.case[key],
            "rules": list(outcome.rules),
            "tables": list(outcome.trace),
        }

    def operate(self, task: Any) -> None:
        """Call the operator of a service task; its result goes into the case."""
        element = self.element(task)
        given = {name: rules.to_json(self.feel(task, text)) for name, text in element.parameters.items()}
        self.host.case = self.case
        try:
            result = self.host.operate(element.operator, given, element.id)
        except Incident as error:
            error.element = error.element or element.id
            raise
        except Exception as error:
            message = getattr(error, "message", "") or f"操作“{element.operator}”没有成功（{type(error).__name__}）。"
            raise Incident(message, element.id, "operator") from error
        if element.result:
            self.case[element.result] = rules.to_json(result)
        self.details[task.id] = {"operator": element.operator, "parameters": given, "result": rules.to_json(result)}

    def call_context(self, task: Any) -> dict[str, Any]:
        """Return the properties of a call activity, evaluated now."""
        return {name: self.resolve(task, text) for name, text in self.element(task).properties.items()}

    def items(self, task: Any, expression: str) -> list[Any]:
        """Return the list that a multi-instance step runs over."""
        found = rules.to_json(self.feel(task, expression))
        if not isinstance(found, list) or len(found) > MAX_ITEMS:
            raise Incident(f"多实例步骤的列表“{expression}”不是列表，或超过 {MAX_ITEMS} 项。", self.id_of(task), "loop")
        return found

    def due(self, task: Any, definition: Any) -> Any:
        """Return when a timer is due, as it is kept with its task."""
        return due_of(self, task, definition)

    def thrown(self, task: Any, kind: str, name: str) -> None:
        """Note a message or signal that leaves the instance."""
        self.sent.append(Thrown(self.id_of(task), kind, name))

    def throw_error(self, task: Any, code: str) -> None:
        """Deliver an error to the nearest boundary up the parents. Raises Incident when nobody catches it."""
        workflow = task.workflow
        while workflow.parent_task_id is not None:
            parent = workflow.top_workflow.get_task_from_id(workflow.parent_task_id)
            boundary = next((b for b in parent.parent.children if _catches(b, code)), None)
            if boundary is not None:
                parent.cancel()
                boundary._set_internal_data(event_fired=True)
                boundary.task_spec._update(boundary)
                return
            workflow = parent.workflow
        raise Incident(f"错误“{code}”没有被任何步骤捕获。", self.id_of(task), "error")

    def element(self, task: Any) -> Element:
        """Return the element that a task stands for."""
        element = self.program.element(task)
        if element is None:
            raise Incident("流程状态与流程图不符。", self.id_of(task))
        return element

    @staticmethod
    def id_of(task: Any) -> str:
        """Return the BPMN id of a task, or the library's name for it."""
        return str(getattr(task.task_spec, "bpmn_id", None) or task.task_spec.name)


def _catches(task: Any, code: str) -> bool:
    spec = task.task_spec
    if not isinstance(spec, BoundaryEvent) or not isinstance(spec.event_definition, ErrorEventDefinition):
        return False
    return bool(task.state == TaskState.WAITING and spec.event_definition.code in (None, "", code))


def plain(value: Any) -> Any:
    """Return a FEEL value as the library wants it: whole numbers as int, moments and durations as text."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (datetime, timedelta)):
        return rules.to_json(value)
    return value
