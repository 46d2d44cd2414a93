"""The baseline of running instances."""

import sqlalchemy as sa
from alembic import op

from app.store.migrations.kinds import ID, JSON, MOMENT


def _instance() -> None:
    op.create_table(
        "instance",
        sa.Column("id", ID, nullable=False),
        sa.Column("process", sa.String(100), nullable=False),
        sa.Column("version_id", ID, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.LargeBinary()),
        sa.Column("case", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.String(60)),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("subject_kind", sa.String(40)),
        sa.Column("subject_id", sa.String(40)),
        sa.Column("started_by", ID),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("end", sa.String(100)),
        sa.PrimaryKeyConstraint("id", name="pk_instance"),
        sa.ForeignKeyConstraint(["version_id"], ["definition_version.id"], name="fk_instance_version_id"),
        postgresql_with={"fillfactor": 70},
    )
    op.create_index("ix_instance_started_by", "instance", ["started_by"])
    op.create_index("ix_instance_subject_id_process", "instance", ["subject_id", "process"])
    op.create_index("ix_instance_version_id_ended", "instance", ["version_id", "ended"])


def _document() -> None:
    op.create_table(
        "document",
        sa.Column("id", ID, nullable=False),
        sa.Column("instance_id", ID, nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("number", sa.String(60)),
        sa.Column("path", sa.String(120), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("roles", JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_document"),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name="fk_document_instance_id"),
    )
    op.create_index("ix_document_instance_id", "document", ["instance_id"])


def _history() -> None:
    op.create_table(
        "history",
        sa.Column("id", ID, nullable=False),
        sa.Column("instance_id", ID, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("account_id", ID),
        sa.Column("who", sa.String(100), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(120), nullable=False),
        sa.Column("step", sa.String(100), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("outcome", sa.String(60)),
        sa.Column("reason", sa.Text()),
        sa.Column("token", sa.String(80)),
        sa.Column("detail", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_history"),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name="fk_history_instance_id"),
        sa.UniqueConstraint("instance_id", "seq", name="uq_history_instance_id_seq"),
    )


def _incident() -> None:
    op.create_table(
        "incident",
        sa.Column("id", ID, nullable=False),
        sa.Column("instance_id", ID),
        sa.Column("element", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("job", JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("resolved_at", MOMENT),
        sa.Column("resolution", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_incident"),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name="fk_incident_instance_id"),
    )
    op.create_index("ix_incident_instance_id", "incident", ["instance_id"])
    op.create_index("ix_incident_resolved_at_created_at", "incident", ["resolved_at", "created_at"])


def _instance_party() -> None:
    op.create_table(
        "instance_party",
        sa.Column("instance_id", ID, nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("party_id", ID, nullable=False),
        sa.Column("process", sa.String(100), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("instance_id", "role", name="pk_instance_party"),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name="fk_instance_party_instance_id"),
    )
    op.create_index(
        "ix_instance_party_party_id_role_process_started_at_instance_id",
        "instance_party",
        ["party_id", "role", "process", "started_at", "instance_id"],
    )


TABLES = {
    "instance": _instance,
    "document": _document,
    "history": _history,
    "incident": _incident,
    "instance_party": _instance_party,
}
