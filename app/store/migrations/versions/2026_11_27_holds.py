"""Instances that are held until they are released."""

import sqlalchemy as sa
from alembic import op

from app.store.migrations.kinds import ID, JSON, MOMENT

revision = "platform_holds"
down_revision = "platform_questions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "instance_hold",
        sa.Column("instance_id", ID, nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("held_by", ID, nullable=False),
        sa.Column("held_at", MOMENT, nullable=False),
        sa.Column("blocked", JSON, nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_instance_hold_instance_id")),
        sa.PrimaryKeyConstraint("instance_id", name=op.f("pk_instance_hold")),
    )


def downgrade() -> None:
    op.drop_table("instance_hold")
