"""A diagram as SVG, with passed, current and failed elements marked by colour and sign."""

from collections.abc import Mapping
from html import escape

from app.content.bpmn import Element, Process, read_bpmn
from app.content.layout import Box, Layout, read_layout

COLOURS = {"passed": "#0b5b33", "current": "#8a4b00", "failed": "#8f1d13"}
FILLS = {"passed": "#d6f3e2", "current": "#ffebc8", "failed": "#fde2df"}
SIGNS = {"passed": "✓", "current": "●", "failed": "✗"}
LINE, PLAIN = "#4a5563", "#ffffff"
FONT = "font-family='Noto Sans CJK SC,Microsoft YaHei,PingFang SC,sans-serif' font-size='12'"
EVENT_SIGNS = {
    "message": "✉",
    "timer": "◷",
    "error": "↯",
    "signal": "△",
    "conditional": "≡",
    "escalation": "▲",
    "terminate": "●",
}


def draw_svg(body: bytes, marks: Mapping[str, str]) -> str:
    """Return the SVG of a BPMN file; `marks` are element id → passed, current or failed."""
    process, layout = read_bpmn(body, "diagram"), read_layout(body, "diagram")
    drawn = [e for e in process.elements.values() if e.id in layout.shapes]
    around = {e.parent for e in drawn}  # subprocesses lie under the flows and steps inside them
    boxes = layout.shapes.values()
    if not boxes:
        return "<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>"
    left, top = min(b.x for b in boxes) - 20, min(b.y for b in boxes) - 20
    width = max(b.x + b.width for b in boxes) + 20 - left
    height = max(b.y + b.height for b in boxes) + 60 - top
    parts = [
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='{left} {top} {width} {height}' "
        f"width='{width}' height='{height}' {FONT}>",
        f"<title>{escape(process.name)}</title>",
        "<defs><marker id='arrow' viewBox='0 0 10 10' refX='9' refY='5' markerWidth='8' markerHeight='8' orient='auto'>"
        f"<path d='M0 0L10 5L0 10z' fill='{LINE}'/></marker></defs>",
        *_lanes(process, layout),
        *(_around(e, layout.shapes[e.id], marks.get(e.id, "")) for e in drawn if e.id in around),
        *_flows(process, layout),
        *(
            _marked(e, layout.shapes[e.id], marks.get(e.id, ""), layout.labels.get(e.id))
            for e in drawn
            if e.id not in around
        ),
        "</svg>",
    ]
    return "".join(parts)


def _lanes(process: Process, layout: Layout) -> list[str]:
    drawn = []
    for lane in process.lanes.values():
        box = layout.shapes.get(lane.id)
        if box is not None:
            x, y = box.x + 15, box.y + box.height / 2
            drawn.append(_rect(box, "#7a8694", "none", 0))
            drawn.append(
                f"<text x='{x}' y='{y}' text-anchor='middle' transform='rotate(-90 {x} {y})' "
                f"fill='#1a1f26'>{escape(lane.name)}</text>"
            )
    return drawn


def _flows(process: Process, layout: Layout) -> list[str]:
    drawn = []
    for flow in process.flows.values():
        points = layout.edges.get(flow.id, ())
        if len(points) > 1:
            line = " ".join(f"{x},{y}" for x, y in points)
            drawn.append(f"<polyline points='{line}' fill='none' stroke='{LINE}' marker-end='url(#arrow)'/>")
            if flow.name:
                x, y = points[0]
                drawn.append(_label(flow.name, layout.labels.get(flow.id), x + 12, y - 8, LINE))
    return drawn


def _marked(element: Element, box: Box, mark: str, label: Box | None) -> str:
    """Return an element as a group that says which it is and how it is marked."""
    shape = _element(element, box, mark, label)
    return f"<g data-element-id='{escape(element.id)}' class='{escape(mark or 'plain')}'>{shape}</g>"


def _around(element: Element, box: Box, mark: str) -> str:
    """Return a subprocess as the box around what lies in it; what only an event begins is dashed."""
    dashes = " stroke-dasharray='4 3'" if element.triggered else ""
    colour, fill = COLOURS.get(mark, LINE), FILLS.get(mark, PLAIN)
    shape = _rect(box, colour, fill, 8).replace("/>", f"{dashes}/>")
    name = _text(element.name, box.x + box.width / 2, box.y + 18)
    return f"<g data-element-id='{escape(element.id)}' class='{escape(mark or 'plain')}'>{shape}{name}</g>"


def _element(element: Element, box: Box, mark: str, label: Box | None) -> str:
    colour, fill = COLOURS.get(mark, LINE), FILLS.get(mark, PLAIN)
    middle_x, middle_y = box.x + box.width / 2, box.y + box.height / 2
    sign = (
        f"<text x='{box.x + box.width - 8}' y='{box.y + 2}' fill='{colour}' font-weight='bold'>{SIGNS[mark]}</text>"
        if mark
        else ""
    )
    if element.type.endswith("Gateway"):
        points = f"{middle_x},{box.y} {box.x + box.width},{middle_y} {middle_x},{box.y + box.height} {box.x},{middle_y}"
        cross = {"exclusiveGateway": "×", "parallelGateway": "+", "inclusiveGateway": "○"}.get(
            element.type, "⬠"
        )
        shape = f"<polygon points='{points}' fill='{fill}' stroke='{colour}'/>" + _text(
            cross, middle_x, middle_y + 6, colour, 18
        )
        return shape + _label(element.name, label, middle_x, box.y - 6) + sign
    if element.type.endswith("Event"):
        weight = 3 if element.type == "endEvent" else 1
        shape = (
            f"<circle cx='{middle_x}' cy='{middle_y}' r='{box.width / 2}' "
            f"fill='{fill}' stroke='{colour}' stroke-width='{weight}'/>"
        )
        inner = EVENT_SIGNS.get(element.event, "")
        return (
            shape
            + _text(inner, middle_x, middle_y + 5, colour)
            + _label(element.name, label, middle_x, box.y + box.height + 16)
            + sign
        )
    shape = _rect(box, colour, fill, 8, 3 if element.type == "callActivity" else 1)
    return shape + _lines(element.name, middle_x, middle_y, box.width) + sign


def _rect(box: Box, stroke: str, fill: str, radius: int, weight: int = 1) -> str:
    return (
        f"<rect x='{box.x}' y='{box.y}' width='{box.width}' height='{box.height}' rx='{radius}' "
        f"fill='{fill}' stroke='{stroke}' stroke-width='{weight}'/>"
    )


def _text(text: str, x: float, y: float, fill: str = "#1a1f26", size: int = 12) -> str:
    return (
        f"<text x='{x}' y='{y}' text-anchor='middle' fill='{fill}' font-size='{size}'>{escape(text)}</text>"
        if text
        else ""
    )


def _label(text: str, label: Box | None, x: float, y: float, fill: str = "#1a1f26") -> str:
    """Return a name where the diagram puts it, by default at a place."""
    if label is None:
        return _text(text, x, y, fill)
    return _text(text, label.x + label.width / 2, label.y + label.height / 2 + 4, fill)


def _lines(text: str, x: float, y: float, width: float) -> str:
    per_line = max(4, int(width / 13))
    lines = [text[i : i + per_line] for i in range(0, len(text), per_line)][:3]
    start = y - (len(lines) - 1) * 8 + 4
    return "".join(_text(line, x, start + n * 16) for n, line in enumerate(lines))
