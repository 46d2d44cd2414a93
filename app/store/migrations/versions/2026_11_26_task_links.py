"""Links by which somebody without an account does one task."""

import sqlalchemy as sa
from alembic import op

from app.store.migrations.kinds import ID, MOMENT

revision = "platform_links"
down_revision = "platform_1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "task_link",
        sa.Column("id", ID, nullable=False),
        sa.Column("instance_id", ID, nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_task_link_instance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_task_link_token_hash")),
    )
    op.create_index(op.f("ix_task_link_instance_id"), "task_link", ["instance_id"])


def downgrade() -> None:
    op.drop_table("task_link")
