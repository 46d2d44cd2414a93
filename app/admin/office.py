"""Mounting the back office: its entrance, the platform's tables, the application's, and their rights."""

import warnings
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_admin import Admin, AdminIndexView
from flask_admin.theme import Bootstrap4Theme

from app.admin import platform, running
from app.admin.base import ROLES, MasterData, Office
from app.admin.pickers import ChoicesView
from app.admin.tables import ApplicationTable
from app.admin.words import Words
from app.errors import NotAllowed
from app.inbox.services import Services

GROUPS = ("主数据", "运行情况（只能查看）")


class Home(AdminIndexView):
    """The entrance of the back office."""

    def __init__(self, office: Office) -> None:
        super().__init__(name="首页", url="/admin", template="office/index.html")
        self.office = office

    def is_accessible(self) -> bool:
        return self.office.admits(ROLES)

    def inaccessible_callback(self, name: str, **kwargs: Any) -> Any:
        raise NotAllowed("你的身份不能使用这项功能。")


def init_admin(
    app: Flask,
    session: Callable[[], Any],
    actor: Callable[[], Any],
    register: Callable[..., None],
    words: Words,
) -> None:
    """Mount the back office at /admin. `session` and `actor` are those of the request, `register` the rights."""
    office = Office(session, actor, words)
    services: Services = app.extensions["quxiang"]
    site = Admin(app, name="后台管理", index_view=Home(office), theme=Bootstrap4Theme())
    register(ROLES, "admin.*", "office_choices.*")
    with app.app_context(), warnings.catch_warnings():
        # Flask-Admin looks at its session while a view is made, and would rather have an extension's
        warnings.simplefilter("ignore", DeprecationWarning)
        for view in _views(office, services):
            site.add_view(view)
            register(view.roles, f"{view.endpoint}.*")
        site.add_view(ChoicesView(session, words, lambda: office.admits(ROLES)))


def _views(office: Office, services: Services) -> list[MasterData]:
    masters, looked_at = GROUPS
    found = [view(table, office, **_place(name, key, masters)) for view, table, name, key in platform.VIEWS]
    for registered in services.registry.master_tables.values():
        place = _place(registered.name, registered.key, masters)
        found.append(ApplicationTable(registered, office, **place))
    for view, table, name, key in running.VIEWS:
        made = view(table, office, **_place(name, key, looked_at))
        made.services = services
        found.append(made)
    return found


def _place(name: str, key: str, category: str) -> dict[str, str]:
    return {"name": name, "category": category, "endpoint": f"office_{key}", "url": f"/admin/{key}"}
