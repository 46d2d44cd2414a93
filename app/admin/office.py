"""The back office's views over the platform's tables; only administrators of the service come in."""

import warnings
from collections.abc import Callable
from typing import Any

from flask import Flask, current_app
from flask_admin import Admin, AdminIndexView
from flask_admin.contrib.sqla import ModelView
from flask_admin.theme import Bootstrap4Theme

from app.store.accounts import Account, Membership, Party
from app.store.instances import Incident, Instance
from app.store.queue import Job, Outbox
from app.store.tasks import Task

ROLES = ("admin", "ops")


class _Session:
    """Hands the request's session to Flask-Admin, which expects one object for the whole process."""

    def __init__(self, current: Callable[[], Any]) -> None:
        self._current = current

    def __getattr__(self, name: str) -> Any:
        return getattr(self._current(), name)


def _may_enter() -> bool:
    actor = current_app.extensions["quxiang_office"]()
    return actor is not None and actor.has_any(ROLES)


class Home(AdminIndexView):
    """The entrance of the back office."""

    def is_accessible(self) -> bool:
        return _may_enter()


class MasterData(ModelView):
    """A table whose rows are edited."""

    page_size = 50
    can_set_page_size = True
    create_modal = edit_modal = details_modal = False
    action_disallowed_list = ("delete",)  # nobody deletes many rows without looking at each

    def is_accessible(self) -> bool:
        return _may_enter()


class ReadOnly(MasterData):
    """A table that is only looked at: what runs is changed by use cases."""

    can_create = can_edit = can_delete = False
    can_view_details = True


class Parties(MasterData):
    """The tree of parties."""

    column_list = ("kind", "code", "name", "parent_id")
    column_searchable_list = ("code", "name")
    form_columns = ("kind", "code", "name", "parent_id")


class Accounts(MasterData):
    """Accounts, without anything secret."""

    can_create = False
    can_delete = False
    column_list = ("login", "name", "status")
    column_searchable_list = ("login", "name")
    form_columns = ("name", "status")


class Members(MasterData):
    """Who is which party in which role."""

    column_list = ("account_id", "role", "party_id", "level")
    column_searchable_list = ("role", "account_id", "party_id")
    form_columns = ("account_id", "role", "party_id", "level")


class Instances(ReadOnly):
    """Running and ended instances, without their state and case."""

    column_list = ("id", "process", "status", "title", "started_at", "ended", "end")
    column_details_list = column_list
    column_searchable_list = ("id", "title")


class Tasks(ReadOnly):
    """Tasks as rows."""

    column_list = ("id", "process", "step", "role", "title", "state", "created_at", "due_at", "done_by_name")
    column_details_list = column_list
    column_searchable_list = ("id", "title")


class Work(ReadOnly):
    """Jobs."""

    column_list = ("kind", "key", "state", "due", "attempts", "error")
    column_details_list = column_list


class Sent(ReadOnly):
    """The outbox, without bodies."""

    column_list = ("channel", "topic", "key", "state", "attempts", "created_at", "sent_at")
    column_details_list = column_list


class Incidents(ReadOnly):
    """What cannot go on by itself."""

    column_list = ("instance_id", "element", "kind", "message", "created_at", "resolved_at", "resolution")
    column_details_list = column_list


VIEWS = (
    (Parties, Party, "机构与人员", "party"),
    (Accounts, Account, "账号", "account"),
    (Members, Membership, "成员关系", "membership"),
    (Instances, Instance, "办理", "instance"),
    (Tasks, Task, "待办", "task"),
    (Work, Job, "后台任务", "job"),
    (Sent, Outbox, "发件箱", "outbox"),
    (Incidents, Incident, "故障", "incident"),
)


def init_admin(
    app: Flask, session: Callable[[], Any], actor: Callable[[], Any], register: Callable[..., None]
) -> None:
    """Mount the back office at /admin. `session` and `actor` are those of the request, `register` the rights."""
    app.extensions["quxiang_office"] = actor
    office = Admin(app, name="后台管理", index_view=Home(name="首页", url="/admin"), theme=Bootstrap4Theme())
    with app.app_context(), warnings.catch_warnings():
        # Flask-Admin looks at its session while a view is made, and would rather have an extension's
        warnings.simplefilter("ignore", DeprecationWarning)
        for view, table, name, endpoint in VIEWS:
            made = view(
                table, _Session(session), name=name, endpoint=f"office_{endpoint}", url=f"/admin/{endpoint}"
            )
            office.add_view(made)
    register(ROLES, "admin.*", *(f"office_{endpoint}.*" for *_, endpoint in VIEWS))
