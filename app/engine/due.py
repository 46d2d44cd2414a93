"""When a timer is due: FEEL or bare ISO 8601, always aware, one minute to 366 days ahead."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from app.errors import Incident
from app.rules.temporal import add_months, read_duration, read_moment
from app.rules.values import ZONE, Months

LEAST, MOST = timedelta(minutes=1), timedelta(days=366)
CYCLE = re.compile(r"R([1-9]\d{0,2})/(P[^/]+)")


def due_of(engine: Any, task: Any, definition: Any) -> Any:
    """Return the due moment as ISO text, or for a cycle {next, cycles, duration}. Raises Incident."""
    value = _value(engine, task, definition.expression.strip())
    now = engine.host.now
    if definition.timer_kind == "timeCycle":
        return _cycle(engine, task, value, now)
    if definition.timer_kind == "timeDuration":
        value = now + _length(engine, task, value, now)
    moment = _moment(value)
    if moment is None:
        raise Incident("定时器的时间无法识别，应为日期时间。", engine.id_of(task), "timer")
    if moment > now + MOST:
        raise Incident("定时器的时间超过 366 天，请缩短。", engine.id_of(task), "timer")
    return moment.isoformat()


def _value(engine: Any, task: Any, text: str) -> Any:
    """Bare ISO durations, cycles and moments stand for themselves; everything else is FEEL."""
    if CYCLE.fullmatch(text):
        return text
    bare = read_duration(text) or (read_moment(text) if re.match(r"\d{4}-", text) else None)
    if bare is not None:
        return bare
    value = engine.feel(task, text)
    return (read_duration(value) or read_moment(value) or value) if isinstance(value, str) else value


def _moment(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=ZONE)
    if isinstance(value, date):
        return datetime.combine(value, time(), ZONE)
    return None


def _length(engine: Any, task: Any, value: Any, now: datetime) -> timedelta:
    if isinstance(value, Months):
        value = add_months(now, value.count) - now
    if not isinstance(value, timedelta) or not LEAST <= value <= MOST:
        raise Incident("定时器的时长应在 1 分钟到 366 天之间。", engine.id_of(task), "timer")
    return value


def _cycle(engine: Any, task: Any, value: Any, now: datetime) -> dict[str, Any]:
    found = CYCLE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise Incident("循环定时器应写成 R次数/时长，例如 R3/PT1H。", engine.id_of(task), "timer")
    length = _length(engine, task, read_duration(found[2]), now)
    return {"cycles": int(found[1]), "next": (now + length).isoformat(), "duration": length.total_seconds()}
