"""Starting without a name: nothing that is kept of an instance says who began it (process property `anonymous`).

The instance has no starter among its parties, in its case, history and audit; its id and its files' ids say nothing of
when, its moment is the day; the pictures lose what their makers wrote into them. Who it was is sealed for two offices
together where the installation names them, and kept nowhere else (`reliability.md` threat 21)."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms import BoundForm
from app.identity import Actor
from app.identity.offices import open_with, seal_for_offices
from app.inbox.desk import Desk
from app.inbox.library import Release
from app.jobs.clock import ZONE
from app.store.accounts import Account
from app.store.authors import SealedAuthor
from app.store.base import ALPHABET
from app.store.files import StoredFile
from app.store.sealed import blind

PROPERTY = "anonymous"
AUTHOR = "sealed_author.instance"


def is_unnamed(release: Release) -> bool:
    """Whether a process begins without a name."""
    return release.process.properties.get(PROPERTY) == "true"


def unnamed_id() -> str:
    """Return an id that says nothing of when it was made."""
    return "0" + "".join(secrets.choice(ALPHABET) for _ in range(25))


def keyed(desk: Desk, key: str | None) -> Desk:
    """Return a desk at which a request's key is remembered, but not whose it was."""
    if desk.actor is None or not key:
        return desk
    account = blind(f"{desk.actor.account_id} {key}", "idempotency_key.account")[:26]
    return replace(desk, actor=Actor(account, "", ""))


def veiled(desk: Desk) -> Desk:
    """Return a desk of nobody, on the day."""
    day = datetime.combine(desk.now.astimezone(ZONE).date(), time(), ZONE)
    return replace(desk, actor=None, now=day)


def veiled_case(case: Mapping[str, Any], role: str, at: datetime) -> dict[str, Any]:
    """Return a case without who starts it."""
    parties = {name: party for name, party in case["parties"].items() if name != role}
    return {**case, "parties": parties, "started": {"at": at.isoformat(), "by": "", "role": role}}


def unname_files(desk: Desk, bound: BoundForm, values: dict[str, Any], at: datetime) -> None:
    """Take away what files of an answer say of whose they were: owner, name, moment, and what a camera wrote."""
    for found in bound.fields:
        if found.type == "file" and values.get(found.name):
            rows = [desk.session.get_one(StoredFile, file_id) for file_id in values[found.name]]
            values[found.name] = [_unnamed(row, f"{found.label}{n}", at) for n, row in enumerate(rows, 1)]


def _unnamed(row: StoredFile, name: str, at: datetime) -> str:
    _, dot, ending = row.name.rpartition(".")
    row.id, row.account_id, row.created_at = unnamed_id(), None, at
    row.name = f"{name}{dot}{ending}"
    if row.path != row.original_path:  # a picture: what was uploaded goes, what was made of it stays
        row.original_path, row.original_size, row.original_type = row.path, row.size, "jpeg"
    return row.id


def seal_author(desk: Desk, instance_id: str) -> None:
    """Seal who begins an instance for the two offices, apart from it."""
    sealed = seal_for_offices(desk.person.account_id)
    if sealed is not None:
        desk.session.add(
            SealedAuthor(id=unnamed_id(), instance_hash=blind(instance_id, AUTHOR), author=sealed)
        )


def author_of(session: Session, instance_id: str, first: str, second: str) -> str | None:
    """Return login and name of who began an instance without a name, opened with the keys of both offices."""
    mine = SealedAuthor.instance_hash == blind(instance_id, AUTHOR)
    found = session.scalar(select(SealedAuthor).where(mine))
    if found is None:
        return None
    account = session.get_one(Account, open_with(found.author, first, second))
    return f"{account.login} {account.name}"
