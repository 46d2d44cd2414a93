"""The door for an application's master data in the back office: which tables, what their columns are called and how they read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

Shown = Callable[[Session, Any], str]


@dataclass(frozen=True)
class MasterColumn:
    """A column. `show` says how a row reads in it, by default as the value stands; `edit`: it can be changed."""

    name: str
    label: str
    show: Shown | None = None
    edit: bool = False


@dataclass(frozen=True)
class MasterTable:
    """A table of the application. `search` names the columns that are looked through; `roles` may open it, by default
    everybody of the back office; `saved` brings into line what hangs on a row after it was changed."""

    key: str
    name: str
    table: type
    columns: tuple[MasterColumn, ...]
    search: tuple[str, ...] = ()
    roles: tuple[str, ...] = ("admin", "ops")
    saved: Callable[[Session, Any], None] | None = None

    @property
    def editable(self) -> tuple[MasterColumn, ...]:
        return tuple(column for column in self.columns if column.edit)
