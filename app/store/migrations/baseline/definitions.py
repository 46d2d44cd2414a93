"""The baseline of versions of definitions, drafts, pins and planned releases."""

import sqlalchemy as sa
from alembic import op

from app.store.migrations.kinds import ID, JSON, MOMENT


def _definition_draft() -> None:
    op.create_table(
        "definition_draft",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("etag", sa.String(64), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_definition_draft"),
        sa.UniqueConstraint("kind", "key", "author_id", name="uq_definition_draft_kind_key_author_id"),
    )


def _definition_version() -> None:
    op.create_table(
        "definition_version",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("author", sa.String(100), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("parties", JSON),
        sa.PrimaryKeyConstraint("id", name="pk_definition_version"),
        sa.UniqueConstraint("kind", "key", "number", name="uq_definition_version_kind_key_number"),
    )


def _planned_release() -> None:
    op.create_table(
        "planned_release",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("author", sa.String(100), nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("parties", JSON),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("problem", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_planned_release"),
        sa.UniqueConstraint("kind", "key", name="uq_planned_release_kind_key"),
    )


def _definition_pin() -> None:
    op.create_table(
        "definition_pin",
        sa.Column("version_id", ID, nullable=False),
        sa.Column("pinned_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("version_id", "pinned_id", name="pk_definition_pin"),
        sa.ForeignKeyConstraint(["pinned_id"], ["definition_version.id"], name="fk_definition_pin_pinned_id"),
        sa.ForeignKeyConstraint(
            ["version_id"], ["definition_version.id"], name="fk_definition_pin_version_id"
        ),
    )
    op.create_index("ix_definition_pin_pinned_id", "definition_pin", ["pinned_id"])


TABLES = {
    "definition_draft": _definition_draft,
    "definition_version": _definition_version,
    "planned_release": _planned_release,
    "definition_pin": _definition_pin,
}
