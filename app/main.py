"""Composition: the one place that knows which part needs which."""

import importlib
import logging
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

import app.store  # noqa: F401  every table is known before the first session
from app.admin import Words, init_admin
from app.cli import main as command_line
from app.files import FolderStorage
from app.identity import load_actor
from app.inbox import waking
from app.inbox.batches import do_item, next_item
from app.inbox.desk import Desk
from app.inbox.library import Library
from app.inbox.routing import route
from app.inbox.services import Services
from app.jobs.worker import Work, Worker
from app.operators import registry
from app.settings import Settings
from app.store.sealed import configure
from app.store.session import Database
from app.store.tasks import Batch
from app.web.application import make_app
from app.web.auth.rights import rights
from app.web.context import db, maybe_actor
from app.web.roles import role_choices
from app.web.templating import frame

Handle = Callable[[Desk, dict[str, Any]], None]


def build(settings: Settings) -> Services:
    """Put the parts of an installation together."""
    configure(settings.data_key)
    database = Database(settings.database_url)
    library = Library()
    storage = FolderStorage(settings.data_dir / "files")
    application = importlib.import_module(settings.application) if settings.application else None
    if application is not None:
        application.register(registry)
    work: dict[str, Work] = {}
    worker = Worker(database, work)
    demo = getattr(application, "demo", None)
    services = Services(settings, database, library, registry, storage, worker, demo)
    work.update(_work(services))
    return services


def system_desk(services: Services, session: Session, now: datetime, actor: Any = None) -> Desk:
    """Return a desk for the system itself, or for somebody in whose name a job acts."""
    site = services.settings.base_url
    return Desk(session, services.library, services.registry, services.storage, now, actor, site)


def _work(services: Services) -> dict[str, Work]:
    return {
        "timer": _on_instance(services, "timer", waking.fire_timer),
        "advance": _on_instance(services, "advance", waking.advance),
        "route": _on_instance(services, "route", route),
        "batch": Work(lambda session, payload, now: _do_batch(services, session, payload, now), tries=10),
    }


def _on_instance(services: Services, kind: str, handle: Handle) -> Work:
    def run(session: Session, payload: dict[str, Any], now: datetime) -> None:
        handle(system_desk(services, session, now), payload)

    def give_up(session: Session, payload: dict[str, Any], message: str, now: datetime) -> None:
        waking.record_incident(system_desk(services, session, now), kind, payload, message)

    return Work(run, give_up)


def _do_batch(services: Services, session: Session, payload: dict[str, Any], now: datetime) -> None:
    """Do the items of a batch one after another, in the name of whoever asked; each is committed by itself."""
    batch = session.get_one(Batch, payload["batch"])
    actor = load_actor(session, batch.account_id)
    desk = system_desk(services, session, now, actor)
    while (item := next_item(desk, batch.id)) is not None:
        do_item(desk, batch, item)
        session.flush()


def create_app(settings: Settings | None = None) -> Flask:
    """Return the web application of an installation."""
    services = build(settings or Settings.from_env())
    services.database.create()
    flask_app = make_app(services)
    init_admin(flask_app, db, maybe_actor, rights.register, Words(role_choices, frame.person_roles))
    return flask_app


def serve() -> Flask:
    """Return the application for a server process that also runs the embedded worker's thread (SQLite)."""
    flask_app = create_app()
    services: Services = flask_app.extensions["quxiang"]
    logging.basicConfig(level=logging.INFO)
    if services.database.sqlite:
        threading.Thread(target=services.worker.loop, daemon=True, name="worker").start()
    return flask_app


def run() -> None:
    """Run the command line of an installation."""
    command_line(obj=lambda: build(Settings.from_env()))
