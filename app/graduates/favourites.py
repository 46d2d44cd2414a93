"""学生收藏夹: graduates are found only by name, identity number and school together, and kept in a list."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, tuple_

from app.errors import Invalid, NotFound
from app.files import SheetColumn, SheetLimits, SheetRow, read_sheet
from app.graduates.cohorts import current_cohort
from app.graduates.paging import CAP, Page, page_of
from app.graduates.scope import signing_employer
from app.graduates.tables import Favourite, Graduate, School, SigningSetting
from app.identity import audit
from app.inbox.desk import Desk
from app.reports import write_xlsx
from app.store.sealed import blind

NOT_FOUND = "未找到该毕业生：姓名、身份证号、毕业院校三项须与学籍信息完全一致，且学校已开通网上签约。"
COLUMNS = (("name", "学生姓名"), ("id_number", "身份证号"), ("school", "毕业院校"))
MAX_ROWS = 2_000


@dataclass(frozen=True)
class Kept:
    """A favourite with its graduate and school."""

    favourite: Favourite
    graduate: Graduate
    school: School


@dataclass
class Imported:
    """What came of a sheet: how many rows were listed, which were not and why, how many were blank."""

    added: int = 0
    known: int = 0
    blank: int = 0
    problems: list[dict[str, Any]] = field(default_factory=list)


def search(desk: Desk, name: str, id_number: str, school: str) -> Graduate:
    """Return the graduate that all three fit exactly. Raises NotFound, which never says what did not."""
    employer = signing_employer(desk.session, desk.person)
    problems = {
        key: f"请填写{label}。"
        for (key, label), value in zip(COLUMNS, (name, id_number, school), strict=True)
        if not str(value).strip()
    }
    if problems:
        raise Invalid.of(problems)
    graduate = match(desk, name, id_number, school)
    result = "done" if graduate else "failed"
    audit(desk.session, desk.person, "search_graduate", f"employer:{employer.id}", result, now=desk.now)
    if graduate is None:
        raise NotFound(NOT_FOUND)
    return graduate


def match(desk: Desk, name: str, id_number: str, school: str) -> Graduate | None:
    """Return the graduate in the roster of a school that has opened signing, or None."""
    setting = SigningSetting
    query = (
        select(Graduate)
        .join(School, School.id == Graduate.school_id)
        .join(setting, (setting.school_id == Graduate.school_id) & (setting.cohort == Graduate.cohort))
        .where(
            Graduate.id_hash == blind(id_number.strip(), "graduate.id_number"),
            Graduate.name == name.strip(),
            School.name == school.strip(),
            Graduate.deleted_at.is_(None),
            setting.opened.is_(True),
        )
        .order_by(Graduate.cohort.desc())
    )
    return desk.session.scalars(query).first()


def add(desk: Desk, name: str, id_number: str, school: str) -> Kept:
    """Find a graduate and keep it. One that is kept already is returned as it is."""
    graduate = search(desk, name, id_number, school)
    return _keep(desk, graduate, "single")[0]


def _keep(desk: Desk, graduate: Graduate, source: str) -> tuple[Kept, bool]:
    employer = signing_employer(desk.session, desk.person)
    table = Favourite
    pair = (table.employer_id == employer.id, table.graduate_id == graduate.id)
    row = desk.session.scalar(select(table).where(*pair))
    new = row is None
    if row is None:
        row = Favourite(
            employer_id=employer.id,
            graduate_id=graduate.id,
            cohort=graduate.cohort,
            source=source,
            added_by=desk.person.account_id,
            added_at=desk.now,
        )
        desk.session.add(row)
        desk.session.flush()
    return Kept(row, graduate, desk.session.get_one(School, graduate.school_id)), new


def find(
    desk: Desk, *, cohort: int | None = None, q: str = "", limit: int = 50, after: str | None = None
) -> Page[Kept]:
    """Return the employer's favourites of a cohort (default: the one that graduates now), newest first.
    Who is no longer in the roster is not among them."""
    employer = signing_employer(desk.session, desk.person)
    where: list[ColumnElement[bool]] = [
        Favourite.employer_id == employer.id,
        Favourite.cohort == (cohort or current_cohort(desk)),
        Graduate.deleted_at.is_(None),
    ]
    if q.strip():
        where.append(Graduate.name.contains(q.strip(), autoescape=True))
    query = select(Favourite, Graduate, School).join(Graduate, Graduate.id == Favourite.graduate_id)
    query = query.join(School, School.id == Graduate.school_id).where(*where)
    counted = select(func.count()).select_from(
        query.with_only_columns(Favourite.id).limit(CAP + 1).subquery()
    )
    total = desk.session.scalar(counted) or 0
    if after:
        query = query.where(tuple_(Favourite.id) < tuple_(after))
    rows = desk.session.execute(query.order_by(Favourite.id.desc()).limit(limit + 1)).all()
    return page_of([Kept(*row) for row in rows], limit, total, lambda kept: kept.favourite.id)


def remove(desk: Desk, favourite_id: str) -> None:
    """Take a graduate out of the favourites. Raises NotFound."""
    employer = signing_employer(desk.session, desk.person)
    mine = (Favourite.id == favourite_id, Favourite.employer_id == employer.id)
    if desk.session.scalar(select(Favourite.id).where(*mine)) is None:
        raise NotFound
    desk.session.execute(delete(Favourite).where(*mine))


def import_sheet(desk: Desk, body: bytes) -> Imported:
    """Keep every row of a sheet that fits; others are reported by row. Blank rows are skipped and counted.

    Raises Invalid when the columns are not those of the template."""
    employer = signing_employer(desk.session, desk.person)
    columns = [SheetColumn(key, label, required=True) for key, label in COLUMNS]
    sheet = read_sheet(body, columns, SheetLimits(rows=MAX_ROWS))
    found = Imported(blank=sheet.blank)
    found.problems += [{"row": None, "cell": e.field, "message": e.message} for e in sheet.errors]
    for row in sheet.rows:
        _import_row(desk, found, row)
    detail = {"rows": len(sheet.rows), "added": found.added}
    target = f"employer:{employer.id}"
    audit(desk.session, desk.person, "import_favourites", target, detail=detail, now=desk.now)
    return found


def _import_row(desk: Desk, found: Imported, row: SheetRow) -> None:
    missing = [key for key, _ in COLUMNS if not row.cells.get(key)]
    cells = row.cells
    graduate = None if missing else match(desk, cells["name"], cells["id_number"], cells["school"])
    if graduate is None:
        words = [label for key, label in COLUMNS if key in missing]
        message = f"缺少{'、'.join(words)}。" if words else NOT_FOUND
        cell = row.addresses.get(missing[0] if missing else "name", "")
        found.problems.append({"row": row.number, "cell": cell, "message": f"第 {row.number} 行：{message}"})
        return
    _, new = _keep(desk, graduate, "import")
    found.added += new
    found.known += not new


def template() -> bytes:
    """Return the sheet that is filled in and imported."""
    return write_xlsx(COLUMNS, [], "学生名单导入模板")
