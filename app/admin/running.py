"""What runs, to be looked at: instances, tasks, jobs, the outbox and incidents, without anybody's name or answers."""

from typing import Any

from flask import flash, redirect, request
from flask_admin import expose

from app.admin.base import MasterData, ReadOnly
from app.admin.words import JOBS, TASK_STATES, WORK_STATES
from app.errors import AppError, Invalid, NotAllowed, NotFound
from app.inbox.desk import Desk
from app.inbox.incidents import retry_incident, skip_incident
from app.inbox.services import Services
from app.jobs.clock import now
from app.store.instances import Incident, Instance
from app.store.queue import Job, Outbox
from app.store.session import begin_write
from app.store.tasks import Task

OPERATORS = ("ops",)
ACTS = {"retry": ("安排重试", retry_incident), "skip": ("跳过这一步", skip_incident)}
TIMES = {
    "created_at": "生成时间",
    "due_at": "时限",
    "done_at": "办理时间",
    "sent_at": "送达时间",
    "due": "执行时间",
}


class Running(ReadOnly):
    """A view that names processes and roles."""

    services: Services

    def process_name(self, key: str) -> str:
        """Return what a process is called."""
        try:
            return str(self.services.library.newest(self.office.session(), "process", key).name)
        except NotFound:
            return key

    def step_name(self, row: Any) -> str:
        """Return what an element of an instance's diagram is called."""
        session = self.office.session()
        instance = session.get(Instance, row.instance_id)
        if instance is None:
            return str(row.element)
        release = self.services.library.release(session, instance.version_id)
        found = (p.elements.get(row.element) for p in release.processes())
        return next((e.name or e.id for e in found if e is not None), str(row.element))

    def status_name(self, row: Any) -> str:
        """Return the common word of a status."""
        try:
            table = self.services.library.newest(self.office.session(), "codes", f"status.{row.process}")
        except NotFound:
            return str(row.status or "")
        return str(table.row(row.status).get("label") or row.status) if table.has(row.status) else ""


class Instances(Running):
    """Running and ended instances, without their title, state and case."""

    about = "每一次办理走到了哪里。"

    column_list = column_details_list = ("process", "status", "started_at", "changed_at", "ended", "ended_at")
    column_labels = {
        "process": "业务",
        "status": "状态",
        "started_at": "发起时间",
        "changed_at": "最近变化",
        "ended": "已结束",
        "ended_at": "结束时间",
    }
    column_sortable_list = ("process", "started_at", "changed_at", "ended")
    column_default_sort = ("changed_at", True)
    column_formatters = {
        "process": lambda view, _c, row, _n: view.process_name(row.process),
        "status": lambda view, _c, row, _n: view.status_name(row),
    }


class Tasks(Running):
    """Tasks as rows, without whom they are about."""

    about = "等待办理的和办理过的步骤。"

    column_list = column_details_list = (
        *("process", "name", "role", "state", "created_at", "due_at", "done_at"),
    )
    column_labels = {"process": "业务", "name": "步骤", "role": "角色", "state": "状态", **TIMES}
    column_sortable_list = ("process", "name", "role", "state", "created_at", "due_at")
    column_default_sort = ("created_at", True)
    column_formatters = {
        "process": lambda view, _c, row, _n: view.process_name(row.process),
        "role": lambda view, _c, row, _n: view.office.words.role(row.role),
        "state": lambda _v, _c, row, _n: TASK_STATES.get(row.state, row.state),
    }


class Work(Running):
    """Background work."""

    about = "到期处理、批量办理等后台工作。"

    column_list = column_details_list = ("kind", "state", "due", "attempts", "error", "created_at")
    column_labels = {"kind": "种类", "state": "状态", "attempts": "已尝试", "error": "出错原因", **TIMES}
    column_sortable_list = ("kind", "state", "due", "attempts", "created_at")
    column_default_sort = ("due", True)
    column_formatters = {
        "kind": lambda _v, _c, row, _n: JOBS.get(row.kind, row.kind),
        "state": lambda _v, _c, row, _n: WORK_STATES.get(row.state, row.state),
    }


class Sent(Running):
    """The outbox, without receivers and bodies."""

    about = "发往其他系统的内容是否送达。"

    column_list = column_details_list = ("channel", "topic", "state", "attempts", "created_at", "sent_at")
    column_labels = {"channel": "通道", "topic": "主题", "state": "状态", "attempts": "已尝试", **TIMES}
    column_sortable_list = ("channel", "topic", "state", "created_at", "sent_at")
    column_default_sort = ("created_at", True)
    column_formatters = {"state": lambda _v, _c, row, _n: WORK_STATES.get(row.state, row.state)}


class Incidents(Running):
    """What cannot go on by itself."""

    about = "无法自动继续的办理，可以重试或跳过。"

    column_list = column_details_list = ("element", "message", "created_at", "resolved_at", "resolution")
    column_labels = {
        "element": "步骤",
        "message": "原因",
        "created_at": "发生时间",
        "resolved_at": "处理时间",
        "resolution": "处理",
    }
    column_sortable_list = ("created_at", "resolved_at")
    column_default_sort = ("created_at", True)
    column_formatters = {"element": lambda view, _c, row, _n: view.step_name(row)}
    details_template = "office/incident.html"

    def may_resolve(self) -> bool:
        """True for the operators of the service."""
        return self.office.admits(OPERATORS)

    @expose("/resolve/", methods=("POST",))
    def resolve_view(self) -> Any:
        """Try the failed work again, or go past it."""
        if not self.may_resolve():
            raise NotAllowed("只有运行管理员可以处理故障。")
        session = self.office.session()
        begin_write(session)
        try:
            flash(self._resolve(), "ok")
            session.commit()
        except AppError as error:
            session.rollback()
            flash(error.message, "danger")
        return redirect(self.get_url(".index_view"))

    def _resolve(self) -> str:
        session, reason = self.office.session(), request.form.get("reason", "").strip()[:200]
        act = ACTS.get(request.form.get("act", ""))
        if not reason or act is None:
            raise Invalid("请填写处理原因。")
        parts, name, use = self.services, *act
        site = parts.settings.base_url
        desk = Desk(
            session, parts.library, parts.registry, parts.storage, now(session), self.office.actor(), site
        )
        incident = use(desk, request.form.get("id", ""), reason)
        self.record("resolve", incident, {"act": request.form["act"]})
        return f"已{name}。"


VIEWS: tuple[tuple[type[MasterData], type, str, str], ...] = (
    (Instances, Instance, "办理", "instance"),
    (Tasks, Task, "待办", "task"),
    (Incidents, Incident, "故障", "incident"),
    (Work, Job, "后台任务", "job"),
    (Sent, Outbox, "发件箱", "outbox"),
)
