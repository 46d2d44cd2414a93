"""What an application tells the sign-in: its entries, whose an identity is, what may be revealed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from app.identity.actor import Actor
from app.identity.providers import Provider


class Linker(Protocol):
    """Says which account belongs to an identity.

    `bound` is the account the subject is bound to already, or None. The answer is an account id, or None
    where the application does not know either. Raises NotAllowed: its message is shown as it is;
    `causes` (a list of sentences) may be given beside it."""

    def __call__(
        self,
        session: Session,
        provider: Provider,
        claims: Mapping[str, Any],
        bound: str | None,
        now: datetime,
    ) -> str | None: ...


Reveal = Callable[[Session, Actor, str, str, datetime], str]


@dataclass(frozen=True)
class Entry:
    """A way in from the public page. `causes` says why somebody may not come in, before they try."""

    key: str
    label: str
    href: str
    description: str = ""
    causes: tuple[str, ...] = ()


class Doors:
    """What an installation knows of its application here."""

    def __init__(self) -> None:
        self.title = "流程平台"
        self.entries: list[Entry] = []
        self.linker: Linker | None = None
        self.reveals: dict[str, Reveal] = {}
        self.second_factor_roles: set[str] = {"admin", "ops", "auditor"}

    def register_entry(
        self, key: str, label: str, href: str, description: str = "", causes: tuple[str, ...] = ()
    ) -> None:
        """Add an entry to the public page; the same key again replaces it."""
        made = Entry(key, label, href, description, causes)
        self.entries = [e for e in self.entries if e.key != key] + [made]

    def register_linker(self, linker: Linker) -> Linker:
        """Set who says which account belongs to an identity."""
        self.linker = linker
        return linker

    def register_reveal(self, kind: str) -> Callable[[Reveal], Reveal]:
        """Register `(session, actor, object_id, field, now) -> value` for a kind of object.

        It raises NotFound for an object outside the actor's scope and for a field it does not reveal."""

        def add(function: Reveal) -> Reveal:
            self.reveals[kind] = function
            return function

        return add

    def need_second_factor(self, *roles: str) -> None:
        """Members of these roles must have a second factor in production."""
        self.second_factor_roles.update(roles)


doors = Doors()
