"""Telling a refusal that a person can act on from a failure that the service has to look at."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session, SessionTransaction

from app.errors import Conflict, Incident, Invalid, NotAllowed

REFUSALS = (Conflict, Invalid, NotAllowed)
log = logging.getLogger("quxiang.inbox")


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


@contextmanager
def refusing() -> Iterator[None]:
    """Refuse an act that cannot be carried out: a start or a message leaves nothing that could be tried again."""
    try:
        with surfacing():
            yield
    except Incident as incident:
        log.error("an act was refused at element %s", incident.element, exc_info=incident)
        message = f"流程出了故障，你的操作没有生效：{incident.message}请联系管理员。"
        raise Conflict(message, element=incident.element) from incident


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
