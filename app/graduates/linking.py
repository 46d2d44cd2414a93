"""Whose an identity of 学信网 or 国家大学生就业服务平台 is: a roster entry or an employer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotAllowed
from app.graduates.reaching import take_contacts
from app.graduates.tables import Employer, Graduate
from app.identity.account import add_membership, create_account
from app.identity.providers import Provider
from app.store.accounts import Membership
from app.store.sealed import blind

NOT_UPLOADED = "学校就业部门没有上传毕业生的基本信息或上传的信息有误"
NOT_BOUND = "毕业生没有在学信网绑定学籍信息"
CANNOT = "无法登录"
ID_CLAIMS = ("id_number", "identity_number", "idcard")


def link(
    session: Session, provider: Provider, claims: Mapping[str, Any], bound: str | None, now: datetime
) -> str | None:
    """Return the account of an identity. Raises NotAllowed with the causes that the person can act on."""
    if provider.audience_kind == "graduate":
        return _link_graduate(session, claims, bound, now)
    if provider.audience_kind == "employer":
        return bound or _link_employer(session, claims)
    return bound


def _link_graduate(
    session: Session, claims: Mapping[str, Any], bound: str | None, now: datetime
) -> str | None:
    number = next((str(claims[name]) for name in ID_CLAIMS if claims.get(name)), "")
    if not number:
        if bound is not None and not _in_roster(session, bound):
            raise _refused(NOT_UPLOADED)
        return bound
    graduate = _roster_entry(session, number, str(claims.get("name") or ""))
    if graduate is None:
        raise _refused(NOT_UPLOADED, NOT_BOUND)
    if not graduate.chsi_bound or claims.get("chsi_bound") is False:
        raise _refused(NOT_BOUND)
    take_contacts(session, graduate, claims, now)
    return _account_of(session, graduate)


def _refused(*causes: str) -> NotAllowed:
    numbered = (
        [f"{sign} {cause}" for sign, cause in zip("①②", causes, strict=False)]
        if len(causes) > 1
        else list(causes)
    )
    return NotAllowed(
        f"{CANNOT}，可能的原因：{'；'.join(numbered)}。请联系学校就业部门。", causes=list(causes)
    )


def _roster_entry(session: Session, number: str, name: str) -> Graduate | None:
    query = (
        select(Graduate)
        .where(Graduate.id_hash == blind(number, "graduate.id_number"), Graduate.name == name.strip())
        .where(Graduate.deleted_at.is_(None))
        .order_by(Graduate.cohort.desc())
    )
    return session.scalars(query).first()


def _in_roster(session: Session, account_id: str) -> bool:
    query = (
        select(Graduate)
        .join(Membership, Membership.party_id == Graduate.id)
        .where(
            Membership.account_id == account_id, Membership.role == "graduate", Graduate.deleted_at.is_(None)
        )
    )
    graduate = session.scalars(query).first()
    if graduate is not None and not graduate.chsi_bound:
        raise _refused(NOT_BOUND)
    return graduate is not None


def _account_of(session: Session, graduate: Graduate) -> str:
    query = select(Membership.account_id).where(
        Membership.party_id == graduate.id, Membership.role == "graduate"
    )
    known = session.scalar(query)
    if known is not None:
        return known
    account = create_account(session, f"graduate-{graduate.id}", graduate.name)
    add_membership(session, account.id, "graduate", graduate.id)
    return account.id


def _link_employer(session: Session, claims: Mapping[str, Any]) -> str | None:
    """Return the account of a company's user whom the provider vouches for as a signing user."""
    if claims.get("signing_user") is not True:
        return None  # a company's user who was not authorised to sign has to be authenticated first
    code = str(claims.get("credit_code") or "").strip().upper()
    employer = session.scalar(select(Employer).where(Employer.credit_code == code)) if code else None
    if employer is None:
        return None
    account = create_account(
        session, f"employer-{claims['sub']}"[:100], str(claims.get("name") or employer.short_name)
    )
    add_membership(session, account.id, "employer", employer.id)
    return account.id
