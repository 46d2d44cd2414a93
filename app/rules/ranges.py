"""Built-in functions that compare points and ranges: before, after, meets, overlaps … (DMN 1.4, table 78)."""

from typing import Any

from app.rules.comparing import equal, includes, less
from app.rules.functions import builtin
from app.rules.values import Range


def _span(value: Any) -> Range:
    if value is None:
        raise TypeError
    return value if isinstance(value, Range) else Range(value, value, True, True)


def _lt(a: Any, b: Any) -> bool:
    result = less(a, b)
    if result is None:
        raise TypeError
    return result


def _eq(a: Any, b: Any) -> bool:
    return equal(a, b) is True


@builtin("before", "point1", "point2")
def _before(run: Any, a: Any, b: Any) -> bool:
    x, y = _span(a), _span(b)
    return _lt(x.high, y.low) or (_eq(x.high, y.low) and not (x.high_closed and y.low_closed))


@builtin("after", "point1", "point2")
def _after(run: Any, a: Any, b: Any) -> bool:
    return _before(run, b, a)


@builtin("meets", "range1", "range2")
def _meets(run: Any, a: Any, b: Any) -> bool:
    return a.high_closed and b.low_closed and _eq(a.high, b.low)


@builtin("met by", "range1", "range2")
def _met_by(run: Any, a: Any, b: Any) -> bool:
    return _meets(run, b, a)


@builtin("overlaps", "range1", "range2")
def _overlaps(run: Any, a: Any, b: Any) -> bool:
    x, y = _span(a), _span(b)
    return not _before(run, x, y) and not _before(run, y, x)


@builtin("overlaps before", "range1", "range2")
def _overlaps_before(run: Any, a: Any, b: Any) -> bool:
    starts = _lt(a.low, b.low) or (_eq(a.low, b.low) and a.low_closed and not b.low_closed)
    reaches = _lt(b.low, a.high) or (_eq(b.low, a.high) and a.high_closed and b.low_closed)
    ends = _lt(a.high, b.high) or (_eq(a.high, b.high) and (not a.high_closed or b.high_closed))
    return starts and reaches and ends


@builtin("overlaps after", "range1", "range2")
def _overlaps_after(run: Any, a: Any, b: Any) -> bool:
    starts = _lt(b.low, a.low) or (_eq(b.low, a.low) and b.low_closed and not a.low_closed)
    reaches = _lt(a.low, b.high) or (_eq(a.low, b.high) and a.low_closed and b.high_closed)
    ends = _lt(b.high, a.high) or (_eq(b.high, a.high) and (a.high_closed or not b.high_closed))
    return starts and reaches and ends


@builtin("finishes", "range1", "range2")
def _finishes(run: Any, a: Any, b: Any) -> bool:
    x = _span(a)
    if x.high_closed != b.high_closed or not _eq(x.high, b.high):
        return False
    return _lt(b.low, x.low) or (_eq(b.low, x.low) and (b.low_closed or not x.low_closed))


@builtin("finished by", "range1", "range2")
def _finished_by(run: Any, a: Any, b: Any) -> bool:
    return _finishes(run, b, a)


@builtin("starts", "range1", "range2")
def _starts(run: Any, a: Any, b: Any) -> bool:
    x = _span(a)
    if x.low_closed != b.low_closed or not _eq(x.low, b.low):
        return False
    return _lt(x.high, b.high) or (_eq(x.high, b.high) and (b.high_closed or not x.high_closed))


@builtin("started by", "range1", "range2")
def _started_by(run: Any, a: Any, b: Any) -> bool:
    return _starts(run, b, a)


@builtin("includes", "range", "point")
def _includes(run: Any, a: Any, b: Any) -> bool | None:
    if not isinstance(b, Range):
        return includes(a, b)
    low = _lt(a.low, b.low) or (_eq(a.low, b.low) and (a.low_closed or not b.low_closed))
    high = _lt(b.high, a.high) or (_eq(b.high, a.high) and (a.high_closed or not b.high_closed))
    return low and high


@builtin("during", "point", "range")
def _during(run: Any, a: Any, b: Any) -> bool | None:
    return _includes(run, b, a)


@builtin("coincides", "point1", "point2")
def _coincides(run: Any, a: Any, b: Any) -> bool:
    if isinstance(a, Range) and isinstance(b, Range):
        closed = a.low_closed == b.low_closed and a.high_closed == b.high_closed
        return closed and _eq(a.low, b.low) and _eq(a.high, b.high)
    return _eq(a, b)
