"""Master data of the application, as it registers them: what can be changed has a form, the rest is looked at."""

from typing import Any

from flask_admin.form import BaseForm
from sqlalchemy import Boolean, Integer
from sqlalchemy.inspection import inspect
from wtforms import BooleanField, Field, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from app.admin.base import MasterData, Office
from app.operators.masterdata import MasterColumn, MasterTable

LARGEST = 1_000_000_000


class ApplicationTable(MasterData):
    """A registered table."""

    can_create = can_delete = False
    can_view_details = True

    def __init__(self, registered: MasterTable, office: Office, **more: Any) -> None:
        self.registered = registered
        self.roles = registered.roles
        self.can_edit = bool(registered.editable)
        self.column_list = self.column_details_list = tuple(c.name for c in registered.columns)
        self.column_labels = {c.name: c.label for c in registered.columns}
        own = _columns(registered.table)
        self.column_sortable_list = tuple(c.name for c in registered.columns if not c.show and c.name in own)
        self.column_searchable_list = registered.search
        self.column_formatters = {c.name: self._shown(c) for c in registered.columns if c.show}
        super().__init__(registered.table, office, **more)

    def _shown(self, column: MasterColumn) -> Any:
        return lambda _view, _context, row, _name: (
            column.show(self.office.session(), row) if column.show else ""
        )

    def get_form(self) -> Any:
        columns = _columns(self.registered.table)
        fields = {c.name: _field(c, columns[c.name]) for c in self.registered.editable}
        return type("TableForm", (BaseForm,), fields)

    def on_model_change(self, form: Any, model: Any, is_created: bool) -> None:
        super().on_model_change(form, model, is_created)
        if self.registered.saved is not None:
            self.registered.saved(self.office.session(), model)


def _columns(table: type) -> dict[str, Any]:
    mapper: Any = inspect(table)
    return {column.key: column for column in mapper.columns}


def _field(column: MasterColumn, stored: Any) -> Field:
    if isinstance(stored.type, Boolean):
        return BooleanField(column.label)
    if isinstance(stored.type, Integer):
        whole = NumberRange(0, LARGEST, message=f"{column.label}应当是 0 以上的整数。")
        return IntegerField(column.label, [InputRequired(f"请填写{column.label}。"), whole])
    needed = (
        [] if stored.nullable or stored.default is not None else [InputRequired(f"请填写{column.label}。")]
    )
    return StringField(column.label, [*needed, Length(max=stored.type.length or 500)])
