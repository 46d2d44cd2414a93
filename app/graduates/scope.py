"""Which graduates somebody may see: oneself, those of the own department or school, favourites, signings."""

from sqlalchemy import ColumnElement, exists, false, or_, select
from sqlalchemy.orm import Session

from app.errors import NotAllowed, NotFound
from app.graduates.tables import Department, Employer, Favourite, Graduate, Signing
from app.identity import Actor


def own_party(actor: Actor | None, role: str) -> str | None:
    """Return the party that the actor is in a role, if any."""
    return (
        next((m.party_id for m in actor.memberships if m.role == role and m.party_id), None)
        if actor
        else None
    )


def own_parties(actor: Actor, role: str) -> list[str]:
    """Return every party that the actor is in a role."""
    return [m.party_id for m in actor.memberships if m.role == role and m.party_id]


def graduate_of(session: Session, actor: Actor | None) -> Graduate | None:
    """Return the actor's own graduate, if there is one."""
    party = own_party(actor, "graduate")
    return session.get(Graduate, party) if party else None


def own_graduate(session: Session, actor: Actor) -> Graduate:
    """Return the actor's own graduate. Raises NotAllowed for anybody else."""
    graduate = graduate_of(session, actor)
    if graduate is None:
        raise NotAllowed("只有毕业生本人可以查看。")
    return graduate


def signing_employer(session: Session, actor: Actor) -> Employer:
    """Return the actor's employer, which has been authenticated. Raises NotAllowed."""
    employer = acting_employer(session, actor)
    if employer.authenticated_at is None:
        raise NotAllowed("贵单位还没有通过身份认证，认证通过后才能使用学生收藏夹和发起签约邀请。")
    return employer


def acting_employer(session: Session, actor: Actor) -> Employer:
    """Return the actor's employer. Raises NotAllowed."""
    party = own_party(actor, "employer")
    employer = session.get(Employer, party) if party else None
    if employer is None:
        raise NotAllowed("只有用人单位可以使用这项功能。")
    return employer


def staff_school(session: Session, actor: Actor) -> str | None:
    """Return the school that a member of staff works for, also of a department."""
    department = own_party(actor, "department")
    school = own_party(actor, "school")
    if school is None and department is not None:
        school = session.scalar(select(Department.school_id).where(Department.id == department))
    return school


def staff_scope(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for graduates in the actor's department or school."""
    return _staff(actor, Graduate)


def signing_scope(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for signings in the actor's scope, as staff, employer or graduate."""
    parts = [_staff(actor, Signing)]
    if employers := own_parties(actor, "employer"):
        parts.append(Signing.employer_id.in_(employers))
    if graduates := own_parties(actor, "graduate"):
        parts.append(Signing.graduate_id.in_(graduates))
    return or_(*parts)


def _staff(actor: Actor, table: type[Graduate] | type[Signing]) -> ColumnElement[bool]:
    parts: list[ColumnElement[bool]] = []
    if departments := own_parties(actor, "department"):
        parts.append(table.department_id.in_(departments))
    if schools := own_parties(actor, "school"):
        parts.append(table.school_id.in_(schools))
    return or_(*parts) if parts else false()


def may_see_graduate(session: Session, actor: Actor, graduate: Graduate) -> bool:
    """True for the graduate, its department and school, and employers that found it or signed with it."""
    mine = {(m.role, m.party_id) for m in actor.memberships}
    related = {
        ("graduate", graduate.id),
        ("department", graduate.department_id),
        ("school", graduate.school_id),
    }
    if mine & related or ("ops", None) in mine:
        return True
    employers = own_parties(actor, "employer")
    return bool(employers) and _known_to(session, employers, graduate.id)


def _known_to(session: Session, employers: list[str], graduate_id: str) -> bool:
    kept = exists().where(Favourite.employer_id.in_(employers), Favourite.graduate_id == graduate_id)
    signed = exists().where(Signing.employer_id.in_(employers), Signing.graduate_id == graduate_id)
    return bool(session.scalar(select(or_(kept, signed))))


def visible_graduate(session: Session, actor: Actor, graduate_id: str | None) -> Graduate:
    """Return a graduate that the actor may see; without an id, the own. Raises NotFound."""
    graduate = session.get(Graduate, graduate_id) if graduate_id else graduate_of(session, actor)
    if graduate is None or not may_see_graduate(session, actor, graduate):
        raise NotFound
    return graduate
