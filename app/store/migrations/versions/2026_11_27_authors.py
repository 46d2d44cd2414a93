"""Who began an instance without a name, sealed for two offices."""

import sqlalchemy as sa
from alembic import op

from app.store.migrations.kinds import ID

revision = "platform_authors"
down_revision = "platform_holds"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sealed_author",
        sa.Column("id", ID, nullable=False),
        sa.Column("instance_hash", sa.String(64), nullable=False),
        sa.Column("author", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_author")),
        sa.UniqueConstraint("instance_hash", name=op.f("uq_sealed_author_instance_hash")),
    )


def downgrade() -> None:
    op.drop_table("sealed_author")
