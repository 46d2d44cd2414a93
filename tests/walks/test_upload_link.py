"""用人单位协助回传: the employer gives the stamped agreement back by a link, once, and sees nothing else."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from app.inbox.invariants import breaches
from app.jobs.clock import now
from app.store.instances import Document, Instance
from app.store.links import TaskLink
from app.store.queue import ADDRESS
from tests.support.cast import Cast
from tests.support.papers import DEPARTMENT, GRADUATE, RETURNED, SCHOOL, apply, decide, jpeg, label, stamped

PHONE = "13800138000"


def sent(cast: Cast, login: str = GRADUATE) -> tuple[str, str]:
    """Return an agreement whose content has passed, and the path of the link that the employer was sent."""
    instance = str(apply(cast, "offline_agreement", login)["id"])
    decide(cast, instance, "pass", "pass")
    return instance, send(cast, instance, login)


def send(cast: Cast, instance: str, login: str = GRADUATE) -> str:
    """Have the graduate ask the employer, and return the path of the link."""
    cast[login].complete(instance, {"way": "unit", "contact_phone": PHONE}, step="stamp")
    return str(cast.outbox("sms")[-1].body["url"]).partition("//")[2].partition("/")[2]


def hand_in(cast: Cast, path: str, body: bytes | None = None, name: str = "盖章页.jpg") -> Any:
    """Send the form of a link with one file."""
    given = {"_upload.images": (BytesIO(body or jpeg()), name)} if body != b"" else {}
    return cast.visitor().post(f"/{path}", data=given, content_type="multipart/form-data")


@pytest.mark.req("R-160")
def test_the_employer_is_sent_a_link_that_nobody_can_guess(cast: Cast) -> None:
    instance, path = sent(cast)
    (row,) = cast.outbox("sms")
    assert (row.recipient, row.body[ADDRESS]) == (
        "138****8000",
        PHONE,
    )  # the whole number is sealed with the letter
    assert (row.topic, row.instance_id) == ("upload_link", instance)
    assert row.body["url"] in row.body["text"]
    assert "陈喆" in row.body["text"]
    token = path.removeprefix("u/")
    assert len(token) >= 22  # 128 bits in base64
    assert label(cast, GRADUATE, instance) == "等待用人单位回传协议书"
    known = (
        cast[GRADUATE].raw(f"/instances/{instance}").text
        + cast[GRADUATE].raw(f"/instances/{instance}/history").text
    )
    assert token not in known
    with cast.session() as session:
        assert token not in str(session.get_one(Instance, instance).case)
        assert token != session.scalars(select(TaskLink.token_hash)).one()


@pytest.mark.req("R-161", "R-163")
def test_by_the_link_it_is_downloaded_and_given_back_without_an_account(cast: Cast) -> None:
    instance, path = sent(cast)
    page = cast.visitor().get(f"/{path}")
    assert page.status_code == 200
    assert "盖章协议书图片" in page.text
    with cast.session() as session:
        document = session.scalars(select(Document.id).where(Document.instance_id == instance)).one()
    href = f"/{path}/documents/{document}"
    assert href in page.text
    assert cast.visitor().get(href).data.startswith(b"%PDF")

    assert hand_in(cast, path).status_code == 200
    assert label(cast, DEPARTMENT, instance) == "签约审核中，等待学院审核"
    files = cast[DEPARTMENT].get(f"/tasks/{cast[DEPARTMENT].task(instance)['id']}")["files"]
    assert [file["name"] for file in files] == ["盖章页.jpg"]
    history = cast[GRADUATE].get(f"/instances/{instance}/history")["items"]
    assert ("用人单位经办人", "unit_return") in [(h["who"], h["step"]) for h in history]
    decide(cast, instance, "pass", "pass")
    assert label(cast, GRADUATE, instance) == "签约审核通过"


def test_what_waits_for_the_employer_behind_a_link_is_in_order(cast: Cast) -> None:
    sent(cast)
    with cast.session() as session:
        assert [breach.meaning for breach in breaches(cast.services, session)] == []


@pytest.mark.req("R-161")
def test_a_link_is_used_once(cast: Cast) -> None:
    instance, path = sent(cast)
    assert hand_in(cast, path).status_code == 200
    again = hand_in(cast, path)
    assert (again.status_code, "使用过" in again.text) == (410, True)
    assert cast.visitor().get(f"/{path}").status_code == 410
    assert len(cast[DEPARTMENT].get(f"/instances/{instance}")["data"]["unit_return"]["images"]) == 1


@pytest.mark.req("R-162")
def test_a_link_opens_only_its_own_agreement(cast: Cast) -> None:
    _, path = sent(cast)
    other, _ = sent(cast, "g-10001-03")
    with cast.session() as session:
        foreign = session.scalars(select(Document.id).where(Document.instance_id == other)).one()
    visitor = cast.visitor()
    assert visitor.get(f"/{path}/documents/{foreign}").status_code == 404
    assert "王𬭩" not in visitor.get(f"/{path}").text
    assert visitor.get(f"/u/{'x' * 43}").status_code == 404
    assert visitor.get(f"/api/v1/instances/{other}").status_code == 401
    assert "陈喆" not in visitor.get("/").text


@pytest.mark.req("R-160")
def test_a_link_expires_and_the_graduate_may_send_another(cast: Cast) -> None:
    instance, path = sent(cast)
    with cast.session() as session:
        later = now(session) + timedelta(days=7, minutes=1)
    cast.clock(later.isoformat())
    gone = cast.visitor().get(f"/{path}")
    assert (gone.status_code, "有效期" in gone.text) == (410, True)
    assert cast[GRADUATE].task(instance)["step"] == "stamp"
    assert cast[GRADUATE].get("/messages")["items"][0]["topic"] == "upload_link_closed"
    fresh = send(cast, instance)
    assert cast.visitor().get(f"/{path}").status_code == 410
    assert hand_in(cast, fresh).status_code == 200


@pytest.mark.req("R-159", "R-160")
def test_the_graduate_gives_it_back_instead_and_the_link_is_void(cast: Cast) -> None:
    instance, path = sent(cast)
    (offer,) = cast[GRADUATE].get(f"/instances/{instance}")["messages"]
    assert (offer["name"], offer["label"]) == ("withdraw", "改由本人回传")
    cast[GRADUATE].post(f"/instances/{instance}/messages/withdraw", {"data": {}})
    assert hand_in(cast, path).status_code == 410
    stamped(cast, instance)
    assert label(cast, GRADUATE, instance) == "签约审核中，等待学院审核"


@pytest.mark.req("R-161", "R-166")
def test_what_the_employer_gave_is_returned_and_a_new_link_asks_again(cast: Cast) -> None:
    instance, first = sent(cast)
    hand_in(cast, first)
    decide(cast, instance, RETURNED)
    assert cast[GRADUATE].task(instance)["step"] == "stamp"
    assert cast.visitor().get(f"/{first}").status_code == 410
    second = send(cast, instance)
    assert second != first
    assert hand_in(cast, second).status_code == 200
    assert label(cast, SCHOOL, instance) == "签约审核中，等待学院审核"


@pytest.mark.parametrize(
    ("body", "said"),
    [(b"", "盖章协议书图片"), (b"%PDF-1.4 not a picture", "格式不支持"), (b"x" * 2000, "格式不支持")],
)
def test_what_cannot_be_taken_is_refused_and_the_link_stays(cast: Cast, body: bytes, said: str) -> None:
    instance, path = sent(cast)
    refused = hand_in(cast, path, body)
    assert (refused.status_code, said in refused.text) == (422, True)
    assert label(cast, GRADUATE, instance) == "等待用人单位回传协议书"
    assert hand_in(cast, path).status_code == 200


def test_who_is_signed_in_acts_by_the_link_as_the_employer_all_the_same(cast: Cast) -> None:
    instance, path = sent(cast)
    tab = cast.tab(GRADUATE)
    assert tab.get(f"/{path}").status_code == 200
    given = {"_upload.images": (BytesIO(jpeg()), "盖章页.jpg")}
    assert tab.client.post(f"/{path}", data=given, content_type="multipart/form-data").status_code == 200
    history = cast[GRADUATE].get(f"/instances/{instance}/history")["items"]
    assert next(h["who"] for h in history if h["step"] == "unit_return") == "用人单位经办人"
