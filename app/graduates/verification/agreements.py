"""What the code on an agreement leads to: the agreement as it stands now, and whether this print of it is the newest."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.graduates.sources.signings import signing_of
from app.identity.secrets import token_hash
from app.store.instances import Document

KIND = "agreement"
IN_EFFECT = ("signed", "terminating")


@dataclass(frozen=True)
class Agreement:
    """A print of an agreement. `facts` is the agreement's row as staff lists show it; `newest` says that no later
    print has replaced this one."""

    document: Document
    facts: dict[str, Any]
    newest: bool

    @property
    def in_effect(self) -> bool:
        """True while the signing holds, whichever print of it counts."""
        return self.facts["state"] in IN_EFFECT


def agreement_by(session: Session, token: str) -> Agreement | None:
    """Return the print that carries a code; None when there is none, or what was printed is no agreement."""
    table = Document
    document = session.scalar(select(table).where(table.token_hash == token_hash(token), table.kind == KIND))
    facts = signing_of(session, document.instance_id) if document is not None else None
    if document is None or facts is None:
        return None
    same = select(table.id).where(table.instance_id == document.instance_id, table.kind == KIND)
    later = session.scalar(same.where(table.created_at > document.created_at).limit(1))
    return Agreement(document, facts, later is None)
