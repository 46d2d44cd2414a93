"""How values read in the back office: roles and kinds by name, states, moments, yes and no."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_admin.model.typefmt import BASE_FORMATTERS

from app.jobs.clock import ZONE

TASK_STATES = {"open": "待办理", "handed_in": "已提交，处理中", "done": "已办理", "gone": "已取消"}
WORK_STATES = {
    "waiting": "等待",
    "running": "进行中",
    "done": "已完成",
    "failed": "失败",
    "sent": "已送达",
    "dropped": "已放弃",
}
ACCOUNT_STATES = {"active": "启用", "stopped": "停用"}
LEVELS = {"": "一般成员", "manage": "管理员"}
JOBS = {
    "timer": "到期处理",
    "advance": "继续办理",
    "start": "发起办理",
    "route": "分派消息",
    "release": "定时发布",
    "batch": "批量办理",
    "deliver": "对外发送",
    "resume": "恢复发送",
    "sweep": "清理文件",
}


@dataclass(frozen=True)
class Words:
    """What the application says of roles: their names, and which of them are persons, who are no master data."""

    roles: Callable[[], Mapping[str, str]]
    persons: Collection[str]

    def role(self, code: str | None) -> str:
        """Return what a role, or the kind of a party, is called."""
        return self.roles().get(code or "", code or "")


def moment(value: datetime | None) -> str:
    """Return a point in time in local words."""
    return value.astimezone(ZONE).strftime("%Y-%m-%d %H:%M") if value else ""


def _moment(_view: Any, value: datetime, _name: str) -> str:
    return moment(value)


def _yes(_view: Any, value: bool, _name: str) -> str:
    return "是" if value else "否"


FORMATTERS = {**BASE_FORMATTERS, datetime: _moment, bool: _yes, type(None): lambda *_: ""}
