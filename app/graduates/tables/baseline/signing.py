"""The baseline of signings and destinations."""

import sqlalchemy as sa
from alembic import op

from app.store.migrations.kinds import ID, MOMENT, where


def _destination_claim() -> None:
    op.create_table(
        "destination_claim",
        sa.Column("id", ID, nullable=False),
        sa.Column("graduate_id", ID, nullable=False),
        sa.Column("instance_id", ID, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("held_at", MOMENT, nullable=False),
        sa.Column("released_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_destination_claim"),
        sa.ForeignKeyConstraint(["graduate_id"], ["graduate.id"], name="fk_destination_claim_graduate_id"),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name="fk_destination_claim_instance_id"),
    )
    op.create_index("ix_destination_claim_instance_id", "destination_claim", ["instance_id"])
    op.create_index(
        "uq_destination_claim_active",
        "destination_claim",
        ["graduate_id"],
        unique=True,
        **where("released_at IS NULL"),
    )


def _reported_destination() -> None:
    op.create_table(
        "reported_destination",
        sa.Column("graduate_id", ID, nullable=False),
        sa.Column("code", sa.String(4), nullable=False),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("unit_name", sa.String(200), nullable=False),
        sa.Column("unit_place", sa.String(6), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("instance_id", ID),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("reported_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("graduate_id", name="pk_reported_destination"),
        sa.ForeignKeyConstraint(["graduate_id"], ["graduate.id"], name="fk_reported_destination_graduate_id"),
    )


def _signing() -> None:
    op.create_table(
        "signing",
        sa.Column("id", ID, nullable=False),
        sa.Column("instance_id", ID, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("started_by", sa.String(10), nullable=False),
        sa.Column("graduate_id", ID, nullable=False),
        sa.Column("employer_id", ID, nullable=False),
        sa.Column("school_id", ID, nullable=False),
        sa.Column("department_id", ID, nullable=False),
        sa.Column("cohort", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("agreement_type", sa.String(10), nullable=False),
        sa.Column("agreement_number", sa.String(19)),
        sa.Column("answer_by", MOMENT),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT),
        sa.Column("effective_at", MOMENT),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_signing"),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="fk_signing_department_id"),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"], name="fk_signing_employer_id"),
        sa.ForeignKeyConstraint(["graduate_id"], ["graduate.id"], name="fk_signing_graduate_id"),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name="fk_signing_instance_id"),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_signing_school_id"),
        sa.UniqueConstraint("agreement_number", name="uq_signing_agreement_number"),
        sa.UniqueConstraint("instance_id", name="uq_signing_instance_id"),
    )
    op.create_index("ix_signing_department_id_cohort_id", "signing", ["department_id", "cohort", "id"])
    op.create_index(
        "ix_signing_employer_id_cohort_state_id", "signing", ["employer_id", "cohort", "state", "id"]
    )
    op.create_index("ix_signing_graduate_id_id", "signing", ["graduate_id", "id"])
    op.create_index("ix_signing_school_id_cohort_id", "signing", ["school_id", "cohort", "id"])
    op.create_index(
        "uq_signing_open",
        "signing",
        ["employer_id", "graduate_id"],
        unique=True,
        **where("state = 'invited'"),
    )


TABLES = {
    "destination_claim": _destination_claim,
    "reported_destination": _reported_destination,
    "signing": _signing,
}
