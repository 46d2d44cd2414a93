"""Which processes stand for themselves, and whom of the parties around a subject they concern."""

from collections.abc import Collection, Iterable, Mapping

from app.errors import NotAllowed
from app.inbox.desk import Desk
from app.inbox.library import Release


def stands_alone(desk: Desk, key: str) -> None:
    """Raise NotAllowed for a process that others call: it has no parties of its own."""
    if key in called_keys(desk.library.newest_releases(desk.session)):
        raise NotAllowed("这是由其他流程调用的环节，不能单独发起。")


def called_keys(releases: Iterable[Release]) -> set[str]:
    """Return the keys of the processes that others call."""
    return {key for release in releases for key in release.called}


def concerned(
    release: Release, starter: str, parties: Mapping[str, str], distant: Collection[str]
) -> dict[str, str]:
    """Return the parties of an instance: those close to the subject, and of the distant ones those that the process
    has something to do with."""
    known = {starter, *(role for role in parties if role not in distant), *release.mentions}
    return {role: party for role, party in parties.items() if role in known}
