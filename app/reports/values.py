"""Values as people read them: dates in Chinese, codes as words, money with its separators."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from app import rules
from app.errors import BadContent

ZONE = ZoneInfo("Asia/Shanghai")
YES_NO = {"true": "是", "yes": "是", "1": "是", "false": "否", "no": "否", "0": "否"}
Codes = Callable[[str], Any]
FILLERS = ("市辖区", "县")  # levels of the division codes that nobody says
MONTH = re.compile(r"([0-9]{4})-?(0[1-9]|1[0-2])")
DAY = re.compile(r"([0-9]{4})-?(0[1-9]|1[0-2])-?(0[1-9]|[12][0-9]|3[01])")


def value_of(text: str, context: Mapping[str, Any], now: datetime, place: str) -> Any:
    """Return the value of an expression. Raises BadContent that names the place when it fails."""
    try:
        return rules.evaluate(text, context, now=now)
    except rules.FeelError as error:
        raise BadContent(f"{place}的表达式“{text}”无法计算：{error.message}") from error


def holds(text: str, context: Mapping[str, Any], now: datetime, place: str) -> bool:
    """Return whether a condition holds; an empty one does. Raises BadContent unless it is true or false."""
    if not text:
        return True
    try:
        return rules.truth(text, context, now=now)
    except rules.FeelError as error:
        raise BadContent(f"{place}的条件“{text}”无法判断：{error.message}") from error


def shown(value: Any, form: str = "", codes: str = "", tables: Codes | None = None) -> str:
    """Return a value as text: empty for null, each item of a list; `codes` names the table of its words."""
    if value is None or value == "":
        return ""
    if isinstance(value, (list, tuple)):
        parts = [shown(item, form, codes, tables) for item in value]
        return ("\n" if form == "lines" else "、").join(p for p in parts if p)
    if codes:
        return label_of(tables, codes, value)
    if isinstance(value, Mapping):
        return str(value.get("label") or value.get("name") or "")
    return FORMATS.get(form, plain)(value)


def label_of(tables: Codes | None, key: str, code: Any) -> str:
    """Return the words of a code with those above it; one that the table does not know stands for itself."""
    if tables is None:
        raise BadContent(f"需要代码表“{key}”才能显示代码“{plain(code)}”。")
    table = tables(key)
    words = [table.label(step) for step in table.path(plain(code))]
    return "".join(w for w in words[:-1] if w not in FILLERS) + words[-1] if words else plain(code)


def plain(value: Any) -> str:
    """Return a value as text without a format."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return _datetime(value)
    if isinstance(value, date):
        return _date(value)
    return value if isinstance(value, str) else str(rules.to_json(value))


def _moment(value: Any) -> datetime | None:
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found.astimezone(ZONE) if found.tzinfo else found


def _date(value: Any) -> str:
    if isinstance(value, str) and (day := DAY.fullmatch(value)):
        return f"{day[1]}年{int(day[2])}月{int(day[3])}日"
    found = value if isinstance(value, date) and not isinstance(value, datetime) else _moment(value)
    return f"{found.year}年{found.month}月{found.day}日" if found else str(value)


def _datetime(value: Any) -> str:
    found = _moment(value)
    return f"{_date(found)} {found:%H:%M}" if found else str(value)


def _month(value: Any) -> str:
    """`2023-06`, `202306` or a whole date as year and month."""
    if isinstance(value, str) and (month := MONTH.match(value)):
        return f"{month[1]}年{int(month[2])}月"
    return f"{value.year}年{value.month}月" if isinstance(value, date) else plain(value)


def _money(value: Any) -> str:
    try:
        return f"{Decimal(str(value)):,.2f}"
    except InvalidOperation:
        return str(value)


def _number(value: Any) -> str:
    try:
        return f"{Decimal(str(value)):,f}"
    except InvalidOperation:
        return str(value)


def _yesno(value: Any) -> str:
    return YES_NO.get(str(value).lower(), plain(value))


FORMATS: dict[str, Callable[[Any], str]] = {
    "date": _date,
    "datetime": _datetime,
    "month": _month,
    "money": _money,
    "yesno": _yesno,
    "number": _number,
    "lines": plain,
}
