"""登记记录: everything that a graduate has registered, signings and other destinations alike."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.graduates.scope import own_parties, signing_scope, staff_scope
from app.graduates.sources.destinations import registrations_of
from app.graduates.sources.reading import newest_rows, number
from app.graduates.sources.signings import signings_of
from app.graduates.tables import DestinationRegistration, Graduate, Signing
from app.identity import Actor
from app.operators.lists import Query, Rows
from app.operators.registry import registry
from app.store.instances import Instance


@registry.source("graduate_records")
def graduate_records(session: Session, actor: Actor, query: Query, _now: datetime) -> Rows:
    """List the records of a graduate, what was begun last first: the own, or with `subject` those of one in scope."""
    registered = or_(staff_scope(actor), Graduate.id.in_(own_parties(actor, "graduate")))
    kinds: list[tuple[Any, ColumnElement[bool]]] = [
        (Signing, signing_scope(actor)),
        (DestinationRegistration, registered),
    ]
    mine = [_instances(table, actor, query, scope) for table, scope in kinds]
    wanted = select(Instance).where(or_(*(Instance.id.in_(ids) for ids in mine)))

    def shapes(found: Sequence[Any]) -> list[dict[str, Any]]:
        ids = [row[0].id for row in found]
        rows = [*signings_of(session, actor, ids), *map(_named, registrations_of(session, actor, ids))]
        by_id = {row["id"]: row for row in rows}
        return [by_id[each] for each in ids]

    return newest_rows(session, wanted, query, Instance.started_at, shapes, {})


def _instances(table: Any, actor: Actor, query: Query, scope: ColumnElement[bool]) -> Any:
    """Return the ids of the instances that keep records of a kind."""
    ids = select(table.instance_id).join(Graduate, Graduate.id == table.graduate_id).where(scope)
    if year := number(query, "cohort"):
        ids = ids.where(table.cohort == year)
    if query.subject and query.subject != "self":
        return ids.where(table.graduate_id == query.subject)
    own = own_parties(actor, "graduate")
    return ids.where(table.graduate_id.in_(own)) if own else ids


def _named(row: dict[str, Any]) -> dict[str, Any]:
    """Return a registration with what the record is called by in the list, beside the units of signings."""
    name = "：".join(row[part] for part in ("type_label", "unit") if row[part])
    return {**row, "employer": name, "number": "", "sent_at": row["submitted_at"], "answer_by": None}
