"""Crowds: more people in a demo world than it comes with, signed in without a password each."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.graduates.demo.cast import Person as Graduate
from app.graduates.demo.members import _ems_copy, _graduate
from app.graduates.tables import BasicCheck, Employer, Favourite
from app.graduates.tables import Graduate as GraduateRow
from app.identity.account import add_membership, create_account
from app.identity.credentials import TOKEN_LIFE, new_token, token_hash
from app.jobs.clock import real_now
from app.store.accounts import Account, ApiToken, Membership, Party
from app.store.session import Database, begin_write


def add_colleagues(database: Database, like: str, count: int) -> list[str]:
    """Add people who do what somebody does, for the same party; return their logins."""
    with database.session() as session:
        begin_write(session)
        rows = session.execute(
            select(Membership.role, Membership.party_id)
            .join(Account, Account.id == Membership.account_id)
            .where(Account.login == like)
        ).all()
        logins = [f"{like}-{n:02}" for n in range(count)]
        for n, login in enumerate(logins):
            account = create_account(session, login, f"同事{n:02}", password_hash="")
            for role, party in rows:
                add_membership(session, account.id, role, party, "manage")
    return logins


def add_graduates(database: Database, count: int) -> list[str]:
    """Add graduates of the first department whom every employer has among its favourites; return their logins."""
    with database.session() as session:
        begin_write(session)
        newest = session.scalars(select(GraduateRow).order_by(GraduateRow.cohort.desc())).first()
        parties = {p.code: p.id for p in session.scalars(select(Party)) if p.kind in ("school", "department")}
        logins = [f"g-crowd-{n:03}" for n in range(count)]
        for n, login in enumerate(logins):
            person = Graduate(login, f"毕业生{n:03}", "10001-01", 100 + n)
            _add_graduate(session, parties, person, newest)
    return logins


def _add_graduate(session: Session, parties: dict[str, str], person: Graduate, like: GraduateRow) -> None:
    row = _graduate(session, parties, person, like.cohort, like.uploaded_at)
    session.flush()
    account = create_account(session, person.login, person.name, password_hash="")
    add_membership(session, account.id, "graduate", row.id)
    session.add(_ems_copy(session, row, like.uploaded_at))
    session.add(BasicCheck(graduate_id=row.id, confirmed_at=like.uploaded_at + timedelta(days=1)))
    for employer in session.scalars(select(Employer.id)):
        kept = {"graduate_id": row.id, "cohort": row.cohort, "added_at": like.uploaded_at}
        session.add(Favourite(employer_id=employer, **kept))


def tokens(database: Database, logins: Iterable[str]) -> dict[str, str]:
    """Sign people in; return login → token."""
    found = {login: new_token() for login in logins}
    with database.session() as session:
        begin_write(session)
        accounts = {a.login: a.id for a in session.scalars(select(Account))}
        for login, token in found.items():
            session.add(
                ApiToken(
                    token_hash=token_hash(token),
                    account_id=accounts[login],
                    created_at=real_now(),
                    expires_at=real_now() + TOKEN_LIFE,
                )
            )
    return found
