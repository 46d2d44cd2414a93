"""Another organisation's application: a library with readers, librarians and a director. It knows no graduates."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.identity import Actor
from app.identity.account import add_membership, create_account
from app.identity.passwords import hash_password
from app.operators.lists import Query, Rows
from app.operators.registry import Registry, Subject
from app.store.accounts import Party

PASSWORD = "quxiang-demo"
PEOPLE = (
    ("r-1", "reader", "李读者"),
    ("r-2", "reader", "欠书的人"),
    ("l-1", "librarian", "馆员"),
    ("m-1", "director", "馆长"),
)


def register(registry: Registry) -> None:
    """Tell the platform what a library brings: its kind of subject and its list of readers."""
    registry.subject("reader")(load_reader)
    registry.source("readers")(list_readers)
    registry.contact("reader")(addresses)
    registry.own_subject = lambda session, actor: own_party(actor)


def own_party(actor: Actor) -> str | None:
    return next((m.party_id for m in actor.memberships if m.role == "reader"), None)


def addresses(session: Session, party_id: str) -> dict[str, str]:
    code = session.get_one(Party, party_id).code
    return {"email": f"{code}@readers.example", "sms": f"139{int(code[2:]):08}", "wechat": f"wx-{code}"}


def load_reader(session: Session, subject_id: str | None, actor: Actor | None, now: datetime) -> Subject:
    party = session.get(Party, subject_id or (own_party(actor) if actor else None) or "")
    if party is None or party.kind != "reader":
        raise NotFound
    library = session.get_one(Party, party.parent_id)
    parties = {"reader": party.id, "librarian": library.id, "director": library.id}
    facts = {"name": party.name, "branch": library.name, "overdue": 1 if party.code == "r-2" else 0}
    return Subject(party.id, "reader", party.name, facts, parties)


def list_readers(session: Session, actor: Actor, query: Query, now: datetime) -> Rows:
    mine = [m.party_id for m in actor.memberships if m.role in ("librarian", "director")]
    rows = session.scalars(
        select(Party).where(Party.kind == "reader", Party.parent_id.in_(mine)).order_by(Party.code)
    )
    items: list[dict[str, Any]] = [
        {"id": p.id, "subject": p.id, "code": p.code, "name": p.name, "branch": "总馆"} for p in rows
    ]
    return Rows(items, len(items))


class Demo:
    """The library's people."""

    def create(self, session: Session, now: datetime) -> bool:
        library = Party(kind="library", code="main", name="总馆")
        session.add(library)
        session.flush()
        hashed = hash_password(PASSWORD)
        for login, role, name in PEOPLE:
            party = library
            if role == "reader":
                party = Party(kind="reader", code=login, name=name, parent_id=library.id)
                session.add(party)
                session.flush()
            account = create_account(session, login, name, password_hash=hashed)
            add_membership(session, account.id, role, party.id, "manage")
        return True


demo = Demo()
