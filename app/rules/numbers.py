"""Built-in functions on numbers and truth values."""

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)
from typing import Any

from app.rules.arithmetic import DAYS
from app.rules.civil import duration, is_moment, nanos, offset, wide
from app.rules.comparing import equal
from app.rules.functions import builtin
from app.rules.values import NUMBERS, Months, Time, type_name


def _number(value: Any) -> Decimal:
    if not isinstance(value, Decimal):
        raise TypeError
    return value


def _rounded(value: Any, scale: Any, how: str) -> Any:
    places = _number(scale)
    if places != places.to_integral_value() or not -6111 < places <= 6176:
        return None
    number = _number(value)
    exponent = Decimal(1).scaleb(-int(places))
    if number.as_tuple().exponent >= -int(places) and int(places) >= 0:  # type: ignore[operator]
        return number
    return number.quantize(exponent, rounding=how, context=NUMBERS)


for _name, _how in (("floor", ROUND_FLOOR), ("ceiling", ROUND_CEILING)):
    builtin(_name, "n", "scale", least=1)(lambda run, n, scale=Decimal(0), how=_how: _rounded(n, scale, how))
for _name, _how in (
    ("decimal", ROUND_HALF_EVEN),
    ("round up", ROUND_UP),
    ("round down", ROUND_DOWN),
    ("round half up", ROUND_HALF_UP),
    ("round half down", ROUND_HALF_DOWN),
):
    builtin(_name, "n", "scale", least=2)(lambda run, n, scale, how=_how: _rounded(n, scale, how))


@builtin("abs", "n")
def _abs(run: Any, n: Any) -> Any:
    if isinstance(n, Months):
        return Months(abs(n.count))
    return duration(abs(nanos(n))) if isinstance(n, DAYS) else abs(_number(n))


@builtin("modulo", "dividend", "divisor")
def _modulo(run: Any, dividend: Any, divisor: Any) -> Any:
    a, b = _number(dividend), _number(divisor)
    if not b:
        return None
    return NUMBERS.subtract(a, NUMBERS.multiply(b, NUMBERS.divide(a, b).to_integral_value(ROUND_FLOOR)))


@builtin("sqrt", "number")
def _sqrt(run: Any, number: Any) -> Any:
    return NUMBERS.sqrt(_number(number))


@builtin("log", "number")
def _log(run: Any, number: Any) -> Any:
    return NUMBERS.ln(_number(number)) if _number(number) > 0 else None


@builtin("exp", "number")
def _exp(run: Any, number: Any) -> Any:
    return NUMBERS.exp(_number(number)) if abs(_number(number)) < 14_000 else None


@builtin("odd", "number")
def _odd(run: Any, number: Any) -> Any:
    n = _number(number)
    return abs(n % 2) == 1 if n == n.to_integral_value() else None


@builtin("even", "number")
def _even(run: Any, number: Any) -> Any:
    n = _number(number)
    return n % 2 == 0 if n == n.to_integral_value() else None


@builtin("not", "negand")
def _not(run: Any, negand: Any) -> Any:
    return (not negand) if isinstance(negand, bool) else None


@builtin("is", "value1", "value2")
def _is(run: Any, value1: Any, value2: Any) -> Any:
    """Whether two values are the same in every part: a time of another offset is another, even at the same moment."""
    if type_name(value1) != type_name(value2):
        return False
    if not (isinstance(value1, Time) or is_moment(value1)):
        return equal(value1, value2) is True
    one, other = (v if isinstance(v, Time) else wide(v) for v in (value1, value2))
    same_day = getattr(one, "days", 0) == getattr(other, "days", 0)
    return same_day and one.nanos == other.nanos and offset(one) == offset(other)
