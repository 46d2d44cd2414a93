"""Pages without sign-in: 在线核验 of sheets that receiving authorities hold (P31). They need neither cookie nor script."""

from typing import Any

from flask import Response, render_template, request

from app.errors import NotFound, TooMany
from app.graduates.definitions import published
from app.graduates.tables import IssuedNumber
from app.graduates.verification.queries import NOT_FOUND, Verified, verify
from app.graduates.verification.sheets import NAMES
from app.graduates.web.pages import bp
from app.graduates.web.verifying import asked, paper, shown, take_turns
from app.reports import paragraphs
from app.web.context import db, now
from app.web.sending import named
from app.web.templating import moment

KINDS = {"archive": "档案转递信息在线核验", "household": "户口迁移信息在线核验"}
LOOKS = {"": "标准", "large": "大字版", "contrast": "高对比"}
NOTICES = "documents/verification_notices"
LONGEST = 60


@bp.get("/verify/<kind>")
def verify_page(kind: str) -> Any:
    """Where name and number are typed."""
    return asking_form(_known(kind))


@bp.post("/verify/<kind>")
def verify_sheet(kind: str) -> Any:
    """What was found. Both answers are drawn each time: the time says nothing of why there is none."""
    _known(kind)
    name, number = _typed()
    missing = _missing(name, number)
    if missing:
        return asking_form(kind, problems=missing), 422
    if (wait := turn_of(number)) is not None:
        return asking_form(kind, notice=wait), 429
    found = asked(kind, name, number, "form")
    result, nothing = sheet_page(found, kind), asking_form(kind, notice=NOT_FOUND)
    return result if found.hit else nothing


@bp.post("/verify/<kind>/sheet.pdf")
def verified_paper(kind: str) -> Any:
    """The sheet that was found, as PDF."""
    _known(kind)
    name, number = _typed()
    if (wait := turn_of(number)) is not None:
        return asking_form(kind, notice=wait), 429
    found = verify(db(), kind, name, number, now())
    return sheet_paper(found) if found.hit else asking_form(kind, notice=NOT_FOUND)


def turn_of(number: str) -> str | None:
    """Return why one has to wait, if so."""
    try:
        take_turns(number)
    except TooMany as error:
        return error.message
    return None


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise NotFound
    return kind


def _typed() -> tuple[str, str]:
    """Return name and number as they were typed."""
    return request.form.get("name", "").strip(), request.form.get("number", "").strip()


def _missing(name: str, number: str) -> list[dict[str, str]]:
    given = (("name", name, "请填写毕业生姓名。"), ("number", number, "请填写核验编号或转递编号。"))
    found = [{"field": field, "message": say} for field, text, say in given if not text]
    long = (("name", name, "姓名"), ("number", number, "编号"))
    return found + [
        {"field": field, "message": f"{word}最多 {LONGEST} 个字，请核对。"}
        for field, text, word in long
        if len(text) > LONGEST
    ]


def _look() -> str:
    look = request.values.get("look", "")
    return look if look in LOOKS else ""


def _frame(kind: str) -> dict[str, Any]:
    return {"kind": kind, "title": KINDS[kind], "kinds": KINDS, "look": _look(), "looks": LOOKS}


def asking_form(kind: str, notice: str = "", problems: list[dict[str, str]] | None = None) -> str:
    name, number = _typed()
    return render_template(
        "graduates/verify.html",
        **_frame(kind),
        notice=notice,
        problems=problems or [],
        name=name,
        number=number,
        notices=paragraphs(published(db(), "report", NOTICES), {}, now=now()),
    )


def sheet_page(found: Verified, kind: str, token: str = "") -> str:
    name, number = _typed()
    answer = shown(db(), found, now())
    return render_template(
        "graduates/verified.html",
        **_frame(kind),
        sections=answer["sections"],
        verified_at=moment(answer["verified_at"]),
        valid_until=answer["valid_until"],
        sheet_name=NAMES[kind],
        name=name,
        number=number,
        token=token,
    )


def sheet_paper(found: Verified) -> Response:
    row = db().get_one(IssuedNumber, found.id)
    response = Response(paper(db(), row, now()), content_type="application/pdf")
    return named(response, f"{NAMES[row.kind]}.pdf")
