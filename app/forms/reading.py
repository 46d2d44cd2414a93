"""Reading one value: from what was typed to what is kept, or a sentence that says what to do."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app import rules
from app.content.form import Field, inputs_of
from app.content.patterns import TooSlow, fits
from app.errors import FieldError
from app.files import FILE_ID
from app.forms import limits
from app.forms.checks import CHECKS
from app.forms.moments import read_when
from app.forms.numbers import LARGEST, number_of
from app.forms.problem import Problem
from app.forms.texts import as_kept, clean, narrow
from app.forms.typed import NOT_TICKED, NOTHING, TICKED, code_of, is_blank

if TYPE_CHECKING:
    from app.forms.bound import BoundForm

LEVELS = {1: "省一级", 2: "市一级", 3: "区县一级"}


def read_value(bound: "BoundForm", found: Field, given: Any, values: Mapping[str, Any], draft: bool) -> Any:
    """Return the value to keep, None for nothing typed. A draft may be incomplete. Raises Problem."""
    if given in NOTHING:
        return False if found.type == "checkbox" and not found.required else None
    if found.is_region:
        return _region(bound, found, given, values, draft)
    return READ[found.type](bound, found, given, values, draft)


def _text(bound: "BoundForm", found: Field, given: Any, values: Mapping[str, Any], draft: bool) -> str | None:
    text = as_kept(found, clean(given))
    if not text:
        return None
    shortest, longest = limits.length(found)
    if len(text) > longest:
        raise Problem(f"最多 {longest} 个字，现在有 {len(text)} 个，请缩短")
    if draft:
        return text
    if len(text) < shortest:
        raise Problem(f"至少 {shortest} 个字，现在有 {len(text)} 个")
    _pattern(found.validate.get("pattern"), text)
    sentence = CHECKS[check](text) if (check := found.properties.get("check", "")) in CHECKS else None
    if sentence:
        raise Problem(sentence)
    return text


def _pattern(pattern: str | None, text: str) -> None:
    try:
        if pattern and not fits(pattern, text):
            raise Problem("的格式不正确，请按示例填写")
    except TooSlow:
        raise Problem("的格式无法核对，请缩短后重新填写，仍不行请联系管理员") from None


def _number(bound: "BoundForm", found: Field, given: Any, values: Mapping[str, Any], draft: bool) -> Any:
    value = number_of(given)
    if value is None:
        raise Problem("应当是数字，例如 8000")
    if abs(value) >= LARGEST:
        raise Problem(f"的整数部分最多 {limits.WHOLE_DIGITS} 位")
    low, high = limits.bounds(found)
    if low is not None and value < low:
        raise Problem(f"不能小于 {low}")
    if high is not None and value > high:
        raise Problem(f"不能大于 {high}")
    digits = limits.digits(found)
    if value != round(value, digits):
        raise Problem(f"最多保留 {digits} 位小数" if digits else "应当是整数")
    return f"{value:.2f}" if limits.is_money(found) else rules.to_json(value)


def _when(bound: "BoundForm", found: Field, given: Any, values: Mapping[str, Any], draft: bool) -> str:
    return read_when(found, given, lambda text: bound.feel(text, bound.seen(found, values)))


def _choice(bound: "BoundForm", found: Field, given: Any, values: Mapping[str, Any], draft: bool) -> str:
    code = code_of(given)
    if code is None or not bound.offers(found, code, values):
        raise Problem("选择的内容不在可选范围内，请重新选择")
    return code


def _choices(
    bound: "BoundForm", found: Field, given: Any, values: Mapping[str, Any], draft: bool
) -> list[str]:
    items = given if isinstance(given, list) else [given]
    least, most = limits.count(found)
    _not_more(items, most, "项")
    kept = list(dict.fromkeys(_choice(bound, found, item, values, draft) for item in items))
    _not_less(kept, 0 if draft else least, "请至少选择", "项")
    return kept


def _tick(
    bound: "BoundForm", found: Field, given: Any, values: Mapping[str, Any], draft: bool
) -> bool | None:
    if isinstance(given, (list, Mapping)) or given not in (*TICKED, *NOT_TICKED):
        raise Problem("应当是勾选或不勾选")
    ticked = given in TICKED
    return True if ticked else (None if found.required else False)


def _files(bound: "BoundForm", found: Field, given: Any, values: Mapping[str, Any], draft: bool) -> list[str]:
    items = given if isinstance(given, list) else [given]
    if not all(isinstance(i, str) and FILE_ID.fullmatch(i) for i in items):
        raise Problem("里的文件没有上传成功，请重新上传")
    least, most = limits.count(found)
    kept = list(dict.fromkeys(items))
    _not_more(kept, most, "个文件")
    _not_less(kept, 0 if draft else least, "请至少上传", "个文件")
    return kept


def _rows(
    bound: "BoundForm", found: Field, given: Any, values: Mapping[str, Any], draft: bool
) -> list[Any] | None:
    if not isinstance(given, list) or not all(isinstance(row, Mapping) for row in given):
        raise Problem("应当是若干行")
    least, most = limits.count(found)
    _not_more(given, most, "行")
    around = dict(bound.seen(found, values)) | {f.name: None for f in inputs_of(found.fields)}
    rows, errors = [], []
    for number, row in enumerate(given):
        if is_blank(row):
            continue
        accepted, problems = bound.read_row(found, row, around, draft)
        rows.append(accepted)
        errors += [
            FieldError(f"{found.name}.{number}.{p.field}", f"{found.label}第 {number + 1} 行：{p.message}")
            for p in problems
        ]
    if errors:
        raise Problem("", errors)
    _not_less(rows, 0 if draft or not rows else least, "请至少填写", "行")
    return rows or None


def _not_more(items: list[Any], most: int, unit: str) -> None:
    if len(items) > most:
        raise Problem(f"最多 {most} {unit}，现在有 {len(items)} {unit}，请减少")


def _not_less(items: list[Any], least: int, please: str, unit: str) -> None:
    if len(items) < least:
        raise Problem(f"：{please} {least} {unit}")


def _region(bound: "BoundForm", found: Field, given: Any, values: Mapping[str, Any], draft: bool) -> str:
    """A division code of six digits, as deep as the field says where the table goes that deep, and within what it says."""
    code, depth = narrow(clean(given)), limits.depth(found)
    table, today = bound.codes("region"), bound.now.date()
    if not table.is_valid(code, today):
        raise Problem("选择的地区不存在，请按省、市、区依次选择")
    inside = bound.within(found, values)
    path = table.path(code)
    if path[: len(inside)] != inside[: len(path)]:
        raise Problem(f"只能在{''.join(map(table.label, inside))}范围内选择")
    chosen = len(path)
    if chosen > depth or (chosen < depth and not draft and table.items(code, today)):
        raise Problem(f"请选到{LEVELS.get(depth, '最后一级')}")
    return code


READ = {
    "textfield": _text,
    "textarea": _text,
    "number": _number,
    "datetime": _when,
    "select": _choice,
    "radio": _choice,
    "checklist": _choices,
    "checkbox": _tick,
    "filepicker": _files,
    "dynamiclist": _rows,
}
