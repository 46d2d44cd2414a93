"""What must hold in the database at every moment between two transactions, and `quxiang fsck` that looks.

Most are SQL that finds the rows where something does not hold; the numbers are those of the promises. What SQL cannot
see (bytes, the engine's state, the chain of the audit log) is read."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app import engine
from app.errors import AppError
from app.files.sweeping import unknown
from app.inbox.services import Services
from app.jobs.clock import real_now
from app.operators.registry import Invariant
from app.store.audit import verify_chain
from app.store.files import StoredFile
from app.store.instances import Document, Instance

SHOWN = 20
INVARIANTS = (
    Invariant(
        "I2",
        "办完的待办在历史中不是恰好有一次提交",
        """
        SELECT t.id FROM task t WHERE t.state IN ('done', 'handed_in') AND 1 <>
               (SELECT count(*) FROM history h
                 WHERE h.instance_id = t.instance_id AND h.token = t.token AND h.kind = 'completed')
        UNION
        SELECT h.id FROM history h WHERE h.kind = 'completed' AND NOT EXISTS
               (SELECT 1 FROM task t WHERE t.instance_id = h.instance_id AND t.token = h.token
                                       AND t.state IN ('done', 'handed_in'))
        """,
    ),
    Invariant(
        "I3",
        "进行中的办理没有待办、定时器、可接收的消息，也没有故障",
        """
        SELECT i.id FROM instance i WHERE NOT i.ended
           AND NOT EXISTS (SELECT 1 FROM task t WHERE t.instance_id = i.id AND t.state IN ('open', 'handed_in'))
           AND NOT EXISTS (SELECT 1 FROM timer t WHERE t.instance_id = i.id)
           AND NOT EXISTS (SELECT 1 FROM subscription s WHERE s.instance_id = i.id)
           AND NOT EXISTS (SELECT 1 FROM incident f WHERE f.instance_id = i.id AND f.resolved_at IS NULL)
        """,
    ),
    Invariant(
        "I3",
        "定时器没有到期时触发它的任务，也没有故障",
        """
        SELECT t.id FROM timer t
         WHERE NOT EXISTS (SELECT 1 FROM job j WHERE j.state IN ('waiting', 'running')
                              AND j.key = 'timer:' || t.instance_id || ':' || t.token)
           AND NOT EXISTS (SELECT 1 FROM incident f WHERE f.instance_id = t.instance_id AND f.resolved_at IS NULL)
        """,
    ),
    Invariant(
        "I3",
        "已提交的待办没有继续推进的任务，也没有故障",
        """
        SELECT t.id FROM task t WHERE t.state = 'handed_in'
           AND NOT EXISTS (SELECT 1 FROM job j WHERE j.state IN ('waiting', 'running')
                              AND j.key = 'advance:' || t.id)
           AND NOT EXISTS (SELECT 1 FROM incident f WHERE f.instance_id = t.instance_id AND f.resolved_at IS NULL)
        """,
    ),
    Invariant(
        "I4",
        "结束的办理没有经过结束事件",
        """
        SELECT i.id FROM instance i WHERE i.ended AND (i."end" IS NULL OR NOT EXISTS
               (SELECT 1 FROM history h WHERE h.instance_id = i.id AND h.kind = 'endEvent'))
        """,
    ),
    Invariant(
        "I5",
        "已结束的办理还有待办、定时器或可接收的消息",
        """
        SELECT t.id FROM task t JOIN instance i ON i.id = t.instance_id WHERE t.state = 'open' AND i.ended
        UNION SELECT t.id FROM timer t JOIN instance i ON i.id = t.instance_id WHERE i.ended
        UNION SELECT s.id FROM subscription s JOIN instance i ON i.id = s.instance_id WHERE i.ended
        """,
    ),
    Invariant(
        "I5",
        "待办的角色没有人担任",
        """
        SELECT t.id FROM task t WHERE t.state = 'open' AND NOT EXISTS
               (SELECT 1 FROM membership m WHERE m.role = t.role AND m.party_id = t.party_id)
           AND NOT EXISTS (SELECT 1 FROM task_link l WHERE l.role = t.role AND l.id = t.party_id)
        """,
    ),
    Invariant("I7", "发件箱中有重复的键", "SELECT min(id) FROM outbox GROUP BY key HAVING count(*) > 1"),
    Invariant(
        "I7",
        "同一对象的消息没有按先后送出",
        """
        SELECT o.id FROM outbox o WHERE o.state = 'sent' AND EXISTS
               (SELECT 1 FROM outbox p WHERE p.channel = o.channel AND p.subject = o.subject
                                         AND p.seq < o.seq AND p.state IN ('waiting', 'failed'))
        """,
    ),
    Invariant(
        "I8",
        "定时器触发了两次",
        "SELECT min(id) FROM history WHERE kind = 'timer' GROUP BY instance_id, token HAVING count(*) > 1",
    ),
    Invariant("I14", "流程状态超过 1 MB", "SELECT id FROM instance WHERE length(state) > 1048576"),
)


@dataclass(frozen=True)
class Breach:
    """An invariant that does not hold, and the first rows where."""

    name: str
    meaning: str
    rows: tuple[str, ...]


def breaches(services: Services, session: Session) -> Iterator[Breach]:
    """Yield everything that does not hold."""
    for invariant in (*INVARIANTS, *services.registry.invariants):
        rows = session.execute(text(f"{invariant.sql} LIMIT {SHOWN}")).scalars()
        yield from _breach(invariant.name, invariant.meaning, (str(row) for row in rows))
    yield from _breach("I6", "登记的文件不在或已损坏", _damaged_files(services, session))
    day_ago = real_now() - timedelta(days=1)
    yield from _breach("I6", "文件没有登记且超过一天", unknown(session, services.storage, day_ago))
    yield from _breach(
        "I11", "审计记录的链断开", (f"{b.chain}:{b.seq} {b.reason}" for b in verify_chain(session))
    )
    yield from _breach("I13", "流程状态无法读取", _unreadable_states(services, session))


def _breach(name: str, meaning: str, rows: Iterator[str]) -> Iterator[Breach]:
    found = tuple(row for row, _ in zip(rows, range(SHOWN), strict=False))
    if found:
        yield Breach(name, meaning, found)


def _damaged_files(services: Services, session: Session) -> Iterator[str]:
    uploaded = session.execute(select(StoredFile.id, StoredFile.path, StoredFile.sha256))
    printed = session.execute(select(Document.id, Document.path, Document.sha256))
    for row_id, path, sha256 in (*uploaded, *printed):
        try:
            if hashlib.sha256(services.storage.read(path)).hexdigest() != sha256:
                yield row_id
        except AppError:
            yield row_id


def _unreadable_states(services: Services, session: Session) -> Iterator[str]:
    running = select(Instance.id, Instance.version_id, Instance.state).where(Instance.ended.is_(False))
    for instance_id, version_id, state in session.execute(running.execution_options(yield_per=500)):
        try:
            engine.check_state(services.library.release(session, version_id).program, state or b"")
        except AppError:
            yield instance_id
