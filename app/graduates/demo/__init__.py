"""The demo world: invented people and organisations, the same in every installation."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.graduates.demo.listing import accounts_text, people_text
from app.graduates.demo.world import create
from app.operators.channels import Letter


def check_identity(letter: Letter) -> dict[str, Any]:
    """Answer in place of the service that checks who somebody is (实人认证): everybody passes."""
    return {"passed": bool(letter.body.get("name") and letter.body.get("id_number")), "reference": "demo"}


class Demo:
    """What the command line asks of a demo world."""

    stand_ins = {"identity": check_identity}

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
