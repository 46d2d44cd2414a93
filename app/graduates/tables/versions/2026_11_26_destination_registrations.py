"""Registrations of other destinations, and whether a school reviews that one is voided."""

import sqlalchemy as sa
from alembic import op

from app.store.migrations.kinds import ID, MOMENT

revision = "graduates_destinations"
down_revision = "graduates_1"
branch_labels = None
depends_on = None

TABLE = "destination_registration"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", ID, nullable=False),
        sa.Column("instance_id", ID, nullable=False),
        sa.Column("graduate_id", ID, nullable=False),
        sa.Column("school_id", ID, nullable=False),
        sa.Column("department_id", ID, nullable=False),
        sa.Column("cohort", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("subtype", sa.String(40), nullable=False),
        sa.Column("code", sa.String(4), nullable=False),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("unit_name", sa.String(200), nullable=False),
        sa.Column("unit_place", sa.String(6), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("submitted_at", MOMENT, nullable=False),
        sa.Column("effective_at", MOMENT),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_destination_registration"),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=f"fk_{TABLE}_department_id"),
        sa.ForeignKeyConstraint(["graduate_id"], ["graduate.id"], name=f"fk_{TABLE}_graduate_id"),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=f"fk_{TABLE}_instance_id"),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=f"fk_{TABLE}_school_id"),
        sa.UniqueConstraint("instance_id", name=f"uq_{TABLE}_instance_id"),
    )
    for owner in ("department_id", "school_id"):
        op.create_index(f"ix_{TABLE}_{owner}_cohort_id", TABLE, [owner, "cohort", "id"])
    op.create_index(f"ix_{TABLE}_graduate_id_id", TABLE, ["graduate_id", "id"])
    with op.batch_alter_table("signing_setting") as table:
        table.add_column(sa.Column("void_review", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("signing_setting") as table:
        table.alter_column("void_review", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("signing_setting") as table:
        table.drop_column("void_review")
    op.drop_table(TABLE)
