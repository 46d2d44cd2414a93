"""Lists as content describes them: a source gives rows in the reader's scope, columns say what is shown of a row."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from app.content.report import ListDef
from app.errors import BadContent, NotFound
from app.inbox.desk import Desk
from app.operators.lists import Query, Rows
from app.reports import row_values

MAX_EXPORT = 50_000


def list_def(desk: Desk, key: str) -> ListDef:
    """Return a list's definition. Raises NotFound for an unknown list or one for other roles."""
    definition = desk.library.newest(desk.session, "report", f"lists/{key}")
    roles = {m.role for m in desk.person.memberships}
    if not isinstance(definition, ListDef) or (definition.roles and not roles & set(definition.roles)):
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


def find_rows(desk: Desk, definition: ListDef, query: Query) -> Rows:
    """Ask the list's source. Raises BadContent when nobody registered it."""
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
    count = 0
    while count < MAX_EXPORT:
        rows = find_rows(desk, definition, query)
        for row in rows.items:
            yield shown_row(desk, definition, row)
            count += 1
        if rows.next is None:
            return
        query = replace(query, after=rows.next)
