"""Files: uploaded, shown small, kept as they came, handed in with a form, and seen by the parties of that alone."""

import io
import json
from typing import Any

import pytest
from PIL import Image

from app.store.files import StoredFile
from tests.support.cast import Cast
from tests.unit.files.pictures import jpeg, noise, png
from tests.walks.doors.definitions import ANSWER, FORM, release
from tests.walks.doors.test_errors import MISSING, check

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def upload(cast: Cast, login: str, body: bytes, name: str = "证明.jpg", purpose: str = "proof") -> Any:
    data = {"file": (io.BytesIO(body), name), "purpose": purpose}
    return cast[login].call("POST", "/files", data=data)


def test_an_image_is_made_small_and_the_original_is_kept(shown: Cast) -> None:
    body = noise((1200, 900))
    answer = upload(shown, "g-10001-01", body)
    assert answer.status_code == 201
    file = answer.get_json()
    assert set(file) == {"id", "name", "size", "original_size", "width", "height", "sha256"}
    assert (file["name"], file["original_size"]) == ("证明.jpg", len(body))
    assert file["size"] <= 300_000
    seen = shown["g-10001-01"].raw(f"/files/{file['id']}")
    assert (seen.status_code, seen.content_type, len(seen.data)) == (200, "image/jpeg", file["size"])
    with Image.open(io.BytesIO(seen.data)) as image:
        assert image.size == (file["width"], file["height"])
        assert not image.getexif()
    original = shown["g-10001-01"].raw(f"/files/{file['id']}/original")
    assert original.data == body
    assert original.headers["Content-Disposition"].startswith("attachment")


def test_a_photograph_is_turned_upright_and_forgets_where_it_was_taken(shown: Cast) -> None:
    file = upload(shown, "g-10001-01", jpeg((80, 60), orientation=6)).get_json()
    assert (file["width"], file["height"]) == (60, 80)
    assert b"110101200103070013" not in shown["g-10001-01"].raw(f"/files/{file['id']}").data


@pytest.mark.parametrize(
    ("body", "name", "purpose", "content_type"),
    [
        (PDF, "协议.pdf", "proof", "application/pdf"),
        (PDF, "协议.pdf", "document", "application/pdf"),
        (png(), "章.png", "image", "image/jpeg"),
        ("姓名\n陈喆\n".encode(), "名单.csv", "sheet", "text/csv"),
    ],
)
def test_each_purpose_takes_its_kinds(
    shown: Cast, body: bytes, name: str, purpose: str, content_type: str
) -> None:
    file = upload(shown, "e-01", body, name, purpose).get_json()
    assert shown["e-01"].raw(f"/files/{file['id']}").content_type.startswith(content_type)


def test_what_a_purpose_does_not_take_is_refused_with_a_sentence(shown: Cast) -> None:
    for body, purpose, status in (
        (PDF, "image", 422),
        (png(), "sheet", 422),
        (PDF, "nonsense", 422),
        (b"", "proof", 422),
    ):
        assert check(upload(shown, "e-01", body, "x.pdf", purpose), status)["errors"]
    answer = shown["e-01"].call("POST", "/files", data={"purpose": "proof"})
    assert check(answer, 422)["errors"][0]["field"] == "file"


def test_a_file_is_its_owners_until_it_is_handed_in(shown: Cast) -> None:
    file = upload(shown, "g-10001-01", jpeg()).get_json()["id"]
    for login in ("g-10001-02", "d-10001-01", "s-10001", "e-01", "ops", "admin"):
        for path in (f"/files/{file}", f"/files/{file}/original"):
            theirs = shown[login].call("GET", path)
            nobodys = shown[login].call("GET", path.replace(file, MISSING))
            check(theirs, 404)
            assert theirs.data == nobodys.data


def with_proof() -> bytes:
    """Return the form of the answer with a field for files."""
    form = json.loads(ANSWER)
    form["components"].append(
        {"type": "filepicker", "id": "Field_proof", "key": "proof", "label": "证明材料", "multiple": True}
    )
    return json.dumps(form, ensure_ascii=False).encode()


def answered(cast: Cast, files: list[str], status: int = 200) -> str:
    """Have a graduate accept an invitation with files, and return the instance."""
    release(cast["admin"], FORM, with_proof())
    instance = cast.invite("g-10001-01")["id"]
    cast["g-10001-01"].complete(instance, {"decision": "accept", "proof": files}, status)
    return instance


def test_a_file_that_was_handed_in_is_seen_by_the_parties_and_nobody_else(cast: Cast) -> None:
    file = upload(cast, "g-10001-01", jpeg(), "录用通知.jpg").get_json()
    instance = answered(cast, [file["id"]])
    task = cast["d-10001-01"].get(f"/tasks/{cast['d-10001-01'].task(instance)['id']}")
    assert task["files"] == [file]
    assert task["data"]["answer"]["proof"] == [file["id"]]
    for login in ("g-10001-01", "d-10001-01", "s-10001", "e-01"):
        assert cast[login].raw(f"/files/{file['id']}").status_code == 200
        assert cast[login].raw(f"/files/{file['id']}/original").status_code == 200
    for login in ("g-10001-02", "d-10001-02", "s-10002", "e-02", "ops"):
        check(cast[login].call("GET", f"/files/{file['id']}"), 404)


def test_the_file_of_somebody_else_is_not_handed_in(cast: Cast) -> None:
    foreign = upload(cast, "g-10001-02", jpeg()).get_json()["id"]
    instance = answered(cast, [foreign], 422)
    for files in ([MISSING.lower()], ["x"], [5], "x", [foreign] * 11):
        cast["g-10001-01"].complete(instance, {"decision": "accept", "proof": files}, 422)
    assert cast["g-10001-01"].task(instance)["step"] == "answer"
    with cast.session() as session:
        assert [f.instance_id for f in session.query(StoredFile)] == [None]


def test_a_file_is_used_for_one_thing(cast: Cast) -> None:
    file = upload(cast, "g-10001-01", jpeg()).get_json()["id"]
    release(cast["admin"], FORM, with_proof())
    first, second = cast.invite("g-10001-01")["id"], cast.invite("g-10001-01", "e-02")["id"]
    cast["g-10001-01"].complete(first, {"decision": "decline", "proof": [file]})
    cast["g-10001-01"].complete(second, {"decision": "decline", "proof": [file]}, 422)
