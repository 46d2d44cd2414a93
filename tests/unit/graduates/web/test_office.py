"""The back office: who comes in, master data that is changed, what runs and is only looked at, and the audit rows."""

import re

import pytest
from sqlalchemy import select

from app.admin.words import JOBS
from app.graduates.tables import School
from app.main import _work
from app.store.accounts import Account, Membership, Party
from app.store.audit import AuditRow
from app.store.instances import Incident
from tests.support.cast import PASSWORD, Cast
from tests.unit.graduates.web.conftest import Visit

TABLES = ("party", "account", "membership", "province", "school", "department")
RUNNING = ("instance", "task", "incident", "job", "outbox")
RAW_ID = re.compile(r"\b01[0-9a-z]{24}\b")


def acts(cast: Cast) -> list[tuple[str, str]]:
    """Return what the back office has left in the audit log."""
    with cast.session() as session:
        rows = session.scalars(select(AuditRow).where(AuditRow.action.startswith("office_")))
        return [(row.action, row.target.partition(":")[0]) for row in rows]


@pytest.mark.parametrize("login", ["e-01", "s-10001", "g-10001-01", "auditor"])
def test_only_those_who_run_the_service_come_in(visit: Visit, login: str) -> None:
    browser = visit(login)
    for path in ("/admin/", "/admin/party/", "/admin/choices/?what=account&q=admin"):
        browser.get(path, 403)


def test_every_table_is_chinese_and_shows_no_raw_id(cast: Cast, visit: Visit) -> None:
    cast.signed()
    browser = visit("ops")
    browser.get("/admin/")
    for key in (*TABLES, *RUNNING, "employer", "graduate"):
        browser.get("/admin/")
        assert browser.count(f"office-{key}") == 1
        browser.get(f"/admin/{key}/")
        assert not RAW_ID.search(browser.text), key
        assert not re.search(r"\b(None|True|False|Name|Code|Kind)\b", browser.text), key


def test_administrators_of_definitions_do_not_see_persons(cast: Cast, visit: Visit) -> None:
    browser = visit("admin")
    for key in ("graduate", "employer"):
        browser.get(f"/admin/{key}/", 403)
    for key in ("account", "party", "membership"):
        browser.get(f"/admin/{key}/", search="陈喆")
        assert browser.count("office-row") == 0
    with cast.session() as session:
        account = session.scalars(select(Account).where(Account.login == "g-10001-01")).one()
    browser.get("/admin/account/edit/", 404, id=account.id)
    found = cast.app.test_client()
    assert found.get("/admin/choices/?what=account&q=g-10001").status_code in (302, 401)


def test_a_member_is_chosen_by_name_and_can_act_at_once(cast: Cast, visit: Visit) -> None:
    browser = visit("admin")
    offered = browser._client.get("/admin/choices/", query_string={"what": "party", "q": "经济"}).get_json()
    assert offered == ["10001-02 经济管理学院（院系）"]
    browser.get("/admin/membership/new/")
    browser.post(
        "/admin/membership/new/", account_id="nobody", role="department", party_id=offered[0], level=""
    )
    assert browser.count("error-summary") == 1
    assert "没有找到这个账号" in browser.text
    browser.post(
        "/admin/membership/new/",
        302,
        account_id="d-10001-01",
        role="department",
        party_id=offered[0],
        level="",
    )
    browser.get("/admin/membership/")
    assert "创建记录成功" in browser.text
    assert "Failed" not in browser.text
    assert ("office_create", "membership") in acts(cast)
    instance = cast.invite("g-10001-04")["id"]
    cast["g-10001-04"].complete(instance, {"decision": "accept"})
    assert cast["d-10001-01"].task(instance)


def test_the_same_membership_is_refused_in_words(visit: Visit) -> None:
    browser = visit("admin")
    browser.get("/admin/membership/new/")
    same = {"account_id": "d-10001-01", "role": "department", "party_id": "10001-01", "level": ""}
    browser.post("/admin/membership/new/", **same)
    assert "已经有一条相同的记录" in browser.text
    assert "UNIQUE" not in browser.page


def test_a_membership_is_deleted(cast: Cast, visit: Visit) -> None:
    with cast.session() as session:
        account = session.scalars(select(Account).where(Account.login == "d-10001-02")).one()
        row = session.scalars(select(Membership).where(Membership.account_id == account.id)).one()
    browser = visit("admin")
    browser.get("/admin/membership/")
    browser.post("/admin/membership/delete/", 302, id=row.id, url="/admin/membership/")
    with cast.session() as session:
        assert session.get(Membership, row.id) is None
    assert ("office_delete", "membership") in acts(cast)


def test_an_account_is_made_with_a_good_password_and_stopped(cast: Cast, visit: Visit) -> None:
    browser = visit("admin")
    browser.get("/admin/account/new/")
    new = {"login": "d-10001-09", "name": "新老师", "status": "active"}
    browser.send("/admin/account/new/", {**new, "password": "short"})
    assert "新密码应当有 12 到 200 个字符" in browser.text
    browser.send("/admin/account/new/", {**new, "password": PASSWORD}, 302)
    assert cast["d-10001-09"].get("/me")["name"] == "新老师"
    with cast.session() as session:
        made = session.scalars(select(Account).where(Account.login == "d-10001-09")).one()
    browser.get("/admin/account/edit/", id=made.id)
    browser.send(f"/admin/account/edit/?id={made.id}", {**new, "status": "stopped"}, 302)
    assert cast["d-10001-09"].get("/me", 401)
    assert acts(cast).count(("office_change", "account")) == 1


def test_a_school_is_renamed_with_its_party(cast: Cast, visit: Visit) -> None:
    with cast.session() as session:
        school = session.scalars(select(School).where(School.code == "10002")).one()
    browser = visit("admin")
    browser.get("/admin/school/edit/", id=school.id)
    browser.post(f"/admin/school/edit/?id={school.id}", name="", cohort_current="x", phone="")
    assert browser.count("error-summary") == 1
    values = {"name": "燕北大学", "cohort_current": str(school.cohort_current), "phone": "010-1"}
    browser.post(f"/admin/school/edit/?id={school.id}", 302, **values)
    with cast.session() as session:
        assert session.get_one(School, school.id).name == "燕北大学"
        assert session.get_one(Party, school.id).name == "燕北大学"
    assert acts(cast) == [("office_change", "school")]


@pytest.mark.parametrize("key", RUNNING)
def test_what_runs_cannot_be_changed(cast: Cast, visit: Visit, key: str) -> None:
    cast.invite("g-10001-01")
    browser = visit("ops")
    browser.get(f"/admin/{key}/")
    assert browser.count("btn-edit") + browser.count("btn-new") + browser.count("btn-delete") == 0
    for path in ("new", "edit"):
        assert browser._client.get(f"/admin/{key}/{path}/").status_code == 302
    assert not any(name in browser.text for name in ("陈喆", "北京星河"))


def test_an_incident_is_tried_again_by_the_operators(cast: Cast, visit: Visit) -> None:
    instance = cast.invite("g-10001-01")["id"]
    job = {"kind": "advance", "payload": {"task": "gone", "element": "answer"}}
    with cast.session() as session:
        made = Incident(
            instance_id=instance, element="answer", kind="advance", message="对方系统没有回应。", job=job
        )
        made.created_at = session.scalars(select(AuditRow.at)).first()
        session.add(made)
        session.flush()
        key = made.id
    designer = visit("admin")
    designer.get("/admin/incident/details/", id=key)
    assert designer.count("resolve-form") == 0
    designer.post("/admin/incident/resolve/", 403, id=key, act="retry", reason="x")
    browser = visit("ops")
    browser.get("/admin/incident/details/", id=key)
    assert "应约" in browser.text
    browser.post("/admin/incident/resolve/", 302, id=key, act="retry", reason="对方系统已恢复")
    with cast.session() as session:
        assert session.get_one(Incident, key).resolution == "重试：对方系统已恢复"
    assert ("office_resolve", "incident") in acts(cast)


def test_every_kind_of_background_job_has_a_name(cast: Cast) -> None:
    assert set(JOBS) == set(_work(cast.services))
