"""Where archive and household go: records in effect and applications."""

import sqlalchemy as sa
from alembic import op

from app.store.migrations.kinds import ID, MOMENT

revision = "graduates_transfers"
down_revision = "graduates_units"
branch_labels = None
depends_on = None

RECORD, APPLICATION = "transfer_record", "transfer_application"
OWNERS = ("department_id", "school_id")


def upgrade() -> None:
    op.create_table(
        RECORD,
        *_place(RECORD),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("source", sa.String(12), nullable=False),
        sa.Column("valid", sa.Boolean(), nullable=False),
        sa.Column("instance_id", ID),
        sa.Column("registered_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.UniqueConstraint("graduate_id", "kind", name=f"uq_{RECORD}_graduate_id_kind"),
    )
    op.create_table(
        APPLICATION,
        *_place(APPLICATION),
        sa.Column("instance_id", ID, nullable=False),
        sa.Column("action", sa.String(12), nullable=False),
        sa.Column("submitted_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.UniqueConstraint("instance_id", name=f"uq_{APPLICATION}_instance_id"),
    )
    for owner in OWNERS:
        op.create_index(
            f"ix_{RECORD}_{owner}_kind_cohort_graduate_id", RECORD, [owner, "kind", "cohort", "graduate_id"]
        )
        op.create_index(f"ix_{APPLICATION}_{owner}_kind_cohort_id", APPLICATION, [owner, "kind", "cohort", "id"])
    op.create_index(f"ix_{APPLICATION}_graduate_id_kind_id", APPLICATION, ["graduate_id", "kind", "id"])


def _place(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    """Return the columns of whose it is and where to."""
    links = {"graduate": "graduate_id", "school": "school_id", "department": "department_id", "instance": "instance_id"}
    return (
        sa.Column("id", ID, nullable=False),
        sa.Column("graduate_id", ID, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("school_id", ID, nullable=False),
        sa.Column("department_id", ID, nullable=False),
        sa.Column("cohort", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(4), nullable=False),
        sa.Column("unit", sa.String(200), nullable=False),
        sa.Column("region", sa.String(6), nullable=False),
        sa.Column("address", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        *(
            sa.ForeignKeyConstraint([column], [f"{there}.id"], name=f"fk_{table}_{column}")
            for there, column in links.items()
        ),
    )


def downgrade() -> None:
    op.drop_table(APPLICATION)
    op.drop_table(RECORD)
