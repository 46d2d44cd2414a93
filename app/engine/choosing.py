"""Where a gateway goes: every condition is evaluated, and the answer is explained."""

from typing import Any

from app import rules
from app.errors import Incident


def choose(task: Any, *, exclusive: bool) -> list[Any]:
    """Return the specs that a gateway goes on to. Raises Incident unless its conditions are clear."""
    engine, spec = task.workflow.script_engine, task.workflow.spec
    flows = [(c, spec.get_task_spec_from_name(name)) for c, name in task.task_spec.cond_task_specs]
    tested = [(c.args[0].strip().removeprefix("=").strip(), target) for c, target in flows if c is not None]
    results = {text: engine.truth(task, text, "条件") for text, _ in tested}
    chosen = [target for text, target in tested if results[text]]
    name = engine.element(task).name or engine.id_of(task)
    if exclusive and len(chosen) > 1:
        met = "、".join(text for text, _ in tested if results[text])
        raise Incident(f"网关“{name}”有多个条件同时成立：{met}。", engine.id_of(task), "condition")
    chosen = chosen or [target for c, target in flows if c is None][:1]
    if not chosen:
        raise Incident(f"网关“{name}”没有任何条件成立，也没有默认流。", engine.id_of(task), "condition")
    engine.explain(task, _reasons(engine, task, results, chosen))
    return chosen


def _reasons(engine: Any, task: Any, results: dict[str, bool], chosen: list[Any]) -> dict[str, Any]:
    """Return the expressions, the values of the names in them, what each gave, and where it goes."""
    names = {name for text in results for name in rules.parse(text).names}
    context = engine.context(task) if names else {}
    return {
        "expression": "；".join(results),
        "values": {n: rules.to_json(context[n]) for n in sorted(names) if n in context},
        "results": results,
        "result": [getattr(t, "bpmn_id", None) or t.name.partition(".")[0] for t in chosen],
    }
