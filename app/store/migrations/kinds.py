"""Words of the revisions: kinds of column as the databases know them, and the condition of a partial index."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

ID = sa.String(26)
MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def where(condition: str) -> dict[str, Any]:
    """Return the condition of a partial index, for both databases."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
