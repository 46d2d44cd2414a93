"""Composition: the one place that knows which part needs which."""

import atexit
import importlib
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

import app.store  # noqa: F401  every table is known before the first session
from app import logs
from app.admin import Words, init_admin
from app.cli import main as command_line
from app.files import FolderStorage
from app.files.sweeping import sweep
from app.identity import load_actor, offices
from app.inbox import waking
from app.inbox.batches import do_next
from app.inbox.desk import Desk
from app.inbox.library import Library
from app.inbox.once import forget
from app.inbox.routing import route
from app.inbox.services import Services
from app.inbox.start import start_for
from app.jobs import Failure, Work, Worker, open_worker
from app.jobs.clock import now, real_now
from app.operators import delivery, registry
from app.operators.channels import Channels
from app.settings import Settings
from app.store.sealed import configure
from app.store.session import Database, begin_write
from app.store.tasks import Batch
from app.studio.releasing import release_planned
from app.web.application import make_app
from app.web.auth.rights import rights
from app.web.context import db, maybe_actor
from app.web.roles import role_choices
from app.web.templating import frame

Handle = Callable[[Desk, dict[str, Any]], None]
RESUME = timedelta(minutes=5)
SWEEP = timedelta(days=1)
REPEATS = timedelta(days=30)  # for so long a request may be repeated with its key
STOPPING = 20.0  # seconds that jobs under way have when the process ends


def build(settings: Settings) -> Services:
    """Put the parts of an installation together."""
    configure(settings.data_key)
    offices.configure(settings.office_keys)
    database = Database(settings.database_url)
    library = Library()
    storage = FolderStorage(settings.data_dir / "files")
    application = importlib.import_module(settings.application) if settings.application else None
    if application is not None:
        application.register(registry)
    work: dict[str, Work] = {}
    worker = open_worker(database, work, settings.job_lease)
    demo = getattr(application, "demo", None)
    stand_ins = {} if settings.production else getattr(demo, "stand_ins", {})
    channels = Channels(settings.receivers, strict=settings.strict_limits, stand_ins=stand_ins)
    services = Services(settings, database, library, registry, storage, channels, worker, demo)
    work.update(_work(services))
    return services


def system_desk(services: Services, session: Session, now: datetime, actor: Any = None) -> Desk:
    """Return a desk for the system itself, or for somebody in whose name a job acts."""
    site = services.settings.base_url
    return Desk(session, services.library, services.registry, services.storage, now, actor, site)


def _work(services: Services) -> dict[str, Work]:
    channels, failed = services.channels, partial(_incident, services)
    return {
        "timer": Work(_at_desk(services, waking.fire_timer), failed),
        "advance": Work(_at_desk(services, waking.advance), failed),
        "start": Work(_at_desk(services, start_for), failed),
        "route": Work(_at_desk(services, route), failed),
        "release": Work(
            lambda session, payload, at: release_planned(session, payload, services.registry, at)
        ),
        "batch": Work(partial(_do_batch, services), failed, outside=True),
        delivery.KIND: Work(
            partial(delivery.deliver, channels), partial(_undelivered, services), tries=24, outside=True
        ),
        "resume": Work(lambda session, _, now: delivery.resume(channels, session, now), every=RESUME),
        "sweep": Work(partial(_sweep, services), every=SWEEP),
    }


def _at_desk(services: Services, handle: Handle) -> Callable[..., None]:
    return lambda session, payload, now: handle(system_desk(services, session, now), payload)


def _incident(services: Services, session: Session, failure: Failure) -> None:
    waking.record_incident(system_desk(services, session, failure.at), failure)


def _undelivered(services: Services, session: Session, failure: Failure) -> None:
    row = delivery.give_up(session, failure.payload, failure.message)
    about = {**failure.payload, "instance": row.instance_id if row else None}
    _incident(services, session, replace(failure, payload=about))


def _sweep(services: Services, session: Session, _payload: dict[str, Any], now: datetime) -> None:
    """Forget what nobody asks for any more."""
    sweep(session, services.storage, real_now())
    forget(session, now - REPEATS)


def _do_batch(services: Services, database: Database, payload: dict[str, Any]) -> None:
    """Do the items of a batch one after another, in the name of whoever asked; each is committed by itself."""
    going = True
    while going:
        with database.session() as session:
            begin_write(session)
            actor = load_actor(session, session.get_one(Batch, payload["batch"]).account_id)
            going = do_next(system_desk(services, session, now(session), actor), payload["batch"])


def create_app(settings: Settings | None = None) -> Flask:
    """Return the web application of an installation."""
    services = build(settings or Settings.from_env())
    services.find_tables()
    flask_app = make_app(services)
    init_admin(flask_app, db, maybe_actor, rights.register, Words(role_choices, frame.person_roles))
    return flask_app


def serve() -> Flask:
    """Return the application for a server process, which also works in the background unless workers are apart."""
    logs.configure()
    flask_app = create_app()
    services: Services = flask_app.extensions["quxiang"]
    if services.settings.worker_embedded:
        _embed(services.worker)
    return flask_app


def _embed(worker: Worker) -> None:
    thread = threading.Thread(target=worker.loop, daemon=True, name="worker")
    thread.start()

    def end() -> None:
        worker.stop()
        thread.join(STOPPING)

    atexit.register(end)


def run() -> None:
    """Run the command line of an installation."""
    command_line(obj=lambda: build(Settings.from_env()))
