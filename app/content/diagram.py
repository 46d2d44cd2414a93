"""A diagram as frozen values: what the checks, the inbox and the pages ask of a process."""

from collections.abc import Mapping
from dataclasses import dataclass, field

NODES = [
    "task",
    "userTask",
    "manualTask",
    "serviceTask",
    "businessRuleTask",
    "scriptTask",
    "sendTask",
    "receiveTask",
    "callActivity",
    "subProcess",
    "adHocSubProcess",
    "transaction",
    "startEvent",
    "endEvent",
    "intermediateCatchEvent",
    "intermediateThrowEvent",
    "boundaryEvent",
    "exclusiveGateway",
    "inclusiveGateway",
    "parallelGateway",
    "eventBasedGateway",
    "complexGateway",
]
EVENTS = [
    "message",
    "timer",
    "error",
    "signal",
    "escalation",
    "conditional",
    "terminate",
    "cancel",
    "compensate",
    "link",
]


@dataclass(frozen=True)
class Element:
    """A node of a diagram. `role` is that of its lane; `event` the kind of its event, empty for none; `error`
    the code of an error or escalation; `loop` is parallel, sequential or standard."""

    id: str
    type: str
    name: str
    parent: str | None
    role: str | None
    properties: Mapping[str, str]
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    event: str = ""
    message: str = ""
    error: str = ""
    timer: str = ""
    condition: str = ""
    attached_to: str = ""
    interrupting: bool = True
    default: str = ""
    operator: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    result: str = ""
    decision: str = ""
    called: str = ""
    triggered: bool = False
    events: int = 0
    timer_kind: str = ""
    loop: str = ""
    loop_count: str = ""
    loop_items: str = ""
    loop_item: str = ""
    loop_condition: str = ""
    loop_maximum: str = ""
    loop_before: bool = False

    @property
    def starters(self) -> tuple[str, ...]:
        """The roles that may start here: those that property `roles` names, else the lane's."""
        named = (role.strip() for role in self.properties.get("roles", "").split(","))
        return tuple(role for role in named if role) or (self.role or "",)


@dataclass(frozen=True)
class Flow:
    """A sequence flow with its condition (FEEL), if it has one."""

    id: str
    source: str
    target: str
    condition: str = ""
    name: str = ""


@dataclass(frozen=True)
class Lane:
    """A lane: its id, its name and the role it stands for."""

    id: str
    name: str
    role: str


@dataclass(frozen=True)
class Process:
    """A process of a BPMN file, embedded subprocesses flattened."""

    key: str
    name: str
    file: str
    properties: Mapping[str, str]
    lanes: Mapping[str, Lane]
    elements: Mapping[str, Element]
    flows: Mapping[str, Flow]

    def roles(self) -> list[str]:
        """Return the roles of the lanes, in the order drawn."""
        return list(dict.fromkeys(lane.role for lane in self.lanes.values()))

    def thrown_errors(self) -> set[str]:
        """Return the codes of the error ends that no boundary inside catches: they leave the process."""
        ends = [e for e in self.elements.values() if e.type == "endEvent" and e.event == "error"]
        return {e.error for e in ends if not self._is_caught(e)}

    def boundaries(self, element: str) -> list[Element]:
        """Return the boundary events of a step."""
        return [e for e in self.elements.values() if e.type == "boundaryEvent" and e.attached_to == element]

    def catches_error(self, element: str, code: str) -> bool:
        """True when a boundary of a step catches an error code; one without a code catches all."""
        return any(b.event == "error" and b.error in ("", code) for b in self.boundaries(element))

    def _is_caught(self, end: Element) -> bool:
        around = end.parent
        while around is not None:
            if self.catches_error(around, end.error):
                return True
            around = self.elements[around].parent
        return False
