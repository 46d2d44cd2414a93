"""How the installation is: what stands still, and whether requests may be sent here."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from app.inbox.services import Services
from app.store.definitions import DefinitionVersion
from app.store.instances import Incident
from app.store.migrating import Newer, WrongTables
from app.store.queue import Job, Outbox
from app.store.sealed import CannotOpen, seal, unseal
from app.store.session import begin_write

LEAST_SHARE, LEAST_BYTES = 0.05, 1 << 30


class Figure(NamedTuple):
    """One measured value; `labels` tell it from others of its name."""

    name: str
    labels: dict[str, str]
    value: float


def figures(session: Session, now: datetime) -> Iterator[Figure]:
    """Yield what an operator watches: work that waits or failed, how late it is, and incidents."""
    for kind, state, count in session.execute(
        select(Job.kind, Job.state, func.count()).group_by(Job.kind, Job.state)
    ):
        yield Figure("jobs", {"kind": kind, "state": state}, count)
    oldest = session.scalar(select(func.min(Job.due)).where(Job.state == "waiting"))
    yield Figure("job_lateness_seconds", {}, _age(oldest, now))
    for channel, state, count, since in session.execute(
        select(Outbox.channel, Outbox.state, func.count(), func.min(Outbox.created_at))
        .where(Outbox.state.in_(("waiting", "failed")))
        .group_by(Outbox.channel, Outbox.state)
    ):
        yield Figure("outbox", {"channel": channel, "state": state}, count)
        yield Figure("outbox_age_seconds", {"channel": channel, "state": state}, _age(since, now))
    open_ones = select(Incident.kind, func.count()).where(Incident.resolved_at.is_(None))
    for kind, count in session.execute(open_ones.group_by(Incident.kind)):
        yield Figure("incidents_open", {"kind": kind}, count)


def faults(services: Services) -> list[str]:
    """Return codes for what keeps this process from doing its work; an empty list when it is ready."""
    checks = {"database": _database, "migration": _migration, "content": _content, "key": _key, "disk": _disk}
    return [name for name, check in checks.items() if not check(services)]


def _database(services: Services) -> bool:
    """A transaction that may write can be opened."""
    with suppress(DBAPIError, PoolTimeout), services.database.open() as session:
        begin_write(session)
        session.execute(text("SELECT 1"))
        session.rollback()
        return True
    return False


def _migration(services: Services) -> bool:
    """The tables are not older than this program; while they are brought further, it goes on working."""
    try:
        services.database.check()
    except (DBAPIError, PoolTimeout, Newer):
        return True  # of a database that is away `database` tells
    except WrongTables:
        return False
    return True


def _content(services: Services) -> bool:
    """Tables are there, and something has been published."""
    with suppress(DBAPIError, PoolTimeout), services.database.open() as session:
        return session.scalar(select(DefinitionVersion.id).limit(1)) is not None
    return False


def _key(_services: Services) -> bool:
    """What is sealed with the data key can be opened."""
    with suppress(CannotOpen, RuntimeError):
        return unseal(seal(b"ready", "health"), "health") == b"ready"
    return False


def _disk(services: Services) -> bool:
    folder: Any = Path(services.settings.data_dir)
    usage = shutil.disk_usage(folder if folder.exists() else folder.parent)
    return usage.free >= min(LEAST_BYTES, usage.total * LEAST_SHARE)


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0
