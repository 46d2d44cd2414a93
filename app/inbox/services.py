"""The parts of an installation, as `main` puts them together."""

from dataclasses import dataclass
from typing import Any

from app.inbox.library import Library
from app.jobs.worker import Worker
from app.operators.channels import Channels
from app.operators.registry import Registry
from app.settings import Settings
from app.store.migrating import WrongTables
from app.store.session import Database


@dataclass(frozen=True)
class Services:
    """What every entry point works with. `demo` is the application's demo world, where it has one."""

    settings: Settings
    database: Database
    library: Library
    registry: Registry
    storage: Any
    channels: Channels
    worker: Worker
    demo: Any = None

    def find_tables(self) -> None:
        """Return when the tables are those of this program; outside production they are made so. Raises WrongTables.

        In production only `quxiang setup` changes tables: somebody has to make a backup before."""
        try:
            self.database.check() if self.settings.production else self.database.create()
        except WrongTables:
            self.database.close()
            raise
