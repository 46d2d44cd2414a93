"""JSON definitions as frozen dataclasses: the class says which keys there may be, all else is a finding.

Field metadata: `choices` (allowed texts), `longest` (characters), `low`/`high` (numbers); `feel`, `template`
mark texts that hold expressions, for the checks that know how to read them."""

import json
import types
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from app.errors import BadContent, Finding

MAX_BYTES = 256_000
MAX_DEPTH = 20
MAX_TEXT = 4_000
Pairs = tuple[tuple[str, str], ...]
T = TypeVar("T")


def words(default: Any = MISSING, longest: int = 200, **metadata: Any) -> Any:
    """Declare a text of a definition."""
    return field(default=default, metadata={"longest": longest, **metadata})


def feel(default: Any = MISSING) -> Any:
    """Declare a text that is an expression."""
    return field(default=default, metadata={"longest": 2_000, "feel": True})


def template(default: Any = MISSING, longest: int = MAX_TEXT) -> Any:
    """Declare a text with `{{expression}}` placeholders."""
    return field(default=default, metadata={"longest": longest, "template": True})


def number(default: Any = MISSING, low: float = 0, high: float = 1_000) -> Any:
    """Declare a number within bounds."""
    return field(default=default, metadata={"low": low, "high": high})


def read_json(data: bytes, file: str) -> Any:
    """Return the JSON of a file. Raises BadContent for what strict JSON does not allow."""
    if len(data) > MAX_BYTES:
        raise _bad(file, "size", f"文件 {file} 超过 {MAX_BYTES // 1000} KB，请精简后再上传。")
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant)
        _bounded(value)
    except json.JSONDecodeError as error:
        message = f"文件 {file} 第 {error.lineno} 行第 {error.colno} 列不是合法的 JSON，请检查标点。"
        raise _bad(file, "json", message) from None
    except UnicodeError:
        raise _bad(file, "json", f"文件 {file} 不是 UTF-8 编码的文本，请转换编码后再上传。") from None
    except RecursionError:
        raise _bad(file, "json", f"文件 {file} 嵌套超过 {MAX_DEPTH} 层，请精简。") from None
    except _Refused as error:
        raise _bad(file, "json", f"文件 {file} 有误：{error}") from None
    return value


def shaped(cls: type[T], value: Any, file: str) -> T:
    """Return JSON as a value of a dataclass. Raises BadContent with every finding, not only the first."""
    reading = Reading(file)
    result = reading.read(cls, value, "")
    if reading.findings:
        raise BadContent(reading.findings[0].message, reading.findings)
    return result


@dataclass
class Reading:
    """The reading of one file; it goes on after an error so that all of them are told at once."""

    file: str
    findings: list[Finding] = field(default_factory=list)

    def say(self, place: str, message: str) -> None:
        """Note what is wrong at a place."""
        where = f"“{place}”" if place else ""
        sentence = f"文件 {self.file} 中{where}{message}"
        self.findings.append(Finding("error", "shape", place, sentence, place.rpartition(".")[2], self.file))

    def read(self, hint: Any, value: Any, place: str, metadata: Any = types.MappingProxyType({})) -> Any:
        """Return `value` as what `hint` says, or None after a finding."""
        if hint == Pairs:
            return self._pairs(value, place)
        origin = get_origin(hint)
        if origin is tuple:
            return self._list(get_args(hint)[0], value, place, metadata)
        if origin in (Union, types.UnionType):
            return self._one_of(hint, value, place)
        if is_dataclass(hint):
            return self._object(hint, value, place)
        return self._plain(hint, value, place, metadata)

    def _object(self, cls: Any, value: Any, place: str) -> Any:
        if not isinstance(value, dict):
            return self.say(place, "应是一个对象（{…}）。")
        hints = _hints(cls)
        known = {f.name: f for f in fields(cls)}
        for key in value:
            if key not in known:
                self.say(_join(place, key), f"没有名为“{key}”的设置；可用的有：{'、'.join(known)}。")
        given = {}
        before = len(self.findings)
        for name, declared in known.items():
            if name in value:
                given[name] = self.read(hints[name], value[name], _join(place, name), declared.metadata)
            elif _required(declared):
                self.say(_join(place, name), "没有填写。")
        return cls(**given) if len(self.findings) == before else None

    def _list(self, hint: Any, value: Any, place: str, metadata: Any) -> Any:
        if not isinstance(value, list):
            return self.say(place, "应是一个列表（[…]）。")
        return tuple(self.read(hint, item, f"{place}[{i}]", metadata) for i, item in enumerate(value))

    def _one_of(self, hint: Any, value: Any, place: str) -> Any:
        options = [a for a in get_args(hint) if a is not type(None)]
        if value is None and len(options) < len(get_args(hint)):
            return None
        if len(options) == 1:
            return self.read(options[0], value, place)
        kinds = {get_args(_hints(o)["kind"])[0]: o for o in options}
        kind = value.get("kind") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in kinds:
            return self.say(place, f"的 kind 应是 {'、'.join(kinds)} 之一。")
        return self._object(kinds[kind], value, place)

    def _pairs(self, value: Any, place: str) -> Any:
        if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
            return self.say(place, "应是“键: 文字”的对象。")
        return tuple(value.items())

    def _plain(self, hint: Any, value: Any, place: str, metadata: Any) -> Any:
        if get_origin(hint) is Literal:
            return value if value in get_args(hint) else self.say(place, f"只能是 {get_args(hint)[0]}。")
        if hint is bool:
            return value if isinstance(value, bool) else self.say(place, "应是 true 或 false。")
        if hint in (int, float):
            return self._number(hint, value, place, metadata)
        return self._text(value, place, metadata)

    def _number(self, hint: Any, value: Any, place: str, metadata: Any) -> Any:
        kinds = (int,) if hint is int else (int, float)
        low, high = metadata.get("low", 0), metadata.get("high", 1_000)
        if isinstance(value, bool) or not isinstance(value, kinds) or not low <= value <= high:
            return self.say(place, f"应是 {low} 到 {high} 之间的{'整数' if hint is int else '数'}。")
        return value

    def _text(self, value: Any, place: str, metadata: Any) -> Any:
        longest, choices = metadata.get("longest", 200), metadata.get("choices")
        if not isinstance(value, str):
            return self.say(place, "应是文字（加引号）。")
        if len(value) > longest:
            return self.say(place, f"超过 {longest} 个字，请精简。")
        if choices and value not in choices:
            return self.say(place, f"只能是 {'、'.join(c or '（空）' for c in choices)} 之一。")
        return value


class _Refused(ValueError):
    """Something that JSON in general allows but a definition must not hold."""


@cache
def _hints(cls: Any) -> dict[str, Any]:
    return get_type_hints(cls)


def _required(declared: Field[Any]) -> bool:
    return declared.default is MISSING and declared.default_factory is MISSING


def _join(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [k for k, _ in pairs]
        twice = next(k for k in keys if keys.count(k) > 1)
        raise _Refused(f"键“{twice}”出现了两次，请删去一个。")
    return found


def _no_constant(name: str) -> Any:
    raise _Refused(f"不能使用 {name}，请写成数字。")


def _bounded(value: Any) -> None:
    level = [(value, 1)]
    while level:
        item, depth = level.pop()
        if depth > MAX_DEPTH:
            raise RecursionError
        if isinstance(item, str):
            item.encode("utf-8")  # a lone surrogate cannot be stored
        elif isinstance(item, dict):
            level.extend((part, depth + 1) for pair in item.items() for part in pair)
        elif isinstance(item, list):
            level.extend((part, depth + 1) for part in item)


def _bad(file: str, rule: str, message: str) -> BadContent:
    return BadContent(message, [Finding("error", rule, "", message, file=file)])
