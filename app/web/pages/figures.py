"""Figures as content describes them: a table that adds up, each number a link to the list with the same rows."""

from typing import Any

from flask import render_template, request, url_for

from app.content.report import Figure
from app.inbox.figures import figure, figure_def
from app.web.api.lists import counted_by
from app.web.context import desk
from app.web.links import link
from app.web.pages import bp


@bp.get("/figures/<key>")
def show_figure(key: str) -> Any:
    """A figure with its totals."""
    at = desk()
    definition = figure_def(at, key)
    filters = counted_by()
    numbers = figure(at, definition, filters)
    columns = [series["values"] for series in numbers["series"]]
    rows = [
        {
            "label": label,
            "cells": [
                {"value": column[at_row], "href": _href(definition, group, number, filters)}
                for number, column in enumerate(columns)
            ],
        }
        for at_row, (label, group) in enumerate(zip(numbers["labels"], numbers["keys"], strict=True))
    ]
    return render_template(
        "lists/figure.html",
        key=key,
        title=definition.title,
        group_label=definition.group_label,
        heads=[series.name for series in definition.series],
        rows=rows,
        sums=[sum(column) for column in columns],
        total=numbers["total"],
        cohort=request.args.get("cohort", ""),
        here=url_for("pages.show_figure", key=key),
    )


def _href(definition: Figure, group: str, number: int, filters: dict[str, str]) -> str:
    """Return the list that shows the rows of a number; nothing where the figure names none."""
    if not definition.list:
        return ""
    chosen = dict(definition.series[number].link)
    if definition.group_link:
        chosen[definition.group_link] = group
    return link("pages.show_list", key=definition.list, **filters, **chosen)
