"""Signings as what other processes are about: what ends or changes one that is in effect (subject `record`)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.graduates.about import about
from app.graduates.comparing import destination_panel
from app.graduates.definitions import status_word
from app.graduates.ending import TERMS
from app.graduates.facts import active_claim, employer_facts, warning_text
from app.graduates.scope import graduate_of
from app.graduates.subjects import DISTANT, concerns, subject_of
from app.graduates.tables import Employer, Graduate, Signing
from app.identity import Actor
from app.operators.registry import Alert, Facts, Panel, Subject, registry
from app.store.instances import Instance

SAID = ("agreement", "agreement_type", "number")  # what was agreed, as its own case says it


@registry.subject("record")
def load_record(session: Session, subject_id: str | None, actor: Actor | None, now: datetime) -> Subject:
    """Load a signing by its instance, or that in effect for a graduate; without an id, for the actor. Raises NotFound."""
    signing = _signing(session, subject_id, actor)
    graduate = session.get(Graduate, signing.graduate_id) if signing is not None else None
    if signing is None or graduate is None:
        raise NotFound
    around = subject_of(session, graduate, None, now)
    parties = dict(around.parties)
    employer = session.get(Employer, signing.employer_id) if signing.employer_id else None
    if employer is not None:
        parties["employer"] = employer.id
    if actor is not None and not concerns(actor, parties):
        raise NotFound
    instance = session.get_one(Instance, signing.instance_id)
    extra = {**around.extra, **_agreed(session, instance, employer, graduate)}
    extra["record"] = _facts(session, signing, instance)
    title = f"{graduate.name} · {extra['employer'].get('full_name') or ''}"
    return Subject(instance.id, "record", title, around.facts, parties, extra, DISTANT)


def _signing(session: Session, subject_id: str | None, actor: Actor | None) -> Signing | None:
    if subject_id is None or subject_id == "self":
        own = graduate_of(session, actor)
        subject_id = own.id if own is not None else ""
    claim = active_claim(session, subject_id)
    wanted = claim.instance_id if claim is not None else subject_id
    return session.scalar(select(Signing).where(Signing.instance_id == wanted))


def _agreed(
    session: Session, instance: Instance, employer: Employer | None, graduate: Graduate
) -> dict[str, Any]:
    said = {name: instance.case[name] for name in SAID if name in instance.case}
    unit = instance.case.get("employer")
    if unit is None and employer is not None:
        unit = employer_facts(session, employer, graduate.school_id)
    terms = next((instance.case[key] for key in TERMS if key in instance.case), None)
    return {**said, "invitation": terms, "agreed": terms, "employer": unit or {}}


def _facts(session: Session, signing: Signing, instance: Instance) -> dict[str, Any]:
    """Return what decisions, forms and lists know of a record; `now` is its state in words."""
    current, process = instance.status, instance.process
    if signing.state == "terminating" and (ending := running_on(session, instance.id)) is not None:
        current, process = ending.status, ending.process
    return {
        "process": instance.process,
        "kind": signing.kind,
        "state": signing.state,
        "now": status_word(session, process, current, "staff"),
        "number": signing.agreement_number,
        "title": instance.title,
        "effective_at": signing.effective_at.isoformat() if signing.effective_at else None,
    }


def running_on(session: Session, instance_id: str) -> Instance | None:
    """Return the running instance that is about another one, if there is one."""
    about_it = (Instance.subject_id == instance_id, Instance.ended.is_(False))
    return session.scalar(select(Instance).where(*about_it).order_by(Instance.started_at.desc()).limit(1))


def graduate_id_of(session: Session, instance_id: str | None) -> str | None:
    """Return whose signing an instance is."""
    return session.scalar(select(Signing.graduate_id).where(Signing.instance_id == instance_id))


@registry.panel("record")
def panels(session: Session, subject_id: str | None, case: Mapping[str, Any], _now: datetime) -> list[Panel]:
    """Return the record compared with the destination that was reported."""
    graduate = session.get(Graduate, graduate_id_of(session, subject_id) or "")
    return [destination_panel(session, graduate, case)] if graduate is not None else []


@registry.alert("record")
def alerts(session: Session, subject_id: str | None, case: Mapping[str, Any], _now: datetime) -> list[Alert]:
    """Return the warning on the employer of a record."""
    graduate = session.get(Graduate, graduate_id_of(session, subject_id) or "")
    code = (case.get("employer") or {}).get("credit_code")
    text = warning_text(session, code, graduate.school_id) if graduate is not None and code else ""
    return [Alert("danger", text)] if text else []


@registry.about("record")
def about_record(
    session: Session, subject_id: str | None, case: Mapping[str, Any], roles: Sequence[str]
) -> list[Facts]:
    """Return the employer and the graduate of a record."""
    return about(session, graduate_id_of(session, subject_id), case, roles)
