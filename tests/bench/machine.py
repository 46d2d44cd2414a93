"""The peer of the lifecycle: a state machine written by hand on SQLAlchemy Core, without an engine.

It knows its two reviews by heart: no diagram, no forms, no rights, no encryption, no audit. A step is one transaction
that moves the task and the instance, notes what happened and makes the next task; the rows hold what a list and a
timeline show."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import orjson
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    DateTime,
    Engine,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    insert,
    select,
    update,
)

NEXT = {"fill": "department", "department": "school", "school": None}
META = MetaData()
Id, Moment = String(36), DateTime(timezone=True)
INSTANCE = Table(
    "machine_instance",
    META,
    Column("id", Id, primary_key=True),
    Column("process", String(100)),
    Column("state", String(20)),
    Column("data", LargeBinary),
    Column("title", String(200)),
    Column("subject_id", Id),
    Column("started_by", Id),
    Column("started_at", Moment),
    Column("changed_at", Moment),
    Column("ended", Boolean),
    Column("version", Integer),
)
TASK = Table(
    "machine_task",
    META,
    Column("id", Id, primary_key=True),
    Column("instance_id", ForeignKey(INSTANCE.c.id), index=True),
    Column("step", String(100)),
    Column("name", String(200)),
    Column("role", String(40)),
    Column("party_id", Id),
    Column("title", String(200)),
    Column("status", String(60)),
    Column("facets", JSON),
    Column("search", String(400)),
    Column("state", String(10)),
    Column("version", Integer),
    Column("created_at", Moment),
    Column("done_by", Id),
    Column("done_at", Moment),
    Column("outcome", String(60)),
    Index("ix_machine_task_inbox", "party_id", "role", "state", "created_at", "id"),
)
HISTORY = Table(
    "machine_history",
    META,
    Column("id", Id, primary_key=True),
    Column("instance_id", ForeignKey(INSTANCE.c.id), index=True),
    Column("at", Moment),
    Column("account_id", Id),
    Column("who", String(100)),
    Column("role", String(40)),
    Column("kind", String(30)),
    Column("step", String(100)),
    Column("outcome", String(60)),
    Column("reason", Text),
    Column("detail", LargeBinary),
)
OUTBOX = Table(
    "machine_outbox",
    META,
    Column("id", Id, primary_key=True),
    Column("topic", String(80)),
    Column("instance_id", Id),
    Column("state", String(10)),
    Column("created_at", Moment),
    Column("body", LargeBinary),
)


def connect(url: str) -> Engine:
    """Return an engine with the durability of ours: WAL and FULL on SQLite, every transaction begins as a write."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


class Machine:
    """Runs lifecycles on a database, in the name of one person."""

    def __init__(self, engine: Engine, who: str) -> None:
        self._engine = engine
        self._who = who
        self._party = str(uuid4())

    def lifecycle(self, answers: dict[str, dict[str, Any]]) -> None:
        """Start, hand in, review twice: 18 statements in four commits."""
        task = self.start()
        for answer in answers.values():
            task = self.complete(task, answer)

    def start(self) -> str:
        """Start an instance; return its first task."""
        instance, now = str(uuid4()), datetime.now(UTC)
        with self._engine.begin() as connection:
            row = {"id": instance, "process": "two_reviews", "state": "fill", "data": b"{}", "version": 1}
            row |= {"title": f"{self._who} · 申请", "subject_id": self._party, "started_by": self._who}
            row |= {"started_at": now, "changed_at": now, "ended": False}
            connection.execute(insert(INSTANCE), row)
            task = self._add_task(connection, instance, "fill", now)
            self._note(connection, instance, "started", "", {}, now)
        return task

    def complete(self, task_id: str, answer: dict[str, Any]) -> str:
        """Hand in a task; return the next one."""
        now = datetime.now(UTC)
        with self._engine.begin() as connection:
            query = select(TASK, INSTANCE.c.data, INSTANCE.c.version.label("revision")).join(INSTANCE)
            task = connection.execute(query.where(TASK.c.id == task_id).with_for_update()).one()
            own = (TASK.c.id == task_id, TASK.c.state == "open", TASK.c.version == task.version)
            done = {"state": "done", "version": task.version + 1, "done_by": self._who, "done_at": now}
            done |= {"outcome": answer.get("decision")}
            if connection.execute(update(TASK).where(*own).values(done)).rowcount != 1:
                raise RuntimeError("somebody was faster")
            known, following = orjson.loads(task.data) | {task.step: answer}, NEXT[task.step]
            values = {
                "state": following or "passed",
                "data": orjson.dumps(known),
                "version": task.revision + 1,
            }
            values |= {"changed_at": now, "ended": following is None}
            connection.execute(update(INSTANCE).where(INSTANCE.c.id == task.instance_id).values(values))
            self._note(connection, task.instance_id, "completed", task.step, answer, now)
            if following is not None:
                return self._add_task(connection, task.instance_id, following, now)
            row = {"id": str(uuid4()), "topic": "passed", "instance_id": task.instance_id, "state": "waiting"}
            body = orjson.dumps({"instance": task.instance_id})
            connection.execute(insert(OUTBOX), {**row, "created_at": now, "body": body})
            return ""

    def _add_task(self, connection: Connection, instance: str, step: str, now: datetime) -> str:
        facets = {"name": self._who, "department": "院系", "unit": "第 0 项填写的内容", "year": "2027"}
        row = {"id": str(uuid4()), "instance_id": instance, "step": step, "name": step, "role": step}
        row |= {"party_id": self._party, "title": f"{self._who} · 申请", "status": step, "facets": facets}
        row |= {"search": " ".join(facets.values()), "state": "open", "version": 1, "created_at": now}
        connection.execute(insert(TASK), row)
        return row["id"]

    def _note(
        self,
        connection: Connection,
        instance: str,
        kind: str,
        step: str,
        detail: dict[str, Any],
        now: datetime,
    ) -> None:
        row = {
            "id": str(uuid4()),
            "instance_id": instance,
            "at": now,
            "account_id": self._who,
            "who": self._who,
        }
        row |= {"role": step, "kind": kind, "step": step, "outcome": detail.get("decision"), "reason": None}
        connection.execute(insert(HISTORY), {**row, "detail": orjson.dumps(detail)})
