"""What decides who may be found, invited and warned about, and what the lists and settings show, as the roles see it."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from app.graduates.tables import Employer, Graduate, School, Warning
from app.store.accounts import Account, Membership
from tests.support.cast import PASSWORD, Cast

GRADUATE, DEPARTMENT, SCHOOL, EMPLOYER = "g-10001-01", "d-10001-01", "s-10001", "e-01"


@pytest.mark.req("R-109")
@pytest.mark.parametrize("graduate", ["g-10001-21", "g-10001-41"])
def test_who_is_directed_or_commissioned_cannot_be_invited(cast: Cast, graduate: str) -> None:
    cast.keep(graduate)
    assert "培养方式" in cast.invite(graduate, status=409)["detail"]


@pytest.mark.req("R-110")
@pytest.mark.parametrize("graduate", ["g-10001-22", "g-10001-42"])
def test_who_may_sign_although_directed_or_commissioned_signs(cast: Cast, graduate: str) -> None:
    cast.keep(graduate)
    instance = cast.invite(graduate)["id"]
    cast[graduate].complete(instance, {"decision": "accept"})
    department = DEPARTMENT if graduate == "g-10001-22" else "d-10001-02"
    cast[department].complete(instance, {"decision": "pass"})
    cast[SCHOOL].complete(instance, {"decision": "pass"})
    assert cast[graduate].get(f"/instances/{instance}")["status"]["label"] == "线上签约完成"


@pytest.mark.req("R-111")
def test_only_graduates_of_schools_that_opened_signing_are_found(cast: Cast) -> None:
    who, open_one = cast.graduate("g-10286-01"), cast.graduate("g-10001-22")
    with cast.session() as session:
        names = {row.id: row.name for row in session.scalars(select(School))}
    for graduate, status in ((who, 404), (open_one, 201)):
        body = {"name": graduate.name, "id_number": graduate.id_number, "school": names[graduate.school_id]}
        cast[EMPLOYER].post("/favourites", body, status)


@pytest.mark.req("R-118")
def test_a_marked_employer_warns_whoever_reviews(cast: Cast) -> None:
    cast.keep(GRADUATE, "e-04")
    instance = cast.invite(GRADUATE, "e-04")["id"]
    cast[GRADUATE].complete(instance, {"decision": "accept"})
    task = cast[DEPARTMENT].task(instance)["id"]
    assert cast[DEPARTMENT].get(f"/tasks/{task}")["alerts"] == []  # four other schools have marked it
    with cast.session() as session:
        unit = session.scalars(select(Employer).where(Employer.short_name == "万通人力")).one()
        school = session.scalars(select(School).where(School.code == "10001")).one()
        at = datetime.now(UTC)
        session.add(
            Warning(credit_code=unit.credit_code, school_id=school.id, category="虚假单位", marked_at=at)
        )
        session.commit()
    (alert,) = cast[DEPARTMENT].get(f"/tasks/{task}")["alerts"]
    assert alert["tone"] == "danger"
    assert "预警" in alert["text"]


@pytest.mark.req("R-103")
def test_before_it_takes_effect_the_number_is_announced(cast: Cast) -> None:
    instance = cast.invite(GRADUATE)["id"]
    cast[GRADUATE].complete(instance, {"decision": "accept"})
    (row,) = cast[SCHOOL].get("/lists/online_signing")["items"]
    assert row["number"] == "签约信息生效后生成"
    cast[DEPARTMENT].complete(instance, {"decision": "pass"})
    cast[SCHOOL].complete(instance, {"decision": "pass"})
    (row,) = cast[SCHOOL].get("/lists/online_signing")["items"]
    assert len(row["number"]) == 19


def text_of(cast: Cast, login: str, instance: str) -> str:
    """Return the text of an instance's agreement, lines joined."""
    (document,) = cast[login].get(f"/instances/{instance}")["documents"]
    pages = PdfReader(BytesIO(cast[login].raw(f"/documents/{document['id']}").data)).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "")


@pytest.mark.req("R-321")
def test_two_parties_are_printed_without_the_school_three_with_it(cast: Cast) -> None:
    three = text_of(cast, SCHOOL, cast.signed())
    instance = cast.invite("g-10002-01")["id"]
    cast["g-10002-01"].complete(instance, {"decision": "accept"})
    cast["s-10002"].complete(instance, {"decision": "pass"})
    two = text_of(cast, "s-10002", instance)
    assert all(party in three for party in ("甲方（用人单位）", "乙方（毕业生）", "丙方（学校）"))
    assert all(party in two for party in ("甲方（用人单位）", "乙方（毕业生）"))
    assert "丙方" not in two


@pytest.mark.req("R-319")
@pytest.mark.parametrize(("graduate", "contact"), [(GRADUATE, "许静文"), ("g-10001-03", "郑思齐")])
def test_the_contact_for_the_degree_is_printed(cast: Cast, graduate: str, contact: str) -> None:
    assert f"就业联系人{contact}" in text_of(cast, SCHOOL, cast.signed(graduate)).replace(" ", "")


@pytest.mark.req("R-080")
def test_the_graduate_reads_the_whole_letter(cast: Cast) -> None:
    offer = {"clauses": "提供住宿，报销报到路费。", "position": "数据工程师"}
    sent = cast.invite(GRADUATE, **offer)
    letter = cast[GRADUATE].get(f"/instances/{sent['id']}")["data"]["invitation"]
    assert letter["position"] == "数据工程师"
    assert letter["clauses"] == offer["clauses"]
    assert letter["archive_accepted"] in ("yes", "no")
    assert letter["household_accepted"] in ("yes", "no")
    assert letter["answer_by"] == sent["data"]["invitation"]["answer_by"]


@pytest.mark.req("R-025")
def test_a_province_with_its_own_system_offers_confirmation_and_authorisation_only(cast: Cast) -> None:
    opened = dict.fromkeys(("destination", "archive", "household"), True)
    cast["p-32"].put("/modules/32", opened)
    client = cast.app.test_client()
    page = client.get("/sign-in").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    client.post("/sign-in", data={"account": "g-10286-01", "password": PASSWORD, "csrf_token": token})
    home = client.get("/graduate/home").text
    assert "去向登记确认" in home
    assert "核验授权" in home
    assert not [tile for tile in ("毕业去向填报", "档案信息登记", "户口信息登记") if tile in home]


@pytest.mark.req("R-107")
def test_after_a_failed_signing_the_employer_is_offered_to_invite_again(cast: Cast) -> None:
    instance = cast.invite(GRADUATE)["id"]
    cast[GRADUATE].complete(instance, {"decision": "decline"})
    (row,) = cast[EMPLOYER].get("/lists/employer_signing", state="failed")["items"]
    assert row["startable"] == ["online_signing"]


@pytest.mark.req("R-031")
def test_staff_choose_the_cohort_of_their_lists(cast: Cast) -> None:
    this, last = cast.graduate(GRADUATE), cast.graduate("g-10001-08")
    shown = cast[SCHOOL].get("/lists/students", cohort=this.cohort, limit=200)["items"]
    assert {row["name"] for row in shown} >= {"陈喆", "赵雨桐"}
    assert last.name not in {row["name"] for row in shown}
    (row,) = cast[SCHOOL].get("/lists/students", cohort=last.cohort)["items"]
    assert row["name"] == last.name


@pytest.mark.req("R-316")
def test_two_levels_need_an_account_in_every_department(cast: Cast) -> None:
    values = {"agreement_type": "two", "review_mode": "department_school"}
    assert cast["s-10002"].put("/settings/10002", values)["review_mode"] == "department_school"
    with cast.session() as session:
        session.query(Membership).filter(
            Membership.account_id == select(Account.id).where(Account.login == "d-10002-01").scalar_subquery()
        ).delete(synchronize_session=False)
        session.commit()
    cast["s-10002"].put("/settings/10002", {**values, "review_mode": "school_only"})
    refused = cast["s-10002"].put("/settings/10002", values, 409)
    assert "人文学院" in refused["detail"]


@pytest.mark.req("R-317")
def test_the_review_mode_is_locked_while_something_is_under_review(cast: Cast) -> None:
    instance = cast.invite("g-10002-01")["id"]
    cast["g-10002-01"].complete(instance, {"decision": "accept"})
    refused = cast["s-10002"].put("/settings/10002", {"review_mode": "department_school"}, 409)
    assert "审核" in refused["detail"]
    cast["s-10002"].complete(instance, {"decision": "pass"})
    changed = cast["s-10002"].put("/settings/10002", {"review_mode": "department_school"})
    assert changed["review_mode"] == "department_school"


@pytest.mark.req("R-318")
def test_the_agreement_type_is_locked_from_the_first_signing_on(cast: Cast) -> None:
    assert cast["s-10002"].put("/settings/10002", {"agreement_type": "three"})["agreement_type"] == "three"
    cast.invite("g-10002-01")
    refused = cast["s-10002"].put("/settings/10002", {"agreement_type": "two"}, 409)
    assert refused["detail"]


@pytest.mark.req("R-323")
def test_lists_show_identity_numbers_and_phones_masked(cast: Cast) -> None:
    cast.invite(GRADUATE)
    who = cast.graduate(GRADUATE)
    with cast.session() as session:
        everybody = [(g.id_number, g.phone) for g in session.scalars(select(Graduate))]
    assert (who.id_number, who.phone) in everybody
    for login, path in (
        (SCHOOL, "/lists/students?limit=200"),
        (SCHOOL, "/lists/online_signing"),
        (EMPLOYER, "/lists/employer_signing"),
        (EMPLOYER, "/favourites"),
        (SCHOOL, "/tasks"),
        (EMPLOYER, "/instances?box=scope"),
    ):
        text = cast[login].raw(path).get_data(as_text=True)
        assert not [number for pair in everybody for number in pair if number and number in text], path
