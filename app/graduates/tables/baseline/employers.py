"""The baseline of employers, what they keep, and the marks on them."""

import sqlalchemy as sa
from alembic import op

from app.store.migrations.kinds import ID, MOMENT, where


def _employer() -> None:
    op.create_table(
        "employer",
        sa.Column("id", ID, nullable=False),
        sa.Column("full_name", sa.String(200), nullable=False),
        sa.Column("short_name", sa.String(100), nullable=False),
        sa.Column("credit_code", sa.String(18), nullable=False),
        sa.Column("platform_industry", sa.String(60), nullable=False),
        sa.Column("industry", sa.String(4), nullable=False),
        sa.Column("field", sa.String(100), nullable=False),
        sa.Column("unit_type", sa.String(40), nullable=False),
        sa.Column("nature", sa.String(4), nullable=False),
        sa.Column("size", sa.String(20), nullable=False),
        sa.Column("region", sa.String(6), nullable=False),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("website", sa.String(200), nullable=False),
        sa.Column("welfare", sa.Text(), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("contact_name", sa.String(60), nullable=False),
        sa.Column("contact_phone", sa.String(40), nullable=False),
        sa.Column("authenticated_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_employer"),
        sa.ForeignKeyConstraint(["id"], ["party.id"], name="fk_employer_id"),
        sa.UniqueConstraint("credit_code", name="uq_employer_credit_code"),
    )


def _preset() -> None:
    op.create_table(
        "preset",
        sa.Column("id", ID, nullable=False),
        sa.Column("employer_id", ID, nullable=False),
        sa.Column("preset_group", sa.String(20), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_preset"),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"], name="fk_preset_employer_id"),
        sa.UniqueConstraint(
            "employer_id", "preset_group", "name", name="uq_preset_employer_id_preset_group_name"
        ),
    )


def _warning() -> None:
    op.create_table(
        "warning",
        sa.Column("id", ID, nullable=False),
        sa.Column("credit_code", sa.String(18), nullable=False),
        sa.Column("school_id", ID, nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("marked_by", ID),
        sa.Column("marked_at", MOMENT, nullable=False),
        sa.Column("cancelled_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_warning"),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_warning_school_id"),
    )
    op.create_index(
        "uq_warning_active",
        "warning",
        ["credit_code", "school_id"],
        unique=True,
        **where("cancelled_at IS NULL"),
    )


def _favourite() -> None:
    op.create_table(
        "favourite",
        sa.Column("id", ID, nullable=False),
        sa.Column("employer_id", ID, nullable=False),
        sa.Column("graduate_id", ID, nullable=False),
        sa.Column("cohort", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(10), nullable=False),
        sa.Column("added_by", ID),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_favourite"),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"], name="fk_favourite_employer_id"),
        sa.ForeignKeyConstraint(["graduate_id"], ["graduate.id"], name="fk_favourite_graduate_id"),
        sa.UniqueConstraint("employer_id", "graduate_id", name="uq_favourite_employer_id_graduate_id"),
    )
    op.create_index("ix_favourite_employer_id_cohort_id", "favourite", ["employer_id", "cohort", "id"])


TABLES = {"employer": _employer, "preset": _preset, "warning": _warning, "favourite": _favourite}
