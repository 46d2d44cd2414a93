"""P19 and DT-03 through the doors: who is directed or commissioned registers that alone."""

import pytest
from sqlalchemy import select

from app.graduates.tables import Graduate, ReportedDestination
from tests.support.cast import Cast
from tests.walks.destinations import DIRECTED, SCHOOL, apply, asked, form_of, kind, label, upload

DOOR = "/processes/directed_registration/instances"


def register(cast: Cast, login: str, status: int = 201, **data: object) -> dict[str, object]:
    made: dict[str, object] = cast[login].post(DOOR, {"subject": "self", "data": data}, status)
    return made


def department_of(cast: Cast, login: str) -> str:
    """Return who reviews first for a graduate."""
    instance = cast[login].get("/instances")["items"][0]["id"]
    for who in ("d-10001-01", "d-10001-02"):
        if any(t["instance"] == instance for t in cast[who].get("/tasks")["items"]):
            return who
    raise AssertionError(instance)


@pytest.mark.req("R-202", "R-203", "R-204")
@pytest.mark.parametrize("login", ["g-10001-21", "g-10001-41"])
def test_who_cannot_sign_registers_the_unit_that_the_school_uploaded(cast: Cast, login: str) -> None:
    unit = cast.graduate(login).directed_unit
    fields = form_of(cast, login, "directed_registration")
    assert (fields["unit_name"]["editable"], fields["unit_place"]["editable"]) == (False, False)
    refused = register(cast, login, 422)
    assert [e["message"] for e in refused["errors"]] == [
        "请上传定向（委培）协议：定向、委培毕业生的去向以入学时签订的协议为准。"
    ]
    proofs = [upload(cast, login)]
    register(cast, login, 422, proofs=proofs, unit_name="另一家单位")
    instance = str(register(cast, login, proofs=proofs)["id"])
    assert label(cast, SCHOOL, instance) == "去向登记审核中，等待学院审核"
    cast[department_of(cast, login)].complete(instance, {"decision": "pass"})
    cast[SCHOOL].complete(instance, {"decision": "pass"})
    assert label(cast, login, instance) == "审核通过"
    (sent,) = cast.outbox("ems")
    assert (sent.body["code"], sent.body["data"]["type"], sent.body["data"]["full_name"]) == (
        "10",
        DIRECTED,
        unit,
    )
    with cast.session() as session:
        assert session.get_one(ReportedDestination, cast.subject(login)).unit_name == unit


@pytest.mark.req("R-202", "R-203")
@pytest.mark.parametrize("login", ["g-10001-21", "g-10001-41"])
def test_nothing_else_is_open_to_them(cast: Cast, login: str) -> None:
    refused = apply(cast, {"group": "none", "type": "seeking"}, 409, login)
    assert DIRECTED in refused["detail"]
    offers = {o["key"]: o for o in cast[login].get("/processes", subject="self")["items"]}
    assert not offers["destination_registration"]["allowed"]
    assert offers["directed_registration"]["allowed"]


@pytest.mark.req("R-205")
@pytest.mark.parametrize("login", ["g-10001-22", "g-10001-42"])
def test_who_may_sign_has_both(cast: Cast, login: str) -> None:
    assert asked(cast, kind("求职中"), login)
    offers = {o["key"]: o["allowed"] for o in cast[login].get("/processes", subject="self")["items"]}
    assert offers["destination_registration"]
    assert offers["directed_registration"]


def test_who_is_not_directed_is_told_so(cast: Cast) -> None:
    refused = register(cast, "g-10001-01", 409)
    assert "定向、委培" in str(refused["detail"])
    assert apply(cast, {"group": "employment", "type": "directed"}, 422)


def test_without_a_unit_from_the_school_nothing_is_registered(cast: Cast) -> None:
    with cast.session() as session:
        row = session.scalars(select(Graduate).where(Graduate.id == cast.subject("g-10001-21"))).one()
        row.directed_unit = None
        session.commit()
    assert "请联系学校" in str(register(cast, "g-10001-21", 409)["detail"])


def test_what_was_returned_is_handed_in_again_with_the_same_unit(cast: Cast) -> None:
    login = "g-10001-21"
    instance = str(register(cast, login, proofs=[upload(cast, login)])["id"])
    first = department_of(cast, login)
    cast[first].complete(instance, {"decision": "return", "reason": "06", "comment": "协议缺一页"})
    task = cast[login].get(f"/tasks/{cast[login].task(instance)['id']}")
    cast[login].complete(instance, {"proofs": [upload(cast, login)]})
    assert task["values"]["unit_name"] == cast.graduate(login).directed_unit
    assert [m["name"] for m in cast[first].get(f"/instances/{instance}")["messages"]] == []
    cast[first].complete(instance, {"decision": "reject", "reason": "06", "comment": "不是协议"})
    assert label(cast, login, instance) == "审核不通过"
    assert register(cast, login, proofs=[upload(cast, login)])
