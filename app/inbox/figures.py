"""Figures as content describes them: all rows of a source in the reader's scope, counted."""

from collections.abc import Mapping
from typing import Any

from app.content.report import Figure
from app.inbox.desk import Desk
from app.inbox.lists import every_row, report_def
from app.operators.lists import Query
from app.reports import figure_values

AT_ONCE = 1_000


def figure_def(desk: Desk, key: str) -> Figure:
    """Return a figure's definition. Raises NotFound for an unknown figure or one for other roles."""
    return report_def(desk, f"figures/{key}", Figure)


def figure(desk: Desk, definition: Figure, filters: Mapping[str, str]) -> dict[str, Any]:
    """Return the numbers of a figure: `{"labels", "keys", "series", "total"}`, of the rows that the filters find."""
    rows = every_row(desk, definition, Query(filters=dict(filters), limit=AT_ONCE))
    return figure_values(
        definition, rows, desk.now, lambda key: desk.library.newest(desk.session, "codes", key)
    )


def figure_table(
    definition: Figure, numbers: Mapping[str, Any]
) -> tuple[list[tuple[str, str]], list[dict[str, Any]]]:
    """Return the columns and rows of a figure as a table, the last row with the sums."""
    columns = [("group", definition.group_label), *((s["name"], s["name"]) for s in numbers["series"])]
    rows = [
        {"group": label, **{s["name"]: s["values"][at] for s in numbers["series"]}}
        for at, label in enumerate(numbers["labels"])
    ]
    return columns, [*rows, {"group": "总计", **{s["name"]: sum(s["values"]) for s in numbers["series"]}}]
