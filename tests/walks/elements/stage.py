"""Where the elements' stories are played: small diagrams, published and worked through the doors."""

import json
import uuid
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete

from app.content.folder import Definition
from app.jobs.clock import now
from app.store.definitions import DefinitionVersion, Pin
from app.store.instances import Instance
from app.studio.publishing import publish
from tests.support.cast import Cast
from tests.support.drawing import diagram, node, properties, user

PEOPLE = {"graduate": "g-10001-01", "department": "d-10001-01", "school": "s-10001"}
FIELDS = (("word", "textfield"), ("number", "number"), ("sure", "checkbox"))
FORM = {
    "type": "default",
    "schemaVersion": 19,
    "id": "note",
    "title": "备注",
    "components": [{"type": t, "id": f"Field_{k}", "key": k, "label": k} for k, t in FIELDS],
}
DECISION = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="D" name="size" namespace="quxiang">
  <decision id="size" name="size"><variable id="V" name="size" /><decisionTable id="T" hitPolicy="UNIQUE">
    <input id="I" label="number"><inputExpression id="IE" typeRef="number"><text>a.number</text></inputExpression></input>
    <output id="O" label="big" name="big" typeRef="boolean" />
    <rule id="many">
      <inputEntry id="i1"><text>&gt; 10</text></inputEntry><outputEntry id="o1"><text>true</text></outputEntry>
    </rule>
    <rule id="few">
      <inputEntry id="i2"><text>&lt;= 10</text></inputEntry><outputEntry id="o2"><text>false</text></outputEntry>
    </rule>
  </decisionTable></decision>
</definitions>"""
START, END = node("startEvent", "s"), node("endEvent", "e")
DECIDE = "<spiffworkflow:calledDecisionId>size</spiffworkflow:calledDecisionId>"
ACTS = ("started", "advanced", "timer", "moved")  # what was done, beside what was passed


def step(element: str, /, *parts: str, **more: str) -> str:
    """Return a human step; its answers lie under its own id."""
    return user(element, "".join(parts), **{"form": "note", "data": element, **more})


def drawn(
    key: str,
    nodes: list[str],
    flows: list[str],
    *,
    lanes: Mapping[str, list[str]] | None = None,
    **names: Any,
) -> bytes:
    """Return a diagram about a graduate; what `lanes` does not name lies in the graduate's lane."""
    plain = diagram(key, nodes, flows).decode()
    ids = [part.split("<", 1)[0] for part in plain.split("<bpmn:flowNodeRef>")[1:]]
    given = dict(lanes or {})
    taken = {i for members in given.values() for i in members}
    everything = {"graduate": [i for i in ids if i not in taken], **given}
    return diagram(key, nodes, flows, lanes=everything, extra=properties(subject="graduate"), **names)


class Stage:
    """An installation with the form `note` and the decision `size`, and one instance that is looked at."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.instance = ""
        bodies = [("form", "note", json.dumps(FORM).encode()), ("decision", "size", DECISION.encode())]
        with cast.session() as session:
            session.execute(delete(Pin))  # every look at an instance would compile what else could be started
            session.execute(delete(DefinitionVersion).where(DefinitionVersion.kind == "process"))
            given = [Definition(*body) for body in bodies]
            publish(session, given, cast.services.registry, note="测试", author="test", now=now(session))

    def publish(self, files: Mapping[str, bytes]) -> None:
        """Publish diagrams as the administrator does, called ones first."""
        for key, body in reversed(files.items()):
            door = f"/definitions/process/{key}"
            saved = self.cast["admin"].put(f"{door}/draft", body, 201, If_None_Match="*")
            assert [f for f in saved["findings"] if f["severity"] == "error"] == []
            self.cast["admin"].post(f"{door}/releases", {"note": "测试"}, 201)

    def start(self, key: str = "p") -> "Stage":
        graduate = self.cast[PEOPLE["graduate"]]
        self.instance = graduate.post(f"/processes/{key}/instances", {"subject": "self", "data": {}}, 201)[
            "id"
        ]
        return self

    def look(self) -> dict[str, Any]:
        return self.cast[PEOPLE["school"]].get(f"/instances/{self.instance}")

    def open(self) -> list[str]:
        """Return the steps that wait."""
        return sorted(t["step"] for t in self.look()["tasks"])

    def do(self, name: str, **data: Any) -> "Stage":
        """Have the person whose step it is hand it in; of several of the name, the oldest."""
        task = next(t for t in self.look()["tasks"] if t["step"] == name)
        body = {"version": task["version"], "data": data}
        person = self.cast[PEOPLE[task["role"]]]
        person.post(f"/tasks/{task['id']}/completion", body, 200, key=uuid.uuid4().hex)
        return self

    def send(self, name: str, role: str = "graduate", status: int = 200) -> "Stage":
        """Press a button that stands outside the steps."""
        self.cast[PEOPLE[role]].post(f"/instances/{self.instance}/messages/{name}", {"data": {}}, status)
        return self

    def wait(self, **length: float) -> "Stage":
        """Let time pass, and what is due happen."""
        with self.cast.session() as session:
            later = now(session) + timedelta(**length)
        self.cast.clock(later.isoformat())
        return self

    def work(self) -> "Stage":
        """Let the background work be done."""
        self.cast.run_jobs()
        return self

    def history(self, name: str = "") -> list[dict[str, Any]]:
        """Return the entries of the history, of one step or all."""
        items = self.cast[PEOPLE["school"]].get(f"/instances/{self.instance}/history")["items"]
        return [i for i in items if name in ("", i["step"])]

    def path(self) -> list[str]:
        """Return the elements that were passed, in order."""
        acts = [i for i in self.history() if i["kind"] not in ACTS and not i["kind"].startswith("message:")]
        return [i["step"] for i in acts]

    def passed(self) -> Counter[str]:
        """Return how often each element was passed, where the order is not said by the diagram."""
        return Counter(self.path())

    def case(self) -> dict[str, Any]:
        """Return everything that was answered and worked out."""
        with self.cast.session() as session:
            return dict(session.get_one(Instance, self.instance).case)

    def ended(self, end: str) -> bool:
        """Return whether the instance is over, at this end event."""
        seen = self.look()
        assert seen["tasks"] == [] or not seen["ended"]
        return bool(seen["ended"]) and seen["end"] == end


@dataclass(frozen=True)
class Story:
    """Diagrams by key, and what people do in them; the first diagram is the one that is started."""

    name: str
    files: Mapping[str, bytes]
    walk: Callable[[Stage], None]


STORIES: list[Story] = []


def story(**files: bytes) -> Callable[[Callable[[Stage], None]], Callable[[Stage], None]]:
    """Tell a story about diagrams."""

    def add(walk: Callable[[Stage], None]) -> Callable[[Stage], None]:
        STORIES.append(Story(walk.__name__, files, walk))
        return walk

    return add
