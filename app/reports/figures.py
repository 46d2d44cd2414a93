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
    """Return `{"labels", "keys", "series": [{"name", "values"}], "total"}`; after the fixed groups others stand by their
    values."""
    labels: dict[str, str] = dict(figure.groups)
    groups: dict[str, list[Decimal]] = {key: [Decimal(0)] * len(figure.series) for key in labels}
    fixed = list(groups)
    total = Decimal(0)
    for row in rows:
        weight = _weight(figure, row, now)
        total += weight
        group = value_of(figure.group_by, row, now, f"图表“{figure.title}”分组")
        key = "" if group is None else plain(group)
        labels.setdefault(key, shown(group, "", figure.codes, codes) or UNKNOWN)
        sums = groups.setdefault(key, [Decimal(0)] * len(figure.series))
        for i, series in enumerate(figure.series):
            sums[i] += _amount(series, row, now, weight)
    order = fixed + sorted(set(groups) - set(fixed), key=lambda key: (key == "", key))
    return {
        "labels": [labels[key] for key in order],
        "keys": order,
        "series": [
            {"name": s.name, "values": [rules.to_json(groups[key][i]) for key in order]}
            for i, s in enumerate(figure.series)
        ],
        "total": rules.to_json(total),
    }


def _weight(figure: Figure, row: Mapping[str, Any], now: datetime) -> Decimal:
    """Return how many a row stands for."""
    if not figure.weight:
        return Decimal(1)
    value = value_of(figure.weight, row, now, f"图表“{figure.title}”权重")
    return value if isinstance(value, Decimal) else Decimal(0)


def _amount(series: Series, row: Mapping[str, Any], now: datetime, weight: Decimal) -> Decimal:
    place = f"系列“{series.name}”"
    if not holds(series.where, row, now, place):
        return Decimal(0)
    if not series.value:
        return weight
    value = value_of(series.value, row, now, place)
    return value if isinstance(value, Decimal) else Decimal(0)
