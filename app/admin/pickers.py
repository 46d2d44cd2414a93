"""Choosing a row by what it is called: one types, the page offers what fits, and the server finds the row again."""

from collections.abc import Callable
from typing import Any

from flask import jsonify, request
from flask_admin import BaseView, expose
from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from wtforms import StringField, ValidationError

from app.admin.scope import offered_accounts, offered_parties
from app.admin.words import Words
from app.store.accounts import Account, Party

OFFERED = 20


class Choices:
    """The rows of a table that can be chosen: a code that is typed, and a text that says which row it is."""

    def __init__(self, table: Any, code: Any, query: Callable[[Words], Any], what: str) -> None:
        self.table, self.code, self._query, self._what = table, code, query, what

    def text(self, session: Session, row_id: str | None, words: Words) -> str:
        row = session.get(self.table, row_id) if row_id else None
        return self._said(row, words) if row is not None else ""

    def search(self, session: Session, typed: str, words: Words) -> list[str]:
        """Return the texts of rows whose code or name has what was typed."""
        found = or_(*(c.contains(typed, autoescape=True) for c in (self.code, self.table.name)))
        rows = session.scalars(self._query(words).where(found).order_by(self.code).limit(OFFERED))
        return [self._said(row, words) for row in rows]

    def find(self, session: Session, typed: str, words: Words) -> str:
        """Return the id of the row whose code or whole text was typed. Raises ValidationError."""
        code = typed.split(" ", maxsplit=1)[0]
        rows = session.scalars(self._query(words).where(self.code == code).limit(OFFERED)).all()
        exact = [row for row in rows if self._said(row, words) == typed] or rows
        if len(exact) != 1:
            problem = "请从列出的选项中选择" if exact else f"没有找到这个{self._what}，请从列出的选项中选择"
            raise ValidationError(f"{problem}{self._what if exact else ''}。")
        return str(exact[0].id)

    def _said(self, row: Any, words: Words) -> str:
        code = getattr(row, self.code.key)
        kind = f"（{words.role(row.kind)}）" if hasattr(row, "kind") else ""
        return f"{code} {row.name}{kind}"


CHOICES = {
    "account": Choices(
        Account, Account.login, lambda words: select(Account).where(*offered_accounts(words)), "账号"
    ),
    "party": Choices(Party, Party.code, lambda words: select(Party).where(*offered_parties(words)), "机构"),
}


class Picker(StringField):
    """A field that holds the id of a row and shows what the row is called."""

    def __init__(
        self, label: str, what: str, session: Callable[[], Session], words: Words, **more: Any
    ) -> None:
        super().__init__(label, **more)
        self.what, self._session, self._words = what, session, words
        self.chosen: str | None = None

    def process_data(self, value: Any) -> None:
        self.data = CHOICES[self.what].text(self._session(), value, self._words)

    def pre_validate(self, form: Any) -> None:
        typed = (self.data or "").strip()
        self.chosen = CHOICES[self.what].find(self._session(), typed, self._words) if typed else None

    def populate_obj(self, obj: Any, name: str) -> None:
        setattr(obj, name, self.chosen)


class ChoicesView(BaseView):
    """Answers what a picker offers."""

    def __init__(self, session: Callable[[], Session], words: Words, may_enter: Callable[[], bool]) -> None:
        super().__init__(name="choices", endpoint="office_choices", url="/admin/choices")
        self._session, self._words, self._may_enter = session, words, may_enter

    def is_visible(self) -> bool:
        return False

    def is_accessible(self) -> bool:
        return self._may_enter()

    @expose("/")
    def index(self) -> Any:
        """Answer the texts of the rows that fit what was typed so far."""
        choices = CHOICES.get(request.args.get("what", ""))
        typed = request.args.get("q", "").strip()[:60]
        return jsonify(choices.search(self._session(), typed, self._words) if choices and typed else [])
