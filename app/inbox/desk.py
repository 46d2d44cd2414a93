"""What a use case works with: one unit of work, one actor, one moment, and the shared parts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.errors import NotAllowed
from app.identity import Actor
from app.inbox.library import Library
from app.operators.registry import Registry


@dataclass(frozen=True)
class Desk:
    """Where a use case happens. `actor` is None for the system itself (timers, jobs)."""

    session: Session
    library: Library
    registry: Registry
    storage: Any
    now: datetime
    actor: Actor | None = None
    site: str = ""

    @property
    def person(self) -> Actor:
        """The actor. Raises NotAllowed where only people may act."""
        if self.actor is None:
            raise NotAllowed("只有登录的用户可以办理。")
        return self.actor


MakeDesk = Callable[..., Desk]
