"""Letters to the employment management system: about one graduate in order, each with a version that only grows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.graduates.tables import Graduate, School
from app.operators.numbers import next_of
from app.operators.outbox import write_letter
from app.store.session import side_by_side

CHANNEL = "ems"


def send_to_ems(
    session: Session,
    graduate: Graduate,
    topic: str,
    content: Mapping[str, Any],
    at: datetime,
    instance_id: str | None = None,
) -> str:
    """Write a letter about a graduate and return its key.

    `version` counts the letters about the graduate: a receiver keeps the highest that it has seen."""
    side_by_side(session, CHANNEL)  # see `changes`
    version = next_of(session, f"{CHANNEL}:{graduate.id}")
    body = {
        "version": version,
        "candidate_no": graduate.candidate_no,
        "school": session.get_one(School, graduate.school_id).code,
        "cohort": graduate.cohort,
        "at": at.isoformat(),
        **content,
    }
    return write_letter(
        session,
        at,
        channel=CHANNEL,
        topic=topic,
        body=body,
        key=f"{CHANNEL}:{graduate.id}:{version}",
        subject=graduate.id,
        instance_id=instance_id,
    )
