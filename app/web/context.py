"""What a request has at hand: the installation's services, one database session, the actor, and a desk to work at."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import wraps
from typing import Any

from flask import current_app, g
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.errors import NotSignedIn
from app.identity import Actor
from app.inbox import taking_back
from app.inbox.desk import Desk
from app.inbox.services import Services
from app.jobs.clock import now as installation_now
from app.jobs.clock import real_now
from app.store.session import begin_write
from app.store.tasks import Task


def services() -> Services:
    """Return the parts of this installation."""
    found: Services = current_app.extensions["quxiang"]
    return found


def db() -> Session:
    """Return the request's session; it is closed when the request ends, and only `writes` commits it."""
    if "db" not in g:
        g.db = services().database.open()
    session: Session = g.db
    return session


def now() -> datetime:
    """Return the installation's time, one moment for the whole request."""
    if "now" not in g:
        g.now = installation_now(db()) if services().settings.clock_moves else real_now()
    moment: datetime = g.now
    return moment


def maybe_actor() -> Actor | None:
    """Return who is signed in, or None."""
    return g.get("actor")


def actor() -> Actor:
    """Return who is signed in. Raises NotSignedIn."""
    found = maybe_actor()
    if found is None:
        raise NotSignedIn
    return found


def desk() -> Desk:
    """Return a desk for the actor of this request."""
    parts = services()
    site = parts.settings.base_url
    return Desk(db(), parts.library, parts.registry, parts.storage, now(), actor(), site)


def writes(view: Callable[..., Any]) -> Callable[..., Any]:
    """Make a view one unit of work: the write lock first, a commit when it returns, a rollback when it raises."""

    @wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        begin_write(db())
        try:
            answer = view(*args, **kwargs)
            db().commit()
        except BaseException:
            db().rollback()
            raise
        return answer

    return wrapped


def note_opened(task: Task) -> None:
    """Note that a task was opened, in a unit of work of its own; a busy database does not fail who only reads."""
    if task.opened_at is not None or task.state != "open":
        return
    try:
        with services().database.session() as session:
            begin_write(session)
            taking_back.note_opened(replace(desk(), session=session), task)
    except OperationalError:
        current_app.logger.warning("not noted as opened: task %s", task.id)


def close_db(_error: BaseException | None = None) -> None:
    """Close the request's session; what was not committed is rolled back."""
    session = g.pop("db", None)
    if session is not None:
        session.close()
