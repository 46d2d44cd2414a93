"""Revisions of the tables. `alembic revision --autogenerate --head platform@head -m "…"` writes the next one down, for an
application with the label of its own; read it before it is committed.

On SQLite a changed table is made anew (`batch_alter_table`). What cannot be read back from the database has to be made
again then: indexes over expressions (`ix_task_due`) and triggers (`audit`)."""
