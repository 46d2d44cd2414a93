"""What may be started, on whom, and the form that goes with it; its examples pass when they are handed in."""

from typing import Any

import pytest

from tests.support.cast import Cast
from tests.walks.doors.test_errors import MISSING, check

REGION = r"\d{6}"


def offers(cast: Cast, login: str, subject: str | None = None) -> dict[str, Any]:
    query = {"subject": subject} if subject else {}
    return {o["key"]: o for o in cast[login].get("/processes", **query)["items"]}


def example(form: dict[str, Any]) -> dict[str, Any]:
    return {f["name"]: f["example"] for f in form["fields"]}


def test_each_role_is_offered_what_it_may_start(shown: Cast) -> None:
    graduate = shown.subject("g-10001-01")
    assert set(offers(shown, "e-01", graduate)) == {"online_signing"}
    registering = {
        "destination_registration",
        "directed_registration",
        "offline_agreement",
        "paper_supplement",
    }
    moving = {
        f"{kind}_{action}" for kind in ("archive", "household") for action in ("registration", "change")
    }
    asked = {
        *("basic_check", "destination_confirmation", "verification_authorisation", "misconduct_report"),
        *registering,
        *moving,
    }
    assert set(offers(shown, "g-10001-06")) == asked
    for login in ("d-10001-01", "s-10001"):
        assert set(offers(shown, login)) == {"transfer_numbers"}
        assert set(offers(shown, login, graduate)) == {"staff_entry"}
    for login in ("admin", "ops", "ems"):
        assert offers(shown, login) == offers(shown, login, graduate) == {}
    assert offers(shown, "e-01") == {}


def test_an_offer_says_whether_and_why_not(shown: Cast) -> None:
    offer = offers(shown, "e-01", shown.subject("g-10001-01"))["online_signing"]
    assert set(offer) == {"key", "name", "module", "allowed", "reason", "form"}
    assert (offer["name"], offer["module"], offer["allowed"], offer["reason"]) == (
        "线上签约",
        "destination",
        True,
        None,
    )
    checked = offers(shown, "g-10001-01")["basic_check"]
    assert not checked["allowed"]
    assert checked["reason"]


def test_a_subject_out_of_scope_offers_nothing(shown: Cast) -> None:
    for login, other in (("e-03", "g-10001-01"), ("e-01", "g-10286-01"), ("g-10001-01", "g-10001-02")):
        assert offers(shown, login, shown.subject(other)).get("online_signing") is None
    assert offers(shown, "e-01", MISSING) == {}


def test_a_form_describes_each_field_as_it_stands(shown: Cast) -> None:
    form = offers(shown, "e-01", shown.subject("g-10001-01"))["online_signing"]["form"]
    assert (form["key"], form["version"]) == ("invitation", 1)
    fields = {f["name"]: f for f in form["fields"]}
    for field in form["fields"]:
        assert {"name", "label", "type", "required", "visible", "editable", "example"} <= set(field)
    position = fields["position"]
    assert (position["type"], position["required"], position["max_length"]) == ("text", True, 60)
    assert fields["salary"]["type"] == "money"
    assert (fields["salary"]["min"], fields["salary"]["max"]) == (0, 9999999)
    assert fields["place"]["type"] == "region"
    assert fields["category"]["type"] == "select"
    assert {"value", "label"} <= set(fields["category"]["options"][0])
    assert fields["archive_postcode"]["check"] == "postcode"
    assert fields["archive_unit"]["visible_if"]
    assert (fields["archive_unit"]["visible"], fields["archive_unit"]["required"]) == (False, False)


def test_the_examples_together_are_a_hand_in_that_passes_at_every_step(cast: Cast) -> None:
    subject = cast.subject("g-10001-01")
    offer = offers(cast, "e-01", subject)["online_signing"]
    body = {"subject": subject, "data": example(offer["form"])}
    instance = cast["e-01"].post("/processes/online_signing/instances", body, 201)["id"]
    for login in ("g-10001-01", "d-10001-01", "s-10001"):
        task = cast[login].get(f"/tasks/{cast[login].task(instance)['id']}")
        (decision,) = [f for f in task["form"]["fields"] if f.get("role") == "decision"]
        assert decision["example"] == decision["options"][0]["value"]
        assert all(
            f["role"] == f["name"] for f in task["form"]["fields"] if f["name"] in ("reason", "comment")
        )
        cast[login].complete(instance, example(task["form"]))
    assert cast["e-01"].get(f"/instances/{instance}")["end"] == "signed"


@pytest.mark.req("R-003")
def test_the_examples_of_the_first_check_pass(cast: Cast) -> None:
    offer = offers(cast, "g-10001-06")["basic_check"]
    assert offer["allowed"]
    data = example(offer["form"]) if offer["form"] else {}
    seen = cast["g-10001-06"].post("/processes/basic_check/instances", {"subject": "self", "data": data}, 201)
    while not seen["ended"]:
        (task,) = [t for t in seen["tasks"] if t["mine"]]
        form = cast["g-10001-06"].get(f"/tasks/{task['id']}")["form"]
        seen = cast["g-10001-06"].complete(seen["id"], example(form))
    assert offers(cast, "g-10001-06")["basic_check"]["allowed"] is False


def test_the_examples_of_a_message_pass(cast: Cast) -> None:
    instance = cast.invite("g-10001-01")["id"]
    (offer,) = cast["e-01"].get(f"/instances/{instance}")["messages"]
    cast["e-01"].post(f"/instances/{instance}/messages/withdraw", {"data": example(offer["form"])})
    other = cast.invite("g-10001-01")["id"]
    cast["g-10001-01"].complete(other, {"decision": "accept"})
    (offer,) = cast["g-10001-01"].get(f"/instances/{other}")["messages"]
    cast["g-10001-01"].post(f"/instances/{other}/messages/stop", {"data": example(offer["form"])})


def test_values_are_taken_in_their_described_shape_and_no_other(cast: Cast) -> None:
    subject = cast.subject("g-10001-01")
    data = example(offers(cast, "e-01", subject)["online_signing"]["form"])
    for change, field in (
        ({"salary": "a lot"}, "salary"),
        ({"salary": [1]}, "salary"),
        ({"salary": "-1"}, "salary"),
        ({"place": "北京"}, "place"),
        ({"place": "110000"}, "place"),
        ({"position": 5}, "position"),
        ({"position": "长" * 61}, "position"),
        ({"position": " "}, "position"),
        ({"category": "no such code"}, "category"),
        ({"archive_accepted": True}, "archive_accepted"),
        ({"answer_by": "tomorrow"}, "answer_by"),
        ({"answer_by": "2001-01-01T00:00:00+08:00"}, "answer_by"),
        ({"report_on": "2026-02-30"}, "report_on"),
        ({"surprise": "x"}, "surprise"),
    ):
        answer = cast["e-01"].call(
            "POST", "/processes/online_signing/instances", json={"subject": subject, "data": data | change}
        )
        assert [e["field"] for e in check(answer, 422)["errors"]] == [field], change
    assert cast["e-01"].get("/instances")["total"] == 0


def test_a_refusal_has_the_reason_that_the_page_would_show(cast: Cast) -> None:
    cast.invite("g-10001-01")
    subject = cast.subject("g-10001-01")
    offer = offers(cast, "e-01", subject)["online_signing"]
    assert not offer["allowed"]
    assert cast.invite("g-10001-01", status=409)["detail"] == offer["reason"]
    body = {"subject": subject, "data": {}}
    person = cast["g-10001-01"]
    check(person.call("POST", "/processes/online_signing/instances", json=body), 403)
    check(cast["e-02"].call("POST", "/processes/no_such/instances", json=body), 404)
    check(cast["e-01"].call("POST", "/processes/online_signing/instances", json={"subject": MISSING}), 404)
    check(cast["e-01"].call("POST", "/processes/online_signing/instances", json={"subject": 5}), 422)
    check(cast["e-01"].call("POST", "/processes/review/instances", json={}), 403)
