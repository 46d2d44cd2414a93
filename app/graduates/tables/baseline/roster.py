"""The baseline of graduates and what is known of them."""

import sqlalchemy as sa
from alembic import op

from app.store.migrations.kinds import ID, MOMENT


def _graduate() -> None:
    op.create_table(
        "graduate",
        sa.Column("id", ID, nullable=False),
        sa.Column("school_id", ID, nullable=False),
        sa.Column("department_id", ID, nullable=False),
        sa.Column("cohort", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("student_no", sa.String(40), nullable=False),
        sa.Column("candidate_no", sa.LargeBinary(), nullable=False),
        sa.Column("candidate_hash", sa.String(64), nullable=False),
        sa.Column("id_number", sa.LargeBinary(), nullable=False),
        sa.Column("id_hash", sa.String(64), nullable=False),
        sa.Column("gender", sa.String(2), nullable=False),
        sa.Column("ethnic", sa.LargeBinary()),
        sa.Column("political", sa.LargeBinary()),
        sa.Column("major_code", sa.String(20), nullable=False),
        sa.Column("major", sa.String(100), nullable=False),
        sa.Column("degree", sa.String(4), nullable=False),
        sa.Column("degree_type", sa.String(40)),
        sa.Column("length", sa.String(10)),
        sa.Column("training_mode", sa.String(4), nullable=False),
        sa.Column("directed_unit", sa.String(200)),
        sa.Column("directed_place", sa.String(6)),
        sa.Column("origin", sa.String(6)),
        sa.Column("enrolled", sa.String(6)),
        sa.Column("graduates_on", sa.String(6)),
        sa.Column("archive_in_school", sa.Boolean()),
        sa.Column("hukou_in_school", sa.Boolean()),
        sa.Column("hardship", sa.LargeBinary()),
        sa.Column("teacher_kind", sa.String(4)),
        sa.Column("email", sa.LargeBinary()),
        sa.Column("phone", sa.LargeBinary()),
        sa.Column("chsi_bound", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("uploaded_at", MOMENT, nullable=False),
        sa.Column("deleted_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_graduate"),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="fk_graduate_department_id"),
        sa.ForeignKeyConstraint(["id"], ["party.id"], name="fk_graduate_id"),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_graduate_school_id"),
    )
    op.create_index("ix_graduate_candidate_hash", "graduate", ["candidate_hash"])
    op.create_index(
        "ix_graduate_department_id_cohort_name_id", "graduate", ["department_id", "cohort", "name", "id"]
    )
    op.create_index("ix_graduate_id_hash", "graduate", ["id_hash"])
    op.create_index("ix_graduate_school_id_cohort_name_id", "graduate", ["school_id", "cohort", "name", "id"])
    op.create_index("ix_graduate_school_id_student_no", "graduate", ["school_id", "student_no"])


def _basic_check() -> None:
    op.create_table(
        "basic_check",
        sa.Column("graduate_id", ID, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("graduate_id", name="pk_basic_check"),
        sa.ForeignKeyConstraint(["graduate_id"], ["graduate.id"], name="fk_basic_check_graduate_id"),
    )


def _ems_graduate() -> None:
    op.create_table(
        "ems_graduate",
        sa.Column("graduate_id", ID, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("id_number", sa.LargeBinary(), nullable=False),
        sa.Column("degree", sa.String(4), nullable=False),
        sa.Column("school", sa.String(100), nullable=False),
        sa.Column("major", sa.String(100), nullable=False),
        sa.Column("gender", sa.String(2), nullable=False),
        sa.Column("ethnic", sa.LargeBinary()),
        sa.Column("political", sa.LargeBinary()),
        sa.Column("department", sa.String(100), nullable=False),
        sa.Column("length", sa.String(10)),
        sa.Column("student_no", sa.String(40), nullable=False),
        sa.Column("graduates_on", sa.String(6)),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("graduate_id", name="pk_ems_graduate"),
        sa.ForeignKeyConstraint(["graduate_id"], ["graduate.id"], name="fk_ems_graduate_graduate_id"),
    )


TABLES = {"graduate": _graduate, "basic_check": _basic_check, "ems_graduate": _ems_graduate}
