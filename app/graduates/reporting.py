"""The destination that the employment management system holds of a graduate: reported, cleared, taken from elsewhere.

Every change of what counts is announced as `DestinationChanged`, whoever reported it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.errors import Conflict
from app.graduates.definitions import decide
from app.graduates.letters import send_to_ems
from app.graduates.operators import graduate_of
from app.graduates.tables import Graduate, ReportedDestination
from app.graduates.transfers import carry, end_carried
from app.graduates.verification.numbers import void_changed
from app.operators.outbox import announce
from app.operators.registry import Env, registry

OURS = "登记系统"
IMPORTANT = ("code", "label", "unit_name", "unit_place")  # DT-16: what the page of confirmation shows
UNIT = ("full_name", "short_name", "credit_code", "nature", "industry", "region", "address")


@dataclass(frozen=True)
class Report:
    """A destination as it is reported. `via`: platform, ems or province."""

    via: str
    code: str
    label: str
    unit_name: str
    unit_place: str
    data: Mapping[str, Any]
    instance_id: str | None = None


@registry.operator
def sync_to_ems(
    env: Env,
    *,
    action: str = "report",
    code: str = "10",
    label: str = "签就业协议形式就业",
    data: Any = None,
    transfers: Any = None,
) -> str:
    """把毕业去向同步到就业管理系统（写入发件箱）：

    action 为 report 上报或 clear 清除；code、label 是去向，data 是其内容，默认为用人单位；

    transfers 是一同填写的户档信息（R-220）。"""
    if action == "clear":
        return clear_ems(env)
    graduate, unit = graduate_of(env), env.case.get("employer") or {}
    content = data if isinstance(data, Mapping) else {name: unit.get(name) for name in UNIT}
    name, place = (content.get(part) or unit.get(part) or "" for part in ("full_name", "region"))
    report = Report("platform", str(code), str(label), str(name), str(place), content, env.instance_id)
    record_report(env.session, graduate, report, env.now)
    given = transfers if isinstance(transfers, Mapping) else {}
    said = carry(env.session, graduate, given, env.now, env.instance_id)
    return _send(
        env, graduate, "report", {"code": report.code, "label": report.label, "data": content, **said}
    )


@registry.operator
def clear_ems(env: Env) -> str:
    """清除就业管理系统中由登记系统上报的毕业去向（写入发件箱）；没有上报过或已由别处上报时什么也不做。"""
    graduate = graduate_of(env)
    row = env.session.get(ReportedDestination, graduate.id, with_for_update=True)
    if row is None or row.source != OURS:
        return ""
    remove_report(env.session, row, env.now, env.instance_id)
    return _send(env, graduate, "clear", {})


@registry.operator
def report_again(env: Env) -> str:
    """再次上报毕业生现有的毕业去向（重新上传名单以后）；没有由登记系统上报的去向时什么也不做。"""
    graduate = graduate_of(env)
    row = env.session.get(ReportedDestination, graduate.id)
    if row is None or row.source != OURS:
        return ""
    return _send(env, graduate, "report", {"code": row.code, "label": row.label, "data": dict(row.data)})


def _send(env: Env, graduate: Graduate, action: str, more: Mapping[str, Any]) -> str:
    """Write the letter about a destination."""
    content = {"action": action, "source": OURS, **more}
    return send_to_ems(env.session, graduate, f"destination.{action}", content, env.now, env.instance_id)


def record_report(
    session: Session, graduate: Graduate, report: Report, at: datetime, source_at: datetime | None = None
) -> ReportedDestination:
    """Keep what was reported, by whoever may (DT-33). Raises Conflict with the decision's reason."""
    row = session.get(ReportedDestination, graduate.id, with_for_update=True)
    verdict = decide(session, "report_source", {"via": report.via, "held": row.source if row else ""}, at)
    if verdict.get("allowed") is not True:
        raise Conflict(str(verdict.get("reason") or "不能上报这名毕业生的去向。"))
    before = _important(row)
    if row is None:
        row = ReportedDestination(graduate_id=graduate.id)
        session.add(row)
    row.code, row.label, row.source = report.code, report.label, str(verdict["source"])
    row.unit_name, row.unit_place = report.unit_name, report.unit_place
    row.data, row.reported_at, row.instance_id = dict(report.data), source_at or at, report.instance_id
    session.flush()
    _announce(session, graduate.id, before, row, at, report.instance_id)
    return row


def remove_report(session: Session, row: ReportedDestination, at: datetime, sender: str | None) -> None:
    """Forget what was reported."""
    before, graduate_id = _important(row), row.graduate_id
    session.delete(row)
    session.flush()
    end_carried(session, graduate_id, at, sender)
    _announce(session, graduate_id, before, None, at, sender)


def _important(row: ReportedDestination | None) -> dict[str, str] | None:
    return {name: getattr(row, name) for name in IMPORTANT} if row is not None else None


def _announce(
    session: Session,
    graduate_id: str,
    before: dict[str, str] | None,
    row: ReportedDestination | None,
    at: datetime,
    sender: str | None,
) -> None:
    after = _important(row)
    if before != after:
        void_changed(session, graduate_id, at)
        data = {"before": before, "after": after, "source": row.source if row is not None else ""}
        announce(session, "DestinationChanged", graduate_id, at, data=data, sender=sender)
