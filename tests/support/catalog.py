"""What a database says of its own tables: two that say the same are built alike, whoever built them."""

import re

from sqlalchemy import Connection, text

SQLITE = text("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite%' ORDER BY type, name")
POSTGRESQL = {
    "column": "SELECT table_name, column_name, udt_name, character_maximum_length, is_nullable, column_default "
    "FROM information_schema.columns WHERE table_schema = 'public'",
    "index": "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraint": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace",
    "trigger": "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "function": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "option": "SELECT relname, relkind::text, reloptions::text FROM pg_class WHERE relnamespace = 'public'::regnamespace",
}


def catalog(connection: Connection) -> set[tuple[str, ...]]:
    """Return everything that makes up the tables, as facts that can be compared."""
    if connection.dialect.name == "sqlite":
        return {fact for kind, name, sql in connection.execute(SQLITE) for fact in _facts(kind, name, sql)}
    return {
        (kind, *map(str, row))
        for kind, query in POSTGRESQL.items()
        for row in connection.execute(text(query))
    }


def _facts(kind: str, name: str, sql: str) -> list[tuple[str, ...]]:
    """Divide what SQLite keeps as one text; in which order constraints are written means nothing, nor do the quotes
    around the name of a table that was made anew."""
    sql = sql.replace(f'TABLE "{name}"', f"TABLE {name}")
    parts = sql.split("\n") if kind == "table" else [sql]
    tidy = (re.sub(r"\s+", " ", part).strip(" ,") for part in parts)
    return [(kind, name, part) for part in tidy]
