"""The tables of the first release."""

from alembic import op

from app.store.migrations.baseline import accounts, audit, definitions, files, instances, queue, tasks

revision = "platform_1"
down_revision = None
branch_labels = "platform"
depends_on = None

AREAS = (accounts, audit, definitions, files, queue, instances, tasks)


def upgrade() -> None:
    for create in _tables().values():
        create()


def downgrade() -> None:
    for name in reversed(_tables()):
        op.drop_table(name)
    if not _on_sqlite():
        op.execute(audit.FORGET)


def _tables():
    tables = {name: create for area in AREAS for name, create in area.TABLES.items()}
    return tables | queue.ON_SQLITE if _on_sqlite() else tables


def _on_sqlite():
    return op.get_bind().dialect.name == "sqlite"
