"""P13 through the doors: application, its review, the stamped agreement, its review, and every way out."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.support.cast import Cast
from tests.support.papers import (
    DEPARTMENT,
    GRADUATE,
    REJECTED,
    RETURNED,
    SCHOOL,
    answers,
    apply,
    decide,
    jpeg,
    label,
    picture,
    stamped,
)

PROCESS = "offline_agreement"


def passed(cast: Cast, login: str = GRADUATE) -> str:
    """Return an application whose content has passed both reviews."""
    instance = apply(cast, PROCESS, login)["id"]
    decide(cast, instance, "pass", "pass")
    return str(instance)


@pytest.mark.req("R-151", "R-152", "R-155", "R-159", "R-163", "R-165")
def test_an_agreement_is_applied_for_stamped_and_signed(cast: Cast) -> None:
    instance = apply(cast, PROCESS)["id"]
    assert label(cast, GRADUATE, instance) == "就业协议审核中，等待学院审核"
    cast[DEPARTMENT].complete(instance, {"decision": "pass"})
    assert label(cast, SCHOOL, instance) == "就业协议审核中，等待学校审核"
    cast[SCHOOL].complete(instance, {"decision": "pass"})
    assert label(cast, GRADUATE, instance) == "就业协议审核通过"

    stamped(cast, instance)
    assert label(cast, GRADUATE, instance) == "签约审核中，等待学院审核"
    assert cast.outbox("ems") == []
    decide(cast, instance, "pass", "pass")
    seen = cast[GRADUATE].get(f"/instances/{instance}")
    assert (seen["end"], seen["status"]["label"]) == ("signed", "签约审核通过")
    (sent,) = cast.outbox("ems")
    assert sent.topic == "destination.report"
    assert sent.body["data"]["full_name"] == seen["data"]["offline_agreement"]["unit_name"]


@pytest.mark.req("R-155")
def test_number_and_agreement_are_there_once_its_content_has_passed(cast: Cast) -> None:
    instance = apply(cast, PROCESS)["id"]
    cast[DEPARTMENT].complete(instance, {"decision": "pass"})
    assert cast[GRADUATE].get(f"/instances/{instance}")["documents"] == []
    cast[SCHOOL].complete(instance, {"decision": "pass"})
    (row,) = cast[SCHOOL].get("/lists/online_signing")["items"]
    assert re.fullmatch(r"\d{4}1\d{5}\d{9}", row["number"])
    for login in (GRADUATE, DEPARTMENT, SCHOOL):
        (document,) = cast[login].get(f"/instances/{instance}")["documents"]
        pages = PdfReader(BytesIO(cast[login].raw(f"/documents/{document['id']}").data)).pages
        text = "".join(page.extract_text() for page in pages).replace("\n", "")
        assert row["number"] in text
        assert "加盖公章" in text
        assert "无需加盖公章" not in text
        assert answers_unit(cast, instance) in text


def answers_unit(cast: Cast, instance: str) -> str:
    return str(cast[GRADUATE].get(f"/instances/{instance}")["data"]["offline_agreement"]["unit_name"])


@pytest.mark.req("R-153")
def test_before_anybody_decided_the_graduate_withdraws_changes_and_submits_again(cast: Cast) -> None:
    instance = apply(cast, PROCESS)["id"]
    offered = {m["name"]: m["label"] for m in cast[GRADUATE].get(f"/instances/{instance}")["messages"]}
    assert offered == {"withdraw": "撤回修改", "stop": "撤销申请"}
    cast[GRADUATE].post(f"/instances/{instance}/messages/withdraw", {"data": {}})
    assert cast[DEPARTMENT].get("/tasks")["total"] == 0
    task = cast[GRADUATE].get(f"/tasks/{cast[GRADUATE].task(instance)['id']}")
    assert task["status"]["label"] == "已撤回，待修改提交"
    changed = {**answers(cast, PROCESS, "g-10001-03"), "position": "测试工程师"}
    cast[GRADUATE].complete(instance, changed)
    assert label(cast, DEPARTMENT, instance) == "就业协议审核中，等待学院审核"
    shown = cast[DEPARTMENT].get(f"/instances/{instance}")["data"]["offline_agreement"]
    assert shown["position"] == "测试工程师"


@pytest.mark.req("R-154")
def test_after_the_department_has_passed_it_nothing_can_be_withdrawn(cast: Cast) -> None:
    instance = apply(cast, PROCESS)["id"]
    cast[DEPARTMENT].complete(instance, {"decision": "pass"})
    assert cast[GRADUATE].get(f"/instances/{instance}")["messages"] == []
    for message in ("withdraw", "stop"):
        cast[GRADUATE].post(f"/instances/{instance}/messages/{message}", {"data": {}}, 409)


@pytest.mark.req("R-156", "R-157")
@pytest.mark.parametrize("level", ["department", "school"])
def test_what_is_returned_is_changed_and_reviewed_from_the_department_on(cast: Cast, level: str) -> None:
    instance = apply(cast, PROCESS)["id"]
    decide(cast, instance, *([RETURNED] if level == "department" else ["pass", RETURNED]))
    assert label(cast, GRADUATE, instance) == "协议审核待提交（老师退回）"
    told = cast[GRADUATE].get("/messages")["items"][0]
    assert (told["topic"], RETURNED["comment"] in told["text"]) == ("agreement_returned", True)
    history = cast[GRADUATE].get(f"/instances/{instance}/history")["items"]
    assert RETURNED["comment"] in next(h["reason"] for h in history if h["outcome"] == "return")
    cast[GRADUATE].complete(instance, answers(cast, PROCESS, "g-10001-03"))
    assert label(cast, DEPARTMENT, instance) == "就业协议审核中，等待学院审核"
    decide(cast, instance, "pass", "pass")
    assert label(cast, GRADUATE, instance) == "就业协议审核通过"


@pytest.mark.req("R-158")
def test_content_that_is_rejected_voids_the_application(cast: Cast) -> None:
    instance = apply(cast, PROCESS)["id"]
    decide(cast, instance, "pass", REJECTED)
    seen = cast[GRADUATE].get(f"/instances/{instance}")
    assert (seen["ended"], seen["status"]["label"]) == (True, "就业协议审核不通过")
    assert label(cast, SCHOOL, instance) == "就业协议审核不通过（学校审核不通过）"
    assert apply(cast, PROCESS)["status"]["code"] == "agreement_department"


@pytest.mark.req("R-164")
def test_before_the_image_is_reviewed_it_is_withdrawn_and_given_again(cast: Cast) -> None:
    instance = passed(cast)
    stamped(cast, instance)
    cast[GRADUATE].post(f"/instances/{instance}/messages/withdraw", {"data": {}})
    assert label(cast, GRADUATE, instance) == "已撤回，待重新回传"
    stamped(cast, instance)
    assert label(cast, GRADUATE, instance) == "签约审核中，等待学院审核"
    cast[DEPARTMENT].complete(instance, {"decision": "pass"})
    cast[GRADUATE].post(f"/instances/{instance}/messages/withdraw", {"data": {}}, 409)


@pytest.mark.req("R-166")
def test_an_image_that_is_returned_is_given_anew_and_the_agreement_stays(cast: Cast) -> None:
    instance = passed(cast)
    (before,) = cast[GRADUATE].get(f"/instances/{instance}")["documents"]
    stamped(cast, instance)
    decide(cast, instance, "pass", RETURNED)
    task = cast[GRADUATE].task(instance)
    assert (task["step"], task["status"]["label"]) == ("stamp", "签约审核待提交（老师退回）")
    stamped(cast, instance)
    decide(cast, instance, "pass", "pass")
    seen = cast[GRADUATE].get(f"/instances/{instance}")
    assert (seen["end"], seen["documents"]) == ("signed", [before])


@pytest.mark.req("R-167")
def test_an_image_that_is_rejected_voids_everything(cast: Cast) -> None:
    instance = passed(cast)
    stamped(cast, instance)
    decide(cast, instance, REJECTED)
    assert label(cast, GRADUATE, instance) == "签约审核不通过"
    (row,) = cast[SCHOOL].get("/lists/online_signing")["items"]
    assert row["status_label"] == "签约审核不通过（学院审核不通过）"
    assert len(row["number"]) == 19  # it was given out when the content passed
    assert apply(cast, PROCESS)["status"]["code"] == "agreement_department"


@pytest.mark.req("R-168", "R-169")
def test_large_images_are_made_small_and_the_page_says_so(cast: Cast) -> None:
    instance = passed(cast)
    large = jpeg(700, 650)
    assert len(large) > 300_000
    cast[GRADUATE].complete(instance, {"way": "self", "images": [picture(cast, GRADUATE, large)]})
    (file,) = cast[DEPARTMENT].get(f"/tasks/{cast[DEPARTMENT].task(instance)['id']}")["files"]
    assert file["size"] <= 300_000
    assert file["original_size"] == len(large)
    other = passed(cast, "g-10001-03")
    page = cast.tab("g-10001-03").get(f"/tasks/{cast['g-10001-03'].task(other)['id']}").text
    assert "300 KB" in page


@pytest.mark.parametrize("step", ["reviewing", "revising", "stamping", "stamped"])
def test_who_gives_up_the_application_is_free_for_another_destination(cast: Cast, step: str) -> None:
    instance = apply(cast, PROCESS)["id"] if step in ("reviewing", "revising") else passed(cast)
    if step == "revising":
        cast[GRADUATE].post(f"/instances/{instance}/messages/withdraw", {"data": {}})
    if step == "stamped":
        stamped(cast, instance)
    done = cast[GRADUATE].post(f"/instances/{instance}/messages/stop", {"data": {}})
    assert (done["end"], done["status"]["label"]) == ("abandoned", "已撤销")
    invitation = cast.invite(GRADUATE)["id"]
    cast[GRADUATE].complete(invitation, {"decision": "accept"})
    assert label(cast, GRADUATE, invitation) == "等待学校（院系）签约审核"


def test_one_destination_at_a_time(cast: Cast) -> None:
    invitation = cast.invite(GRADUATE)["id"]
    instance = apply(cast, PROCESS)["id"]
    assert "仅可查看" in cast[GRADUATE].complete(invitation, {"decision": "accept"}, 409)["detail"]
    assert "已有有效的毕业去向" in apply(cast, PROCESS, status=409)["detail"]
    cast[GRADUATE].post(f"/instances/{instance}/messages/withdraw", {"data": {}})
    assert "已有有效的毕业去向" in apply(cast, PROCESS, status=409)["detail"]


@pytest.mark.parametrize(
    ("login", "said"), [("g-10001-21", "培养方式"), ("g-10286-01", "还没有开放"), ("g-10001-09", "只能查看")]
)
def test_who_may_not_apply_is_told_why(cast: Cast, login: str, said: str) -> None:
    (offer,) = [p for p in cast[login].get("/processes")["items"] if p["key"] == PROCESS]
    assert not offer["allowed"]
    assert said in offer["reason"]


def test_others_cannot_apply_in_a_graduates_place(cast: Cast) -> None:
    body = {"subject": cast.subject(GRADUATE), "data": answers(cast, PROCESS)}
    for login in ("e-01", DEPARTMENT, SCHOOL, "g-10001-03"):
        assert cast[login].post(f"/processes/{PROCESS}/instances", body, None)["status"] in (403, 404)


def test_of_two_reviews_only_the_one_that_waits_is_marked(cast: Cast) -> None:
    instance = passed(cast)
    stamped(cast, instance)
    page = cast.tab(GRADUATE).get(f"/instances/{instance}").text
    way = re.findall(r'<li class="is-(\w+)"[^>]*>([^<]+)</li>', page)
    assert ("done", "就业协议审核") in way
    assert ("current", "签约审核") in way
