"""Strict JSON: bounded size and depth, no NaN, no member twice, texts that both databases can hold."""

import json
import math
from typing import Any

from app.errors import TooLarge, Unreadable

MAX_DEPTH = 20
MAX_ITEMS = 20_000
MAX_DIGITS = 40


def read_json(data: bytes, what: str, *, max_bytes: int = 512_000) -> Any:
    """Return the value of a JSON text. Raises Unreadable with the place, TooLarge over the limits."""
    if len(data) > max_bytes:
        raise TooLarge(f"{what}超过 {max_bytes // 1000} KB，请减少内容。")
    _shallow(data, what)
    try:
        value = json.loads(
            data.decode("utf-8"),
            parse_constant=_no_constant,
            parse_float=_finite,
            parse_int=_short,
            object_pairs_hook=_no_twins,
        )
    except UnicodeDecodeError as error:
        raise Unreadable(f"{what}不是 UTF-8 编码的文字。") from error
    except json.JSONDecodeError as error:
        raise Unreadable(
            f"{what}不是合法的 JSON：第 {error.lineno} 行第 {error.colno} 列附近有误。"
        ) from error
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{what}不是合法的 JSON：{error}") from error
    _clean(value, what)
    return value


def _shallow(data: bytes, what: str) -> None:
    """Refuse deep nesting before parsing: a deep text makes the parser recurse."""
    depth, inside, escaped = 0, False, False
    for byte in data:
        if inside:
            inside = escaped or byte != 0x22
            escaped = not escaped and byte == 0x5C
        elif byte == 0x22:
            inside = True
        elif byte in b"[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise TooLarge(f"{what}嵌套超过 {MAX_DEPTH} 层。")
        elif byte in b"]}":
            depth -= 1


def _no_constant(name: str) -> Any:
    raise ValueError(f"不允许 {name}")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"数字 {text[:20]} 过大")
    return value


def _short(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise ValueError(f"数字 {text[:20]} 过长")
    return int(text)


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("同一个字段出现了两次")
    return found


def _clean(value: Any, what: str) -> None:
    todo, count = [value], 0
    while todo:
        item = todo.pop()
        count += 1
        if count > MAX_ITEMS:
            raise TooLarge(f"{what}的内容过多。")
        if isinstance(item, dict):
            todo.extend(item)
            todo.extend(item.values())
        elif isinstance(item, list):
            todo.extend(item)
        elif isinstance(item, str) and not storable(item):
            raise Unreadable(f"{what}含有无法保存的字符（NUL 或不完整的字符）。")


def storable(text: str) -> bool:
    """Whether a text can be stored on both databases: no NUL, no lone surrogates."""
    return "\x00" not in text and not any(0xD800 <= ord(c) <= 0xDFFF for c in text)
