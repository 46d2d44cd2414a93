"""Names that a form does not have: refused by name, so that nobody believes they were taken."""

import unicodedata
from collections.abc import Mapping, Set
from typing import Any

from app.errors import FieldError
from app.forms.limits import MAX_NAMES

SHOWN, LONGEST = 20, 60


def undeclared(data: Mapping[str, Any], known: Set[str]) -> list[FieldError]:
    """Return an error for each name that is not known, one for all of them when there are very many."""
    extra = [name for name in data if name not in known]
    if len(extra) > MAX_NAMES:
        return [
            FieldError(
                "", f"提交了 {len(data)} 个字段，一份表单最多 {MAX_NAMES} 个，请只提交表单里有的字段。"
            )
        ]
    errors = [FieldError(n, f"表单里没有“{n}”这个字段，请去掉后再提交。") for n in map(plain, extra[:SHOWN])]
    if len(extra) > SHOWN:
        errors.append(FieldError("", f"另有 {len(extra) - SHOWN} 个字段不在表单里，请去掉后再提交。"))
    return errors


def plain(name: str) -> str:
    """Return a name as it can be shown: short, without control signs or what turns text around."""
    shown = "".join(c if unicodedata.category(c)[0] != "C" else "?" for c in str(name)[: LONGEST + 1])
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…"
