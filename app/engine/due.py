"""When a timer is due: FEEL or bare ISO 8601, always aware, one minute to 366 days ahead."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from app import rules
from app.errors import Incident
from app.rules.temporal import add_months, read_duration, read_moment
from app.rules.values import ZONE, Months

LEAST, MOST = timedelta(minutes=1), timedelta(days=366)
MONTHS = 12
CYCLE = re.compile(r"R([1-9]\d{0,2})/(P[^/]+)")
LITERAL = re.compile(r"\s*(R\d*/.*|P[\dT][\dA-Z.,]*|\d{4}-\d\d.*)\s*", re.DOTALL)
LENGTHS = "的时长应在 1 分钟到 366 天之间。"


def check_timer(text: str, kind: str) -> str:
    """Return what is wrong with a timer as it is drawn, or nothing."""
    if not text or not kind:
        return "没有填写时间。"
    if not LITERAL.fullmatch(text):
        try:
            rules.parse_closed(text.removeprefix("=").strip())
        except rules.FeelError as error:
            return f"的时间有误：{error.message}"
        return ""
    if kind == "timeDate":
        return "" if read_moment(text) is not None else "的时间应为日期时间，例如 2027-06-30T00:00:00。"
    cycle = CYCLE.fullmatch(text)
    if (kind == "timeCycle") != bool(cycle):
        wanted = "R次数/时长，例如 R3/PT1H" if kind == "timeCycle" else "时长，例如 P3D"
        return f"的时间应写成{wanted}。"
    length = read_duration(cycle[2] if cycle else text)
    if isinstance(length, Months):
        length = timedelta(days=30 * length.count) if 0 < length.count <= MONTHS else MOST * 2
    return "" if length is not None and LEAST <= length <= MOST else LENGTHS


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
    value = text if LITERAL.fullmatch(text) else engine.feel(task, text)
    if not isinstance(value, str) or CYCLE.fullmatch(value):
        return value
    length = read_duration(value)
    return length if length is not None else read_moment(value)


def _moment(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=ZONE)
    if isinstance(value, date):
        return datetime.combine(value, time(), ZONE)
    return None


def _length(engine: Any, task: Any, value: Any, now: datetime) -> timedelta:
    if isinstance(value, Months):
        value = add_months(now, value.count) - now if 0 < value.count <= MONTHS else None
    if not isinstance(value, timedelta) or not LEAST <= value <= MOST:
        raise Incident(f"定时器{LENGTHS}", engine.id_of(task), "timer")
    return value


def _cycle(engine: Any, task: Any, value: Any, now: datetime) -> dict[str, Any]:
    found = CYCLE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise Incident("循环定时器应写成 R次数/时长，例如 R3/PT1H。", engine.id_of(task), "timer")
    length = _length(engine, task, read_duration(found[2]), now)
    return {"cycles": int(found[1]), "next": (now + length).isoformat(), "duration": length.total_seconds()}


def next_round(due: Any) -> Any:
    """Return a cycle's next round, or None after its last and for what happens once."""
    if not isinstance(due, dict) or due["cycles"] < 2:
        return None
    following = datetime.fromisoformat(due["next"]) + timedelta(seconds=due["duration"])
    return {**due, "cycles": due["cycles"] - 1, "next": following.isoformat()}
