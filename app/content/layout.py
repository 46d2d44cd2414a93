"""Where a diagram's elements lie: the shapes and edges of its BPMN DI."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.content.xml import child, children, local, read_xml


@dataclass(frozen=True)
class Box:
    """A rectangle of the drawing."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Layout:
    """Shapes and edges by the id of what they draw, and where their names stand that do not stand inside."""

    shapes: Mapping[str, Box]
    edges: Mapping[str, tuple[tuple[float, float], ...]]
    labels: Mapping[str, Box]


def read_layout(data: bytes, file: str) -> Layout:
    """Return the layout of a BPMN file; empty where it has none. Raises BadContent."""
    shapes: dict[str, Box] = {}
    edges: dict[str, tuple[tuple[float, float], ...]] = {}
    labels: dict[str, Box] = {}
    for element in read_xml(data, file).iter():
        drawn, kind = element.get("bpmnElement", ""), local(element)
        if kind == "BPMNShape" and (box := _bounds(element)) is not None:
            shapes[drawn] = box
        elif kind == "BPMNEdge":
            points = [(float(p.get("x", 0)), float(p.get("y", 0))) for p in children(element, "waypoint")]
            edges[drawn] = tuple(points)
        label = child(element, "BPMNLabel") if kind in ("BPMNShape", "BPMNEdge") else None
        if label is not None and (box := _bounds(label)) is not None:
            labels[drawn] = box
    return Layout(shapes, edges, labels)


def _bounds(element: Any) -> Box | None:
    bounds = child(element, "Bounds")
    if bounds is None:
        return None
    return Box(*(float(bounds.get(name, 0)) for name in ("x", "y", "width", "height")))
