"""Doors for lists and figures: content says what they show, a list source gives the rows in the reader's scope."""

from collections.abc import Iterator
from typing import Any

from flask import Response, jsonify, request

from app.inbox.lists import export_rows, find_rows, list_def, query_of, shown_row
from app.reports import write_csv, write_xlsx
from app.web.api import bp, reading, shapes
from app.web.context import desk
from app.web.sending import named
from app.web.turns import limited, note

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/lists/<key>")
def show_list(key: str) -> Any:
    """One page of a list, with its columns and counters."""
    at = desk()
    definition = list_def(at, key)
    rows = find_rows(at, definition, query_of(definition, request.args, reading.limit()))
    items = [shown_row(at, definition, row) for row in rows.items]
    body = shapes.listing(items, rows.total, capped=rows.capped, after=rows.next)
    columns = [{"key": c.key, "label": c.label} for c in definition.columns]
    return jsonify({**body, "columns": columns, "counters": dict(rows.counters)})


class _Counted:
    """Rows that are written as they come, and how many there were."""

    def __init__(self, rows: Iterator[dict[str, Any]]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for row in self._rows:
            self.count += 1
            yield row


@bp.get("/lists/<key>.<any(xlsx,csv):ending>")
@limited("export")
def export_list(key: str, ending: str) -> Any:
    """The same rows in the same order, as a sheet."""
    at = desk()
    definition = list_def(at, key)
    columns = [(c.key, c.label) for c in definition.columns]
    rows = _Counted(export_rows(at, definition, query_of(definition, request.args, 200)))
    if ending == "csv":
        response = Response(write_csv(columns, rows), content_type="text/csv; charset=utf-8")
    else:
        response = Response(write_xlsx(columns, rows, definition.title), content_type=XLSX)
    note("export_list", f"list:{key}", rows=rows.count, format=ending)
    return named(response, f"{definition.title}.{ending}")
