"""Where a diagram's elements lie: the shapes and edges of its BPMN DI."""

from collections.abc import Mapping
from dataclasses import dataclass

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
    """Shapes and edges by the id of what they draw."""

    shapes: Mapping[str, Box]
    edges: Mapping[str, tuple[tuple[float, float], ...]]


def read_layout(data: bytes, file: str) -> Layout:
    """Return the layout of a BPMN file; empty where it has none. Raises BadContent."""
    shapes: dict[str, Box] = {}
    edges: dict[str, tuple[tuple[float, float], ...]] = {}
    for element in read_xml(data, file).iter():
        if local(element) == "BPMNShape":
            bounds = child(element, "Bounds")
            if bounds is not None:
                shapes[element.get("bpmnElement", "")] = Box(
                    *(float(bounds.get(name, 0)) for name in ("x", "y", "width", "height"))
                )
        elif local(element) == "BPMNEdge":
            points = [(float(p.get("x", 0)), float(p.get("y", 0))) for p in children(element, "waypoint")]
            edges[element.get("bpmnElement", "")] = tuple(points)
    return Layout(shapes, edges)
