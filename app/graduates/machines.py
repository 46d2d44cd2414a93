"""What machine accounts may do: the employment management system everything, a province's system its own schools."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotAllowed, NotFound
from app.graduates.tables import Graduate, School
from app.identity import Actor
from app.store.sealed import blind

EMS, PROVINCE = "ems", "province"


def kind_of(actor: Actor) -> str:
    """Return which of the two systems this is."""
    return PROVINCE if _province(actor) else EMS


def only_ems(actor: Actor) -> None:
    """Raises NotAllowed for a province's own system: the roster comes from the national one."""
    if kind_of(actor) != EMS:
        raise NotAllowed("毕业生名单由就业管理系统上传，省级自建系统不能修改。")


def school_of(session: Session, code: str) -> School:
    """Return a school by its code. Raises NotFound."""
    school = session.scalar(select(School).where(School.code == code))
    if school is None:
        raise NotFound(f"没有代码为“{code}”的学校。")
    return school


def graduate_of(session: Session, actor: Actor, candidate_no: str) -> Graduate:
    """Return who has a candidate number, in the schools of this system. Raises NotFound."""
    query = select(Graduate).join(School, School.id == Graduate.school_id)
    query = query.where(Graduate.candidate_hash == blind(candidate_no, "graduate.candidate_no"))
    if province := _province(actor):
        query = query.where(School.province_id == province)
    found = session.scalars(query.order_by(Graduate.cohort.desc())).first()
    if found is None:
        raise NotFound("名单中没有这个考生号的毕业生。")
    return found


def may_hear_of(actor: Actor) -> str | None:
    """Return the province whose graduates a system hears of; None for all of them."""
    return _province(actor)


def _province(actor: Actor) -> str | None:
    """Return the province that a system belongs to; the national one belongs to none."""
    own = [m for m in actor.memberships if m.role == "machine"]
    return next((m.party_id for m in own if m.party_id), None) if own else None
