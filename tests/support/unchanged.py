"""Whether anything in the database was changed, but for what notes who tried and how often."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select

from app.store.base import Base
from tests.support.cast import Cast

NOTED = {"last_login_at"}
NOTES = {"audit", "audit_head", "rate_bucket", "api_token", "sign_in_session"}


def state_of(cast: Cast) -> dict[str, str]:
    """Return a digest of the rows of each table."""
    found = {}
    with cast.session() as session:
        for table in Base.metadata.sorted_tables:
            if table.name not in NOTES:
                columns = [c for c in table.columns if c.name not in NOTED]
                rows = sorted(repr(tuple(row)) for row in session.execute(select(*columns)))
                found[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


@contextmanager
def nothing_changes(cast: Cast) -> Iterator[None]:
    """Assert that the database is afterwards as it was before."""
    before = state_of(cast)
    yield
    after = state_of(cast)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == set(), changed
