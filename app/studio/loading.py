"""The shipped content at the first start: what the database does not hold yet becomes version 1."""

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from app.content.folder import read_folder
from app.operators.registry import Registry
from app.studio.publishing import publish
from app.studio.shelf import shelf


def load_new(session: Session, folder: Path, registry: Registry, now: datetime) -> int:
    """Publish the definitions of a folder that no version exists of; return how many.

    From then on the database holds the versions: a changed file is published by `quxiang content load`."""
    known = set(shelf(session).rows)
    new = [d for d in read_folder(folder) if (d.kind, d.key) not in known]
    if not new:
        return 0
    return len(publish(session, new, registry, note="随程序提供的内容", author="quxiang", now=now))
