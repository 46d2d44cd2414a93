"""Reading one value: from what was typed to what is kept, or a sentence that says what to do."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from app.content.form import Field
from app.content.jsonfile import storable
from app.errors import FieldError
from app.forms.checks import CHECKS, UPPER
from app.rules.values import ZONE

if TYPE_CHECKING:
    from app.forms.bound import BoundForm

ONE_LINE, MANY_LINES, MAX_FILES, MAX_ROWS = 200, 2000, 10, 50


class Problem(Exception):
    """A value that is not accepted; the sentence follows the field's label."""

    def __init__(self, sentence: str, inner: list[FieldError] | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.inner = inner or []

    def errors(self, found: Field) -> list[FieldError]:
        return self.inner or [FieldError(found.name, f"{found.label}{self.sentence}。")]


def read_value(bound: "BoundForm", found: Field, given: Any, values: Mapping[str, Any], draft: bool) -> Any:
    """Return the value to keep, None for nothing typed. Raises Problem."""
    if given is None or given in ("", []):
        return False if found.type == "checkbox" and not found.required else None
    if found.properties.get("region") == "true":
        return _region(bound, found, given)
    return READ[found.type](bound, found, given, values, draft)


def _text(given: Any) -> str:
    if not isinstance(given, str):
        raise Problem("应当是文字")
    if not storable(given):
        raise Problem("含有无法保存的字符，请删除后重新填写")
    return given


def _line(bound: "BoundForm", found: Field, given: Any, values: Mapping[str, Any], draft: bool) -> str | None:
    check = found.properties.get("check", "")
    text = _text(given)
    text = unicodedata.normalize("NFKC", text) if check else text
    text = re.sub(r"[\r\n\t]+", " ", text).strip()
    text = text.upper() if check in UPPER else text
    _length(found, text, ONE_LINE)
    if not text:
        return None
    pattern = found.validate.get("pattern")
    if pattern and not re.fullmatch(pattern, text):
        raise Problem("的格式不正确，请按示例填写")
    if check in CHECKS and not draft:
        sentence = CHECKS[check](text)
        if sentence:
            raise Problem(sentence)
    return text


def _lines(
    bound: "BoundForm", found: Field, given: Any, values: Mapping[str, Any], draft: bool
) -> str | None:
    text = _text(given).replace("\r\n", "\n").strip()
    _length(found, text, MANY_LINES)
    return text or None


def _length(found: Field, text: str, most: int) -> None:
    longest = int(found.validate.get("maxLength") or most)
    shortest = int(found.validate.get("minLength") or 0)
    if len(text) > longest:
        raise Problem(f"最多 {longest} 个字，现在有 {len(text)} 个，请缩短")
    if text and len(text) < shortest:
        raise Problem(f"至少 {shortest} 个字")


def _number(bound: "BoundForm", found: Field, given: Any, values: Mapping[str, Any], draft: bool) -> Any:
    if isinstance(given, bool) or not isinstance(given, (str, int, float)):
        raise Problem("应当是数字")
    text = unicodedata.normalize("NFKC", str(given)).replace(",", "").strip()
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,6})?", text):
        raise Problem("应当是数字，例如 8000")
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise Problem("应当是数字，例如 8000") from error
    _bounds(found, value)
    digits = int(found.properties.get("digits") or (2 if found.properties.get("money") == "true" else 6))
    if value != round(value, digits):
        raise Problem(f"最多保留 {digits} 位小数")
    if found.properties.get("money") == "true":
        return f"{value:.2f}"
    return int(value) if value == value.to_integral_value() else float(value)


def _bounds(found: Field, value: Decimal) -> None:
    low, high = found.validate.get("min"), found.validate.get("max")
    if low is not None and value < Decimal(str(low)):
        raise Problem(f"不能小于 {low}")
    if high is not None and value > Decimal(str(high)):
        raise Problem(f"不能大于 {high}")


def _when(bound: "BoundForm", found: Field, given: Any, values: Mapping[str, Any], draft: bool) -> str:
    text = unicodedata.normalize("NFKC", _text(given)).strip()
    if found.properties.get("month") == "true":
        if not re.fullmatch(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])", text):
            raise Problem("应当是年月，例如 2027-06")
        return text
    try:
        if found.properties.get("time") == "true":
            moment = datetime.fromisoformat(text)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=ZONE)
            _not_before(bound, found, moment, values)
            return moment.isoformat()
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Problem("不是有效的日期，请重新选择") from error
    if not 1900 <= day.year <= 2200:
        raise Problem("不是有效的日期，请重新选择")
    _not_before(bound, found, datetime(day.year, day.month, day.day, tzinfo=ZONE), values)
    return day.isoformat()


def _not_before(bound: "BoundForm", found: Field, moment: datetime, values: Mapping[str, Any]) -> None:
    """`after` and `before` are FEEL that give the limits; `future` is the common case."""
    for name, sign, word in (("after", 1, "晚于"), ("before", -1, "早于")):
        text = found.properties.get(name)
        limit = bound.feel(text, values) if text else None
        if isinstance(limit, datetime) and (moment - limit).total_seconds() * sign <= 0:
            raise Problem(f"应当{word} {limit.astimezone(ZONE):%Y-%m-%d %H:%M}")


def _choice(bound: "BoundForm", found: Field, given: Any, values: Mapping[str, Any], draft: bool) -> str:
    value = _text(given) if not isinstance(given, (int, bool)) else str(given)
    table = found.properties.get("codes")
    if table and not found.properties.get("parent"):
        codes = bound.codes(table)
        known = codes.has(value) and any(r["code"] == value for r in codes.items(None, bound.now.date()))
    else:
        known = any(o.value == value for o in bound.options(found, values))
    if not known:
        raise Problem("选择的内容不在可选范围内，请重新选择")
    return value


def _choices(
    bound: "BoundForm", found: Field, given: Any, values: Mapping[str, Any], draft: bool
) -> list[str]:
    items = given if isinstance(given, list) else [given]
    return list(dict.fromkeys(_choice(bound, found, item, values, draft) for item in items))


def _tick(
    bound: "BoundForm", found: Field, given: Any, values: Mapping[str, Any], draft: bool
) -> bool | None:
    if given not in (True, False, "true", "false", "on", "1", "0"):
        raise Problem("应当是勾选或不勾选")
    ticked = given in (True, "true", "on", "1")
    return True if ticked else (None if found.required else False)


def _files(bound: "BoundForm", found: Field, given: Any, values: Mapping[str, Any], draft: bool) -> list[str]:
    items = given if isinstance(given, list) else [given]
    most = int(found.properties.get("most") or MAX_FILES)
    if not all(isinstance(i, str) and re.fullmatch(r"[0-9a-z]{26}", i) for i in items):
        raise Problem("里的文件没有上传成功，请重新上传")
    if len(items) > most:
        raise Problem(f"最多 {most} 个文件")
    return list(dict.fromkeys(items))


def _rows(
    bound: "BoundForm", found: Field, given: Any, values: Mapping[str, Any], draft: bool
) -> list[Any] | None:
    if not isinstance(given, list) or not all(isinstance(row, Mapping) for row in given):
        raise Problem("应当是若干行")
    if len(given) > MAX_ROWS:
        raise Problem(f"最多 {MAX_ROWS} 行")
    rows, errors = [], []
    for number, row in enumerate(given):
        if not any(v not in (None, "", []) for v in row.values()):
            continue
        accepted, problems = bound.nested(found.fields, row, draft)
        rows.append(accepted)
        errors += [
            FieldError(f"{found.name}.{number}.{p.field}", f"{found.label}第 {number + 1} 行：{p.message}")
            for p in problems
        ]
    if errors:
        raise Problem("", errors)
    return rows or None


def _region(bound: "BoundForm", found: Field, given: Any) -> str:
    """A division code of six digits; `depth` says how deep it must go (1 province, 2 city, 3 county)."""
    code = unicodedata.normalize("NFKC", _text(given)).strip()
    table = bound.codes("region")
    if not table.has(code):
        raise Problem("选择的地区不存在，请按省、市、区依次选择")
    if len(table.path(code)) < int(found.properties.get("depth") or 3) and table.items(code):
        raise Problem("请选择到区县一级")
    return code


READ = {
    "textfield": _line,
    "textarea": _lines,
    "number": _number,
    "datetime": _when,
    "select": _choice,
    "radio": _choice,
    "checklist": _choices,
    "checkbox": _tick,
    "filepicker": _files,
    "dynamiclist": _rows,
}
