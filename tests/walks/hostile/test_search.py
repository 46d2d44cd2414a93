"""Search texts that mean something to a database find nothing more than other texts, and break nothing."""

from typing import Any

import pytest

from tests.support.cast import Cast
from tests.walks.hostile.refusing import refused

SQL = [
    "' or 1=1 --",
    "'; drop table task; --",
    '" or ""="',
    "1 union select * from account",
    "\\",
    "\\'",
    "%",
    "_",
    "%%",
    "陈%",
    "[陈]",
    "陈\\喆",
    "*",
    "${7*7}",
    "{{7*7}}",
    "<script>alert(1)</script>",
    "\u202e陈喆",
    "\u200b",
    "x" * 30_000,
    "\n" * 2_000 + "x",
    "\n".join(f"nobody {n}" for n in range(3_000)),
    "𬭩" * 400,
]
LISTS = [
    ("d-10001-01", "/tasks"),
    ("e-01", "/instances"),
    ("e-01", "/favourites"),
    ("e-01", "/presets"),
    ("e-01", "/lists/employer_signing"),
    ("s-10001", "/lists/students"),
    ("s-10001", "/lists/online_signing"),
    ("centre", "/lists/employers"),
]


@pytest.mark.parametrize("text", SQL, ids=lambda t: ascii(t)[:24])
def test_a_search_text_is_only_a_text(fort: Cast, text: str) -> None:
    for login, path in LISTS:
        answer = fort[login].call("GET", path, query_string={"q": text})
        assert answer.status_code == 200, (path, answer.get_data(as_text=True)[:300])
        assert answer.get_json()["total"] == 0, path


@pytest.mark.parametrize("text", ["' or 1=1 --", "%", "x" * 5_000, "陈%"], ids=lambda t: ascii(t)[:24])
def test_filters_and_ids_are_only_texts(fort: Cast, text: str) -> None:
    for query in ("process", "step", "status", "facet.name", "facet.' or 1=1", "facet." + "n" * 300):
        answer = fort["d-10001-01"].call("GET", "/tasks", query_string={query: text})
        assert (answer.status_code, answer.get_json()["total"]) == (200, 0)
    for path in ("/tasks/{}", "/instances/{}", "/files/{}", "/documents/{}", "/batches/{}", "/lists/{}"):
        refused(
            fort["d-10001-01"].call("GET", path.format(text.replace("%", "%25").replace(" ", "%20"))), 404
        )
    for query in ("channel", "state"):
        for path in ("/outbox", "/jobs"):
            answer = fort["ops"].call("GET", path, query_string={query: text})
            assert answer.status_code == 200
    assert fort["e-01"].call("GET", "/processes", query_string={"subject": text}).get_json()["total"] == 0
    refused(fort["e-01"].call("GET", "/records", query_string={"subject": text}), 404)


@pytest.mark.parametrize("name", ["sort", "box", "due", "limit"])
@pytest.mark.parametrize(
    "text", ["created_at; drop table task", "id desc", "(select 1)", "-1", "1e3", "٣", "²", "9" * 5_000]
)
def test_a_sort_is_one_of_the_words(fort: Cast, name: str, text: str) -> None:
    refused(fort["d-10001-01"].call("GET", "/tasks", query_string={name: text}), 422)


@pytest.mark.parametrize("name", ["cohort", "after", "limit"])
@pytest.mark.parametrize("text", ["-1", "x", "9" * 5_000, "0" * 5_000, "1;2", "²", "é"])
def test_numbers_and_cursors_of_lists_are_checked(fort: Cast, name: str, text: str) -> None:
    for login, path in (("s-10001", "/lists/students"), ("e-01", "/lists/employer_signing")):
        answer = fort[login].call("GET", path, query_string={name: text})
        refused(answer, 400, 422)


def cursor(*parts: Any) -> str:
    import base64
    import json

    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "after",
    [
        cursor("s", "a", "b"),
        cursor("t", "2026-01-01", "b"),
        cursor("t", "2026-01-01T00:00:00+00:00", 5),
        cursor("t", "2026-01-01T00:00:00+00:00", "x" * 5_000),
        cursor("t", "0001-01-01T00:00:00+08:00", "b"),
        cursor("t", {"a": 1}, "b"),
        cursor("x", "a", "b"),
        cursor("t"),
        cursor("t", "2026-01-01T00:00:00+00:00", "a\u0000b"),
    ],
)
def test_a_cursor_that_was_made_by_hand_breaks_nothing(fort: Cast, after: str) -> None:
    for login, path in (
        *LISTS[:2],
        ("e-01", "/messages"),
        ("ops", "/jobs"),
        ("ops", "/outbox"),
        ("ops", "/incidents"),
    ):
        answer = fort[login].call("GET", path, query_string={"after": after})
        if answer.status_code != 200:
            refused(answer, 400)


def test_a_search_on_a_page_is_shown_as_it_was_typed(fort: Cast) -> None:
    tab = fort.tab("d-10001-01")
    page = tab.get("/inbox", query_string={"q": "<script>alert('x')</script>\"'"})
    assert page.status_code == 200
    assert "<script>alert" not in page.get_data(as_text=True)
    for text in SQL:
        answer = tab.get("/inbox", query_string={"q": text})
        assert answer.status_code == 200
