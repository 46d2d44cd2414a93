"""The kinds of error that a person may read and act on; statuses are given in `web`, not here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


class AppError(Exception):
    """An error whose Chinese text its reader can act on. `extra` is shown to machines beside it."""

    def __init__(self, message: str, **extra: Any) -> None:
        super().__init__(message)
        self.message = message
        self.extra = extra


class NotFound(AppError):
    """Missing, or not in the reader's scope: both look the same from outside."""

    def __init__(self, message: str = "没有找到，或者你无权查看。", **extra: Any) -> None:
        super().__init__(message, **extra)


class Gone(AppError):
    """It was there, but has been used up or is over: the message says what to do instead."""


class NotAllowed(AppError):
    """The reader may see the thing but not do this to it."""


class NotSignedIn(AppError):
    """Nobody is signed in, or the token has ended."""

    def __init__(self, message: str = "请先登录。", **extra: Any) -> None:
        super().__init__(message, **extra)


class Conflict(AppError):
    """Somebody was faster, or the thing is in a state that does not permit this."""


class Stale(AppError):
    """What was to be changed has been changed meanwhile (If-Match)."""


class Unreadable(AppError):
    """The request cannot be read at all."""


class TooLarge(AppError):
    """More than the limits allow."""


class TooMany(AppError):
    """More often than the limits allow; `seconds` until the next try."""

    def __init__(self, message: str, seconds: int = 60) -> None:
        super().__init__(message)
        self.seconds = seconds


@dataclass(frozen=True)
class FieldError:
    """One field's error. `field` is a name or a path such as `files.0.kind`."""

    field: str
    message: str


class Invalid(AppError):
    """Input that does not pass; `errors` name the fields."""

    def __init__(
        self, message: str = "提交的内容有误，请更正后重试。", errors: Sequence[FieldError] = ()
    ) -> None:
        super().__init__(message)
        self.errors = tuple(errors)

    @classmethod
    def of(cls, errors: Mapping[str, str]) -> "Invalid":
        """Build from `{field: message}`."""
        return cls(errors=[FieldError(field, message) for field, message in errors.items()])


@dataclass(frozen=True)
class Finding:
    """What a check has to say of a definition: where (file, element, field) and a sentence. `trace` are the elements on
    the way to a fault, in their order."""

    severity: str  # "error" | "warning"
    rule: str
    element: str
    message: str
    field: str = ""
    file: str = ""
    trace: tuple[str, ...] = ()


class BadContent(AppError):
    """A definition that must not run; `findings` say why."""

    def __init__(self, message: str, findings: Sequence[Finding] = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


class NotReleasable(BadContent):
    """A definition that can be read, but that a check does not let out."""


class Incident(AppError):
    """The running of an instance cannot go on; `element` is the BPMN id where it stopped."""

    def __init__(self, message: str, element: str = "", kind: str = "engine") -> None:
        super().__init__(message)
        self.element = element
        self.kind = kind
