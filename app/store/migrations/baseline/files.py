"""The baseline of stored files."""

import sqlalchemy as sa
from alembic import op

from app.store.migrations.kinds import ID, MOMENT


def _stored_file() -> None:
    op.create_table(
        "stored_file",
        sa.Column("id", ID, nullable=False),
        sa.Column("account_id", ID),
        sa.Column("instance_id", ID),
        sa.Column("purpose", sa.String(60), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("content_type", sa.String(100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer()),
        sa.Column("height", sa.Integer()),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("path", sa.String(60), nullable=False),
        sa.Column("original_type", sa.String(100), nullable=False),
        sa.Column("original_size", sa.Integer(), nullable=False),
        sa.Column("original_path", sa.String(60), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stored_file"),
    )
    op.create_index("ix_stored_file_account_id_created_at", "stored_file", ["account_id", "created_at"])
    op.create_index("ix_stored_file_instance_id", "stored_file", ["instance_id"])
    op.create_index("ix_stored_file_original_path", "stored_file", ["original_path"])
    op.create_index("ix_stored_file_path", "stored_file", ["path"])


TABLES = {"stored_file": _stored_file}
