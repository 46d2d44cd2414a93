"""What the sources have in common: what everybody filters by, counts by status, and pages by key."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_
from sqlalchemy.orm import Session

from app.errors import Invalid
from app.graduates.tables import Department, Graduate
from app.graduates.words import word
from app.inbox.cursor import decode, encode
from app.inbox.paging import CAP, count
from app.jobs.clock import ZONE
from app.operators.lists import Query, Rows
from app.reports.masks import mask
from app.store.instances import Instance


def number(query: Query, name: str) -> int | None:
    """Return a filter as a whole number. Raises Invalid."""
    given = query.filters.get(name)
    if given in (None, ""):
        return None
    text = str(given)
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Invalid.of({name: "应当是整数，例如 2027。"})
    return int(text)


def text(query: Query, name: str) -> str:
    """Return a filter as text, empty when it was not given."""
    return str(query.filters.get(name) or "").strip()


def common_filters(query: Query, cohort: Any) -> list[ColumnElement[bool]]:
    """Return the conditions of the filters that every list of records has: cohort, department, degree."""
    found: list[ColumnElement[bool]] = []
    if year := number(query, "cohort"):
        found.append(cohort == year)
    if department := text(query, "department"):
        found.append(or_(Department.id == department, Department.name == department))
    if degree := text(query, "degree"):
        found.append(Graduate.degree == degree)
    return found


def named(query: Query) -> list[ColumnElement[bool]]:
    """Return the condition of a search for a graduate: a part of the name, or the student number."""
    words = query.search.strip()
    return (
        [or_(Graduate.name.contains(words, autoescape=True), Graduate.student_no == words)] if words else []
    )


def person(session: Session, graduate: Graduate, department: str) -> dict[str, Any]:
    """Return the columns that say who a row is about, in every list of departments and schools."""
    return {
        "name": graduate.name,
        "id_number": mask("id_number", graduate.id_number),
        "student_no": graduate.student_no,
        "department": department,
        "major": graduate.major,
        "degree_label": word(session, "degree", graduate.degree),
        "cohort": graduate.cohort,
    }


def iso(value: datetime | None) -> str | None:
    """Return a moment as lists carry it: here, with its offset."""
    return value.astimezone(ZONE).isoformat() if value else None


def status_counts(
    session: Session, wanted: Select[Any], stages: Mapping[str, Collection[str]]
) -> dict[str, int]:
    """Return how many rows of a query are in each status of their instance, and in each stage, which is several."""
    counted = wanted.with_only_columns(Instance.status, func.count()).group_by(Instance.status)
    found = {str(status): total for status, total in session.execute(counted) if status}
    return {**found, **{stage: sum(found.get(s, 0) for s in among) for stage, among in stages.items()}}


def newest_rows(
    session: Session,
    wanted: Select[Any],
    query: Query,
    at: Any,
    shapes: Callable[[Sequence[Any]], Iterable[Mapping[str, Any]]],
    counters: Mapping[str, int],
) -> Rows:
    """Return the page that was asked for of a query whose first column is a model with the moment `at`, the newest
    first; `shapes` makes the rows of the list from those that were read, all together."""
    key = at.class_.id
    total = count(session, wanted.with_only_columns(key))
    if query.after:
        wanted = wanted.where(key < decode(query.after)[1])
    found = session.execute(wanted.order_by(key.desc()).limit(query.limit + 1)).all()
    shown = found[: query.limit]
    after = encode(getattr(shown[-1][0], at.key), shown[-1][0].id) if len(found) > query.limit else None
    return Rows(list(shapes(shown)), min(total, CAP), total > CAP, after, dict(counters))


def graduate_rows(
    session: Session,
    wanted: Select[Any],
    query: Query,
    shape: Callable[[Any], Mapping[str, Any]],
    counters: Mapping[str, int],
) -> Rows:
    """Return the page that was asked for of a query whose first column is a graduate, one row for each."""
    total = count(session, wanted.with_only_columns(Graduate.id))
    if query.after:
        wanted = wanted.where(Graduate.id > decode(query.after, str)[1])
    found = session.execute(wanted.order_by(Graduate.id).limit(query.limit + 1)).all()
    return rows_of(found, query.limit, total, shape, lambda row: encode("", row[0].id), counters)


def rows_of(
    found: Sequence[Any],
    limit: int,
    total: int,
    shape: Callable[[Any], Mapping[str, Any]],
    cursor: Callable[[Any], str],
    counters: Mapping[str, int] | None = None,
) -> Rows:
    """Return an answer from rows that were read one beyond the limit."""
    shown = found[:limit]
    after = cursor(shown[-1]) if len(found) > limit else None
    return Rows([shape(row) for row in shown], min(total, CAP), total > CAP, after, dict(counters or {}))
