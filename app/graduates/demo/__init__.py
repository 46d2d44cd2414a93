"""The demo world: invented people and organisations, the same in every installation."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.graduates.demo.listing import accounts_text, people_text
from app.graduates.demo.world import create


class Demo:
    """What the command line asks of a demo world."""

    def create(self, session: Session, now: datetime) -> bool:
        """Create the demo world, once; return whether it was new."""
        return create(session, now)

    def accounts_text(self, session: Session | None = None) -> str:
        """Return the accounts in a few lines."""
        return accounts_text()

    def people_text(self, session: Session) -> str:
        """Return every demo person in a table."""
        return people_text(session)


demo = Demo()

__all__ = ["Demo", "demo"]
