"""The peer of the lifecycle: a state machine written by hand on SQLAlchemy Core, without an engine.

It knows its two reviews by heart: no diagram, no forms, no rights, no encryption, no audit. A step is one
transaction that moves the task and the instance and notes what happened."""

import time
import uuid
from typing import Any

import orjson
from sqlalchemy import (
    Column,
    Engine,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    insert,
    select,
    update,
)

NEXT = {"fill": "department", "department": "school", "school": None}
META = MetaData()
INSTANCE = Table(
    "machine_instance",
    META,
    Column("id", String(36), primary_key=True),
    Column("state", String(20)),
    Column("data", LargeBinary),
    Column("version", Integer),
)
TASK = Table(
    "machine_task",
    META,
    Column("id", String(36), primary_key=True),
    Column("instance_id", ForeignKey(INSTANCE.c.id)),
    Column("step", String(20)),
    Column("party", String(36)),
    Column("state", String(10)),
    Column("version", Integer),
    Column("created", Integer),
    Index("ix_machine_task_inbox", "party", "state", "created", "id"),
)
HISTORY = Table(
    "machine_history",
    META,
    Column("id", String(36), primary_key=True),
    Column("instance_id", ForeignKey(INSTANCE.c.id), index=True),
    Column("step", String(20)),
    Column("who", String(36)),
    Column("detail", LargeBinary),
)
OUTBOX = Table(
    "machine_outbox",
    META,
    Column("id", String(36), primary_key=True),
    Column("topic", String(40)),
    Column("body", LargeBinary),
)


def connect(url: str) -> Engine:
    """Return an engine with the durability of ours: WAL and FULL on SQLite, every write begins as one."""
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
    """Runs lifecycles on a database; every step is one transaction."""

    def __init__(self, engine: Engine, who: str) -> None:
        self._engine = engine
        self._who = who

    def lifecycle(self, answers: dict[str, dict[str, Any]]) -> None:
        """Start, hand in, review twice: 18 statements in four commits."""
        task = self.start()
        for answer in answers.values():
            task = self.complete(task, answer)

    def start(self) -> str:
        """Start an instance; return its first task."""
        instance = str(uuid.uuid4())
        with self._engine.begin() as connection:
            row = {"id": instance, "state": "fill", "data": b"{}", "version": 1}
            connection.execute(insert(INSTANCE), row)
            task = self._task(connection, instance, "fill")
            self._note(connection, instance, "start", {})
        return task

    def complete(self, task_id: str, answer: dict[str, Any]) -> str:
        """Hand in a task; return the next one."""
        with self._engine.begin() as connection:
            query = select(
                TASK.c.instance_id, TASK.c.step, TASK.c.version, INSTANCE.c.data, INSTANCE.c.version
            )
            query = query.join(INSTANCE).where(TASK.c.id == task_id, TASK.c.state == "open").with_for_update()
            instance, step, version, data, revision = connection.execute(query).one()
            own = (TASK.c.id == task_id, TASK.c.state == "open", TASK.c.version == version)
            connection.execute(update(TASK).where(*own).values(state="done", version=version + 1))
            known, following = orjson.loads(data) | {step: answer}, NEXT[step]
            values = {"state": following or "passed", "data": orjson.dumps(known), "version": revision + 1}
            connection.execute(update(INSTANCE).where(INSTANCE.c.id == instance).values(values))
            self._note(connection, instance, step, answer)
            if following is not None:
                return self._task(connection, instance, following)
            body = orjson.dumps({"instance": instance})
            connection.execute(insert(OUTBOX), {"id": str(uuid.uuid4()), "topic": "passed", "body": body})
            return ""

    def _task(self, connection: Any, instance: str, step: str) -> str:
        row = {"id": str(uuid.uuid4()), "instance_id": instance, "step": step, "party": self._who}
        row |= {"state": "open", "version": 1, "created": int(time.time())}
        connection.execute(insert(TASK), row)
        return row["id"]

    def _note(self, connection: Any, instance: str, step: str, detail: dict[str, Any]) -> None:
        row = {"id": str(uuid.uuid4()), "instance_id": instance, "step": step, "who": self._who}
        connection.execute(insert(HISTORY), {**row, "detail": orjson.dumps(detail)})
