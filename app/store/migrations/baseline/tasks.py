"""The baseline of what instances wait for, and batches."""

import sqlalchemy as sa
from alembic import op

from app.store.migrations.kinds import ID, JSON, MOMENT, where


def _batch() -> None:
    op.create_table(
        "batch",
        sa.Column("id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("kind", sa.String(120), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_batch"),
    )


def _task_draft() -> None:
    op.create_table(
        "task_draft",
        sa.Column("ref", sa.String(160), nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("ref", "account_id", name="pk_task_draft"),
    )


def _batch_item() -> None:
    op.create_table(
        "batch_item",
        sa.Column("id", ID, nullable=False),
        sa.Column("batch_id", ID, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(40), nullable=False),
        sa.Column("result", sa.String(10), nullable=False),
        sa.Column("instance_id", ID),
        sa.Column("detail", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_batch_item"),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name="fk_batch_item_batch_id"),
        sa.UniqueConstraint("batch_id", "seq", name="uq_batch_item_batch_id_seq"),
    )


def _subscription() -> None:
    op.create_table(
        "subscription",
        sa.Column("id", ID, nullable=False),
        sa.Column("instance_id", ID, nullable=False),
        sa.Column("token", sa.String(40), nullable=False),
        sa.Column("element", sa.String(100), nullable=False),
        sa.Column("message", sa.String(100), nullable=False),
        sa.Column("label", sa.String(100)),
        sa.Column("role", sa.String(40)),
        sa.Column("form", sa.String(100)),
        sa.Column("data_key", sa.String(100)),
        sa.Column("confirm", sa.Text()),
        sa.Column("blocked", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_subscription"),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name="fk_subscription_instance_id"),
        sa.UniqueConstraint("instance_id", "token", name="uq_subscription_instance_id_token"),
    )
    op.create_index("ix_subscription_message", "subscription", ["message"])


def _task() -> None:
    op.create_table(
        "task",
        sa.Column("id", ID, nullable=False),
        sa.Column("instance_id", ID, nullable=False),
        sa.Column("token", sa.String(40), nullable=False),
        sa.Column("process", sa.String(100), nullable=False),
        sa.Column("step", sa.String(100), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("party_id", ID, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("status", sa.String(60)),
        sa.Column("form", sa.String(100), nullable=False),
        sa.Column("data_key", sa.String(100), nullable=False),
        sa.Column("properties", JSON, nullable=False),
        sa.Column("facets", JSON, nullable=False),
        sa.Column("search", sa.String(400), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT),
        sa.Column("opened_at", MOMENT),
        sa.Column("holder_id", ID),
        sa.Column("lease_until", MOMENT),
        sa.Column("done_by", ID),
        sa.Column("done_by_name", sa.String(100)),
        sa.Column("done_at", MOMENT),
        sa.Column("outcome", sa.String(60)),
        sa.PrimaryKeyConstraint("id", name="pk_task"),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name="fk_task_instance_id"),
        sa.UniqueConstraint("instance_id", "token", name="uq_task_instance_id_token"),
    )
    op.create_index("ix_task_done_by", "task", ["done_by", "done_at", "id"], **where("done_by IS NOT NULL"))
    op.create_index(
        "ix_task_due",
        "task",
        ["party_id", "role", sa.text("coalesce(due_at, '9999-01-01 00:00:00.000000')"), "id"],
        **where("state = 'open'"),
    )
    op.create_index("ix_task_holder", "task", ["holder_id"], **where("holder_id IS NOT NULL"))
    op.create_index(
        "ix_task_open", "task", ["party_id", "role", "created_at", "id"], **where("state = 'open'")
    )
    op.create_index(
        "ix_task_open_step",
        "task",
        ["party_id", "role", "process", "step", "created_at", "id"],
        **where("state = 'open'"),
    )
    op.create_index("ix_task_title", "task", ["party_id", "role", "title", "id"], **where("state = 'open'"))
    op.create_index("ix_task_waiting", "task", ["instance_id"], **where("state IN ('open', 'handed_in')"))


def _timer() -> None:
    op.create_table(
        "timer",
        sa.Column("id", ID, nullable=False),
        sa.Column("instance_id", ID, nullable=False),
        sa.Column("token", sa.String(40), nullable=False),
        sa.Column("element", sa.String(100), nullable=False),
        sa.Column("due", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_timer"),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name="fk_timer_instance_id"),
        sa.UniqueConstraint("instance_id", "token", name="uq_timer_instance_id_token"),
    )
    op.create_index("ix_timer_due", "timer", ["due"])


def _task_facet() -> None:
    op.create_table(
        "task_facet",
        sa.Column("task_id", ID, nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("value", sa.String(120), nullable=False),
        sa.Column("party_id", ID, nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("task_id", "name", name="pk_task_facet"),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name="fk_task_facet_task_id"),
    )
    op.create_index(
        "ix_task_facet_party_id_role_name_value_created_at_task_id",
        "task_facet",
        ["party_id", "role", "name", "value", "created_at", "task_id"],
    )


TABLES = {
    "batch": _batch,
    "task_draft": _task_draft,
    "batch_item": _batch_item,
    "subscription": _subscription,
    "task": _task,
    "timer": _timer,
    "task_facet": _task_facet,
}
