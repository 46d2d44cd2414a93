"""The table of rights: every route has its row, and a route without one is not reachable."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

PUBLIC = "public"
SIGNED_IN = "signed_in"


@dataclass(frozen=True)
class Right:
    """Who may use a route: `public`, `signed_in`, or some roles. `csrf`: unsafe methods need a token."""

    who: str | frozenset[str]
    csrf: bool = True

    @property
    def public(self) -> bool:
        return self.who == PUBLIC

    @property
    def roles(self) -> frozenset[str] | None:
        """The roles, or None where they do not matter."""
        return self.who if isinstance(self.who, frozenset) else None


class Rights:
    """Endpoint → right. A name that ends in `.*` stands for a blueprint whose routes a library makes."""

    def __init__(self) -> None:
        self._rows: dict[str, Right] = {}

    def register(self, who: str | Collection[str], *endpoints: str, csrf: bool = True) -> None:
        """Add rows. `who`: `public`, `signed_in` or a collection of roles. Raises ValueError."""
        if isinstance(who, str) and who not in (PUBLIC, SIGNED_IN):
            raise ValueError(f"{who!r} is neither public nor signed_in; roles are given as a tuple")
        right = Right(who if isinstance(who, str) else frozenset(who), csrf)
        self._rows.update(dict.fromkeys(endpoints, right))

    def of(self, endpoint: str) -> Right | None:
        """Return the row of an endpoint."""
        blueprint, _, _ = endpoint.rpartition(".")
        return self._rows.get(endpoint) or self._rows.get(f"{blueprint}.*")

    def __iter__(self) -> Iterator[tuple[str, Right]]:
        return iter(sorted(self._rows.items()))


rights = Rights()
