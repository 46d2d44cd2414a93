"""Numbers of sheets that authorities verify, and what was asked with them."""

import sqlalchemy as sa
from alembic import op

from app.store.migrations.kinds import ID, MOMENT

revision = "graduates_verification"
down_revision = "graduates_transfers"
branch_labels = None
depends_on = None

NUMBER, QUERY = "issued_number", "verification_query"
LINKS = {
    "graduate_id": "graduate",
    "school_id": "school",
    "department_id": "department",
    "instance_id": "instance",
}


def upgrade() -> None:
    op.create_table(
        NUMBER,
        sa.Column("id", ID, nullable=False),
        sa.Column("graduate_id", ID, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("purpose", sa.String(10), nullable=False),
        sa.Column("school_id", ID, nullable=False),
        sa.Column("department_id", ID, nullable=False),
        sa.Column("cohort", sa.Integer(), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=False),
        sa.Column("number_hash", sa.String(64), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("sheet", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("valid_until", MOMENT, nullable=False),
        sa.Column("instance_id", ID),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{NUMBER}"),
        *(sa.ForeignKeyConstraint([c], [f"{there}.id"], name=f"fk_{NUMBER}_{c}") for c, there in LINKS.items()),
        sa.UniqueConstraint("graduate_id", "kind", "purpose", name=f"uq_{NUMBER}_graduate_id_kind_purpose"),
        sa.UniqueConstraint("number_hash", name=f"uq_{NUMBER}_number_hash"),
        sa.UniqueConstraint("token_hash", name=f"uq_{NUMBER}_token_hash"),
    )
    for owner in ("department_id", "school_id"):
        name = f"ix_{NUMBER}_{owner}_purpose_kind_cohort_graduate_id"
        op.create_index(name, NUMBER, [owner, "purpose", "kind", "cohort", "graduate_id"])
    op.create_table(
        QUERY,
        sa.Column("id", ID, nullable=False),
        sa.Column("issued_id", ID),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("way", sa.String(4), nullable=False),
        sa.Column("hit", sa.Boolean(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{QUERY}"),
        sa.ForeignKeyConstraint(["issued_id"], [f"{NUMBER}.id"], name=f"fk_{QUERY}_issued_id"),
    )
    op.create_index(f"ix_{QUERY}_issued_id_id", QUERY, ["issued_id", "id"])
    op.create_index(f"ix_{QUERY}_at", QUERY, ["at"])


def downgrade() -> None:
    op.drop_table(QUERY)
    op.drop_table(NUMBER)
