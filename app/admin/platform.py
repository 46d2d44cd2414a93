"""The platform's own master data: parties, accounts, and who acts for whom in which role."""

from collections.abc import Mapping
from typing import Any

from flask_admin.form import BaseForm
from sqlalchemy import or_, select
from wtforms import PasswordField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp

from app.admin.base import MasterData, Office
from app.admin.pickers import CHOICES, Picker
from app.admin.scope import offered_accounts, offered_members, offered_parties
from app.admin.words import ACCOUNT_STATES, LEVELS, Words
from app.errors import Invalid
from app.identity import passwords, sessions
from app.store.accounts import Account, Membership, Party

CODE = Regexp(r"^[A-Za-z0-9._-]+$", message="只能用字母、数字、点、横线和下划线。")
SYSTEM = "system"  # the lane of automatic steps: nobody is a member of it


def _needed(label: str, verb: str = "填写") -> InputRequired:
    return InputRequired(f"请{verb}{label}。")


def organisations(words: Words) -> list[SelectChoice]:
    """Return the roles that are no persons, as choices."""
    roles = {k: name for k, name in words.roles().items() if k not in (*words.persons, SYSTEM)}
    return _choices({"": "请选择", **roles})


def _choices(labels: Mapping[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value=value, label=label) for value, label in labels.items()]


class Parties(MasterData):
    """Organisations in a tree."""

    about = "承担角色的组织和单位。"
    can_delete = False  # what was done in a party's name stays
    column_list = ("kind", "code", "name", "parent_id")
    column_labels = {"kind": "类别", "code": "代码", "name": "名称", "parent_id": "上级"}
    column_searchable_list = ("code", "name")
    column_sortable_list = ("kind", "code", "name")
    column_default_sort = "code"

    def conditions(self) -> list[Any]:
        return offered_parties(self.office.words)

    @property
    def column_formatters(self) -> dict[str, Any]:
        office = self.office
        parent = CHOICES["party"].text
        return {
            "kind": lambda _v, _c, row, _n: office.words.role(row.kind),
            "parent_id": lambda _v, _c, row, _n: parent(office.session(), row.parent_id, office.words),
        }

    def get_form(self) -> Any:
        office = self.office

        class PartyForm(BaseForm):
            kind = SelectField("类别", [_needed("类别", "选择")], choices=lambda: organisations(office.words))
            code = StringField("代码", [_needed("代码"), Length(max=60), CODE])
            name = StringField("名称", [_needed("名称"), Length(max=200)])
            parent_id = Picker("上级", "party", office.session, office.words, description="没有上级的不填")

        return PartyForm


class Accounts(MasterData):
    """Accounts of people who act for an organisation, without anything secret."""

    about = "代表机构办理业务的账号；只代表本人的账号不在此列。"
    can_delete = False  # what was done with an account stays; it can be stopped
    column_list = ("login", "name", "status", "last_login_at")
    column_labels = {"login": "登录名", "name": "姓名", "status": "状态", "last_login_at": "最近登录"}
    column_searchable_list = ("login", "name")
    column_sortable_list = ("login", "name", "status", "last_login_at")
    column_default_sort = "login"
    column_formatters = {"status": lambda _v, _c, row, _n: ACCOUNT_STATES.get(row.status, row.status)}

    def conditions(self) -> list[Any]:
        return offered_accounts(self.office.words)

    def get_form(self) -> Any:
        class AccountForm(BaseForm):
            login = StringField("登录名", [_needed("登录名"), Length(max=100), CODE])
            name = StringField("姓名", [_needed("姓名"), Length(max=100)])
            status = SelectField("状态", choices=_choices(ACCOUNT_STATES))

        return AccountForm

    def get_create_form(self) -> Any:
        class NewAccountForm(self.get_form()):  # type: ignore[misc]
            password = PasswordField(
                "初始密码", [_needed("初始密码")], description="至少 12 个字符，请本人登录后修改"
            )

            def validate_password(self, field: Any) -> None:
                try:
                    passwords.check_new(field.data or "", self.login.data or "")
                except Invalid as error:
                    raise ValidationError(error.errors[0].message) from error

            def populate_obj(self, obj: Any) -> None:
                for name in ("login", "name", "status"):
                    self[name].populate_obj(obj, name)
                obj.password_hash = passwords.hash_password(self.password.data)

        return NewAccountForm

    def on_model_change(self, form: Any, model: Any, is_created: bool) -> None:
        super().on_model_change(form, model, is_created)
        if model.status == "stopped":
            sessions.end_all(self.office.session(), model.id)


class Members(MasterData):
    """Who acts for which organisation in which role."""

    about = "哪个账号以什么角色为哪个机构办事。"
    column_list = ("account_id", "role", "party_id", "level")
    column_labels = {"account_id": "账号", "role": "角色", "party_id": "机构", "level": "级别"}
    column_sortable_list = ("role",)
    column_default_sort = "role"

    def conditions(self) -> list[Any]:
        return offered_members(self.office.words)

    @property
    def column_formatters(self) -> dict[str, Any]:
        office = self.office

        def said(what: str) -> Any:
            text = CHOICES[what].text
            return lambda _v, _c, row, name: text(office.session(), getattr(row, name), office.words)

        return {
            "account_id": said("account"),
            "party_id": said("party"),
            "role": lambda _v, _c, row, _n: office.words.role(row.role),
            "level": lambda _v, _c, row, _n: LEVELS.get(row.level, row.level),
        }

    def get_form(self) -> Any:
        office = self.office

        class MemberForm(BaseForm):
            account_id = Picker(
                "账号",
                "account",
                office.session,
                office.words,
                validators=[_needed("账号", "选择")],
                description="输入登录名或姓名后选择",
            )
            role = SelectField("角色", [_needed("角色", "选择")], choices=lambda: organisations(office.words))
            party_id = Picker(
                "机构",
                "party",
                office.session,
                office.words,
                validators=[Optional()],
                description="输入代码或名称后选择；流程管理员等平台角色不填",
            )
            level = SelectField("级别", choices=_choices(LEVELS))

        return MemberForm

    def init_search(self) -> bool:
        return True

    def search_placeholder(self) -> str:
        return "登录名、姓名、机构代码或名称"

    def _apply_search(self, query: Any, count_query: Any, joins: Any, count_joins: Any, search: str) -> Any:
        def has(*columns: Any) -> Any:
            return or_(*(c.contains(search.strip(), autoescape=True) for c in columns))

        accounts = select(Account.id).where(has(Account.login, Account.name))
        parties = select(Party.id).where(has(Party.code, Party.name))
        found = or_(Membership.account_id.in_(accounts), Membership.party_id.in_(parties))
        return query.where(found), count_query.where(found), joins, count_joins


VIEWS: tuple[tuple[type[MasterData], type, str, str], ...] = (
    (Parties, Party, "机构", "party"),
    (Accounts, Account, "账号", "account"),
    (Members, Membership, "成员关系", "membership"),
)

__all__ = ["VIEWS", "Accounts", "Members", "Office", "Parties"]
