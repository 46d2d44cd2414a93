"""P28 through the doors: a graduate reports, province and centre handle it, and nothing says who it was."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from PIL import Image
from sqlalchemy import text

from app.cli import main
from app.store.base import Base
from tests.support.cast import Cast
from tests.support.papers import picture
from tests.support.world import Template

GRADUATE, NAME, PROVINCE, CENTRE = "g-10001-01", "陈喆", "p-11", "centre"
PROCESS = "misconduct_report"
MARK = "planted-mark-in-the-picture"


def photograph() -> bytes:
    """Return a picture into which a camera wrote who made it."""
    made, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = MARK
    Image.effect_noise((400, 500), 60).convert("RGB").save(made, "JPEG", exif=exif)
    return made.getvalue()


def answers(cast: Cast, **more: Any) -> dict[str, Any]:
    proof = picture(cast, GRADUATE, photograph())
    return {"kind": "2", "description": "辅导员要求先交就业协议书，再发毕业证书。", "proofs": [proof], **more}


def report(cast: Cast, status: int = 201, **more: Any) -> Any:
    return cast[GRADUATE].post(f"/processes/{PROCESS}/instances", {"data": answers(cast, **more)}, status)


def dumped(cast: Cast, *but: str) -> dict[str, list[str]]:
    """Return every row of the database as it lies there, by table."""
    with cast.session() as session:
        return {
            table.name: [str(row) for row in session.execute(text(f'SELECT * FROM "{table.name}"'))]
            for table in Base.metadata.sorted_tables
            if table.name not in but
        }


@pytest.mark.req("R-259")
def test_the_page_of_the_confirmation_ends_with_the_link(cast: Cast) -> None:
    for path in ("/graduate/modules/confirmation", "/start/destination_confirmation"):
        page = cast.tab("g-10001-02").get(path).get_data(as_text=True)
        assert f'<a href="/start/{PROCESS}">违反“四不准”行为举报</a>' in page


@pytest.mark.req("R-260")
def test_a_report_needs_a_kind_a_description_and_proofs(cast: Cast) -> None:
    refused = cast[GRADUATE].post(f"/processes/{PROCESS}/instances", {"data": {}}, 422)
    assert [e["field"] for e in refused["errors"]] == ["kind", "description", "proofs"]
    cast["s-10001"].post(f"/processes/{PROCESS}/instances", {"data": {}}, 404)


@pytest.mark.req("R-261", "R-262")
def test_province_and_centre_handle_it_and_the_school_sees_nothing(cast: Cast) -> None:
    made = report(cast)["id"]
    for reader in (PROVINCE, CENTRE):
        seen = cast[reader].get(f"/instances/{made}")
        assert seen["data"]["report"]["description"].startswith("辅导员")
        assert set(seen["parties"]) == {"province", "centre"}
        history = cast[reader].raw(f"/instances/{made}/history").get_data(as_text=True)
        assert NAME not in str(seen) + history
        assert "收到一件" in cast[reader].get("/messages")["items"][0]["title"]
        proof = seen["data"]["report"]["proofs"][0]
        found = cast[reader].raw(f"/files/{proof['id'] if isinstance(proof, dict) else proof}")
        assert found.status_code == 200
    for stranger in ("s-10001", "d-10001-01", "p-32", "g-10001-02"):
        cast[stranger].get(f"/instances/{made}", 404)
        for path in ("/instances?box=scope", "/tasks", "/messages"):
            assert made not in cast[stranger].raw(path).get_data(as_text=True)
    cast[PROVINCE].complete(made, {"decision": "take"})
    cast[PROVINCE].complete(made, {"decision": "close", "result": "已责令整改"})
    page = cast.tab(GRADUATE).get(f"/receipts/{made}").get_data(as_text=True)
    assert "已办结" in page
    assert "辅导员" not in page


@pytest.mark.req("R-262")
def test_nothing_that_is_kept_leads_from_the_report_to_who_made_it(cast: Cast) -> None:
    before = dumped(cast)
    made = report(cast)["id"]
    cast.run_jobs()
    subject = cast.subject(GRADUATE)
    with cast.session() as session:
        account = session.execute(
            text("SELECT id FROM account WHERE login = :l"), {"l": GRADUATE}
        ).scalar_one()
    for table, rows in dumped(cast).items():
        new = [row for row in rows if row not in before[table]]
        about = [row for row in new if made in row]
        assert not [row for row in about if subject in row or account in row or NAME in row], table
    with cast.session() as session:
        started, by = session.execute(
            text("SELECT started_at, started_by FROM instance WHERE id = :i"), {"i": made}
        ).one()
        owners = session.execute(
            text("SELECT account_id, name, original_path = path FROM stored_file WHERE instance_id = :i"),
            {"i": made},
        ).all()
    assert by is None
    assert "16:00:00" in str(started) or "00:00:00" in str(started)
    assert [tuple(map(bool, row)) for row in owners] == [(False, True, True)]
    assert "盖章页" not in str(owners)
    assert cast[GRADUATE].get("/instances", box="started", process=PROCESS)["items"] == []
    cast[GRADUATE].get(f"/instances/{made}", 404)


def test_the_picture_loses_what_the_camera_wrote_and_keeps_nothing_of_its_maker(cast: Cast) -> None:
    made = report(cast)["id"]
    proof = cast[PROVINCE].get(f"/instances/{made}")["data"]["report"]["proofs"][0]
    file_id = proof["id"] if isinstance(proof, dict) else proof
    for door in (f"/files/{file_id}", f"/files/{file_id}/original"):
        body = cast[PROVINCE].raw(door).get_data()
        assert body[:2] == b"\xff\xd8"
        assert MARK.encode() not in body
    assert cast[GRADUATE].raw(f"/files/{file_id}").status_code == 404


def test_the_page_gives_a_code_and_keeps_no_draft(cast: Cast) -> None:
    tab = cast.tab(GRADUATE)
    page = tab.get(f"/start/{PROCESS}").get_data(as_text=True)
    assert "系统不保存是谁提交的" in page
    assert "data-draft-url" not in page
    with cast.session() as session:
        assert session.execute(text("SELECT count(*) FROM task_draft")).scalar() == 0


def test_the_same_hand_in_twice_is_one_report(cast: Cast) -> None:
    given = {"data": answers(cast)}
    first = cast[GRADUATE].post(f"/processes/{PROCESS}/instances", given, 201, key="twice")
    second = cast[GRADUATE].post(f"/processes/{PROCESS}/instances", given, 201, key="twice")
    assert first["id"] == second["id"]
    assert len(cast[PROVINCE].get("/tasks")["items"]) == 1


def keys() -> tuple[str, str]:
    private = X25519PrivateKey.generate()
    raw = private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    return raw.hex(), private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


@pytest.fixture
def offices(template: Template, tmp_path: Path) -> Iterator[tuple[Cast, str, str]]:
    """An installation that seals authors for two offices, and the private keys of both."""
    (first, public), (second, other) = keys(), keys()
    given = template.copy(tmp_path, OFFICE_KEYS=f"{public},{other}")
    cast = Cast(given)
    yield cast, first, second
    cast.close()
    template.drop(given)


@pytest.mark.req("R-262")
def test_only_both_offices_together_learn_who_it_was(offices: tuple[Cast, str, str], tmp_path: Path) -> None:
    cast, first, second = offices
    made = report(cast)["id"]
    for name, key in (("first", first), ("second", second), ("wrong", keys()[0])):
        (tmp_path / name).write_text(key)

    def opened(*names: str) -> Any:
        arguments = [argument for name in names for argument in ("--key", str(tmp_path / name))]
        return CliRunner().invoke(main, ["author", made, *arguments], obj=lambda: cast.services)

    assert "g-10001-01" in opened("first", "second").output
    for names in (("first", "first"), ("second", "first"), ("first", "wrong")):
        refused = opened(*names)
        assert refused.exit_code != 0
        assert "g-10001-01" not in refused.output
        assert "打不开" in refused.output
