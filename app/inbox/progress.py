"""The way of an instance in a few words: process property `progress` names the steps that everybody understands."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.content.bpmn import Process


@dataclass(frozen=True)
class Step:
    """A step of the way. `state`: done, current, failed (the way ended here), next."""

    label: str
    state: str


def progress_of(process: Process, marks: Mapping[str, str], *, ended: bool) -> list[Step]:
    """Return the way as far as it has come; `marks` say which elements were passed or wait now."""
    states = [_state(elements, marks) for _, elements in declared(process)]
    if ended and "done" in states and states[-1] != "done":
        last = len(states) - 1 - states[::-1].index("done")
        states[last] = "failed"
    return [Step(label, state) for (label, _), state in zip(declared(process), states, strict=True)]


def declared(process: Process) -> list[tuple[str, list[str]]]:
    """Return (label, elements) for each part of the property: `label=element` or `label=one|other`, comma between."""
    parts = (
        part.partition("=") for part in process.properties.get("progress", "").split(",") if part.strip()
    )
    return [(label.strip(), [e.strip() for e in elements.split("|")]) for label, _, elements in parts]


def _state(elements: list[str], marks: Mapping[str, str]) -> str:
    found = {marks.get(element) for element in elements}
    if "failed" in found:
        return "failed"
    if "current" in found:
        return "current"
    return "done" if "passed" in found else "next"
