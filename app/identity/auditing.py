"""Writing to the audit log what an actor did or was refused."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.identity.actor import Actor
from app.store.audit import append

Who = Actor | str | None  # an actor, the id of an account that is not signed in, or nobody


def audit(
    session: Session,
    actor: Who,
    action: str,
    target: str,
    result: str = "done",
    detail: Mapping[str, Any] | None = None,
    *,
    address: str = "",
    now: datetime,
) -> None:
    """Add an audit row to this unit of work. `target` and `detail` hold ids and codes, never personal data.

    `result`: done, denied, failed."""
    append(
        session,
        {
            "at": now,
            "account_id": actor.account_id if isinstance(actor, Actor) else actor,
            "role": ",".join(sorted(actor.roles))[:200] if isinstance(actor, Actor) else "",
            "action": action,
            "target": target[:200],
            "result": result,
            "detail": dict(detail or {}),
            "address": address[:64],
        },
    )
