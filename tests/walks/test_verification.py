"""P29 through the doors: a graduate authorises, the sheets are there, and what changes is verified no more."""

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from tests.support.cast import Cast
from tests.support.peer import KEY, Peer, receiving
from tests.support.world import Template
from tests.walks.destinations import label
from tests.walks.doors.test_reports import DOOR, given
from tests.walks.endings import topics
from tests.walks.test_transfers import UNIT, registered
from tests.walks.verifying import (
    AUTHORISE,
    DEPARTMENT,
    GRADUATE,
    KINDS,
    NAME,
    SCHOOL,
    authorise,
    authorised,
    confirm,
    knows,
    listed,
    numbers,
    state,
    undated,
)

PROCESS = "verification_authorisation"
ELSEWHERE = "g-10001-07"  # whose household did not come to the school


def offer(cast: Cast, login: str = GRADUATE) -> Any:
    return next(o for o in cast[login].get("/processes", subject="self")["items"] if o["key"] == PROCESS)


def papers(cast: Cast, instance: str, login: str = GRADUATE) -> dict[str, bytes]:
    documents = cast[login].get(f"/instances/{instance}")["documents"]
    return {d["kind"]: cast[login].raw(f"/documents/{d['id']}").get_data() for d in documents}


def words(body: bytes) -> str:
    (page,) = PdfReader(io.BytesIO(body)).pages
    return page.extract_text()


def scanned(body: bytes) -> str:
    """Return what the code says on a picture of the paper as it is printed."""
    pictures = [page.render(scale=150 / 72).to_pil() for page in pypdfium2.PdfDocument(body)]
    (found,) = [code for picture in pictures for code in zxingcpp.read_barcodes(picture)]
    return str(found.text)


@pytest.mark.req("R-022", "R-263")
def test_only_what_was_confirmed_as_right_can_be_authorised(cast: Cast) -> None:
    assert "先完成去向登记确认" in authorise(cast, status=409)["detail"]
    assert cast.tab(GRADUATE).get("/graduate/modules/verification").status_code == 403
    assert "没有上报" in authorise(cast, "g-10001-01", 409)["detail"]
    wrong = {
        "result": "wrong",
        "errors": ["destination"],
        "destination_note": "不对",
        "contact": "13800138000",
    }
    cast[GRADUATE].post("/processes/destination_confirmation/instances", {"data": wrong}, 201)
    assert offer(cast)["allowed"] is False
    assert "确认无误" in offer(cast)["reason"]


@pytest.mark.req("R-264", "R-265", "R-266", "R-269", "R-273")
def test_who_passes_the_identity_check_has_numbers_and_sheets(cast: Cast) -> None:
    assert listed(cast, "verification")["state_label"] == "未确认"
    confirm(cast)
    refused = cast[GRADUATE].post(f"/processes/{PROCESS}/instances", {"data": {}}, 422)
    assert [e["field"] for e in refused["errors"]] == ["days", "agreed"]
    made = authorise(cast)["id"]
    assert label(cast, GRADUATE, made) == "生效中"
    year = f"{cast.graduate(GRADUATE).cohort % 100:02}"
    for kind in KINDS:
        assert state(cast, kind) == "active"
        assert len(numbers(cast)[kind]) == 15
        assert numbers(cast)[kind].startswith(f"{year}10001")
    assert set(papers(cast, made)) == {"archive_sheet", "household_sheet"}
    for reader in (DEPARTMENT, SCHOOL):
        assert listed(cast, "verification", reader)["state_label"] == "生效中"
        assert listed(cast, "household_verification", reader)["state_label"] == "生效中"
    assert "authorisation_active" in topics(cast, GRADUATE, made)
    page = cast.tab(GRADUATE).get("/graduate/modules/verification").get_data(as_text=True)
    assert numbers(cast)["archive"] in page
    assert "正在生效" in authorise(cast, status=409)["detail"]


@pytest.mark.req("R-270", "R-292")
def test_the_sheet_shows_every_block_and_its_code_leads_to_the_same(cast: Cast) -> None:
    registered(cast, "archive", login=GRADUATE)
    confirm(cast)
    made = authorise(cast)["id"]
    body = papers(cast, made)["archive_sheet"]
    text = words(body)
    person = cast.graduate(GRADUATE)
    for expected in (
        *("全国普通高等学校毕业生去向登记信息", f"核验编号：{numbers(cast)['archive']}", NAME, person.major),
        *("京华大学", str(person.graduates_on), "求职中", "档案转递信息", UNIT["unit"], UNIT["postcode"]),
        *(UNIT["contact"], UNIT["phone"], "注意事项", "毕业时间加六个月"),
    ):
        assert expected in text
    assert "户口迁移信息" not in text.replace("户口迁移信息在线核验", "")
    path = scanned(body).removeprefix("http://127.0.0.1:8000")
    assert len(path.removeprefix("/v/")) >= 22  # 128 bits and more
    page = cast.visitor().get(path).get_data(as_text=True)
    for expected in ("核验通过", "扫码核验", NAME, UNIT["unit"]):
        assert expected in page
    assert undated(words(cast.visitor().get(f"{path}/sheet.pdf").get_data())) == undated(text)


@pytest.mark.req("R-271")
def test_what_was_not_registered_is_not_on_the_sheet(cast: Cast) -> None:
    page = cast.tab(GRADUATE).get("/start/" + PROCESS).get_data(as_text=True)
    assert "你还没有登记档案信息" in page
    confirm(cast)
    text = words(papers(cast, authorise(cast)["id"])["archive_sheet"])
    assert "毕业去向信息" in text
    assert "档案转递信息" not in text.replace("档案转递信息在线核验", "")


def test_whose_household_is_elsewhere_has_the_sheet_of_the_archive_alone(cast: Cast) -> None:
    cast["ems"].post(DOOR, given(cast, ELSEWHERE))
    assert set(authorised(cast, ELSEWHERE)) == {"archive"}
    assert cast[ELSEWHERE].get("/records")["authorisation"]["household"] is None


@pytest.mark.req("R-272", "R-282")
def test_staff_look_at_the_sheet_but_nowhere_find_the_number(cast: Cast) -> None:
    found = authorised(cast)
    made = cast[GRADUATE].get("/instances", box="started", process=PROCESS)["items"][0]["id"]
    subject = cast.subject(GRADUATE)
    for login in (DEPARTMENT, SCHOOL):
        cast[login].get(f"/instances/{made}", 404)
        seen = [
            cast.tab(login).get(f"/staff/sheets/authorised/archive/{subject}").get_data(as_text=True),
            cast[login].raw(f"/lists/verification?q={NAME}").get_data(as_text=True),
            cast[login].raw(f"/records?subject={subject}").get_data(as_text=True),
            cast[login].raw("/instances?box=scope").get_data(as_text=True),
        ]
        assert NAME in seen[0]
        assert "院校不可见" in seen[0]
        assert not [text for text in seen if found["archive"] in text or found["household"] in text]
    for stranger in ("d-10001-02", "s-10002"):
        answer = cast.tab(stranger).get(f"/staff/sheets/authorised/archive/{subject}")
        assert answer.status_code == 404


@pytest.mark.req("R-267", "R-268")
def test_after_the_period_the_number_is_over_and_a_new_one_can_be_had(cast: Cast) -> None:
    old = authorised(cast, days="7")["archive"]
    assert knows(cast, old)
    cast.clock((datetime.now().astimezone() + timedelta(days=9)).isoformat())
    assert not knows(cast, old)
    assert state(cast) == "expired"
    assert listed(cast, "verification")["state_label"] == "已过期"
    authorise(cast)
    assert state(cast) == "active"
    assert numbers(cast)["archive"] != old
    assert (knows(cast, old), knows(cast, numbers(cast)["archive"])) == (False, True)


def test_what_is_stopped_is_verified_no_more_at_once(cast: Cast) -> None:
    old = authorised(cast)["archive"]
    made = cast[GRADUATE].get("/instances", box="started", process=PROCESS)["items"][0]["id"]
    cast[SCHOOL].post(f"/instances/{made}/messages/stop", {}, 404)
    cast[GRADUATE].post(f"/instances/{made}/messages/stop", {})
    assert not knows(cast, old)
    assert (state(cast), label(cast, GRADUATE, made)) == ("stopped", "已停止授权")
    assert listed(cast, "verification")["state_label"] == "未确认"
    authorise(cast)
    assert state(cast) == "active"


@pytest.mark.req("R-277", "R-287")
@pytest.mark.parametrize("what", ["destination", "archive"])
def test_a_change_of_what_counts_ends_it_in_the_same_moment(cast: Cast, what: str) -> None:
    registered(cast, "archive", login=GRADUATE)
    old = authorised(cast)
    if what == "destination":
        cast["ems"].post(DOOR, given(cast, GRADUATE))
    else:
        entry = {"kind": "archive", **UNIT, "address": "学院路 5 号"}
        body = {"subject": cast.subject(GRADUATE), "data": entry}
        cast[SCHOOL].post("/processes/staff_entry/instances", body, 201)
    assert [knows(cast, old[kind], kind=kind) for kind in KINDS] == [False, False]  # before any job has run
    cast.run_jobs()
    made = cast[GRADUATE].get("/instances", box="started", process=PROCESS)["items"][0]["id"]
    assert label(cast, GRADUATE, made) == "信息已更新，请重新确认后再授权"
    assert "authorisation_changed" in topics(cast, GRADUATE, made)
    assert "先完成去向登记确认" in authorise(cast, status=409)["detail"]
    confirm(cast)
    authorise(cast)
    assert state(cast) == "active"


def test_a_change_during_the_identity_check_has_it_confirmed_first(cast: Cast) -> None:
    confirm(cast)
    made = cast[GRADUATE].post(f"/processes/{PROCESS}/instances", {"data": AUTHORISE}, 201)["id"]
    cast["ems"].post(DOOR, given(cast, GRADUATE))
    cast.run_jobs()
    assert label(cast, GRADUATE, made) == "登记信息有了更新，请重新确认后再授权"
    assert cast[GRADUATE].get("/records")["authorisation"] is None


def test_who_leaves_the_roster_is_verified_no_more(cast: Cast) -> None:
    old = authorised(cast)["archive"]
    number = cast.graduate(GRADUATE).candidate_no
    cast["ems"].post("/roster/10001/removals", {"candidate_no": number})
    assert not knows(cast, old)


@pytest.fixture
def provider() -> Iterator[Peer]:
    with receiving() as made:
        yield made


@pytest.fixture
def asking(template: Template, tmp_path: Path, provider: Peer) -> Iterator[Cast]:
    """An installation with a service that checks who somebody is, and answers later."""
    made = template.copy(tmp_path, CHANNEL_IDENTITY_URL=provider.url, CHANNEL_IDENTITY_KEY=KEY)
    cast = Cast(made)
    yield cast
    cast.close()
    template.drop(made)


def asked(cast: Cast, provider: Peer) -> tuple[str, dict[str, Any]]:
    confirm(cast)
    made = authorise(cast)["id"]
    (letter,) = provider.effects.values()
    return made, letter


def answer(cast: Cast, letter: dict[str, Any], said: dict[str, Any], status: int, key: str = KEY) -> None:
    path = letter["body"]["answer_to"].removeprefix("http://127.0.0.1:8000")
    response = cast.visitor().post(path, **Peer.signed({"answer": said}, key))
    assert response.status_code == status, response.get_data(as_text=True)
    cast.run_jobs()


@pytest.mark.req("R-264")
def test_the_service_is_asked_and_its_answer_counts_once(asking: Cast, provider: Peer) -> None:
    made, letter = asked(asking, provider)
    person = asking.graduate(GRADUATE)
    assert (letter["topic"], letter["body"]["name"]) == ("identity_check", NAME)
    assert letter["body"]["id_number"] == person.id_number
    assert label(asking, GRADUATE, made) == "实人认证中，请在手机上完成"
    answer(asking, letter, {"passed": True}, 401, key=KEY[::-1])
    assert asking[GRADUATE].get("/records")["authorisation"] is None
    answer(asking, letter, {"passed": True, "reference": "a-1"}, 204)
    answer(asking, letter, {"passed": True, "reference": "a-1"}, 204)
    answer(asking, letter, {"passed": False}, 409)
    assert (label(asking, GRADUATE, made), state(asking)) == ("生效中", "active")


@pytest.mark.req("R-264")
def test_who_does_not_pass_has_no_number_and_may_try_again(asking: Cast, provider: Peer) -> None:
    made, letter = asked(asking, provider)
    answer(asking, letter, {"passed": False}, 204)
    assert label(asking, GRADUATE, made) == "实人认证未通过，可以重新授权"
    assert asking[GRADUATE].get("/records")["authorisation"] is None
    assert offer(asking)["allowed"] is True


def test_who_does_not_finish_the_check_in_time_may_try_again(asking: Cast, provider: Peer) -> None:
    made, letter = asked(asking, provider)
    asking.clock((datetime.now().astimezone() + timedelta(minutes=31)).isoformat())
    assert label(asking, GRADUATE, made) == "没有完成实人认证，可以重新授权"
    answer(asking, letter, {"passed": True}, 410)
    assert asking[GRADUATE].get("/records")["authorisation"] is None


def test_a_service_may_answer_at_once(asking: Cast, provider: Peer) -> None:
    provider.reply = {"answer": {"passed": True}}
    made, _ = asked(asking, provider)
    asking.run_jobs()
    assert label(asking, GRADUATE, made) == "生效中"


@pytest.mark.req("R-025", "R-257")
def test_in_a_province_with_its_own_system_there_is_confirmation_and_verification_alone(cast: Cast) -> None:
    login = "g-10286-01"
    cast["province-32"].post(DOOR, given(cast, login))
    page = cast.tab(login).get("/graduate/home").get_data(as_text=True)
    shown = [
        key
        for key in ("destination", "archive", "household", "confirmation", "verification")
        if f'"module-{key}"' in page
    ]
    assert shown == ["confirmation", "verification"]
    found = authorised(cast, login)
    assert "archive" in found
    row = listed(cast, "confirmation", "s-10286", cast.graduate(login).name)
    assert (row["source"], row["state_label"]) == ("就业管理系统接口", "确认无误")
    assert knows(cast, found["archive"], cast.graduate(login).name)
