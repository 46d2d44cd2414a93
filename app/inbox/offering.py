"""Which processes stand for themselves, and whom of the parties around a subject they concern."""

import re
from collections.abc import Collection, Iterable, Mapping

from app.errors import NotAllowed
from app.inbox.desk import Desk
from app.inbox.library import Release

LITERAL = re.compile(r'"([^"\\]*)"')


def stands_alone(desk: Desk, key: str) -> None:
    """Raise NotAllowed for a process that others call: it has no parties of its own."""
    if key in called_keys(desk.library.newest_releases(desk.session)):
        raise NotAllowed("这是由其他流程调用的环节，不能单独发起。")


def called_keys(releases: Iterable[Release]) -> set[str]:
    """Return the keys of the processes that others call."""
    return {e.called for r in releases for e in r.process.elements.values() if e.called and e.called != r.key}


def concerned(
    release: Release, starter: str, parties: Mapping[str, str], distant: Collection[str]
) -> dict[str, str]:
    """Return the parties of an instance: those close to the subject, and of the distant ones those that the process
    has something to do with, by a lane, a message, or what it tells and prints."""
    known = {starter, *(role for role in parties if role not in distant)}
    for process in release.processes():
        known |= {lane.role for lane in process.lanes.values()}
        for element in process.elements.values():
            known |= {v for k, v in element.properties.items() if k == "role" or k.endswith("_role")}
            known |= {word for text in element.parameters.values() for word in LITERAL.findall(str(text))}
    return {role: party for role, party in parties.items() if role in known}
