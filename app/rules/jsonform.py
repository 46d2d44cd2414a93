"""FEEL values in JSON, both ways: numbers that do not fit a double, dates and durations become texts."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.rules.conversions import number_text, to_text
from app.rules.values import Function, Months, Nanos, Range, Time, Wide, own


def to_json(value: Any) -> Any:
    """Return a value as JSON has it."""
    value = own(value)
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, Mapping):
        return {str(k): to_json(v) for k, v in value.items()}
    if isinstance(value, (list, set, frozenset)):
        return [to_json(v) for v in value]
    if isinstance(value, (date, timedelta, Months, Nanos, Time, Wide, Range, Function)):
        return to_text(value)
    return str(value)


def _number(value: Decimal) -> Any:
    if value == value.to_integral_value() and abs(value) < 2**53:
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else number_text(value)


def from_json(value: Any) -> Any:
    """Return JSON as a value; texts stay texts, since JSON does not say which of them are dates."""
    if isinstance(value, Mapping):
        return {k: from_json(v) for k, v in value.items()}
    if isinstance(value, list):
        return [from_json(v) for v in value]
    return own(value)
