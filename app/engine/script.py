"""The library's script engine, for one step: expressions are FEEL over the case file, nothing is executed."""

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask

from app import rules
from app.content.bpmn import Element
from app.engine.due import due_of, next_round
from app.engine.events import Listener
from app.engine.loops import progress_of
from app.engine.program import Program
from app.engine.snapshot import Host, Passed, Thrown
from app.engine.throwing import broadcast, parent_of, throw_up
from app.errors import AppError, Incident

MAX_ITEMS = 1_000
MAX_INSTANCES = 5_000  # of loops, started by one act


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
        self.case: dict[str, Any] = dict(case)  # what lies in it is replaced, never changed
        self.host = host
        self.trace: list[Passed] = []
        self.sent: list[Thrown] = []
        self.status: str | None = None
        self.end: str | None = None
        self.current: Any = None
        self.instances = 0
        self._details: dict[Any, dict[str, Any]] = {}
        host.case = self.case

    # What a task sees

    def context(self, task: Any) -> dict[str, Any]:
        """Return what an expression sees: the case, the nearest call around the task, the items of loops."""
        found: dict[str, Any] = {}
        while task is not None:
            each, call = task.internal_data.get("each"), task.internal_data.get("call")
            if each is not None:
                found.setdefault("loop", progress_of(task, each))
                if each["name"]:
                    found.setdefault(each["name"], each["item"])
            if call is not None:
                found.setdefault("call", call)
            task = parent_of(task.workflow)
        return {**self.case, **found}

    def feel(self, task: Any, text: str) -> Any:
        """Evaluate FEEL over what a task sees. Raises Incident with the element."""
        self.current = task
        try:
            return rules.evaluate(text.strip().removeprefix("="), self.context(task), now=self.host.now)
        except rules.FeelError as error:
            raise Incident(error.message, self.id_of(task), "expression") from error

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:
        """What the library itself evaluates."""
        return rules.to_json(self.feel(task, expression))

    def truth(self, task: Any, text: str, what: str) -> bool:
        """Evaluate a condition. Raises Incident unless it is true or false: a null must not be a guess."""
        value = self.feel(task, text)
        if not isinstance(value, bool):
            name = self.element(task).name or self.id_of(task)
            message = f"“{name}”的{what}“{text}”既不成立也不不成立，请检查它引用的内容是否已填写。"
            raise Incident(message, self.id_of(task), "condition")
        return value

    def resolve(self, task: Any, text: str) -> Any:
        """Return a property's value: FEEL after `=`, else the text itself."""
        return rules.to_json(self.feel(task, text[1:])) if text.startswith("=") else text

    def properties(self, task: Any) -> dict[str, Any]:
        """Return the properties of a task's element, evaluated now."""
        return {name: self.resolve(task, text) for name, text in self.element(task).properties.items()}

    # What the task specs ask for

    def decide(self, task: Any) -> None:
        """Evaluate the decision of a business rule task into the case."""
        element, context = self.element(task), self.context(task)
        try:
            outcome = self.host.decide(element.decision, context)
        except AppError as error:
            raise Incident(error.message, self.id_of(task), "decision") from error
        key = str(self.resolve(task, element.properties.get("result") or element.decision))
        self.case[key] = rules.to_json(outcome.outputs)
        self._details[task.id] = {
            "decision": element.decision,
            "inputs": [entry.get("inputs") for entry in outcome.trace],
            "outputs": self.case[key],
            "rules": list(outcome.rules),
            "tables": list(outcome.trace),
        }

    def operate(self, task: Any) -> None:
        """Call the operator of a service task; its result goes into the case."""
        element = self.element(task)
        given = {name: rules.to_json(self.feel(task, text)) for name, text in element.parameters.items()}
        try:
            result = rules.to_json(self.host.operate(element.operator, given, element.id))
        except Incident as error:
            error.element = error.element or element.id
            raise
        except AppError as error:
            raise Incident(error.message, element.id, "operator") from error
        except Exception as error:
            message = f"操作“{element.operator}”没有成功（{type(error).__name__}）。"
            raise Incident(message, element.id, "operator") from error
        if element.result:
            self.case[element.result] = result
        self._details[task.id] = {
            **self.reasons(task, *filter(None, element.parameters.values())),
            "operator": element.operator,
            "parameters": given,
            "result": result,
        }

    def call_context(self, task: Any) -> dict[str, Any]:
        """Return what a called process sees as `call`."""
        return self.properties(task)

    def enter_loop(self, task: Any) -> list[Any]:
        """Return the items that a multi-instance step runs over; a new round starts a new list of answers."""
        element = self.element(task)
        if element.loop_items:
            found = rules.to_json(self.feel(task, element.loop_items))
        else:
            count = rules.to_json(self.feel(task, element.loop_count))
            whole = isinstance(count, int) and not isinstance(count, bool) and count >= 0
            found = list(range(1, min(count, MAX_ITEMS + 1) + 1)) if whole else None
        if not isinstance(found, list) or len(found) > MAX_ITEMS:
            name = element.name or element.id
            message = f"多实例步骤“{name}”的列表或次数无法确定，或超过 {MAX_ITEMS} 项。"
            raise Incident(message, element.id, "loop")
        self.instances += len(found)
        if self.instances > MAX_INSTANCES:
            message = f"多实例步骤一次展开的实例超过 {MAX_INSTANCES} 个，请减少嵌套的列表。"
            raise Incident(message, element.id, "budget")
        if element.type == "userTask":
            self.case[self.data_key(task)] = []
        return found

    def loop_of(self, task: Any) -> Any:
        """Return the id of the nearest instance of a loop that a task is or lies in, or None."""
        while task is not None and "each" not in task.internal_data:
            task = parent_of(task.workflow)
        return task.id if task is not None else None

    def due(self, task: Any, definition: Any) -> Any:
        """Return when a timer is due, as it is kept with its task."""
        return due_of(self, task, definition)

    def rearm(self, task: Any) -> None:
        """Set the next round of an event that goes on waiting, or note that it has had its last."""
        following = next_round(task.internal_data.pop("due", None))
        task.internal_data |= {"due": following} if following else {"spent": True}

    def throw(self, task: Any, kind: str, name: str) -> None:
        """Deliver what an event throws. Raises Incident for an error that nobody catches."""
        self.explain(task, {kind: name})
        if kind == "error":
            if not throw_up(task, kind, name):
                raise Incident(f"流程以错误“{name}”结束，但没有边界事件捕获它。", self.id_of(task), "error")
        elif kind == "escalation":
            throw_up(task, kind, name)
        else:
            self.sent.append(Thrown(self.id_of(task), kind, name, self.properties(task)))
            if kind == "signal":
                broadcast(task, name)

    # What is noted

    def passed(self, task: Any, place: int | None = None) -> None:
        """Note that a task was passed, why, and the status it brings; before what it has set off, from `place`."""
        element = self.program.element(task)
        if element is None or isinstance(task.task_spec, LoopTask):
            return
        if element.type == "startEvent" and element.event and not isinstance(task.task_spec, Listener):
            return  # the start inside an event subprocess: its listener was passed already
        self.note(task, element.type, self._details.pop(task.id, {}), place)
        if element.type != "userTask":
            self.reach(self.resolve(task, element.properties.get("status", "")))
        if element.type == "endEvent" and self.program.is_outermost(task, element):
            self.end = element.id

    def reasons(self, task: Any, *texts: str) -> dict[str, Any]:
        """Return expressions as they are explained: what they are, and the values they looked at."""
        return {"expression": "；".join(texts), "values": rules.looked_at(texts, self.context(task))}

    def explain(self, task: Any, detail: Mapping[str, Any]) -> None:
        """Keep why a task is passed, for when it is."""
        self._details[task.id] = dict(detail)

    def note(self, task: Any, kind: str, detail: Mapping[str, Any], place: int | None = None) -> None:
        """Add an entry to the trace."""
        element = self.element(task)
        passed = Passed(element.id, kind, element.name, detail)
        self.trace.insert(len(self.trace) if place is None else place, passed)

    def reach(self, status: Any) -> None:
        """Note the status of the instance, unless it is empty."""
        self.status = str(status) if status else self.status

    # Which element a task is

    def data_key(self, task: Any) -> str:
        """Return the key in the case for what a task or event receives."""
        element = self.element(task)
        known = element.properties
        return str(
            self.resolve(task, known.get("data") or known.get("form") or element.message or element.id)
        )

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
