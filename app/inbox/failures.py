"""Telling a refusal that a person can act on from a failure that the service has to look at."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session, SessionTransaction

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


class Savepoint:
    """A point in the transaction to go back to. It is set when something is about to be written, not before."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._point: SessionTransaction | None = None

    def set(self) -> None:
        self._point = self._session.begin_nested()

    def keep(self) -> None:
        """Keep what was written since."""
        if self._point is not None:
            self._point.commit()

    def undo(self) -> None:
        """Take back what was written since."""
        if self._point is not None:
            self._point.rollback()
