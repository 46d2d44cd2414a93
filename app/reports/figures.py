"""Figures: rows of a source counted in groups."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from app import rules
from app.content.report import Figure, Series
from app.reports.values import Codes, holds, plain, shown, value_of

UNKNOWN = "未填写"


def figure_values(
    figure: Figure, rows: Iterable[Mapping[str, Any]], now: datetime, codes: Codes | None = None
) -> dict[str, Any]:
    """Return `{"labels", "series": [{"name", "values"}], "total"}`; groups are ordered by their values."""
    groups: dict[str, list[Decimal]] = {}
    labels: dict[str, str] = {}
    total = 0
    for row in rows:
        total += 1
        group = value_of(figure.group_by, row, now, f"图表“{figure.title}”分组")
        key = "" if group is None else plain(group)
        labels.setdefault(key, shown(group, "", figure.codes, codes) or UNKNOWN)
        sums = groups.setdefault(key, [Decimal(0)] * len(figure.series))
        for i, series in enumerate(figure.series):
            sums[i] += _amount(series, row, now)
    order = sorted(groups, key=lambda key: (key == "", key))
    return {
        "labels": [labels[key] for key in order],
        "series": [
            {"name": s.name, "values": [rules.to_json(groups[key][i]) for key in order]}
            for i, s in enumerate(figure.series)
        ],
        "total": total,
    }


def _amount(series: Series, row: Mapping[str, Any], now: datetime) -> Decimal:
    place = f"系列“{series.name}”"
    if not holds(series.where, row, now, place):
        return Decimal(0)
    if not series.value:
        return Decimal(1)
    value = value_of(series.value, row, now, place)
    return value if isinstance(value, Decimal) else Decimal(0)
