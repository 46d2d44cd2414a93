"""What a reviewer decides at each step: its buttons, reasons that an administrator keeps, the mark on an employer."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from app.graduates.tables import School, Warning
from tests.support import papers
from tests.support.cast import Cast
from tests.walks.destinations import DEPARTMENT, GRADUATE, SCHOOL, kind, registering
from tests.walks.endings import asked, offline
from tests.walks.test_offline_termination import applied

BOTH, ALL = ["pass", "reject"], ["pass", "return", "reject"]
AFTER = {
    "online_signing": "单位需要重新发起邀请",
    "online_termination": "解约失败，签约仍有效",
    "offline_termination": "解约失败，签约仍有效",
    "offline_agreement": "整个申请作废",
    "stamped": "整个申请作废",
    "paper_supplement": "本次登记作废",
    "destination_registration": "这次登记作废",
}


def signing(cast: Cast) -> str:
    instance = str(cast.invite(GRADUATE)["id"])
    cast[GRADUATE].complete(instance, {"decision": "accept"})
    return instance


def ending(cast: Cast) -> str:
    instance = asked(cast, cast.signed())
    cast["e-01"].complete(instance, {"decision": "accept"})
    return instance


def stamped(cast: Cast) -> str:
    instance = str(papers.apply(cast, "offline_agreement")["id"])
    papers.decide(cast, instance, "pass", "pass")
    papers.stamped(cast, instance)
    return instance


def supplement(cast: Cast) -> str:
    images = [papers.picture(cast, GRADUATE)]
    return str(papers.apply(cast, "paper_supplement", images=images)["id"])


def offline_ending(cast: Cast) -> str:
    return applied(cast, offline(cast, "paper"))


WAITING = {
    "online_signing": (signing, BOTH),
    "online_termination": (ending, BOTH),
    "offline_termination": (offline_ending, ALL),
    "offline_agreement": (lambda cast: str(papers.apply(cast, "offline_agreement")["id"]), ALL),
    "stamped": (stamped, ALL),
    "paper_supplement": (supplement, ALL),
    "destination_registration": (lambda cast: registering(cast, kind("其他录用证明就业")), ALL),
}


def task(cast: Cast, login: str, instance: str) -> dict[str, Any]:
    found: dict[str, Any] = cast[login].get(f"/tasks/{cast[login].task(instance)['id']}")
    return found


@pytest.mark.parametrize("step", WAITING)
def test_both_levels_have_the_decisions_of_the_step(cast: Cast, step: str) -> None:
    begin, wanted = WAITING[step]
    instance = begin(cast)
    for login in (DEPARTMENT, SCHOOL):
        decisions = task(cast, login, instance)["decisions"]
        assert [d["value"] for d in decisions] == wanted
        assert [d["value"] for d in decisions if d["reason_required"]] == wanted[1:]
        assert AFTER[step] in decisions[-1]["consequence"]
        if login == DEPARTMENT:
            cast[DEPARTMENT].complete(instance, {"decision": "pass"})


def test_an_administrator_keeps_the_reasons(cast: Cast) -> None:
    door, admin = "/definitions/codes/review_reason", cast["admin"]
    body = admin.raw(door).data + "13,公章不是单位公章,本校,L\n".encode()
    admin.put(f"{door}/draft", body, 201, If_None_Match="*")
    admin.post(f"{door}/releases", {"note": "学校的原因"}, 201)
    instance = registering(cast, kind("其他录用证明就业"))
    reason = next(f for f in task(cast, DEPARTMENT, instance)["form"]["fields"] if f["name"] == "reason")
    assert ("13", "公章不是单位公章") in [(o["value"], o["label"]) for o in reason["options"]]
    given = {"decision": "return", "reason": "13", "comment": "请换一份"}
    cast[DEPARTMENT].complete(instance, {**given, "reason": "77"}, 422)
    cast[DEPARTMENT].complete(instance, given)
    history = cast[GRADUATE].get(f"/instances/{instance}/history")["items"]
    assert [h["reason"] for h in history if h["outcome"] == "return"] == ["公章不是单位公章：请换一份"]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("termination_reason", ("继续深造(升学)", "单位违约", "其他")),
        ("withdraw_reason", ("岗位信息填写有误", "招聘计划调整", "其他")),
        ("review_reason", ("单位名称与公章不一致", "未落实双方协商", "其他")),
    ],
)
def test_reasons_are_code_tables_with_the_words_of_the_specification(
    cast: Cast, table: str, words: tuple[str, ...]
) -> None:
    text = cast["admin"].raw(f"/definitions/codes/{table}").get_data(as_text=True)
    labels = [line.split(",")[1] for line in text.splitlines()[1:]]
    assert set(words) <= set(labels)


@pytest.mark.req("R-118")
@pytest.mark.parametrize(
    "step", ["online_signing", "offline_agreement", "paper_supplement", "destination_registration"]
)
def test_the_mark_on_an_employer_stands_above_every_review(cast: Cast, step: str) -> None:
    instance = WAITING[step][0](cast)
    case = cast[DEPARTMENT].get(f"/instances/{instance}")["data"]
    codes = re.findall(r"'(?:credit_code|unit_code)': '([0-9A-Z]{18})'", str(case))
    with cast.session() as session:
        school = session.scalars(select(School).where(School.code == "10001")).one()
        unit = codes[0] if codes else cast["e-01"].get("/me")["memberships"][0]["party"]["code"]
        mark = {"category": "虚假单位", "marked_at": datetime.now(UTC)}
        session.add(Warning(credit_code=unit, school_id=school.id, **mark))
    (alert,) = task(cast, DEPARTMENT, instance)["alerts"]
    assert (alert["tone"], "预警单位" in alert["text"]) == ("danger", True)
