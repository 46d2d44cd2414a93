"""Items of a batch may each have answers of their own."""

import sqlalchemy as sa
from alembic import op

revision = "platform_batches"
down_revision = "platform_links"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # SQLite writes a table that it has altered down in another way than one that it has created.
    again = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("batch_item", recreate=again) as table:
        table.add_column(sa.Column("data", sa.LargeBinary()))


def downgrade() -> None:
    with op.batch_alter_table("batch_item") as table:
        table.drop_column("data")
