"""An employer's workbench: what waits, counters for each state, notices, and the lists by state."""

from datetime import timedelta
from typing import Any

from flask import render_template, request, url_for
from sqlalchemy import func, select

from app.errors import NotFound
from app.graduates.cohorts import cohorts, current_cohort
from app.graduates.definitions import label
from app.graduates.facts import employer_facts
from app.graduates.scope import acting_employer, signing_employer
from app.graduates.sources.endings import FAILED
from app.graduates.sources.signings import STATES, employer_signing, state_counters
from app.graduates.tables import Signing
from app.graduates.web.pages import bp
from app.inbox import notices
from app.inbox.desk import Desk
from app.operators.lists import Query
from app.store.instances import Document
from app.store.tasks import Task
from app.web.api import reading
from app.web.context import actor, db, desk, now
from app.web.templating import moment

LABELS = {
    "signing": "签约中",
    "signed": "已签约",
    "failed": "签约失败",
    "terminating": "解约中",
    "terminated": "已解约",
    "termination_failed": "解约失败",
    "voided": "已作废",
    "invalid": "失效",
}
TONES = {
    "invited": "wait",
    "accepted": "wait",
    "signed": "done",
    "failed": "failed",
    "terminating": "wait",
    "terminated": "parted",
}
SOON = timedelta(days=3)


@bp.get("/employer/home")
def workbench() -> Any:
    """Counters and notices of a cohort."""
    at, cohort = desk(), chosen_cohort(desk())
    employer = acting_employer(db(), actor())
    counters = state_counters(db(), [Signing.employer_id == employer.id, Signing.cohort == cohort])
    return render_template(
        "graduates/workbench.html",
        employer=employer_facts(db(), employer),
        cohort=cohort,
        cohorts=cohorts(at),
        counters=[_counter(state, counters.get(state, 0), cohort) for state in ("invited", "accepted")]
        + [_counter(state, counters.get(state, 0), cohort) for state in LABELS if state != "signing"],
        soon=_soon(employer.id, cohort),
        notices=[
            {
                "title": n.title,
                "text": n.text,
                "at": moment(n.created_at),
                "unread": n.read_at is None,
                "href": n.link or url_for("pages.messages"),
            }
            for n in notices.notices(at, 8).items
        ],
    )


def _counter(state: str, count: int, cohort: int) -> dict[str, Any]:
    names = {"invited": "等待学生应约", "accepted": "学生已应约提交审核中"}
    href = url_for("graduates.signings", state=state, cohort=cohort)
    return {"key": state, "label": names.get(state) or LABELS[state], "count": count, "href": href}


def _soon(employer_id: str, cohort: int) -> int:
    """Return how many invitations end soon without an answer."""
    mine = (Signing.employer_id == employer_id, Signing.cohort == cohort, Signing.state == "invited")
    soon = (Signing.answer_by > now(), Signing.answer_by <= now() + SOON)
    return db().scalar(select(func.count()).select_from(Signing).where(*mine, *soon)) or 0


@bp.get("/employer/signings/<state>")
def signings(state: str) -> Any:
    """The employer's signings in a state."""
    if state not in (*STATES, "invited", "accepted"):
        raise NotFound
    signing_employer(db(), actor())
    cohort, words = chosen_cohort(desk()), request.args.get("q", "")
    filters = {"state": state, "cohort": str(cohort)}
    query = Query(filters=filters, search=words, limit=reading.limit(), after=request.args.get("after"))
    found = employer_signing(db(), actor(), query, now())
    answers = _answers([row["ending"] for row in found.items if row["asked"]])
    return render_template(
        "graduates/signings.html",
        state=state,
        cohort=cohort,
        cohorts=cohorts(desk()),
        q=words,
        tabs=[_tab(name, label, state, cohort, found.counters) for name, label in LABELS.items()],
        rows=[_row(row, answers) for row in found.items],
        documents=_documents([row["instance"] for row in found.items]),
        page=_page(state, cohort, words, found),
    )


def _tab(name: str, label: str, state: str, cohort: int, counters: Any) -> dict[str, Any]:
    within = state == name or (name == "signing" and state in ("invited", "accepted"))
    href = url_for("graduates.signings", state=name, cohort=cohort)
    return {
        "label": label,
        "href": href,
        "active": within,
        "count": counters.get(name, 0),
        "testid": f"tab-{name}",
    }


def _page(state: str, cohort: int, words: str, found: Any) -> dict[str, Any]:
    here: dict[str, Any] = {"state": state, "cohort": cohort, "q": words or None}
    after = url_for("graduates.signings", **here, after=found.next) if found.next else None
    back = url_for("graduates.signings", **here) if request.args.get("after") else None
    return {"total": found.total, "capped": found.capped, "next_href": after, "previous_href": back}


def _answers(endings: list[str]) -> dict[str, str]:
    """Return the page on which the employer answers each of these requests for the end of a signing."""
    waiting = select(Task).where(Task.instance_id.in_(endings), Task.role == "employer", Task.state == "open")
    return {t.instance_id: url_for("pages.task", task_id=t.id) for t in db().scalars(waiting)}


def _row(row: Any, answers: dict[str, str]) -> dict[str, Any]:
    tone = "failed" if row["status"] == FAILED else TONES.get(row["state"], "ended")
    return {
        **row,
        "tag": {"label": row["status_label"], "class": tone},
        "answer": answers.get(row["ending"]),
        "href": url_for("pages.instance", instance_id=row["instance"]),
        "until": moment(row["answer_by"]),
        "effective": moment(row["effective_at"]),
        "actions": [(key, label(db(), "employer_action", key)) for key in row["actions"]],
    }


def _documents(instances: list[str]) -> dict[str, str]:
    """Return the newest agreement of each instance that the employer may read."""
    rows = db().scalars(
        select(Document).where(Document.instance_id.in_(instances)).order_by(Document.created_at)
    )
    readable = (row for row in rows if "employer" in row.roles)
    return {row.instance_id: url_for("api.download_document", document_id=row.id) for row in readable}


def chosen_cohort(at: Desk) -> int:
    """Return the cohort of the query string, or the one that graduates now."""
    return reading.bounded("cohort", 0, 0, 9999) or current_cohort(at)
