"""A draft is played through at the door: the same use cases as a live run, with nothing written."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select, text

from app.content.folder import KINDS
from app.graduates.definitions import label
from app.graduates.roster_fields import FIELDS
from app.graduates.tables import Employer, Graduate
from app.store.base import Base
from app.store.definitions import DefinitionVersion
from tests.support.cast import Cast

PASS = {"decision": "pass"}
SIGNED = (
    {"step": "invite"},
    {"step": "answer", "data": {"decision": "accept"}},
    {"step": "department", "data": PASS},
    {"step": "school", "data": PASS},
)
FILES = ("files", "documents")


def play(cast: Cast, key: str, *steps: dict[str, Any], status: int = 200, **more: Any) -> Any:
    body = {"steps": list(steps), **more}
    return cast["admin"].post(f"/definitions/process/{key}/draft/simulations", body, status)


def rows(cast: Cast) -> dict[str, int]:
    """Count the rows of every table that a run could write."""
    own = ("rate_bucket", "sign_in_session", "api_token")
    with cast.session() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
            if name not in own
        }


def test_a_signing_is_played_to_its_end_and_nothing_of_it_is_kept(cast: Cast) -> None:
    cast["admin"]
    before, files = rows(cast), len(list(cast.services.storage.root.rglob("*")))
    played = play(cast, "online_signing", *SIGNED)
    assert (played["ended"], played["end"], played["problem"]) == (True, "signed", None)
    assert [step for step in played["path"] if step in ("invite", "answer", "department", "school")] == [
        "invite",
        "answer",
        "department",
        "school",
    ]
    kinds = {(e["kind"], e.get("channel") or e.get("document") or e["role"]) for e in played["effects"]}
    assert {
        ("outbox", "ems"),
        ("document", "agreement"),
        ("message", "graduate"),
        ("message", "employer"),
    } <= kinds
    assert played["data"]["department_review"]["decision"] == "pass"
    assert not {"subject", "parties", "employer"} & set(played["data"])
    assert rows(cast) == before
    assert len(list(cast.services.storage.root.rglob("*"))) == files


def test_the_simulated_run_ends_as_the_real_one_does(cast: Cast) -> None:
    real = cast.signed()
    with cast.session() as session:
        path = session.execute(
            text("SELECT step FROM history WHERE instance_id = :i AND step != '' ORDER BY seq"), {"i": real}
        ).scalars()
        walked = list(path)
    assert play(cast, "online_signing", *SIGNED)["path"] == walked


def test_it_stops_where_somebody_has_to_act_and_says_what_may_be_done(cast: Cast) -> None:
    played = play(cast, "online_signing")
    (task,) = [w for w in played["waiting"] if w["kind"] == "task"]
    assert (task["step"], task["role"]) == ("answer", "graduate")
    assert {d["value"] for d in task["decisions"]} == {"accept", "decline"}
    assert {w["step"] for w in played["waiting"] if w["kind"] == "timer"}
    assert played["ended"] is False


def test_messages_and_moments_are_moves_too(cast: Cast) -> None:
    waiting = play(cast, "online_signing")["waiting"]
    withdraw = next(w["step"] for w in waiting if w["kind"] == "message" and w["role"] == "employer")
    late = next(w["step"] for w in waiting if w["kind"] == "timer")
    gone = play(cast, "online_signing", {}, {"step": withdraw, "data": {"reason": "01"}})
    assert (gone["ended"], gone["problem"]) == (True, None)
    expired = play(cast, "online_signing", {}, {"step": late})
    assert (expired["ended"], expired["problem"]) == (True, None)
    assert withdraw in gone["path"]
    assert late in expired["path"]


def test_a_move_that_cannot_be_made_is_told_with_the_way_so_far(cast: Cast) -> None:
    wrong = play(cast, "online_signing", {}, {"step": "answer", "data": {"decision": "maybe"}})
    assert wrong["problem"]["move"] == 1
    assert [e["field"] for e in wrong["problem"]["errors"]] == ["decision"]
    assert wrong["path"][0] == "invite"
    nowhere = play(cast, "online_signing", {}, {"step": "school", "data": PASS})
    assert "school" in nowhere["problem"]["message"]
    assert play(cast, "online_signing", {"step": "start", "role": "school"})["problem"] is not None


def test_the_draft_is_what_is_played(cast: Cast) -> None:
    base = "/definitions/process/staff_entry"
    body = cast["admin"].raw(base).get_data()
    changed = body.replace("录入户档信息".encode(), "录入档案和户口".encode())
    assert changed != body
    sent = cast["admin"].call("PUT", f"{base}/draft", data=changed, headers={"If-None-Match": "*"})
    assert sent.status_code == 201
    assert play(cast, "staff_entry")["problem"] is None
    with cast.session() as session:
        versions = select(func.count()).where(
            DefinitionVersion.kind == "process", DefinitionVersion.key == "staff_entry"
        )
        assert session.scalar(versions) == 1
    broken = body.replace(b'"record_transfer"', b'"nobody_knows_it"')
    etag = sent.get_json()["etag"]
    cast["admin"].call("PUT", f"{base}/draft", data=broken, headers={"If-Match": etag})
    assert play(cast, "staff_entry", status=409)["findings"]


def test_a_graduate_who_is_there_can_play_and_that_is_noted(cast: Cast) -> None:
    graduate = cast.graduate("g-10001-01")
    played = play(cast, "archive_registration", subject=graduate.id)
    assert played["problem"] is None
    assert graduate.id_number not in str(played)
    with cast.session() as session:
        noted = session.execute(text("SELECT count(*) FROM audit WHERE action = 'simulate'")).scalar()
    assert noted == 1
    play(cast, "archive_registration", subject="nobody", status=404)


def test_another_moment_can_be_played(cast: Cast) -> None:
    later = play(cast, "archive_registration", at="2031-03-01T08:00:00+08:00")
    assert later["problem"] is None
    play(cast, "archive_registration", at="一会儿", status=422)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"steps": "all"}, "steps"),
        ({"steps": [{}] * 201}, "steps"),
        ({"steps": [{"step": "answer", "data": 3}]}, "steps.0.data"),
        ({"subject": 3}, "subject"),
    ],
)
def test_what_cannot_be_read_names_its_field(cast: Cast, body: dict[str, Any], field: str) -> None:
    answer = cast["admin"].post("/definitions/process/online_signing/draft/simulations", body, 422)
    assert [e["field"] for e in answer["errors"]] == [field]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "process"])
def test_only_processes_are_played(cast: Cast, kind: str) -> None:
    cast["admin"].post(f"/definitions/{kind}/role/draft/simulations", {}, 404)


@pytest.mark.parametrize("login", ["s-10001", "g-10001-01", "e-01"])
def test_only_administrators_play(cast: Cast, login: str) -> None:
    cast[login].post("/definitions/process/online_signing/draft/simulations", {}, 403)


def test_every_shipped_process_can_be_begun_or_says_what_it_needs(cast: Cast) -> None:
    keys = [row["key"] for row in cast["admin"].get("/definitions", kind="process", limit=200)["items"]]
    for key in keys:
        answer = cast["admin"].call("POST", f"/definitions/process/{key}/draft/simulations", json={})
        assert answer.status_code in (200, 409), (key, answer.get_data(as_text=True))
        said = answer.get_json()
        assert said.get("path") or said.get("detail") or said["problem"]["message"], key
        if said.get("problem"):
            assert "故障" not in said["problem"]["message"], (key, said["problem"])


def test_who_is_invented_has_codes_that_the_tables_know(cast: Cast) -> None:
    """A table of codes that the roster refuses would decide something that no real graduate meets."""
    with cast.session() as session:
        made = cast.services.registry.sample(session, "graduate", None, datetime.now(UTC))
        graduate = session.get_one(Graduate, made.subject)
        employer = session.get_one(Employer, made.parties["employer"])
        coded = [(field.codes, getattr(graduate, field.key)) for field in FIELDS if field.codes]
        coded += [(name, getattr(employer, name)) for name in ("nature", "industry", "region")]
        for table, code in coded:
            assert code is None or label(session, table, code) != code, (table, code)
        session.rollback()
