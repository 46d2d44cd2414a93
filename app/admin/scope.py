"""What the back office shows of accounts and parties: organisations and those who act for them, no private persons."""

from typing import Any

from sqlalchemy import exists

from app.admin.words import Words
from app.store.accounts import Account, Membership, Party


def offered_accounts(words: Words) -> list[Any]:
    """Return the conditions for accounts of people who act for something else than themselves."""
    persons = exists().where(Membership.account_id == Account.id, Membership.role.in_(words.persons))
    return [~persons]


def offered_parties(words: Words) -> list[Any]:
    """Return the conditions for parties that are no private persons."""
    return [Party.kind.not_in(words.persons)]


def offered_members(words: Words) -> list[Any]:
    """Return the conditions for memberships other than that of a person in itself."""
    return [Membership.role.not_in(words.persons)]
