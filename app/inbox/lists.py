"""Lists as content describes them: a source gives rows in the reader's scope, columns say what is shown of a row."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, TypeVar

from app.content.report import Figure, ListDef
from app.errors import BadContent, NotFound
from app.inbox.desk import Desk
from app.operators.lists import Query, Rows
from app.reports import row_values

MAX_EXPORT = 50_000
Counted = TypeVar("Counted", ListDef, Figure)


def list_def(desk: Desk, key: str) -> ListDef:
    """Return a list's definition. Raises NotFound for an unknown list or one for other roles."""
    return report_def(desk, f"lists/{key}", ListDef)


def report_def(desk: Desk, key: str, kind: type[Counted]) -> Counted:
    """Return the definition of a report over a source. Raises NotFound for an unknown one or one for other roles."""
    definition = desk.library.newest(desk.session, "report", key)
    if not isinstance(definition, kind) or (definition.roles and not desk.person.has_any(definition.roles)):
        raise NotFound
    return definition


def query_of(definition: ListDef, args: Mapping[str, str], limit: int) -> Query:
    """Return the question that a query string asks of a list."""
    filters = {f.key: args[f.key] for f in definition.filters if args.get(f.key)}
    return Query(
        filters=filters,
        search=args.get("q", ""),
        sort=args.get("sort", ""),
        limit=limit,
        after=args.get("after"),
        subject=args.get("subject"),
    )


def find_rows(desk: Desk, definition: ListDef | Figure, query: Query) -> Rows:
    """Ask the report's source. Raises BadContent when nobody registered it."""
    source = desk.registry.sources.get(definition.source)
    if source is None:
        raise BadContent(f"列表“{definition.title}”的数据来源“{definition.source}”没有登记。")
    rows: Rows = source(desk.session, desk.person, query, desk.now)
    return rows


def shown_row(desk: Desk, definition: ListDef, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a list shows of a row: its columns, masked, and what can be started on it."""
    values = row_values(
        definition, row, desk.now, lambda key: desk.library.newest(desk.session, "codes", key)
    )
    return {
        **values,
        "id": row.get("id"),
        "subject": row.get("subject"),
        "startable": row.get("startable", []),
    }


def export_rows(desk: Desk, definition: ListDef, query: Query) -> Iterator[dict[str, Any]]:
    """Yield every row that the query finds, in order, up to the export limit."""
    for row in islice(every_row(desk, definition, query), MAX_EXPORT):
        yield shown_row(desk, definition, row)


def every_row(desk: Desk, definition: ListDef | Figure, query: Query) -> Iterator[Mapping[str, Any]]:
    """Yield every row that the query finds, in order, read page by page."""
    while True:
        rows = find_rows(desk, definition, query)
        yield from rows.items
        if rows.next is None:
            return
        query = replace(query, after=rows.next)
