"""Boxed expressions other than tables: contexts, invocations, lists, functions, conditionals, filters,
iterators."""

from typing import TYPE_CHECKING, Any

from app.content.dmn import Boxed
from app.rules.access import pick
from app.rules.calling import invoke_named
from app.rules.coercion import coerce
from app.rules.errors import FeelError
from app.rules.loops import iterate, quantify
from app.rules.scope import Scope
from app.rules.values import MAX_LIST, Function

if TYPE_CHECKING:
    from app.rules.decisions import Evaluation


def evaluate_boxed(evaluation: "Evaluation", boxed: Boxed, scope: Scope, name: str) -> Any:
    """Evaluate a boxed expression by its kind."""
    return KINDS[boxed.kind](evaluation, boxed, scope, name)


def _typed(evaluation: "Evaluation", boxed: Boxed, scope: Scope, name: str) -> Any:
    value = evaluation.logic(boxed.parts[0][1], scope, name)
    return value if isinstance(value, Function) else coerce(value, boxed.type, evaluation.model, scope)


def _context(evaluation: "Evaluation", boxed: Boxed, scope: Scope, name: str) -> Any:
    made: dict[str, Any] = {}
    inner = scope.inner(made)
    for key, part in boxed.parts:
        value = evaluation.logic(part, inner, name)
        if not key:
            return value
        made[key] = value
    return made


def _list(evaluation: "Evaluation", boxed: Boxed, scope: Scope, name: str) -> Any:
    return [evaluation.logic(part, scope, name) for _, part in boxed.parts]


def _invocation(evaluation: "Evaluation", boxed: Boxed, scope: Scope, name: str) -> Any:
    function = evaluation.logic(boxed.parts[0][1], scope, name)
    given = {key: evaluation.logic(part, scope, name) for key, part in boxed.parts[1:]}
    if not isinstance(function, Function):
        return None
    return invoke_named(scope, function, given)


def _function(evaluation: "Evaluation", boxed: Boxed, scope: Scope, name: str) -> Any:
    parts = dict(boxed.parts)
    parameters, body = parts["parameters"], parts["body"]
    names = tuple(n for n, _ in parameters)

    def call(*arguments: Any) -> Any:
        pairs = zip(parameters, arguments, strict=True)
        given = {n: coerce(a, t, evaluation.model, scope) for (n, t), a in pairs}
        return evaluation.logic(body, scope.inner(given), name)

    return Function(names, call)


def _external(evaluation: "Evaluation", boxed: Boxed, scope: Scope, name: str) -> Any:
    raise FeelError("决策文件引用了外部（Java 或 PMML）函数，这里不支持。")


def _conditional(evaluation: "Evaluation", boxed: Boxed, scope: Scope, name: str) -> Any:
    parts = dict(boxed.parts)
    chosen = "then" if evaluation.logic(parts["if"], scope, name) is True else "else"
    return evaluation.logic(parts.get(chosen), scope, name)


def _filter(evaluation: "Evaluation", boxed: Boxed, scope: Scope, name: str) -> Any:
    parts = dict(boxed.parts)
    items = evaluation.logic(parts["in"], scope, name)
    return pick(scope, items, lambda inner: evaluation.logic(parts["match"], inner, name))


def _for(evaluation: "Evaluation", boxed: Boxed, scope: Scope, name: str) -> Any:
    parts = dict(boxed.parts)
    source = [(parts["variable"], [lambda s: evaluation.logic(parts["in"], s, name)])]
    return iterate(scope, source, lambda s: evaluation.logic(parts["return"], s, name), MAX_LIST)


def _quantified(evaluation: "Evaluation", boxed: Boxed, scope: Scope, name: str) -> Any:
    parts = dict(boxed.parts)
    source = [(parts["variable"], [lambda s: evaluation.logic(parts["in"], s, name)])]
    return quantify(
        scope, boxed.kind == "some", source, lambda s: evaluation.logic(parts["satisfies"], s, name)
    )


KINDS = {
    "typed": _typed,
    "context": _context,
    "list": _list,
    "invocation": _invocation,
    "function": _function,
    "external": _external,
    "conditional": _conditional,
    "filter": _filter,
    "for": _for,
    "some": _quantified,
    "every": _quantified,
}
