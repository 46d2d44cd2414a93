"""What every template has at hand: who is signed in, where they may go, unread messages, dates in local words."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import get_translations

from app.identity import Actor, doors, party_map
from app.inbox import notices
from app.jobs.clock import ZONE
from app.web.context import db, desk, maybe_actor, now

Nav = Callable[[Actor], list[dict[str, Any]]]
PERSONAL = "person"
DESIGNERS = ("admin",)
OPERATORS = ("ops",)
OFFICE = "/admin/"


class Frame:
    """What an application says of the frame: navigation by actor, the layout of roles, their names, their home.

    `person_roles` read large pages made for phones; `outside_roles` are not shown diagrams and rules."""

    def __init__(self) -> None:
        self.navs: list[Nav] = []
        self.person_roles: set[str] = set()
        self.outside_roles: set[str] = set()
        self.role_names: dict[str, str] = {
            "admin": "流程管理员",
            "ops": "运行管理员",
            "auditor": "审计员",
            "machine": "系统接口",
        }
        self.homes: list[Callable[[Actor], str | None]] = []
        self.modules: Callable[[Actor], list[dict[str, Any]]] | None = None


frame = Frame()


def init_templating(app: Flask) -> None:
    """Give templates the frame's context and the filters."""
    app.jinja_env.filters["moment"] = moment
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: _catalogue().ugettext(text),
        lambda one, many, number: _catalogue().ungettext(one, many, number),
        newstyle=True,
    )
    app.context_processor(_context)
    app.url_defaults(partial(_name_version, Path(str(app.static_folder))))


@cache
def _catalogue() -> Any:
    """Return the translations; the installation has one language, and asking for it again at every text takes longer
    than the text."""
    return get_translations()


def _name_version(folder: Path, endpoint: str, values: dict[str, Any]) -> None:
    """Have the address of a static file change with its content: browsers keep it for a day."""
    if endpoint == "static" and "filename" in values:
        values["v"] = _version(folder / values["filename"])


@cache
def _version(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:8] if file.is_file() else ""


def moment(value: datetime | str | None) -> str:
    """Return a point in time in local words: 2026-11-24 14:05."""
    if value is None or value == "":
        return ""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    local = found.astimezone(ZONE)
    return local.strftime("%Y-%m-%d %H:%M")


def _context() -> dict[str, Any]:
    """Return the frame of a page; its parts are templates of their own, and have the same."""
    if "frame" not in g or g.get("failing"):
        g.frame = _frame()
    found: dict[str, Any] = g.frame
    return found


def _frame() -> dict[str, Any]:
    actor = maybe_actor()
    shared: dict[str, Any] = {"product": doors.title}
    if actor is None or g.get("failing") or request.path.startswith("/api/"):
        return {**shared, "sign_in_href": url_for("auth.sign_in")}
    roles = {m.role for m in actor.memberships}
    return {
        **shared,
        "layout": PERSONAL if roles & frame.person_roles else "staff",
        "nav": _nav(actor),
        "modules": frame.modules(actor) if frame.modules else [],
        "person": _person(actor),
        "unread": notices.unread(desk()),
        "messages_href": url_for("pages.messages"),
        "sign_out_href": url_for("auth.sign_out"),
        "printed_at": moment(now()),
    }


def _nav(actor: Actor) -> list[dict[str, Any]]:
    entries = [entry for nav in (*frame.navs, _platform_nav) for entry in nav(actor)]
    for entry in entries:
        entry["active"] = request.path == entry["href"] or request.path.startswith(
            entry["href"].rstrip("/") + "/"
        )
    return entries


def _platform_nav(actor: Actor) -> list[dict[str, Any]]:
    """Return the workplaces of those who run the platform itself."""
    if not actor.has_any((*DESIGNERS, *OPERATORS)):
        return []
    entries = [{"label": "待办", "href": url_for("pages.inbox")}]
    if actor.has_any(DESIGNERS):
        entries.append({"label": "流程设计", "href": url_for("pages.definitions")})
    return [*entries, {"label": "后台管理", "href": OFFICE}]


def _person(actor: Actor) -> dict[str, Any]:
    first = actor.memberships[0] if actor.memberships else None
    parties = party_map(db(), [first.party_id]) if first and first.party_id else {}
    party = parties.get(first.party_id) if first else None
    return {
        "name": actor.name,
        "role": frame.role_names.get(first.role, first.role) if first else "",
        "party": (party or {}).get("name", "") if (party or {}).get("name") != actor.name else "",
        "account_href": url_for("auth.account"),
    }
