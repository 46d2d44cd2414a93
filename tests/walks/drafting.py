"""Diagrams for the doors of definitions, and a look at what their tables hold."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import func, select

from app.store.definitions import DefinitionVersion, Draft, Pin
from tests.support.cast import Cast
from tests.support.drawing import diagram, line, node, user

START, END = node("startEvent", "s"), node("endEvent", "e")
DOOR = "/definitions/process/p"
CHINESE = re.compile(r"[一-鿿].*[。.]$")


def kept(cast: Cast) -> tuple[list[Any], list[Any], int]:
    """Return everything that the tables of definitions hold."""
    with cast.session() as session:
        versions = session.execute(
            select(
                DefinitionVersion.kind,
                DefinitionVersion.key,
                DefinitionVersion.number,
                DefinitionVersion.hash,
            )
        )
        drafts = session.execute(select(Draft.kind, Draft.key, Draft.etag, Draft.body))
        pins = session.scalar(select(func.count()).select_from(Pin))
        return sorted(map(tuple, versions)), sorted(map(tuple, drafts)), pins or 0


@contextmanager
def unchanged(cast: Cast) -> Iterator[None]:
    """Whatever is asked inside, the tables of definitions stay as they are."""
    before = kept(cast)
    yield
    assert kept(cast) == before


def drawn(*nodes: str, flows: list[str] | None = None, key: str = "p", **names: Any) -> bytes:
    """Return a diagram of one step `a` or what stands instead, which a graduate may start."""
    given = flows or line("s", "a", "e")
    return diagram(key, [START, *nodes, END], given, lanes=names.pop("lanes", None) or roles(nodes), **names)


def roles(nodes: tuple[str, ...]) -> dict[str, list[str]]:
    ids = [i for part in (START, *nodes, END) for i in re.findall(r'<bpmn:\w+ id="([^"]+)" name=', part)]
    return {"graduate": ids}


def human(*parts: str, **more: str) -> str:
    return user("a", "".join(parts), **{"form": "invitation_answer", **more})
