"""Lists: what is shown of a source's row in each column."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app import rules
from app.content.report import ListColumn, ListDef
from app.reports.masks import mask
from app.reports.values import Codes, shown, value_of


def row_values(
    definition: ListDef, row: Mapping[str, Any], now: datetime, codes: Codes | None = None
) -> dict[str, Any]:
    """Return a row as its columns say, by column key, as JSON values; masked values and codes are texts."""
    return {column.key: _value(column, row, now, codes) for column in definition.columns}


def _value(column: ListColumn, row: Mapping[str, Any], now: datetime, codes: Codes | None) -> Any:
    value = value_of(column.value, row, now, f"列“{column.label}”") if column.value else row.get(column.key)
    if column.mask:
        return mask(column.mask, shown(value, column.format, column.codes, codes))
    if column.codes or column.format:
        return shown(value, column.format, column.codes, codes)
    return rules.to_json(value)
