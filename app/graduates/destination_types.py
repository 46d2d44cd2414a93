"""The types of other destinations as a graduate chooses them: by group, with what each has to prove."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app import rules
from app.graduates.definitions import code_table, published

TABLE, PROOFS = "destination_type", "destination_proofs"
PROCESS = "destination_registration"


@dataclass(frozen=True)
class DestinationType:
    """A type; `process` is where it is registered, `proofs` what has to be handed in with it (several where the
    subtypes differ)."""

    code: str
    label: str
    process: str
    subtypes: tuple[str, ...]
    proofs: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """A part of the choice: 其他形式就业, 升学, 未就业."""

    code: str
    label: str
    types: tuple[DestinationType, ...]


def groups(session: Session, now: datetime) -> list[Group]:
    """Return the types by group, in the order of their code table."""
    table = code_table(session, TABLE)
    if table is None:
        return []
    tops = table.items("", now.date())
    return [
        Group(
            top["code"],
            top["label"],
            tuple(_type(session, row, now) for row in table.items(top["code"], now.date())),
        )
        for top in tops
    ]


def _type(session: Session, row: Mapping[str, str], now: datetime) -> DestinationType:
    table = published(session, "codes", TABLE)
    below = table.items(row["code"], now.date())
    proofs = [_proofs(session, row["code"], sub["code"], sub["label"], now) for sub in below] or [
        _proofs(session, row["code"], None, "", now)
    ]
    said = tuple(dict.fromkeys(text for text in proofs if text))
    if len({text.rpartition("：")[2] for text in said}) == 1:
        said = (said[0].rpartition("：")[2],)
    process = row.get("process") or PROCESS
    return DestinationType(row["code"], row["label"], process, tuple(sub["label"] for sub in below), said)


def _proofs(session: Session, code: str, subtype: str | None, label: str, now: datetime) -> str:
    """Return what has to be handed in with a type; of a subtype, with its name before it."""
    context: dict[str, Any] = {"type": code, "subtype": subtype}
    hits = rules.to_json(rules.decide(published(session, "decision", PROOFS), PROOFS, context, now=now).value)
    what = "、".join(hit["what"] for hit in hits or [] if isinstance(hit, dict))
    return f"{label}：{what}" if label and what else what
