"""Sheets as they are looked at: by the graduate whose they are, and by department and school (R-269, R-272, R-282)."""

import io
import zipfile
from typing import Any

from flask import Response, render_template, request, url_for
from sqlalchemy import func, select

from app.errors import Conflict, NotFound
from app.graduates.scope import own_graduate, staff_scope
from app.graduates.sources.verification import archive_transfer, household_transfer
from app.graduates.tables import Graduate, IssuedNumber, ReportedDestination, VerificationQuery
from app.graduates.verification.numbers import (
    AUTHORISED,
    KINDS,
    PURPOSES,
    TRANSFER,
    is_valid,
    last_day,
    number_of,
    state_of,
)
from app.graduates.verification.sheets import NAMES, sheet_of
from app.graduates.web.pages import bp
from app.graduates.web.verifying import paper, said
from app.inbox.lists import list_def, query_of
from app.inbox.status import Status
from app.operators.lists import Query
from app.reports.qr import svg_path
from app.store.instances import Document
from app.web.context import actor, db, desk, now, services
from app.web.pages.words import status_words
from app.web.sending import named
from app.web.templating import moment

LISTS = {
    (AUTHORISED, "archive"): ("verification", "档案信息核验列表"),
    (AUTHORISED, "household"): ("household_verification", "户口信息核验列表"),
    (TRANSFER, "archive"): ("transfer", "档案信息转递列表"),
    (TRANSFER, "household"): ("household_transfer", "户口信息转递列表"),
}
SOURCES = {"archive": archive_transfer, "household": household_transfer}
WORDS = {
    "": ("未授权", "draft"),
    "active": ("生效中", "done"),
    "expired": ("已过期", "ended"),
    "stopped": ("已停止授权", "ended"),
    "changed": ("因信息更新失效", "ended"),
    "removed": ("已失效", "ended"),
}
MOST = 300  # sheets in one download
SHOWN = 20  # verifications that a graduate sees


def own_sheets(graduate: Graduate) -> list[dict[str, Any]]:
    """Return the graduate's sheets with their numbers, how often each was verified, and what can be done."""
    kinds = [kind for kind in KINDS if kind == "archive" or graduate.hukou_in_school]
    return [_own_sheet(kind, number_of(db(), graduate.id, kind, AUTHORISED)) for kind in kinds]


def _own_sheet(kind: str, row: IssuedNumber | None) -> dict[str, Any]:
    state = state_of(row, now())
    label, tone = WORDS[state]
    found: dict[str, Any] = {
        "kind": kind,
        "name": NAMES[kind],
        "status": status_words(Status(state, label, tone)),
        "active": state == "active",
    }
    if row is None or state != "active":
        return found
    queries = _queries(row)
    printed = select(Document.id).where(
        Document.instance_id == row.instance_id, Document.kind == f"{kind}_sheet"
    )
    return {
        **found,
        "number": row.number,
        "until": last_day(row.valid_until),
        "times": db().scalar(_counted(row)) or 0,
        "queries": [moment(query.at) for query in queries],
        "document": db().scalar(printed.order_by(Document.id.desc()).limit(1)),
        "instance": row.instance_id,
    }


def _counted(row: IssuedNumber) -> Any:
    return select(func.count()).where(_since(row))


def _since(row: IssuedNumber) -> Any:
    return (VerificationQuery.issued_id == row.id) & (VerificationQuery.at >= row.issued_at)


def _queries(row: IssuedNumber) -> list[VerificationQuery]:
    wanted = select(VerificationQuery).where(_since(row)).order_by(VerificationQuery.id.desc()).limit(SHOWN)
    return list(db().scalars(wanted))


@bp.get("/graduate/sheets/<kind>/code")
def own_code(kind: str) -> Any:
    """The code of a sheet, large enough to be scanned from the phone."""
    graduate = own_graduate(db(), actor())
    row = number_of(db(), graduate.id, kind, AUTHORISED) if kind in KINDS else None
    if row is None or not is_valid(row, now()):
        raise NotFound("这份登记信息表没有生效中的授权，请先办理核验授权。")
    side, path = svg_path(f"{services().settings.base_url}{url_for('graduates.scanned', token=row.token)}")
    return render_template(
        "graduates/code.html",
        title=NAMES[kind],
        side=side,
        path=path,
        number=row.number,
        until=last_day(row.valid_until),
        back=url_for("graduates.graduate_module", key="verification"),
    )


@bp.get("/staff/sheets/<purpose>/<kind>/<graduate_id>")
def staff_sheet(purpose: str, kind: str, graduate_id: str) -> Any:
    """What a sheet says. The number that a graduate gives out is not shown; the one that the school gives out is."""
    graduate, row = _in_scope(purpose, kind, graduate_id)
    sheet = row.sheet if row is not None else _as_it_is(graduate, kind)
    own = row is not None and purpose == TRANSFER and is_valid(row, now())
    key, title = LISTS[purpose, kind]
    context = {"sheet": sheet, "purpose": purpose}
    return render_template(
        "graduates/sheet.html",
        title=NAMES[kind],
        list_href=url_for("pages.show_list", key=key),
        list_title=title,
        transfer=purpose == TRANSFER,
        number=row.number if row is not None and own else "",
        until=last_day(row.valid_until) if row is not None and own else "",
        sections=said(db(), context, now()) if sheet is not None else [],
        paper_href=url_for("graduates.transfer_paper", kind=kind, graduate_id=graduate.id) if own else None,
    )


@bp.get("/staff/sheets/transfer/<kind>/<graduate_id>.pdf")
def transfer_paper(kind: str, graduate_id: str) -> Any:
    """A sheet with the number that goes along with archive or household, as PDF."""
    graduate, row = _in_scope(TRANSFER, kind, graduate_id)
    if row is None or not is_valid(row, now()):
        raise Conflict("这名毕业生没有有效的转递编号，请先批量生成/重新生成转递编号。")
    response = Response(paper(db(), row, now()), content_type="application/pdf")
    return named(response, _name(graduate, kind), inline=True)


@bp.get("/staff/sheets/transfer/<kind>.zip")
def transfer_papers(kind: str) -> Any:
    """The sheets of all that the list finds and that have a valid number, each as PDF."""
    if kind not in KINDS:
        raise NotFound
    definition = list_def(desk(), LISTS[TRANSFER, kind][0])
    asked = query_of(definition, request.args, MOST + 1)
    found = SOURCES[kind](
        db(), actor(), Query(filters=asked.filters, search=asked.search, limit=MOST + 1), now()
    )
    wanted = [row["id"] for row in found.items if row["number"]]
    if len(found.items) > MOST:
        raise Conflict(f"一次最多下载 {MOST} 份，请按院系、届别或更新时间筛选后分批下载。")
    if not wanted:
        raise Conflict("当前查询结果中没有有效的转递编号，请先批量生成/重新生成转递编号。")
    return named(Response(_zipped(kind, wanted), content_type="application/zip"), f"{NAMES[kind]}.zip")


def _zipped(kind: str, graduates: list[str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for graduate_id in graduates:
            graduate, row = _in_scope(TRANSFER, kind, graduate_id)
            if row is not None:
                archive.writestr(_name(graduate, kind), paper(db(), row, now()))
    return buffer.getvalue()


def _name(graduate: Graduate, kind: str) -> str:
    return f"{graduate.name}_{graduate.student_no}_{NAMES[kind]}.pdf"


def _in_scope(purpose: str, kind: str, graduate_id: str) -> tuple[Graduate, IssuedNumber | None]:
    if purpose not in PURPOSES or kind not in KINDS:
        raise NotFound
    graduate = db().scalar(select(Graduate).where(Graduate.id == graduate_id, staff_scope(actor())))
    if graduate is None:
        raise NotFound
    return graduate, number_of(db(), graduate.id, kind, purpose)


def _as_it_is(graduate: Graduate, kind: str) -> dict[str, Any] | None:
    """Return what a sheet would say now; None where no destination was reported."""
    reported = db().get(ReportedDestination, graduate.id)
    return sheet_of(db(), graduate, reported, kind) if reported is not None else None
