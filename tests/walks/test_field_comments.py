"""Comments on the fields of a request: written with a decision, read by whom the request comes back to."""

import re
from typing import Any

import pytest

from tests.support.cast import Cast
from tests.walks.destinations import DEPARTMENT, GRADUATE, SCHOOL, kind, registering

WORK = kind("其他录用证明就业")
NOTES = {"unit_name": "请写营业执照上的全称", "proofs": "第二页看不清公章"}


def returning(cast: Cast, instance: str, comments: Any, status: int = 200, **more: str) -> Any:
    """Have the department give a request back with comments."""
    data = {"decision": "return", "reason": "06", "field_comments": comments, **more}
    return cast[DEPARTMENT].complete(instance, data, status)


def page(cast: Cast, login: str, instance: str) -> str:
    """Return the page of the task that waits for somebody."""
    shown: str = cast.tab(login).get(f"/tasks/{cast[login].task(instance)['id']}").get_data(as_text=True)
    return shown


@pytest.mark.req("R-194")
def test_the_applicant_reads_each_comment_at_its_field(cast: Cast) -> None:
    instance = registering(cast, WORK)
    returning(cast, instance, NOTES)
    (told,) = cast[GRADUATE].get("/messages")["items"]
    assert "见批注：单位名称、证明材料" in told["text"]
    back = cast[GRADUATE].get(f"/tasks/{cast[GRADUATE].task(instance)['id']}")["given_back"]
    assert (back["outcome"], back["field_comments"]) == ("return", NOTES)
    shown = page(cast, GRADUATE, instance)
    summary = re.search(r'data-testid="given-back">.*?</section>', shown, re.S)
    assert summary
    assert "有 2 处需要修改" in summary[0]
    for name, text in NOTES.items():
        assert re.search(rf'<a href="#field-{name}">[^<]*</a>：{text}', summary[0])
        assert f'id="field-{name}"' in shown
        beside = re.search(rf'data-testid="field-comment-{name}">(.*?)</p>', shown, re.S)
        assert beside
        assert text in beside[1]


def test_comments_of_earlier_rounds_are_kept_apart_from_the_new_ones(cast: Cast) -> None:
    instance = registering(cast, WORK)
    for text in ("先写全称", "再核对全称"):
        returning(cast, instance, {"unit_name": text})
        values = cast[GRADUATE].get(f"/tasks/{cast[GRADUATE].task(instance)['id']}")["values"]
        shown = page(cast, GRADUATE, instance)
        assert text in re.search(r'data-testid="field-comment-unit_name">(.*?)</p>', shown, re.S)[1]  # type: ignore[index]
        if text == "先写全称":
            assert 'data-testid="rounds"' not in shown
            cast[GRADUATE].complete(instance, values)
    earlier = re.search(r'data-testid="rounds">.*?</details>', shown, re.S)
    assert earlier
    assert "以前的意见（1 次）" in earlier[0]
    assert "先写全称" in earlier[0]
    assert "再核对全称" not in earlier[0]
    cast[GRADUATE].complete(instance, values)
    review = page(cast, DEPARTMENT, instance)
    assert all(text in review for text in ("先写全称", "再核对全称"))


def test_what_the_graduate_takes_back_bears_no_comments(cast: Cast) -> None:
    instance = registering(cast, WORK)
    returning(cast, instance, NOTES)
    values = cast[GRADUATE].get(f"/tasks/{cast[GRADUATE].task(instance)['id']}")["values"]
    cast[GRADUATE].complete(instance, values)
    cast[GRADUATE].post(f"/instances/{instance}/messages/withdraw", {})
    assert cast[GRADUATE].get(f"/tasks/{cast[GRADUATE].task(instance)['id']}")["given_back"] is None
    assert 'data-testid="given-back"' not in page(cast, GRADUATE, instance)


@pytest.mark.parametrize("name", ["salary", "decision", "contract_from", "x y"])
def test_a_comment_on_what_is_not_there_is_refused_by_name(cast: Cast, name: str) -> None:
    instance = registering(cast, WORK)
    refused = returning(cast, instance, {**NOTES, name: "请核对"}, 422)
    assert refused["errors"] == [
        {
            "field": f"field_comments.{name}",
            "message": f"申请里没有“{name}”这一项，或者它不对你显示，不能批注。请去掉这条批注后再提交。",
        }
    ]


def test_a_decision_that_agrees_takes_no_comments(cast: Cast) -> None:
    instance = registering(cast, WORK)
    data = {"decision": "pass", "field_comments": {"unit_name": "请写全称"}}
    refused = cast[DEPARTMENT].complete(instance, data, 422)
    assert [e["message"] for e in refused["errors"]] == [
        "批注只随“退回修改”或“不通过”发给对方，不随“审核通过”。请清空批注，或者改选。"
    ]
    cast[DEPARTMENT].complete(instance, {"decision": "pass", "field_comments": {"unit_name": " "}})
    assert cast[SCHOOL].task(instance)


def test_without_scripts_comments_are_written_and_kept_when_something_else_is_wrong(cast: Cast) -> None:
    instance = registering(cast, WORK)
    tab, task = cast.tab(DEPARTMENT), cast[DEPARTMENT].task(instance)
    path = f"/tasks/{task['id']}"
    assert 'form="decide" id="field-field_comments.unit_name"' in tab.get(path).get_data(as_text=True)
    sent = {"decision": "return", "field_comments.unit_name": "请写全称", "field_comments.unit_address": ""}
    hidden = {"csrf_token": tab.token, "version": task["version"], "idempotency_key": "first"}
    refused = tab.post(path, {**hidden, **sent})
    assert refused.status_code == 422
    shown = refused.get_data(as_text=True)
    assert "请选择原因" in shown
    assert re.search(r'name="field_comments.unit_name"[^>]*>请写全称</textarea>', shown)
    taken = tab.post(path, {**hidden, **sent, "reason": "06", "idempotency_key": "second"})
    assert taken.status_code == 302
    assert "请写全称" in page(cast, GRADUATE, instance)


def test_comments_are_kept_when_a_colleague_was_faster(cast: Cast) -> None:
    instance = registering(cast, WORK)
    tab, task = cast.tab(DEPARTMENT), cast[DEPARTMENT].task(instance)
    cast["d-10001-01-b"].post(f"/tasks/{task['id']}/claim")
    sent = {"decision": "return", "reason": "06", "field_comments.unit_name": "请写全称"}
    hidden = {"csrf_token": tab.token, "version": task["version"], "idempotency_key": "late"}
    refused = tab.post(f"/tasks/{task['id']}", {**hidden, **sent})
    assert refused.status_code == 409
    assert re.search(
        r'name="field_comments.unit_name"[^>]*>请写全称</textarea>', refused.get_data(as_text=True)
    )


def test_a_draft_keeps_the_comments(cast: Cast) -> None:
    instance = registering(cast, WORK)
    tab, task = cast.tab(DEPARTMENT), cast[DEPARTMENT].task(instance)
    assert tab.post(f"/tasks/{task['id']}/draft", {"field_comments.unit_name": "请写全称"}).status_code == 200
    assert re.search(r"<details[^>]*open>.*?请写全称", page(cast, DEPARTMENT, instance), re.S)


def test_nobody_else_reads_them(cast: Cast) -> None:
    instance = registering(cast, WORK)
    returning(cast, instance, NOTES)
    for stranger in ("d-10001-02", "g-10001-02", "e-01"):
        cast[stranger].get(f"/instances/{instance}/history", 404)
