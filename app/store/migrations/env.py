"""Where revisions run: on the connection that `app.store.migrating` gives, else (the developer's `alembic`) on the
database of the settings."""

import importlib
from typing import Any

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.types import TypeDecorator

import app.store  # noqa: F401  every table is known
from app.settings import Settings
from app.store.base import Base
from app.store.migrating import ours
from app.store.session import Database


def plainly(kind: str, item: Any, _about: Any) -> str | bool:
    """Write our own types as what they are in the database: a revision must not change when they do."""
    plain = kind == "type" and isinstance(item, TypeDecorator)
    return f"sa.{item.impl_instance!r}" if plain else False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=plainly,
        include_object=ours(connection.dialect.name),
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    settings = Settings.from_env()
    if settings.application:
        importlib.import_module(settings.application)
    database = Database(settings.database_url)
    with database.engine.begin() as opened:
        run(opened)
    database.close()
