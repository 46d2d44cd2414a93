"""学生收藏夹: graduates are found only by name, identity number and school together, and kept in a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, tuple_

from app.errors import Invalid, NotFound
from app.graduates.cohorts import current_cohort
from app.graduates.paging import CAP, Page, page_of
from app.graduates.scope import signing_employer
from app.graduates.tables import Favourite, Graduate, School, SigningSetting
from app.identity import audit
from app.identity.limits import take
from app.inbox.desk import Desk
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


def search(desk: Desk, name: str, id_number: str, school: str, *, strict: bool = False) -> Graduate:
    """Return the graduate that all three fit exactly. Raises NotFound, which never says what did not."""
    employer = signing_employer(desk.session, desk.person)
    problems = {
        key: f"请填写{label}。"
        for (key, label), value in zip(COLUMNS, (name, id_number, school), strict=True)
        if not str(value).strip()
    }
    if problems:
        raise Invalid.of(problems)
    take(desk.session, "search", desk.person.account_id, strict=strict, now=desk.now)
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


def add(desk: Desk, name: str, id_number: str, school: str, *, strict: bool = False) -> Kept:
    """Find a graduate and keep it. One that is kept already is returned as it is."""
    graduate = search(desk, name, id_number, school, strict=strict)
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


def import_rows(desk: Desk, rows: Sequence[Sequence[Any]], *, strict: bool = False) -> Imported:
    """Keep every row of a sheet that fits; others are reported by row. The first row is the heading.

    Raises Invalid when the columns are not those of the template."""
    employer = signing_employer(desk.session, desk.person)
    take(desk.session, "import", desk.person.account_id, strict=strict, now=desk.now)
    places = _columns(rows)
    if len(rows) > MAX_ROWS + 1:
        raise Invalid(f"一次最多导入 {MAX_ROWS} 行，请分批导入。")
    found = Imported()
    for number, row in enumerate(rows[1:], start=2):
        _import_row(desk, found, number, {key: _cell(row, at) for key, at in places.items()})
    detail = {"rows": len(rows) - 1, "added": found.added}
    audit(
        desk.session, desk.person, "import_favourites", f"employer:{employer.id}", detail=detail, now=desk.now
    )
    return found


def _import_row(desk: Desk, found: Imported, number: int, row: Mapping[str, str]) -> None:
    if not any(row.values()):
        found.blank += 1
        return
    graduate = match(desk, row["name"], row["id_number"], row["school"]) if all(row.values()) else None
    if graduate is None:
        missing = [label for key, label in COLUMNS if not row[key]]
        message = f"缺少{'、'.join(missing)}。" if missing else NOT_FOUND
        found.problems.append({"row": number, "name": row["name"], "message": f"第 {number} 行：{message}"})
        return
    _, new = _keep(desk, graduate, "import")
    found.added += new
    found.known += not new


def _columns(rows: Sequence[Sequence[Any]]) -> dict[str, int]:
    heading = [str(cell or "").strip() for cell in rows[0]] if rows else []
    missing = [label for _, label in COLUMNS if label not in heading]
    if missing:
        raise Invalid(f"表格第 1 行缺少列：{'、'.join(missing)}。请使用下载的导入模板。")
    return {key: heading.index(label) for key, label in COLUMNS}


def _cell(row: Sequence[Any], at: int) -> str:
    return str(row[at] if at < len(row) and row[at] is not None else "").strip()
