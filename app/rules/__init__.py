"""FEEL and DMN: one expression language for conditions, timers, parameters, cells, visibility and columns."""

from app.rules.checking import check_model
from app.rules.closed import parse_closed
from app.rules.decisions import Outcome, decide, read_inputs
from app.rules.errors import FeelError
from app.rules.explaining import looked_at
from app.rules.jsonform import from_json, to_json
from app.rules.parsing import Expression, evaluate, parse, parse_unary, truth
from app.rules.values import type_name

__all__ = [
    "Expression",
    "FeelError",
    "Outcome",
    "check_model",
    "decide",
    "evaluate",
    "from_json",
    "looked_at",
    "parse",
    "parse_closed",
    "parse_unary",
    "read_inputs",
    "to_json",
    "truth",
    "type_name",
]
