"""Which parties an actor stands for, and how parties lie in the tree."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from app.identity.actor import Actor
from app.store.accounts import Party
from app.store.statements import Statement

_SHOWN = select(Party.id, Party.kind, Party.code, Party.name)
_PARTY = Statement(_SHOWN.where(Party.id == bindparam("party")))


def in_scope(actor: Actor, roles: Collection[str] | None = None) -> list[tuple[str, str]]:
    """Return the (role, party id) pairs of the actor, all or those of some roles."""
    pairs = {
        (m.role, m.party_id) for m in actor.memberships if m.party_id and (roles is None or m.role in roles)
    }
    return sorted(pairs)


def visible_parties(session: Session, actor: Actor, roles: Collection[str] | None = None) -> list[Party]:
    """Return the parties that the actor is a member of. What lies below them is `below`."""
    ids = {party for _, party in in_scope(actor, roles)}
    return list(session.scalars(select(Party).where(Party.id.in_(ids)).order_by(Party.code, Party.id)))


def party_map(session: Session, ids: Iterable[str | None]) -> dict[str | None, dict[str, str]]:
    """Return id → {id, kind, code, name}, the shape in which parties are shown."""
    wanted = {party_id for party_id in ids if party_id}
    if len(wanted) == 1:
        rows = _PARTY.rows(session, {"party": wanted.pop()})
    else:
        rows = [tuple(row) for row in session.execute(_SHOWN.where(Party.id.in_(wanted)))]
    return {row[0]: dict(zip(("id", "kind", "code", "name"), row, strict=True)) for row in rows}


def descends(session: Session, party_id: str, ancestor_id: str) -> bool:
    """True when the party is the ancestor or lies below it."""
    return ancestor_id in ancestry(session, party_id)


def ancestry(session: Session, party_id: str) -> list[str]:
    """Return the ids from the party up to its root."""
    line: list[str] = []
    current: str | None = party_id
    while current is not None and current not in line:
        line.append(current)
        current = session.scalar(select(Party.parent_id).where(Party.id == current))
    return line


def below(party_ids: Collection[str]) -> Select[Any]:
    """Return a query for the ids of these parties and all below them, for `column.in_(below(ids))`."""
    tree = select(Party.id).where(Party.id.in_(party_ids)).cte("below", recursive=True)
    tree = tree.union(select(Party.id).join(tree, Party.parent_id == tree.c.id))
    return select(tree.c.id)
