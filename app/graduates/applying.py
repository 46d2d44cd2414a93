"""What a graduate applies for about archive or household: the subjects of P20–P23, with what stands and who receives."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.graduates.definitions import code_table
from app.graduates.modules import module_of
from app.graduates.subjects import load_own
from app.graduates.tables import Graduate, TransferApplication, TransferRecord
from app.graduates.transfers import GIVEN, facts, record_of
from app.identity import Actor
from app.operators.registry import Subject, registry
from app.store.instances import Instance

HOME = "4"  # 转回生源地: what is given stands under names of its own, beside what the reference says
RECEIVERS = "origin_receiver"


@registry.subject("archive")
def load_archive(session: Session, subject_id: str | None, actor: Actor | None, now: datetime) -> Subject:
    """Load the actor's own graduate with where the archive goes. Raises NotFound."""
    return _load(session, load_own(session, subject_id, actor, now), "archive", now)


@registry.subject("household")
def load_household(session: Session, subject_id: str | None, actor: Actor | None, now: datetime) -> Subject:
    """Load the actor's own graduate with where the household goes. Raises NotFound."""
    return _load(session, load_own(session, subject_id, actor, now), "household", now)


def _load(session: Session, own: Subject, kind: str, now: datetime) -> Subject:
    row = record_of(session, own.id, kind)
    known = {
        kind: prefilled(row),
        "registered": facts(session, row),
        "transfers_open": _open(session, own.id, kind, now),
        "applied": running_application(session, own.id, kind) is not None,
        "receiver": receiver(session, kind, own.facts.get("origin")),
    }
    return replace(own, extra={**own.extra, **known})


def _open(session: Session, graduate_id: str, kind: str, now: datetime) -> bool:
    """Whether the module is open for the graduate (DT-01)."""
    module = module_of(session, session.get_one(Graduate, graduate_id), kind, now)
    return module is not None and module.usable


def running_application(session: Session, graduate_id: str, kind: str) -> str | None:
    """Return the instance of an application that is not decided yet, if there is one."""
    table = TransferApplication
    mine = (table.graduate_id == graduate_id, table.kind == kind, Instance.ended.is_(False))
    return session.scalar(select(Instance.id).join(table, table.instance_id == Instance.id).where(*mine))


def receiver(session: Session, kind: str, origin: str | None) -> dict[str, str]:
    """Return who receives at a graduate's place of origin (生源地接收机构), the nearest division that one is known for;
    empty where none is."""
    table = code_table(session, RECEIVERS)
    for code in (origin or "", f"{(origin or '')[:4]}00", f"{(origin or '')[:2]}0000"):
        row = table.row(code) if table is not None and kind == "archive" else {}
        if row:
            return {"unit": row["label"], **{name: row.get(name, "") for name in GIVEN[2:]}}
    return {}


def prefilled(row: TransferRecord | None) -> dict[str, Any] | None:
    """Return the answers of a form that stand for what is in effect."""
    if row is None:
        return None
    given = {name: value for name, value in json.loads(row.details).items() if value}
    if row.type != HOME:
        return given
    return {"type": HOME, **{f"home_{name}": value for name, value in given.items() if name != "type"}}
