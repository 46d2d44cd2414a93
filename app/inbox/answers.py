"""What a door said to a request with a key: the first answer, whatever has happened since."""

from collections.abc import Callable
from typing import Any

from app.inbox.desk import Desk
from app.store.queue import IdempotencyKey


def first_answer(desk: Desk, key: str | None, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return the body that was answered to a key first; the first time it is made and kept."""
    row = None
    if key and desk.actor is not None:
        row = desk.session.get(IdempotencyKey, (desk.actor.account_id, key), populate_existing=True)
    if row is None:
        return make()
    if row.body is None:
        row.body = make()
    return row.body
