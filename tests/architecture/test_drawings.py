"""The shipped diagrams read well when they are printed: no flow runs through a box, no name lies on another."""

from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from app.content.bpmn import Process, read_bpmn
from app.content.layout import Box, Layout, read_layout

DIAGRAMS = sorted((Path(__file__).parents[2] / "bpmn").glob("*.bpmn"))
Point = tuple[float, float]
EDGE = 1.0  # a line may touch the border of a box, where flows begin and end


@pytest.fixture(params=DIAGRAMS, ids=lambda path: path.stem)
def drawn(request: pytest.FixtureRequest) -> tuple[Process, Layout]:
    body = request.param.read_bytes()
    return read_bpmn(body, request.param.name), read_layout(body, request.param.name)


def inside(box: Box) -> Box:
    return Box(box.x + EDGE, box.y + EDGE, box.width - 2 * EDGE, box.height - 2 * EDGE)


def cuts(start: Point, end: Point, box: Box) -> bool:
    """Whether a straight line of a drawing, level or upright, enters a box."""
    left, right = sorted((start[0], end[0]))
    top, bottom = sorted((start[1], end[1]))
    across = left < box.x + box.width and right > box.x
    return across and top < box.y + box.height and bottom > box.y


def overlap(one: Box, other: Box) -> bool:
    across = one.x < other.x + other.width and other.x < one.x + one.width
    return across and one.y < other.y + other.height and other.y < one.y + one.height


def lines(layout: Layout, flow: str) -> Iterator[tuple[Point, Point]]:
    yield from pairwise(layout.edges.get(flow, ()))


def test_everything_is_drawn(drawn: tuple[Process, Layout]) -> None:
    process, layout = drawn
    assert set(process.elements) <= set(layout.shapes)
    assert set(process.flows) <= set(layout.edges)
    assert set(process.lanes) <= set(layout.shapes)


def test_lines_are_level_or_upright(drawn: tuple[Process, Layout]) -> None:
    process, layout = drawn
    for flow in process.flows:
        for (x1, y1), (x2, y2) in lines(layout, flow):
            assert x1 == x2 or y1 == y2, (flow, (x1, y1), (x2, y2))


def test_no_flow_runs_through_a_box(drawn: tuple[Process, Layout]) -> None:
    process, layout = drawn
    held = {e.id: e.attached_to for e in process.elements.values()}
    for flow in process.flows.values():
        around = process.elements[flow.source].parent  # a flow of a subprocess lies in its box
        own = {flow.source, flow.target, held.get(flow.source), held.get(flow.target), around}
        for start, end in lines(layout, flow.id):
            cut = [e for e in process.elements if e not in own and cuts(start, end, inside(layout.shapes[e]))]
            assert cut == [], (flow.id, cut)


def test_no_two_flows_cross(drawn: tuple[Process, Layout]) -> None:
    process, layout = drawn
    for one, other in combinations(process.flows, 2):
        for a, b in lines(layout, one):
            for c, d in lines(layout, other):
                assert not crosses(a, b, c, d), (one, other, a, c)


def crosses(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether a level and an upright line cross, and do not merely meet at an end."""
    level, upright = ((a, b), (c, d)) if a[1] == b[1] else ((c, d), (a, b))
    if level[0][1] != level[1][1] or upright[0][0] != upright[1][0]:
        return False
    x, y = upright[0][0], level[0][1]
    left, right = sorted(point[0] for point in level)
    top, bottom = sorted(point[1] for point in upright)
    return left < x < right and top < y < bottom


def test_no_name_lies_on_another_or_on_a_box(drawn: tuple[Process, Layout]) -> None:
    process, layout = drawn
    for one, other in combinations(layout.labels, 2):
        assert not overlap(inside(layout.labels[one]), inside(layout.labels[other])), (one, other)
    for name, label in layout.labels.items():
        own = {name, process.elements[name].parent} if name in process.elements else {name}
        on = [
            e for e in process.elements if e not in own and overlap(inside(label), inside(layout.shapes[e]))
        ]
        assert on == [], (name, on)
