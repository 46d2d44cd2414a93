"""What somebody may start: the processes whose start lane is one of their roles, and why not when it is refused."""

from dataclasses import dataclass

from app.errors import AppError
from app.forms import BoundForm
from app.identity import Actor
from app.inbox.desk import Desk
from app.inbox.host import allowed
from app.inbox.input import bind_form
from app.inbox.library import Release
from app.inbox.offering import called_keys
from app.inbox.opening import open_process, start_roles


@dataclass(frozen=True)
class Startable:
    """A process as it is offered on a subject; `reason` says why it cannot be started now. `label` is what the
    button is called: the process's property `label.ROLE` or `label`, else its name; `tone` is property `tone`."""

    key: str
    name: str
    module: str
    reason: str | None
    form: BoundForm | None
    form_version: int = 0
    label: str = ""
    tone: str = ""
    subject: str | None = None

    @property
    def allowed(self) -> bool:
        return self.reason is None


def startable_releases(desk: Desk) -> list[Release]:
    """Return the newest releases of the processes that the actor's roles may start."""
    roles = {m.role for m in desk.person.memberships}
    releases = desk.library.newest_releases(desk.session)
    called = called_keys(releases)
    return [r for r in releases if roles.intersection(start_roles(r.process)) and r.key not in called]


def startable_keys(desk: Desk, subject_kind: str | None) -> list[str]:
    """Return the keys of the processes about this kind of subject that the actor's roles may start."""
    return [r.key for r in startable_releases(desk) if r.process.properties.get("subject") == subject_kind]


def catalogue(desk: Desk, subject_id: str | None) -> list[Startable]:
    """Return every process the actor may start on a subject, or on nothing; what is not in scope is left out."""
    found = (_offer(desk, release, subject_id) for release in startable_releases(desk))
    return [offer for offer in found if offer is not None]


def about_instance(desk: Desk, instance_id: str) -> list[Startable]:
    """Return the processes about this very instance that the actor may start now: what ends or changes it."""
    return [o for o in catalogue(desk, instance_id) if o.subject == instance_id and o.allowed]


def _offer(desk: Desk, newest: Release, subject_id: str | None) -> Startable | None:
    process = newest.process
    if process.properties.get("subject") and subject_id is None and not _has_own(desk.person):
        return None
    try:
        release, opening = open_process(desk, newest.key, subject_id)
        process = release.process
        reason = allowed(release, process.properties.get("when"), opening.case, desk.now)
    except AppError:
        return None
    form_key = process.properties.get("start_form")
    form = bind_form(desk, release, form_key, opening.case) if form_key else None
    version = release.versions.get(("form", form_key or ""), 0)
    said = process.properties
    label = said.get(f"label.{opening.role}") or said.get("label") or process.name
    subject = opening.subject.id if opening.subject else None
    module, tone = said.get("module", ""), said.get("tone", "")
    return Startable(process.key, process.name, module, reason, form, version, label, tone, subject)


def _has_own(actor: Actor) -> bool:
    return any(m.party_id for m in actor.memberships)
