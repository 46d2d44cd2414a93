"""What a reviewer compares, and what warns."""

import pytest

from app.graduates.comparing import alerts, panels, student_panel
from app.graduates.tables import EmsGraduate, Warning
from tests.unit.graduates.conftest import NOW
from tests.unit.graduates.world import employer

CASE = {"employer": {"full_name": "某公司", "region_label": "北京市海淀区"}}


@pytest.mark.req("R-114")
def test_the_reported_destination_stands_beside_the_request(session, graduate):
    panel = panels(session, graduate("g-10001-02").id, CASE, NOW)[0]
    rows = {r.label: (r.here, r.there) for r in panel.rows}
    assert rows["毕业去向"] == ("签就业协议形式就业", "求职中")
    assert rows["单位名称"] == ("某公司", "")


@pytest.mark.req("R-115")
def test_differences_to_the_other_system_are_shown(session, graduate):
    panel = panels(session, graduate("g-10001-02").id, CASE, NOW)[1]
    assert [r.label for r in panel.rows if not r.same] == ["政治面貌"]
    assert [r.label for r in panel.rows if r.key] == ["姓名", "学历", "身份证号", "毕业院校", "专业"]


def test_identity_numbers_are_masked_but_their_difference_is_seen(session, graduate):
    subject = graduate("g-10001-01")
    row = next(r for r in student_panel(session, subject).rows if r.label == "身份证号")
    assert (row.same, row.here) == (True, "1101**********0232")
    session.get(EmsGraduate, subject.id).id_number = subject.id_number.replace("2005", "2006")
    row = next(r for r in student_panel(session, subject).rows if r.label == "身份证号")
    assert (row.same, row.here, row.there) == (False, "1101*****5****0232", "1101*****6****0232")


def test_without_a_copy_the_panel_says_so(session, graduate):
    subject = graduate("g-10001-01")
    session.delete(session.get(EmsGraduate, subject.id))
    session.flush()
    assert {r.there for r in student_panel(session, subject).rows if r.label != "身份证号"} == {
        "（没有该毕业生）"
    }


def test_key_differences_and_removal_warn(session, graduate):
    subject = graduate("g-10001-01")
    session.get(EmsGraduate, subject.id).name = "陈哲"
    subject.deleted_at = NOW
    session.flush()
    texts = [a.text for a in alerts(session, subject.id, {}, NOW)]
    assert any("姓名" in text for text in texts)
    assert any("删除" in text for text in texts)


@pytest.mark.req("R-118")
def test_a_marked_employer_warns(session, graduate):
    subject, unit = graduate("g-10001-01"), employer(session, "万通人力")
    case = {"employer": {"credit_code": unit.credit_code}}
    assert alerts(session, subject.id, case, NOW) == []
    session.add(
        Warning(credit_code=unit.credit_code, school_id=subject.school_id, category="虚假单位", marked_at=NOW)
    )
    session.flush()
    assert [a.tone for a in alerts(session, subject.id, case, NOW)] == ["danger"]


def test_without_a_graduate_there_is_nothing(session):
    assert panels(session, None, {}, NOW) == []
    assert alerts(session, "nobody", {}, NOW) == []
