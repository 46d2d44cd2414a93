"""Destinations that other systems report: by the employment management system, or by a province's own one (DT-33)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.errors import Conflict, Invalid
from app.graduates.definitions import code_table
from app.graduates.machines import graduate_of, kind_of
from app.graduates.reporting import OURS, Report, record_report, remove_report
from app.graduates.tables import Graduate, ReportedDestination
from app.graduates.transfers import GIVEN, KINDS, keep
from app.identity.auditing import audit
from app.inbox.desk import Desk
from app.jobs.clock import ZONE

LONGEST = 200


def take_report(desk: Desk, given: Mapping[str, Any]) -> tuple[Graduate, ReportedDestination]:
    """Keep a destination. Raises Conflict where this system holds a destination itself, or a later report."""
    report, at = _report(desk, given), _moment(desk, given)
    graduate = _graduate(desk, given)
    _in_order(desk, graduate, at)
    row = record_report(desk.session, graduate, report, desk.now, at)
    _note(desk, graduate, "report_destination")
    return graduate, row


def clear_report(desk: Desk, given: Mapping[str, Any]) -> Graduate:
    """Forget a destination that was reported by other systems; a second time changes nothing."""
    graduate, at = _graduate(desk, given), _moment(desk, given)
    row = desk.session.get(ReportedDestination, graduate.id, with_for_update=True)
    if row is not None and row.source == OURS:
        raise Conflict("该毕业生的去向由登记系统上报，只能在登记系统作废。")
    if row is not None:
        _in_order(desk, graduate, at)
        remove_report(desk.session, row, desk.now, None)
        _note(desk, graduate, "clear_destination")
    return graduate


def take_transfer(desk: Desk, given: Mapping[str, Any]) -> tuple[Graduate, bool]:
    """Keep where archive or household go, as it was changed in the other system (R-244); return whether anything changed."""
    graduate, kind, what = _graduate(desk, given), str(given["kind"]), _transfer(desk, given)
    changed = keep(desk.session, graduate, kind, what, "ems", desk.now)
    if changed:
        _note(desk, graduate, f"report_{kind}")
    return graduate, changed


def _transfer(desk: Desk, given: Mapping[str, Any]) -> dict[str, str]:
    """Return where archive or household go. Raises Invalid by field."""
    kind, data = str(given["kind"]), dict(given.get("data") or {})
    if kind not in KINDS:
        raise Invalid.of({"kind": "应当是 archive 或 household。"})
    problems = {name: "没有这个字段。" for name in data if name not in GIVEN}
    problems |= {
        name: "应当是不超过 200 个字的文字。"
        for name, value in data.items()
        if name in GIVEN and not (isinstance(value, str) and len(value) <= LONGEST)
    }
    for name, key in (("type", f"{kind}_type"), ("region", "region")):
        table, code = code_table(desk.session, key), data.get(name) or ""
        if name not in problems and (table is None or not table.has(str(code))):
            problems[name] = f"“{code}”不在代码表 {key} 里。"
    if problems:
        raise Invalid.of(problems)
    return {name: str(value) for name, value in data.items()}


def _graduate(desk: Desk, given: Mapping[str, Any]) -> Graduate:
    graduate = graduate_of(desk.session, desk.person, str(given["candidate_no"]))
    if graduate.deleted_at is not None:
        raise Conflict("该毕业生已从名单中删除，不能上报去向。请先重新上传基本信息。")
    return graduate


def _report(desk: Desk, given: Mapping[str, Any]) -> Report:
    code = str(given.get("code") or "")
    table = code_table(desk.session, "destination")
    if table is None or not table.has(code):
        raise Invalid.of({"code": f"毕业去向代码“{code}”不在代码表 destination 里。"})
    place = str(given.get("unit_place") or "")
    if place and not (len(place) == 6 and place.isascii() and place.isdigit()):
        raise Invalid.of({"unit_place": "应当是 6 位地区代码。"})
    name = str(given.get("unit_name") or "")
    data = {"full_name": name, "region": place, **dict(given.get("data") or {})}
    return Report(kind_of(desk.person), code, table.label(code), name, place, data)


def _moment(desk: Desk, given: Mapping[str, Any]) -> datetime:
    """Return when it was reported there. Raises Invalid."""
    text = given.get("reported_at")
    if text is None:
        return desk.now
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise Invalid.of({"reported_at": "应当是 RFC 3339 时间，例如 2027-06-01T08:00:00+08:00。"}) from error
    found = found if found.tzinfo else found.replace(tzinfo=ZONE)
    if found > desk.now:
        raise Invalid.of({"reported_at": "上报时间不能晚于现在。"})
    return found


def _in_order(desk: Desk, graduate: Graduate, at: datetime) -> None:
    """Raises Conflict for a report that a later one has overtaken."""
    row = desk.session.get(ReportedDestination, graduate.id, with_for_update=True)
    if row is not None and row.source != OURS and at < row.reported_at:
        raise Conflict("已有更晚的上报，这一次的内容已过时，没有采用。")


def _note(desk: Desk, graduate: Graduate, act: str) -> None:
    target = f"graduate:{graduate.id}"
    audit(desk.session, desk.person, act, target, detail={"via": kind_of(desk.person)}, now=desk.now)
