"""The application's tables of the first release."""

from alembic import op

from app.graduates.tables.baseline import employers, roster, schools, signing

revision = "graduates_1"
down_revision = None
branch_labels = "graduates"
depends_on = "platform_1"

TABLES = {
    name: create for area in (schools, roster, employers, signing) for name, create in area.TABLES.items()
}


def upgrade() -> None:
    for create in TABLES.values():
        create()


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)
