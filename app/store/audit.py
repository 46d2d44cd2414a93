"""The audit log: append-only rows, linked by keyed digests so that a row changed, moved or removed is found.

Rows are linked just before the commit: the lock on a chain's head is then the last one taken, so it cannot
take part in a deadlock, and it is held for no longer than the commit. Several chains keep writers apart: a connection
stays with one, and remembers its last row, so that it need not be read while nobody else writes to the chain."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import DDL, Index, String, Text, bindparam, event, select, update
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from app.store.base import Base, Id, Moment, new_id
from app.store.sealed import chain_mac
from app.store.statements import Adding, Statement, connection_of, insert_new, table_of

CHAINS = 32
FIELDS = ("id", "at", "account_id", "role", "action", "target", "result", "detail_text", "address")
PENDING = "audit.pending"
LAST = "audit.last"


class AuditRow(Base):
    """One act: who, in which roles, did what to which record, with which result. No personal data."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "at"), Index(None, "account_id", "at"), Index(None, "target", "at"))

    chain: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(Moment)
    account_id: Mapped[str | None] = mapped_column(Id)
    role: Mapped[str] = mapped_column(String(200), default="")
    action: Mapped[str] = mapped_column(String(60))
    target: Mapped[str] = mapped_column(String(200), default="")
    result: Mapped[str] = mapped_column(String(20))
    detail_text: Mapped[str] = mapped_column(Text, default="{}")
    address: Mapped[str] = mapped_column(String(64), default="")
    mac: Mapped[str] = mapped_column(String(64))

    @property
    def detail(self) -> dict[str, Any]:
        value: dict[str, Any] = orjson.loads(self.detail_text)
        return value


class AuditHead(Base):
    """The last row of a chain; without it rows cut off at the end would not be missed."""

    __tablename__ = "audit_head"

    chain: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column()
    mac: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True)
class Break:
    """A place where a chain does not hold."""

    chain: int
    seq: int
    reason: str


def append(session: Session, values: dict[str, Any]) -> None:
    """Add a row to this unit of work; it is written when the session commits, and gone when it rolls back.

    `values`: at, account_id, role, action, target, result, detail (a dict), address."""
    row = {key: value for key, value in values.items() if key != "detail"}
    row["id"] = new_id()
    row["detail_text"] = orjson.dumps(values.get("detail") or {}, option=orjson.OPT_SORT_KEYS).decode()
    if not session.in_transaction():
        session.begin()  # else a rollback before the first query would not be told
    within = session.get_nested_transaction() or session.get_transaction()
    session.info.setdefault(PENDING, []).append((within, row))


def verify_chain(session: Session) -> list[Break]:
    """Return the places where the log was tampered with; an empty list when it holds."""
    heads = {head.chain: head for head in session.scalars(select(AuditHead))}
    chains = heads.keys() | set(session.scalars(select(AuditRow.chain).distinct()))
    return [found for chain in sorted(chains) for found in _verify(session, chain, heads.get(chain))]


def _verify(session: Session, chain: int, head: AuditHead | None) -> Iterator[Break]:
    mac, seq = "", 0
    query = select(AuditRow).where(AuditRow.chain == chain).order_by(AuditRow.seq)
    for row in session.scalars(query.execution_options(yield_per=1000)):
        if row.seq != seq + 1:
            yield Break(chain, seq + 1, "缺少记录")
        elif row.mac != _mac(mac, {name: getattr(row, name) for name in FIELDS}):
            yield Break(chain, row.seq, "记录被改动")
        mac, seq = row.mac, row.seq
    if head is None or (head.seq, head.mac) != (seq, mac):
        yield Break(chain, seq, "末尾的记录被删除或改动")


def _write(session: Session) -> None:
    pending = session.info.get(PENDING)
    if not pending or session.in_nested_transaction():
        return
    here = connection_of(session).info
    chain, seq, mac = here.get(LAST) or (secrets.randbelow(CHAINS), 0, "")
    linked = _link(session, chain, seq, mac, [row for _, row in pending])
    if linked is None:  # somebody else has written to the chain since
        linked = _link(session, chain, *_head(session, chain), [row for _, row in pending])
    assert linked is not None
    here[LAST] = linked
    pending.clear()


def _link(
    session: Session, chain: int, was: int, had: str, pending: list[dict[str, Any]]
) -> tuple[int, int, str] | None:
    """Write rows behind the row `was` with the digest `had`; None when that is not the last one of the chain."""
    seq, mac, rows = was, had, []
    for row in pending:
        seq, mac = seq + 1, _mac(mac, row)
        rows.append({**row, "chain": chain, "seq": seq, "mac": mac})
    moved = _MOVE_HEAD.run(session, {"number": chain, "was": was, "had": had, "seq": seq, "mac": mac})
    if moved == 0:
        return None
    _ADD.run(session, *rows)
    return chain, seq, mac


def _head(session: Session, chain: int) -> tuple[int, str]:
    """Return the last row of a chain, locked."""
    _FIRST_HEAD.run(session, {"chain": chain, "seq": 0, "mac": ""})
    seq, mac = _HEAD.rows(session, {"number": chain})[0]
    return seq, mac


def _forget(session: Session, rolled_back: SessionTransaction) -> None:
    whole = rolled_back.parent is None
    pending = session.info.get(PENDING, [])
    pending[:] = [] if whole else [(tx, row) for tx, row in pending if rolled_back not in _line(tx)]


def _line(transaction: SessionTransaction | None) -> Iterator[SessionTransaction]:
    while transaction is not None:
        yield transaction
        transaction = transaction.parent


def _mac(before: str, row: dict[str, Any]) -> str:
    values = [row["at"].astimezone(UTC).isoformat() if name == "at" else row[name] for name in FIELDS]
    return chain_mac(orjson.dumps([before, *values]))


_ROW, _HEADS = table_of(AuditRow), table_of(AuditHead)
_ADD = Adding(_ROW)
_FIRST_HEAD = Statement(insert_new(_HEADS), *_HEADS.c.keys())
_HEAD = Statement(
    select(_HEADS.c.seq, _HEADS.c.mac).where(_HEADS.c.chain == bindparam("number")).with_for_update()
)
_MOVE_HEAD = Statement(
    update(_HEADS).where(
        _HEADS.c.chain == bindparam("number"),
        _HEADS.c.seq == bindparam("was"),
        _HEADS.c.mac == bindparam("had"),
    ),
    "seq",
    "mac",
)
event.listen(Session, "before_commit", _write)
event.listen(Session, "after_soft_rollback", _forget)
_REFUSE = "the audit log is append-only"
for _act in ("UPDATE", "DELETE"):
    event.listen(
        AuditRow.__table__,
        "after_create",
        DDL(
            f"CREATE TRIGGER audit_no_{_act.lower()} BEFORE {_act} ON audit "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSE}'); END"
        ).execute_if(dialect="sqlite"),
    )
for _statement in (
    "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_REFUSE}'; END $$",
    "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
):
    event.listen(AuditRow.__table__, "after_create", DDL(_statement).execute_if(dialect="postgresql"))
