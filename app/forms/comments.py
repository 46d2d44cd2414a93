"""Comments on fields of what is reviewed: `field_comments: {field: text}` beside a decision."""

from collections.abc import Mapping
from typing import Any

from app.errors import FieldError
from app.forms.limits import LONGEST_COMMENT, MAX_COMMENTS
from app.forms.names import plain
from app.forms.problem import Problem
from app.forms.texts import clean, many_lines

COMMENTS = "field_comments"


def read_comments(given: Any) -> tuple[dict[str, str], list[FieldError]]:
    """Return the comments that say something, and an error for each that is not accepted."""
    if given in (None, "", []):
        return {}, []
    if not isinstance(given, Mapping):
        return {}, [FieldError(COMMENTS, "字段批注应当是 {字段: 文字} 形式的对象。")]
    if len(given) > MAX_COMMENTS:
        return {}, [FieldError(COMMENTS, f"字段批注最多 {MAX_COMMENTS} 条，现在有 {len(given)} 条，请减少。")]
    comments, errors = {}, []
    for name, text in given.items():
        try:
            comments[str(name)] = _comment(str(name), text)
        except Problem as problem:
            shown = plain(str(name))
            errors.append(FieldError(f"{COMMENTS}.{shown}", f"“{shown}”的批注{problem.sentence}。"))
    return {name: text for name, text in comments.items() if text}, errors


def _comment(name: str, given: Any) -> str:
    if plain(name) != name or not name.strip():
        raise Problem("没有指明正确的字段名")
    text = many_lines(clean("" if given is None else given))
    if len(text) > LONGEST_COMMENT:
        raise Problem(f"最多 {LONGEST_COMMENT} 个字，现在有 {len(text)} 个，请缩短")
    return text
