"""Where graduates and employers are reached outside the installation."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.graduates.tables import Employer, Graduate
from app.operators.registry import registry
from app.store.accounts import ExternalIdentity, Membership

PUBLIC_ACCOUNT = "wechat"  # the name of the provider whose subjects are the followers of the public account
MOBILE = re.compile(r"1[3-9][0-9]{9}")


@registry.contact("graduate")
def graduate_contacts(session: Session, party_id: str) -> dict[str, str]:
    """Return a graduate's own telephone, mailbox and, when bound, the place of the public account."""
    graduate = session.get_one(Graduate, party_id)
    found = {"sms": graduate.phone, "email": graduate.email, "wechat": _follower(session, party_id)}
    return {channel: address for channel, address in found.items() if address}


@registry.contact("employer")
def employer_contacts(session: Session, party_id: str) -> dict[str, str]:
    """Return the telephone of an employer's contact, where it takes short messages."""
    phone = session.get_one(Employer, party_id).contact_phone
    return {"sms": phone} if MOBILE.fullmatch(phone) else {}


def _follower(session: Session, party_id: str) -> str | None:
    bound = select(ExternalIdentity.subject).join(
        Membership, Membership.account_id == ExternalIdentity.account_id
    )
    mine = (Membership.party_id == party_id, Membership.role == "graduate")
    return session.scalar(bound.where(*mine, ExternalIdentity.provider == PUBLIC_ACCOUNT).limit(1))
