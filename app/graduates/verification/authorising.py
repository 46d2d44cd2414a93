"""核验授权 (P29): a graduate gives receiving authorities leave to verify, for a time; what the diagram may call."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Incident
from app.graduates.confirming import confirmed, load_reported
from app.graduates.operators import graduate_of
from app.graduates.tables import Graduate, ReportedDestination
from app.graduates.verification.numbers import (
    AUTHORISED,
    KINDS,
    end_of,
    is_valid,
    issue,
    number_of,
    service_end,
    void,
)
from app.graduates.verification.sheets import printed, sheet_of
from app.identity import Actor
from app.jobs.clock import ZONE
from app.operators.registry import Env, Subject, registry
from app.store.instances import Instance

PROCESS = "verification_authorisation"
LONGEST = 365  # days
ENDS = ("stopped", "expired")


@registry.subject("authorisable")
def load_authorisable(
    session: Session, subject_id: str | None, actor: Actor | None, now: datetime
) -> Subject:
    """Load the actor's own graduate with what can be authorised and until when. Nobody else is a party: staff never see
    the number (R-272). Raises NotFound."""
    own = load_reported(session, subject_id, actor, now)
    graduate = session.get_one(Graduate, own.id)
    extra = {
        "service_end": service_end(session, graduate, AUTHORISED, now).isoformat(),
        "authorised": _running(session, own.id),
    }
    return replace(own, parties={"graduate": own.id}, extra={**own.extra, **extra})


def _running(session: Session, graduate_id: str) -> bool:
    """Whether an authorisation of the graduate stands or is about to."""
    mine = (Instance.process == PROCESS, Instance.subject_id == graduate_id, Instance.ended.is_(False))
    return session.scalar(select(Instance.id).where(*mine)) is not None


@registry.operator
def issue_authorised_numbers(env: Env, *, days: Any = None) -> dict[str, Any]:
    """给毕业生的档案登记信息表和户口登记信息表（户口在校时）各发一个核验编号：days 天内有效，不超过核验服务截止日；

    days 不是数字时到核验服务截止日为止，最长 365 天。返回 {issued, until, with_household, archive, household}，后两项供文书使用；

    这期间信息有了更新、已不是确认无误，或另一次授权正在生效时，issued 为 false，不发编号。"""
    graduate = graduate_of(env)
    reported = env.session.get(ReportedDestination, graduate.id, with_for_update=True)
    last = end_of(service_end(env.session, graduate, AUTHORISED, env.now))
    if reported is None or last <= env.now or not _may(env, graduate):
        return {"issued": False}
    until = min(last, _end_after(env.now, int(days) if str(days or "").isdigit() else LONGEST))
    kinds = KINDS if graduate.hukou_in_school else KINDS[:1]
    found: dict[str, Any] = {"issued": True, "until": until.isoformat(), "with_household": len(kinds) > 1}
    for kind in kinds:
        sheet = sheet_of(env.session, graduate, reported, kind)
        row = issue(env.session, graduate, kind, AUTHORISED, sheet, until, env.now, env.instance_id)
        found[kind] = printed(row, env.now)
    return found


def _end_after(now: datetime, days: int) -> datetime:
    """Return when the last of so many days is over: a number is good for the whole of it."""
    return end_of(now.astimezone(ZONE).date() + timedelta(days=days))


def _may(env: Env, graduate: Graduate) -> bool:
    """Whether numbers may be given out now, whatever was so when it was asked for."""
    if graduate.deleted_at is not None or confirmed(env.session, graduate.id) != "right":
        return False
    return not any(is_valid(number_of(env.session, graduate.id, kind, AUTHORISED), env.now) for kind in KINDS)


@registry.operator
def end_authorised_numbers(env: Env, *, state: str) -> bool:
    """使本次授权发出的核验编号失效：state 是原因 stopped 停止授权、expired 到期。"""
    if state not in ENDS:
        raise Incident(f"核验编号没有“{state}”这种失效原因。", env.element, "operator")
    graduate = graduate_of(env)
    rows = [number_of(env.session, graduate.id, kind, AUTHORISED) for kind in KINDS]
    if not any(row is not None and row.instance_id == env.instance_id for row in rows):
        return False  # a later authorisation has taken their place
    void(env.session, graduate.id, state, env.now, KINDS, (AUTHORISED,))
    return True
