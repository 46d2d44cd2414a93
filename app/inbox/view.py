"""How an instance and a task look to somebody: only what the reader's roles may see."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from app.errors import NotFound
from app.forms import BoundForm
from app.inbox.access import get_instance, get_task, owns, roles_in
from app.inbox.answered import visible_data
from app.inbox.desk import Desk
from app.inbox.differences import panels_of, refusal
from app.inbox.handing_in import case_of, fresh_case
from app.inbox.host import allowed
from app.inbox.input import bind_form
from app.inbox.library import Release
from app.inbox.messages import Offer, offers
from app.inbox.status import Status, status_of
from app.inbox.unnamed import is_unnamed
from app.operators.registry import Alert, Panel
from app.store.files import StoredFile
from app.store.instances import Document, Instance
from app.store.tasks import Task


@dataclass(frozen=True)
class InstanceView:
    """An instance as one reader sees it."""

    instance: Instance
    release: Release
    parties: Mapping[str, str]
    roles: list[str]
    status: Status | None
    tasks: list[Task]
    offers: list[Offer]
    documents: list[Document]
    files: list[StoredFile]
    data: dict[str, Any]

    @property
    def title(self) -> str:
        """What the instance is called; whoever only operates the service reads the name of the process."""
        return self.instance.title if self.roles else self.release.process.name

    @property
    def named_parties(self) -> Mapping[str, Any]:
        """Who takes part, by role; nobody to whoever only operates the service."""
        return (self.instance.case.get("parties") or {}) if self.roles else {}

    def mine(self, desk: Desk, task: Task) -> bool:
        return desk.actor is not None and owns(desk.actor, task.role, task.party_id)


@dataclass(frozen=True)
class TaskView:
    """A task with its form as it stands now. `blocked` says why it cannot be handed in."""

    task: Task
    view: InstanceView
    form: BoundForm
    blocked: str | None
    panels: list[Panel]
    alerts: list[Alert]

    @property
    def refusal(self) -> str:
        """Why nothing can be agreed to now, empty where no key value differs."""
        return refusal(self.panels)


def view_instance(desk: Desk, instance_id: str) -> InstanceView:
    """Return an instance in the reader's scope. Raises NotFound."""
    instance, parties = get_instance(desk, instance_id)
    return _view(desk, instance, parties)


def view_unnamed(desk: Desk, instance_id: str) -> InstanceView:
    """Return how an instance that somebody began without a name stands, and nothing else of it. Raises NotFound."""
    instance = desk.session.get(Instance, instance_id)
    if instance is None or not is_unnamed(desk.library.release(desk.session, instance.version_id)):
        raise NotFound
    return replace(_view(desk, instance, {}), tasks=[])


def _view(desk: Desk, instance: Instance, parties: dict[str, str]) -> InstanceView:
    release = desk.library.release(desk.session, instance.version_id)
    roles = roles_in(desk.person, parties)
    session = desk.session
    waiting = select(Task).where(Task.instance_id == instance.id, Task.state.in_(("open", "handed_in")))
    printed = select(Document).where(Document.instance_id == instance.id).order_by(Document.id.desc())
    documents = session.scalars(printed).all()
    files = session.scalars(
        select(StoredFile).where(StoredFile.instance_id == instance.id).order_by(StoredFile.id)
    )
    return InstanceView(
        instance=instance,
        release=release,
        parties=parties,
        roles=roles,
        status=status_of(desk, instance.process, instance.status, roles),
        tasks=list(session.scalars(waiting.order_by(Task.created_at))),
        offers=offers(desk, instance, release, roles),
        documents=[d for d in documents if set(d.roles) & set(roles)],
        files=list(files) if roles else [],
        data=visible_data(release, instance.case, roles, desk) if roles else {},
    )


def view_task(desk: Desk, task_id: str) -> TaskView:
    """Return an open task of the reader with everything the review needs. Raises NotFound."""
    task = get_task(desk, task_id)
    instance, parties = get_instance(desk, task.instance_id)
    view = _view(desk, instance, parties)
    form = bind_form(desk, view.release, task.form, case_of(instance, task))
    kind, subject = instance.subject_kind or "", instance.subject_id
    alerts = desk.registry.alerts.get(kind)
    return TaskView(
        task=task,
        view=view,
        form=form,
        blocked=_blocked(desk, view.release, instance, task),
        panels=panels_of(desk, instance, task),
        alerts=alerts(desk.session, subject, instance.case, desk.now) if alerts else [],
    )


def task_form(desk: Desk, task_id: str) -> tuple[Task, BoundForm]:
    """Return an open task of the reader and its form as it stands now. Raises NotFound."""
    task = get_task(desk, task_id)
    instance, _ = get_instance(desk, task.instance_id)
    release = desk.library.release(desk.session, instance.version_id)
    return task, bind_form(desk, release, task.form, case_of(instance, task))


def blocked(desk: Desk, task: Task) -> str | None:
    """Return why one of the reader's open tasks cannot be handed in now, None where it can."""
    instance, _ = get_instance(desk, task.instance_id)
    return _blocked(desk, desk.library.release(desk.session, instance.version_id), instance, task)


def _blocked(desk: Desk, release: Release, instance: Instance, task: Task) -> str | None:
    decision = task.properties.get("when")
    case = fresh_case(desk, release, instance, task) if decision else instance.case
    return allowed(release, decision, case, desk.now)


def get_document(desk: Desk, document_id: str) -> Document:
    """Return a document that the reader's roles may read. Raises NotFound."""
    document = desk.session.get(Document, document_id)
    if document is None:
        raise NotFound
    _, parties = get_instance(desk, document.instance_id)
    if not set(document.roles) & set(roles_in(desk.person, parties)):
        raise NotFound
    return document
