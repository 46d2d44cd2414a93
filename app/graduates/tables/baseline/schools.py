"""The baseline of provinces, schools, departments and their settings."""

import sqlalchemy as sa
from alembic import op

from app.store.migrations.kinds import ID, JSON, MOMENT


def _province() -> None:
    op.create_table(
        "province",
        sa.Column("id", ID, nullable=False),
        sa.Column("code", sa.String(2), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("modules", JSON, nullable=False),
        sa.Column("own_system", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_province"),
        sa.ForeignKeyConstraint(["id"], ["party.id"], name="fk_province_id"),
        sa.UniqueConstraint("code", name="uq_province_code"),
    )


def _school() -> None:
    op.create_table(
        "school",
        sa.Column("id", ID, nullable=False),
        sa.Column("province_id", ID, nullable=False),
        sa.Column("code", sa.String(5), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("cohort_current", sa.Integer(), nullable=False),
        sa.Column("modules", JSON, nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_school"),
        sa.ForeignKeyConstraint(["id"], ["party.id"], name="fk_school_id"),
        sa.ForeignKeyConstraint(["province_id"], ["province.id"], name="fk_school_province_id"),
        sa.UniqueConstraint("code", name="uq_school_code"),
    )


def _department() -> None:
    op.create_table(
        "department",
        sa.Column("id", ID, nullable=False),
        sa.Column("school_id", ID, nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_department"),
        sa.ForeignKeyConstraint(["id"], ["party.id"], name="fk_department_id"),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_department_school_id"),
    )
    op.create_index("ix_department_school_id", "department", ["school_id"])


def _school_contact() -> None:
    op.create_table(
        "school_contact",
        sa.Column("id", ID, nullable=False),
        sa.Column("school_id", ID, nullable=False),
        sa.Column("degree_group", sa.String(20), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("mail", sa.String(100), nullable=False),
        sa.Column("address", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_school_contact"),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_school_contact_school_id"),
        sa.UniqueConstraint("school_id", "degree_group", name="uq_school_contact_school_id_degree_group"),
    )


def _signing_setting() -> None:
    op.create_table(
        "signing_setting",
        sa.Column("school_id", ID, nullable=False),
        sa.Column("cohort", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Boolean(), nullable=False),
        sa.Column("agreement_type", sa.String(10), nullable=False),
        sa.Column("review_mode", sa.String(20), nullable=False),
        sa.Column("changed_at", MOMENT),
        sa.PrimaryKeyConstraint("school_id", "cohort", name="pk_signing_setting"),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_signing_setting_school_id"),
    )


TABLES = {
    "province": _province,
    "school": _school,
    "department": _department,
    "school_contact": _school_contact,
    "signing_setting": _signing_setting,
}
