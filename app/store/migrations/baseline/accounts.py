"""The baseline of accounts and who they are: parties, memberships, sessions, tokens."""

import sqlalchemy as sa
from alembic import op

from app.store.migrations.kinds import ID, JSON, MOMENT


def _account() -> None:
    op.create_table(
        "account",
        sa.Column("id", ID, nullable=False),
        sa.Column("login", sa.String(100), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("password_hash", sa.String(200)),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("locale", sa.String(10), nullable=False),
        sa.Column("totp_secret", sa.LargeBinary()),
        sa.Column("totp_step", sa.Integer(), nullable=False),
        sa.Column("last_login_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("login", name="uq_account_login"),
    )


def _party() -> None:
    op.create_table(
        "party",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("parent_id", ID),
        sa.Column("facts", JSON),
        sa.PrimaryKeyConstraint("id", name="pk_party"),
        sa.ForeignKeyConstraint(["parent_id"], ["party.id"], name="fk_party_parent_id"),
        sa.UniqueConstraint("parent_id", "kind", "code", name="uq_party_parent_id_kind_code"),
    )
    op.create_index("ix_party_kind_code", "party", ["kind", "code"])


def _rate_bucket() -> None:
    op.create_table(
        "rate_bucket",
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("tokens", sa.Double(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("strikes", sa.Integer(), nullable=False),
        sa.Column("blocked_until", MOMENT),
        sa.PrimaryKeyConstraint("key", name="pk_rate_bucket"),
    )
    op.create_index("ix_rate_bucket_updated_at", "rate_bucket", ["updated_at"])


def _api_token() -> None:
    op.create_table(
        "api_token",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_api_token"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_api_token_account_id"),
    )
    op.create_index("ix_api_token_account_id", "api_token", ["account_id"])
    op.create_index("ix_api_token_expires_at", "api_token", ["expires_at"])


def _external_identity() -> None:
    op.create_table(
        "external_identity",
        sa.Column("provider", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("bound_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("provider", "subject", name="pk_external_identity"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_external_identity_account_id"),
    )
    op.create_index("ix_external_identity_account_id", "external_identity", ["account_id"])


def _membership() -> None:
    op.create_table(
        "membership",
        sa.Column("id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("party_id", ID),
        sa.Column("level", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_membership"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_membership_account_id"),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name="fk_membership_party_id"),
        sa.UniqueConstraint("account_id", "role", "party_id", name="uq_membership_account_id_role_party_id"),
    )
    op.create_index("ix_membership_party_id_role", "membership", ["party_id", "role"])


def _sign_in_session() -> None:
    op.create_table(
        "sign_in_session",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("stage", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sign_in_session"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_sign_in_session_account_id"),
    )
    op.create_index("ix_sign_in_session_account_id", "sign_in_session", ["account_id"])
    op.create_index("ix_sign_in_session_expires_at", "sign_in_session", ["expires_at"])


TABLES = {
    "account": _account,
    "party": _party,
    "rate_bucket": _rate_bucket,
    "api_token": _api_token,
    "external_identity": _external_identity,
    "membership": _membership,
    "sign_in_session": _sign_in_session,
}
