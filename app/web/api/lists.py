"""Doors for lists and figures: content says what they show, a list source gives the rows in the reader's scope."""

from collections.abc import Iterable, Iterator
from typing import Any

from flask import Response, jsonify, request

from app.inbox.figures import figure, figure_def, figure_table
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


@bp.get("/figures/<key>")
def show_figure(key: str) -> Any:
    """The numbers of a figure, in the reader's scope."""
    at = desk()
    return jsonify(figure(at, figure_def(at, key), counted_by()))


@bp.get("/figures/<key>.<any(xlsx,csv):ending>")
@limited("export")
def export_figure(key: str, ending: str) -> Any:
    """The same numbers as a sheet: a row for each group, and the sums."""
    at = desk()
    definition = figure_def(at, key)
    columns, rows = figure_table(definition, figure(at, definition, counted_by()))
    note("export_figure", f"figure:{key}", rows=len(rows), format=ending)
    return _sheet(columns, rows, definition.title, ending, reckoned=True)


def counted_by() -> dict[str, str]:
    """Return the filters that a figure is asked for: the cohort."""
    return {name: request.args[name] for name in ("cohort",) if request.args.get(name)}


@bp.get("/lists/<key>.<any(xlsx,csv):ending>")
@limited("export")
def export_list(key: str, ending: str) -> Any:
    """The same rows in the same order, as a sheet."""
    at = desk()
    definition = list_def(at, key)
    columns = [(c.key, c.label) for c in definition.columns]
    rows = _Counted(export_rows(at, definition, query_of(definition, request.args, 200)))
    response = _sheet(columns, rows, definition.title, ending)
    note("export_list", f"list:{key}", rows=rows.count, format=ending)
    return response


def _sheet(
    columns: list[tuple[str, str]],
    rows: Iterable[dict[str, Any]],
    title: str,
    ending: str,
    *,
    reckoned: bool = False,
) -> Response:
    """Return rows as a file of a kind."""
    if ending == "csv":
        response = Response(write_csv(columns, rows), content_type="text/csv; charset=utf-8")
    else:
        response = Response(write_xlsx(columns, rows, title, reckoned=reckoned), content_type=XLSX)
    return named(response, f"{title}.{ending}")
