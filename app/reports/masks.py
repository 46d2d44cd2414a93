"""Masks of personal data: enough to recognise one's own, not enough to use."""

from collections.abc import Callable


def mask(kind: str, value: str) -> str:
    """Return a text with its middle hidden as `kind` says. Unknown kinds hide everything."""
    return MASKS.get(kind, _all)(value) if value else value


def _id_number(value: str) -> str:
    return _middle(value, 4, 4)


def _mobile(value: str) -> str:
    return _middle(value, 3, 4)


def _account(value: str) -> str:
    return _middle(value, 4, 4)


def _name(value: str) -> str:
    """Hide everything but the first character of a name; of two, the second."""
    return value[0] + "*" * (len(value) - 1) if len(value) > 1 else "*"


def _email(value: str) -> str:
    before, at, after = value.partition("@")
    return f"{before[:1]}***{at}{after}"


def _all(value: str) -> str:
    return "*" * min(len(value), 8)


def _middle(value: str, start: int, end: int) -> str:
    if len(value) <= start + end:
        return value[:1] + "*" * (len(value) - 1)
    return value[:start] + "*" * (len(value) - start - end) + value[-end:]


MASKS: dict[str, Callable[[str], str]] = {
    "id_number": _id_number,
    "mobile": _mobile,
    "name": _name,
    "email": _email,
    "account": _account,
    "all": _all,
}
