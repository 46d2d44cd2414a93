"""What several tests of the application do: put an instance under a signing, ask an operator."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.graduates.tables import Employer, Graduate, Signing
from app.operators.registry import Env
from app.store.definitions import DefinitionVersion
from app.store.instances import Instance
from tests.unit.graduates.conftest import NOW

SCHOOL = "京华大学"


def instance(session: Session, subject: Graduate, status: str = "invited") -> Instance:
    """Add an instance of online signing about a graduate."""
    version = session.scalars(select(DefinitionVersion).limit(1)).one()
    row = Instance(
        process="online_signing",
        version_id=version.id,
        case={},
        status=status,
        subject_kind="graduate",
        subject_id=subject.id,
        started_at=NOW,
        changed_at=NOW,
    )
    session.add(row)
    session.flush()
    return row


def env(
    session: Session, subject: Graduate, unit: Employer, row: Instance, now: datetime = NOW, **case: Any
) -> Env:
    """Return what an operator is given in a signing between a graduate and an employer."""
    parties = {"graduate": subject.id, "employer": unit.id}
    facts: Mapping[str, Any] = {"subject": {"id": subject.id}, **case}
    return Env(session, now, row.id, "online_signing", facts, "step", None, parties, None)


def signing(
    session: Session, subject: Graduate, unit: Employer, state: str, *, days: int = 3, status: str = ""
) -> Signing:
    """Add a signing in a state."""
    row = Signing(
        instance_id=instance(session, subject, status or state).id,
        graduate_id=subject.id,
        employer_id=unit.id,
        school_id=subject.school_id,
        department_id=subject.department_id,
        cohort=subject.cohort,
        state=state,
        agreement_type="three",
        answer_by=NOW + timedelta(days=days),
        sent_at=NOW,
        changed_at=NOW,
    )
    session.add(row)
    session.flush()
    return row


def employer(session: Session, name: str = "星河数联") -> Employer:
    """Return an employer of the demo world by its short name."""
    return session.scalars(select(Employer).where(Employer.short_name == name)).one()
