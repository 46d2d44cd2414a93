"""What stands around an instance on its page: what may be started about it, and what was."""

from typing import Any

from flask import url_for
from sqlalchemy import and_, or_, select

from app.inbox.access import instance_scope
from app.inbox.catalogue import about_instance
from app.inbox.desk import Desk
from app.inbox.status import status_of
from app.inbox.view import InstanceView
from app.store.instances import Instance
from app.web.links import link
from app.web.pages.words import status_words
from app.web.templating import moment


def starts(at: Desk, view: InstanceView) -> list[dict[str, Any]]:
    """Return the buttons that begin another process about this instance."""
    return [
        {
            "key": offer.key,
            "label": offer.label,
            "tone": offer.tone,
            "href": link("pages.start", key=offer.key, subject=view.instance.id),
        }
        for offer in (about_instance(at, view.instance.id) if view.roles else [])
    ]


def related(at: Desk, view: InstanceView) -> list[dict[str, Any]]:
    """Return the instance that this one is about, those about it, and earlier ones of its kind about the same, as far
    as the reader takes part; newest first."""
    mine = view.instance
    around = [Instance.subject_id == mine.id]
    if mine.subject_id:
        same = and_(Instance.subject_id == mine.subject_id, Instance.process == mine.process)
        around += [Instance.id == mine.subject_id, and_(same, Instance.started_at < mine.started_at)]
    query = select(Instance).where(or_(*around), instance_scope(at.person))
    query = query.order_by(Instance.started_at.desc())
    return [
        {
            "name": at.library.newest(at.session, "process", row.process).name,
            "href": url_for("pages.instance", instance_id=row.id),
            "status": status_words(status_of(at, row.process, row.status, view.roles)),
            "at": moment(row.started_at),
        }
        for row in at.session.scalars(query.limit(20))
    ]
