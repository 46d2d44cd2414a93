"""Signings with employers that are not registered here: the unit by its name and code alone."""

import sqlalchemy as sa
from alembic import op

revision = "graduates_units"
down_revision = "graduates_destinations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("signing") as signing:
        signing.alter_column("employer_id", existing_type=sa.String(26), nullable=True)
        signing.add_column(sa.Column("unit_name", sa.String(200), nullable=False, server_default=""))
        signing.add_column(sa.Column("unit_code", sa.String(18), nullable=False, server_default=""))
    with op.batch_alter_table("signing") as signing:
        signing.alter_column("unit_name", existing_type=sa.String(200), server_default=None)
        signing.alter_column("unit_code", existing_type=sa.String(18), server_default=None)


def downgrade() -> None:
    op.execute("DELETE FROM signing WHERE employer_id IS NULL")
    with op.batch_alter_table("signing") as signing:
        signing.drop_column("unit_code")
        signing.drop_column("unit_name")
        signing.alter_column("employer_id", existing_type=sa.String(26), nullable=False)
