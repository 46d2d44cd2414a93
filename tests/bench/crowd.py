"""Many open tasks, written fast: 3,000 schools of 20 departments each, one of which has a tenth of all tasks."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

import orjson
from sqlalchemy import Table, select

from app.identity import Actor
from app.identity.actor import Membership
from app.store.accounts import Account, Party
from app.store.accounts import Membership as MembershipRow
from app.store.definitions import DefinitionVersion
from app.store.instances import Instance
from app.store.sealed import seal
from app.store.session import Database
from app.store.statements import table_of
from app.store.tasks import Task, TaskFacet
from tests.bench.organisation import PROCESS

SCHOOLS, DEPARTMENTS = 3_000, 20
SAMPLED = 200
SHARE_OF_LARGEST = 10
START = datetime(2026, 6, 1, tzinfo=UTC)
UNITS = [f"单位{number}有限公司" for number in range(50)]


@dataclass(frozen=True)
class Crowd:
    """Who looks at the tasks: reviewers of departments picked at random, and the one of the largest."""

    sampled: tuple[Actor, ...]
    largest: Actor


def people(count: int) -> tuple[list[str], list[str]]:
    """Return the ids of the schools and of their departments, the largest first."""
    schools = [f"{number:026}" for number in range(count)]
    return schools, [f"1{number:025}" for number in range(count * DEPARTMENTS)]


def populate(database: Database, tasks: int, schools: int = SCHOOLS) -> Crowd:
    """Write the organisations and so many open tasks into an installation of the benchmark's organisation."""
    chance = random.Random(7)
    places, departments = people(schools)
    sampled = [departments[0], *chance.sample(departments[1:], min(SAMPLED, len(departments) // 2))]
    with database.session() as session:
        own = (DefinitionVersion.kind == "process", DefinitionVersion.key == PROCESS)
        version = session.scalars(select(DefinitionVersion.id).where(*own)).one()
    indexes = [i for model in (Task, TaskFacet, Instance) for i in table_of(model).indexes]
    for index in indexes:
        index.drop(database.engine)
    _write(database, table_of(Party), _parties(places, departments))
    _write(database, table_of(Account), _accounts(sampled))
    _write(database, table_of(MembershipRow), _memberships(sampled))
    _write(database, table_of(Instance), _instances(tasks, version))
    _write(database, table_of(Task), (task for task, _ in _tasks(tasks, departments)))
    _write(database, table_of(TaskFacet), (row for _, rows in _tasks(tasks, departments) for row in rows))
    with database.engine.begin() as connection:
        if not database.sqlite:
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        for index in indexes:
            index.create(connection)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if database.sqlite else "VACUUM ANALYZE")
    actors = tuple(_actor(department) for department in sampled)
    return Crowd(actors[1:], actors[0])


def _actor(department: str) -> Actor:
    name = f"reviewer-{department}"
    return Actor(f"2{department[1:]}", name, name, (Membership("department", department, "manage"),))


def _parties(schools: list[str], departments: list[str]) -> Iterator[dict[str, Any]]:
    for number, party in enumerate(schools):
        yield {
            "id": party,
            "kind": "school",
            "code": f"s{number}",
            "name": f"学校{number}",
            "parent_id": None,
        }
    for number, party in enumerate(departments):
        school = schools[number // DEPARTMENTS]
        yield {
            "id": party,
            "kind": "department",
            "code": f"d{number}",
            "name": f"院系{number}",
            "parent_id": school,
        }


def _accounts(departments: Iterable[str]) -> Iterator[dict[str, Any]]:
    for actor in map(_actor, departments):
        given = {"status": "active", "locale": "zh_Hans_CN", "totp_step": 0}
        yield {"id": actor.account_id, "login": actor.login, "name": actor.name, **given}


def _memberships(departments: Iterable[str]) -> Iterator[dict[str, Any]]:
    for actor in map(_actor, departments):
        (own,) = actor.memberships
        given = {"role": own.role, "party_id": own.party_id, "level": own.level}
        yield {"id": f"3{actor.account_id[1:]}", "account_id": actor.account_id, **given}


def _instances(count: int, version: str) -> Iterator[dict[str, Any]]:
    case = seal(orjson.dumps({"subject": {"name": "申请人"}}), "instance.case")
    for number in range(count):
        yield {
            "id": f"4{number:025}",
            "process": PROCESS,
            "version_id": version,
            "revision": 1,
            "state": b"",
            "case": case,
            "status": "department_review",
            "title": f"申请人{number} · 申请",
            "started_at": START,
            "changed_at": START,
            "ended": False,
        }


def _tasks(count: int, departments: list[str]) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Yield each task with its facets; the same ones every time."""
    chance = random.Random(11)
    largest, *others = departments
    for number in range(count):
        department = largest if number % SHARE_OF_LARGEST == 0 else chance.choice(others)
        created = START + timedelta(seconds=number)
        facets = {
            "name": f"申请人{number}",
            "department": "院系",
            "unit": chance.choice(UNITS),
            "year": "2027",
        }
        task = {
            "id": f"5{number:025}",
            "instance_id": f"4{number:025}",
            "token": f"{number}",
            "process": PROCESS,
            "step": ("department", "department_again")[number % 3 == 0],
            "name": "审核",
            "role": "department",
            "party_id": department,
            "title": f"申请人{number} · 申请",
            "status": "department_review",
            "form": "decision",
            "data_key": "department_review",
            "properties": "{}",
            "facets": orjson.dumps(facets).decode(),
            "search": " ".join(facets.values()),
            "state": "open",
            "version": 1,
            "created_at": created,
            "due_at": created + timedelta(days=3) if number % 4 == 0 else None,
        }
        own = {"task_id": task["id"], "party_id": department, "role": "department", "created_at": created}
        yield task, [{**own, "name": name, "value": value} for name, value in facets.items()]


def _write(database: Database, table: Table, rows: Iterator[dict[str, Any]]) -> None:
    """Write rows with the fastest way that the database has: COPY, or one prepared insert."""
    first = next(rows)
    names = ", ".join(f'"{name}"' for name in first)
    values = (list(row.values()) for row in chain([first], rows))
    connection = database.engine.raw_connection()
    cursor: Any = connection.cursor()
    if database.sqlite:
        places = ", ".join("?" * len(first))
        cursor.execute("BEGIN")
        statement = f"INSERT INTO {table.name} ({names}) VALUES ({places})"
        cursor.executemany(statement, ([_plain(value) for value in row] for row in values))
    else:
        cursor.execute("SET statement_timeout = 0")
        with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in values:
                copy.write_row(row)
    connection.commit()
    connection.close()


def _plain(value: Any) -> Any:
    """Return a value as SQLAlchemy stores it on SQLite."""
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value
