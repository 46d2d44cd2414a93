"""A printed document may carry a code by which anybody who holds it finds it."""

import sqlalchemy as sa
from alembic import op

revision = "platform_document_tokens"
down_revision = "platform_authors"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # SQLite writes a table that it has altered down in another way than one that it has created.
    again = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("document", recreate=again) as table:
        table.add_column(sa.Column("token_hash", sa.String(64)))
        table.create_unique_constraint("uq_document_token_hash", ["token_hash"])


def downgrade() -> None:
    with op.batch_alter_table("document") as table:
        table.drop_constraint("uq_document_token_hash", type_="unique")
        table.drop_column("token_hash")
