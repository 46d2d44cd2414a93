"""Where a gateway goes: every condition is evaluated, and the answer is explained."""

from typing import Any

from app.content.bpmn import Flow
from app.errors import Incident


class Chooses:
    """A gateway that knows the flows it leads to, not only the specs."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.ways: list[tuple[Flow, str]] = []
        self.default_way: str | None = None

    def _predict_hook(self, my_task: Any) -> None:
        """What follows is chosen when the token runs."""

    def lead(self, target: Any, flow: Flow, *, default: bool) -> None:
        """Connect a flow to the spec it leads to."""
        self.ways.append((flow, target.name))
        if default:
            self.default_way = flow.id
        self.connect_outgoing_if(None if default else flow.condition, target)  # type: ignore[attr-defined]


def choose(task: Any, *, exclusive: bool) -> list[Any]:
    """Return the specs that a gateway goes on to. Raises Incident unless its conditions are clear."""
    engine, spec = task.workflow.script_engine, task.task_spec
    tested = [flow for flow, _ in spec.ways if flow.id != spec.default_way]
    results = {flow.condition: engine.truth(task, flow.condition, "条件") for flow in tested}
    chosen = [flow.id for flow in tested if results[flow.condition]]
    name = engine.element(task).name or engine.id_of(task)
    if exclusive and len(chosen) > 1:
        met = "、".join(flow.condition for flow in tested if flow.id in chosen)
        raise Incident(f"网关“{name}”有多个条件同时成立：{met}。", engine.id_of(task), "condition")
    chosen = chosen or [flow.id for flow, _ in spec.ways if flow.id == spec.default_way]
    if not chosen:
        raise Incident(f"网关“{name}”没有任何条件成立，也没有默认流。", engine.id_of(task), "condition")
    ways = [(flow, target) for flow, target in spec.ways if flow.id in chosen]
    taken = [flow.target for flow, _ in ways]
    engine.explain(task, {**engine.reasons(task, *results), "results": results, "result": taken})
    return [task.workflow.spec.task_specs[target] for _, target in ways]
