"""What every view of the back office has in common: who may open it, its pages, the write lock and the audit row."""

from collections.abc import Callable
from typing import Any

from flask import flash
from flask_admin.contrib.sqla import ModelView
from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.admin.words import FORMATTERS, Words
from app.errors import NotAllowed, NotFound
from app.identity import Actor, audit
from app.jobs.clock import real_now
from app.store.session import begin_write

ROLES = ("admin", "ops")
TAKEN = "没有保存：已经有一条相同的记录，或者还有其他数据用到它。"


class Office:
    """What the views are given: the session and the actor of the request, and the words."""

    def __init__(
        self, session: Callable[[], Session], actor: Callable[[], Actor | None], words: Words
    ) -> None:
        self.session, self.actor, self.words = session, actor, words

    def __getattr__(self, name: str) -> Any:
        """Stand for the session of the request: Flask-Admin expects one object for the whole process."""
        return getattr(self.session(), name)

    def admits(self, roles: tuple[str, ...]) -> bool:
        """True when the actor has one of these roles."""
        actor = self.actor()
        return actor is not None and actor.has_any(roles)


class MasterData(ModelView):
    """A table whose rows are edited."""

    roles: tuple[str, ...] = ROLES
    about = ""
    list_template = "office/list.html"
    create_template = edit_template = "office/form.html"
    details_template = "office/details.html"
    column_type_formatters = column_type_formatters_detail = FORMATTERS
    page_size = 50
    action_disallowed_list = ("delete",)  # nobody deletes many rows without looking at each
    named_filter_urls = True

    def __init__(self, table: type, office: Office, **more: Any) -> None:
        self.office = office
        super().__init__(table, office, **more)

    def is_accessible(self) -> bool:
        return self.office.admits(self.roles)

    def inaccessible_callback(self, name: str, **kwargs: Any) -> Any:
        raise NotAllowed("你的身份不能使用这项功能。")

    def conditions(self) -> list[Any]:
        """Return what narrows the rows of this view."""
        return []

    def get_query(self) -> Any:
        return self.office.session().query(self.model).where(*self.conditions())

    def get_count_query(self) -> Any:
        rows = self.office.session().query(func.count("*")).select_from(self.model)
        return rows.where(*self.conditions())

    def get_one(self, id: Any) -> Any:
        found = super().get_one(id)
        if found is None or self.get_query().filter_by(id=found.id).one_or_none() is None:
            raise NotFound
        return found

    def create_model(self, form: Any) -> Any:
        begin_write(self.office.session())
        return super().create_model(form)

    def update_model(self, form: Any, model: Any) -> bool:
        begin_write(self.office.session())
        return bool(super().update_model(form, model))

    def delete_model(self, model: Any) -> bool:
        begin_write(self.office.session())
        return bool(super().delete_model(model))

    def on_model_change(self, form: Any, model: Any, is_created: bool) -> None:
        changed = sorted(name for name in form.data if name != "password")
        self.office.session().flush()
        self.record("create" if is_created else "change", model, {"fields": changed})

    def on_model_delete(self, model: Any) -> None:
        self.record("delete", model, {})

    def record(self, act: str, model: Any, detail: dict[str, Any]) -> None:
        """Leave an audit row for an act on a row of this view."""
        target = f"{self.model.__tablename__}:{model.id}"
        audit(
            self.office.session(), self.office.actor(), f"office_{act}", target, detail=detail, now=real_now()
        )

    def handle_view_exception(self, exc: Exception) -> bool:
        if isinstance(exc, IntegrityError):
            flash(TAKEN, "danger")
            return True
        return bool(super().handle_view_exception(exc))

    def search_placeholder(self) -> str:
        labels = self.column_labels or {}
        return "、".join(labels.get(name, name) for name in self.column_searchable_list or ())


class ReadOnly(MasterData):
    """A table that is only looked at: what runs is changed by use cases."""

    can_create = can_edit = can_delete = False
    can_view_details = True
