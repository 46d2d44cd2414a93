"""Telling a refusal that a person can act on from a failure that the service has to look at."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.errors import Conflict, Incident, Invalid, NotAllowed

REFUSALS = (Conflict, Invalid, NotAllowed)


@contextmanager
def surfacing() -> Iterator[None]:
    """Let a refusal raised by an operator reach the person who acts, out of the incident it was wrapped in."""
    try:
        yield
    except Incident as incident:
        cause: BaseException | None = incident
        while cause is not None:
            if isinstance(cause, REFUSALS):
                raise cause from incident
            cause = cause.__cause__
        raise
