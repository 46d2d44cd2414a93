"""Random diagrams as BPMN files."""

from tests.support.drawing import (
    again,
    diagram,
    error,
    flow,
    message,
    multi,
    node,
    subprocess,
    timer,
    user,
)
from tests.unit.engine.models import Drawing, Edge, Graph

KINDS = {"error": "endEvent", "terminate": "endEvent"}
LOOP = {
    "parallel": multi(count="2"),
    "sequential": multi(count="2", sequential=True),
    "standard": again(maximum="2"),
}


def render(drawing: Drawing) -> dict[str, bytes]:
    """Return the files of a drawing by key; the process itself is `p`."""
    files: dict[str, bytes] = {}
    _file(drawing.graph, "p", files)
    return files


def called(name: str) -> str:
    """Return the key of the process that a call activity calls."""
    return f"of_{name}"


def _file(graph: Graph, key: str, files: dict[str, bytes]) -> None:
    scopes: list[Graph] = []
    nodes, flows = _draw(graph, files, scopes)
    names = tuple(n for g in scopes for n, waits in g.waits.items() if waits == "message")
    lanes = {"r": [n for g in scopes for n in g.kinds]}
    files[key] = diagram(key, nodes, flows, messages=names, errors=("bad",), lanes=lanes)


def _draw(graph: Graph, files: dict[str, bytes], scopes: list[Graph]) -> tuple[list[str], list[str]]:
    scopes.append(graph)
    nodes = [_node(graph, name, kind, files, scopes) for name, kind in graph.kinds.items()]
    return nodes, [flow(*edge, _condition(graph, edge, pair)) for edge, pair in graph.edges.items()]


def _node(graph: Graph, name: str, kind: str, files: dict[str, bytes], scopes: list[Graph]) -> str:
    loop = LOOP.get(graph.loops.get(name, ""), "")
    if kind == "userTask":
        return user(name, loop, data="votes") if loop else user(name)
    if kind == "subProcess":
        more = {"triggeredByEvent": "true"} if name in graph.beside else {}
        box = subprocess(name, *_draw(graph.inner[name], files, scopes), loop, **more)
        start = graph.beside.get(name)
        return _interrupting(box, start, graph.interrupting[start]) if start else box
    if kind == "callActivity":
        _file(graph.inner[name], called(name), files)
        return node(kind, name, loop, calledElement=called(name))
    if kind == "receiveTask":
        return node(kind, name, messageRef=f"M_{name}")
    more = {}
    if kind == "boundaryEvent":
        host = next(step for step, events in graph.attached.items() if name in events)
        more = {"attachedToRef": host, "cancelActivity": str(graph.interrupting[name]).lower()}
    default = graph.default.get(name)
    more |= {"default": f"f_{default[0]}_{default[1]}"} if default else {}
    return node(KINDS.get(kind, kind), name, _definition(name, kind, graph.waits.get(name, "")), **more)


def _interrupting(box: str, start: str, held: bool) -> str:
    return box.replace(
        f'id="{start}" name="{start}"', f'id="{start}" name="{start}" isInterrupting="{str(held).lower()}"'
    )


def _definition(name: str, kind: str, waits: str) -> str:
    return {
        "terminate": "<bpmn:terminateEventDefinition/>",
        "error": error("bad"),
        "message": message(name),
        "timer": timer("timeDuration", "PT1H"),
    }.get(waits or kind, "")


def _condition(graph: Graph, edge: Edge, pair: tuple[int, int] | None) -> str:
    if pair is None:
        return ""
    sign = ">=" if graph.kinds[edge[0]] == "inclusiveGateway" else "="
    return f"modulo(f.sel, {pair[0]}) {sign} {pair[1]}"
