"""Questions that instances ask of services outside."""

import sqlalchemy as sa
from alembic import op

from app.store.migrations.kinds import ID, MOMENT

revision = "platform_questions"
down_revision = "platform_batches"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "question",
        sa.Column("id", ID, nullable=False),
        sa.Column("instance_id", ID, nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("message", sa.String(100), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT),
        sa.Column("answer_hash", sa.String(64)),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_question_instance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_question_token_hash")),
    )
    op.create_index(op.f("ix_question_instance_id"), "question", ["instance_id"])


def downgrade() -> None:
    op.drop_table("question")
