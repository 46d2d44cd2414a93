"""List sources: rows in the reader's scope, filters, counters, pages."""

import pytest

from app.errors import Invalid
from app.graduates import operators
from app.operators import registry
from app.operators.lists import Query
from tests.unit.graduates.conftest import NOW
from tests.unit.graduates.world import employer, env, instance, signing


@pytest.fixture
def ask(session, actor):
    def rows(name, login, **words):
        subject, search = words.pop("subject", None), words.pop("search", "")
        paging = {k: words.pop(k) for k in ("limit", "after") if k in words}
        query = Query(filters=words, search=search, subject=subject, **paging)
        return registry.sources[name](session, actor(login), query, NOW)

    return rows


@pytest.fixture
def some(session, graduate):
    """Four signings of the first employer and one of the second."""
    first, second = employer(session), employer(session, "润泽智造")
    return [
        signing(session, graduate("g-10001-01"), first, "invited"),
        signing(session, graduate("g-10001-02"), first, "accepted", status="department_review"),
        signing(session, graduate("g-10001-04"), first, "accepted", status="school_review"),
        signing(session, graduate("g-10002-01"), first, "failed", status="declined"),
        signing(session, graduate("g-10001-01"), second, "invited"),
    ]


@pytest.mark.req("R-015")
@pytest.mark.req("R-016")
@pytest.mark.parametrize(
    ("login", "names"),
    [
        ("d-10001-01", ["陈喆", "陈喆", "李䶮"]),
        ("d-10001-02", ["赵雨桐"]),
        ("s-10001", ["陈喆", "陈喆", "李䶮", "赵雨桐"]),
        ("s-10002", ["邓知行"]),
        ("s-10003", []),
    ],
)
def test_staff_see_the_signings_of_their_own_graduates(ask, some, login, names):
    assert sorted(r["name"] for r in ask("online_signing", login).items) == sorted(names)


@pytest.mark.usefixtures("some")
class TestEmployer:
    def test_lists_by_state_and_their_counters(self, ask):
        found = ask("employer_signing", "e-01")
        assert (found.total, found.counters["signing"], found.counters["failed"]) == (4, 3, 1)
        for state, count in (("signing", 3), ("failed", 1), ("signed", 0), ("invited", 1), ("accepted", 2)):
            rows = ask("employer_signing", "e-01", state=state)
            assert (rows.total, len(rows.items), rows.counters) == (count, count, found.counters)

    @pytest.mark.req("R-107")
    def test_a_failed_one_can_be_invited_again(self, ask):
        rows = ask("employer_signing", "e-01", state="failed").items
        assert [r["startable"] for r in rows] == [["online_signing"]]
        assert ask("employer_signing", "e-01", state="signing").items[0]["startable"] == []

    @pytest.mark.req("R-032")
    def test_a_cohort_is_chosen(self, ask):
        assert ask("employer_signing", "e-01", cohort="2027").total == 4
        assert ask("employer_signing", "e-01", cohort="2026").total == 0

    def test_who_left_the_roster_is_in_the_list_of_the_invalid(self, ask, graduate, session):
        graduate("g-10001-01").deleted_at = NOW
        session.flush()
        found = ask("employer_signing", "e-01", state="invalid")
        assert [(r["name"], r["status_label"]) for r in found.items] == [("陈喆", "失效")]
        assert (found.counters["invalid"], found.counters["signing"]) == (1, 2)

    def test_words_differ_by_reader(self, ask):
        staff = ask("online_signing", "s-10001", status="department_review").items[0]
        own = ask("employer_signing", "e-01", search="李䶮").items[0]
        assert staff["status_label"] == "学生已同意签约，等待学院审核"
        assert own["status_label"] == "签约中·学生已应约提交审核中"

    @pytest.mark.req("R-323")
    def test_identity_numbers_are_masked(self, ask):
        for name, login in (
            ("online_signing", "s-10001"),
            ("employer_signing", "e-01"),
            ("students", "s-10001"),
        ):
            for row in ask(name, login).items:
                assert row["id_number"][4:14] == "**********"

    def test_pages_follow_each_other(self, ask):
        first = ask("employer_signing", "e-01", limit=3)
        second = ask("employer_signing", "e-01", limit=3, after=first.next)
        ids = [r["id"] for r in (*first.items, *second.items)]
        assert (len(ids), len(set(ids)), second.next) == (4, 4, None)

    def test_filters_of_the_staff(self, ask):
        assert ask("online_signing", "s-10001", initiator="graduate").total == 0
        assert ask("online_signing", "s-10001", department="经济管理学院").total == 1
        assert ask("online_signing", "s-10001", degree="31", search="星河").total == 3
        assert ask("online_signing", "s-10001").counters == {
            "invited": 2,
            "department_review": 1,
            "school_review": 1,
            "pending": 2,
            "returned": 0,
        }

    def test_a_graduate_sees_the_own_records(self, ask, graduate):
        assert {r["employer"] for r in ask("graduate_records", "g-10001-01").items} == {
            "北京星河数联科技有限公司",
            "江苏润泽智能制造股份有限公司",
        }
        assert ask("graduate_records", "g-10001-01", subject=graduate("g-10001-02").id).total == 0
        assert ask("graduate_records", "s-10001", subject=graduate("g-10001-02").id).total == 1

    def test_employers_are_seen_by_those_who_deal_with_them(self, ask):
        assert [r["name"] for r in ask("employers", "s-10002").items] == ["北京星河数联科技有限公司"]
        assert ask("employers", "s-10003").total == 0
        assert ask("employers", "centre").total == 4
        assert [r["marks"] for r in ask("employers", "centre", search="万通").items] == [4]
        assert ask("employers", "e-03").total == 1


@pytest.mark.req("R-103")
def test_before_completion_there_is_no_number(session, graduate, ask):
    subject, unit = graduate("g-10001-01"), employer(session)
    around = env(session, subject, unit, instance(session, subject))
    operators.record_signing(around, state="invited")
    assert ask("online_signing", "s-10001").items[0]["number"] == "签约信息生效后生成"
    operators.record_signing(around, state="signed", number="2027410001000000009")
    assert ask("online_signing", "s-10001").items[0]["number"] == "2027410001000000009"


@pytest.mark.req("R-031")
def test_students_are_listed_by_cohort_and_roster(ask, graduate):
    assert ask("students", "d-10001-02").total == 5
    assert [r["name"] for r in ask("students", "s-10001", cohort="2026").items] == ["林若溪"]
    assert [r["name"] for r in ask("students", "s-10001", roster="out").items] == ["宋佳宁"]
    assert ask("students", "s-10001", roster="all", degree="31").total == 11
    assert ask("students", "e-01").total == 0
    number = graduate("g-10001-41").id_number
    assert [r["name"] for r in ask("students", "s-10001", search=number).items] == ["曹文博"]


def test_students_pages_follow_each_other(ask):
    first = ask("students", "s-10001", limit=6)
    second = ask("students", "s-10001", limit=6, after=first.next)
    names = [r["name"] for r in (*first.items, *second.items)]
    assert (len(names), len(set(names)), second.next) == (11, 11, None)


def test_a_cohort_is_a_number(ask):
    with pytest.raises(Invalid):
        ask("students", "s-10001", cohort="今年")
