"""Files that cannot be read, or are too large to be: a sentence each, and nothing is stored."""

import pytest

from tests.support.cast import Cast
from tests.walks.drafting import CHINESE, DOOR, drawn, human, unchanged

ENTITIES = b'<!DOCTYPE a [<!ENTITY x "y">]>'
UNREADABLE: dict[str, tuple[bytes, int]] = {
    "a document type": (ENTITIES + drawn(human()), 422),
    "an entity bomb": (
        b"<!DOCTYPE a [<!ENTITY a0 'x'>"
        + b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
        + b"]><a>&a9;</a>",
        422,
    ),
    "a document type in another encoding": (
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'.encode("utf-16"),
        422,
    ),
    "an entity of a file": (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', 422),
    "no XML at all": (b"\x00\x01\x02", 422),
    "nothing": (b"", 422),
    "tags without an end": (b"<a><b></a>", 422),
    "two hundred levels": (b"<a>" * 200 + b"</a>" * 200, 422),
    "a hundred thousand levels": (b"<a>" * 70_000 + b"</a>" * 70_000, 422),
    "another kind of file": (b"<html/>", 422),
    "two processes": (
        drawn(human()).replace(b"<bpmn:process", b'<bpmn:process id="z"/><bpmn:process', 1),
        422,
    ),
    "the same id twice": (drawn(human()).replace(b'id="e"', b'id="a"'), 422),
    "another key": (drawn(human(), key="other"), 422),
    "half a megabyte": (b"<a>" + b"x" * 600_000 + b"</a>", 413),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_what_cannot_be_read_is_not_stored(cast: Cast, what: str) -> None:
    body, status = UNREADABLE[what]
    admin = cast["admin"]
    first = admin.put(f"{DOOR}/draft", drawn(human()), 201, If_None_Match="*")["etag"]
    with unchanged(cast):
        answer = admin.put(f"{DOOR}/draft", body, status, If_Match=f'"{first}"')
        assert CHINESE.search(answer["detail"])
        assert all(CHINESE.search(f["message"]) for f in answer.get("findings", []))


CHUNKED = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": "", "wsgi.input_terminated": True}


class Flood:
    """A body of 50 MB that counts how much of it is read."""

    def __init__(self) -> None:
        self.read_so_far, self.left = 0, 50_000_000

    def read(self, size: int = -1) -> bytes:
        size = min(self.left, 65_536 if size < 0 else size)
        self.left -= size
        self.read_so_far += size
        return b"x" * size

    def readline(self, size: int = -1) -> bytes:
        return self.read(size)


@pytest.mark.parametrize("announced", [True, False])
def test_fifty_megabytes_are_refused_without_being_read(cast: Cast, announced: bool) -> None:
    flood, token = Flood(), cast["admin"]._headers
    length = {"CONTENT_LENGTH": "50000000"} if announced else CHUNKED
    headers = token | {"If-None-Match": "*", "Content-Type": "application/xml"}
    with unchanged(cast):
        answer = cast.app.test_client().put(
            f"/api/v1{DOOR}/draft", headers=headers, environ_overrides={"wsgi.input": flood, **length}
        )
        assert answer.status_code == 413
        assert CHINESE.search(answer.get_json()["detail"])
    assert flood.read_so_far <= 1_000_000
