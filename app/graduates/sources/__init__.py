"""What the application's lists can be made from; each source gives rows in the reader's scope."""

from app.graduates.sources import (
    confirmations,
    counted,
    destinations,
    invalid,
    people,
    records,
    signings,
    terminations,
    transfers,
    verification,
)

__all__ = [
    "confirmations",
    "counted",
    "destinations",
    "invalid",
    "people",
    "records",
    "signings",
    "terminations",
    "transfers",
    "verification",
]
