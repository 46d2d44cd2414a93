"""Diagrams broken at random: whatever is in a file, there are findings, or it runs to its end or an incident."""

import random
from contextlib import suppress

import pytest
from lxml import etree

from app import engine
from app.errors import Incident
from tests.unit.engine.driving import Instance
from tests.unit.engine.models import Drawing
from tests.unit.engine.rendering import render

CORPUS = [file for seed in range(8) for file in render(Drawing(seed)).values() if b"callActivity" not in file]
PUT = ("", "²", "9" * 5_000, "true", "x y", "P999999999Y", "=((((", "null", "().__class__", "10000000")
TAGS = (
    "userTask",
    "subProcess",
    "boundaryEvent",
    "exclusiveGateway",
    "scriptTask",
    "endEvent",
    "sequenceFlow",
)


def broken(seed: int) -> bytes:
    """Return a diagram with a few parts taken out, moved, renamed or filled with nonsense."""
    chance = random.Random(seed)
    root = etree.fromstring(chance.choice(CORPUS))
    parts = list(root.iter())
    for _ in range(chance.randint(1, 3)):
        part, other = chance.choice(parts), chance.choice(parts)
        how = chance.randrange(5)
        if how == 0 and part.getparent() is not None:
            part.getparent().remove(part)
        elif how == 1 and part.attrib:
            ids = [p.get("id") for p in parts if p.get("id")]
            part.set(chance.choice(list(part.attrib)), chance.choice([*PUT, *ids]))
        elif how == 2:
            part.tag = f"{{{etree.QName(part).namespace}}}{chance.choice(TAGS)}"
        elif how == 3:
            part.text = chance.choice(PUT)
        elif part is not other and part not in other.iterancestors() and other not in part.iterancestors():
            other.append(part)
    return etree.tostring(root)


@pytest.mark.parametrize("seed", range(300))
def test_a_broken_diagram_gives_findings_or_runs_to_its_end_or_an_incident(seed: int) -> None:
    source, chance = broken(seed), random.Random(seed)
    findings = engine.check_program("p", {"p": source})
    assert all(f.message and f.rule for f in findings)
    if any(f.severity == "error" for f in findings):
        return
    with suppress(Incident):
        instance = Instance(source, {"f": {"sel": 1}, "votes": []})
        for _ in range(10):
            if instance.now.ended:
                break
            acts = [(instance.do, n) for n in instance.open()] + [
                (instance.send, n) for n in instance.messages()
            ]
            act, name = chance.choice(acts)
            act(name, sel=1)
