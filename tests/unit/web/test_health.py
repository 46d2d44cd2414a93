"""Whether all is well, for machines that watch, and the log line of an answer."""

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.inbox import health
from app.logs import JsonLines
from app.main import create_app
from app.web.metrics import Meter
from tests.support.cast import Cast
from tests.support.world import settings

METRIC = re.compile(r'[a-z_]+(\{[a-z_]+="[^"\n]*"(,[a-z_]+="[^"\n]*")*\})? [0-9.e+-]+')


def test_a_furnished_installation_is_ready(cast: Cast) -> None:
    client = cast.app.test_client()
    assert client.get("/livez").get_json() == {"status": "ok"}
    assert client.get("/readyz").get_json() == {"status": "ok"}


def test_an_installation_without_content_lives_but_is_not_ready(tmp_path: Path) -> None:
    app = create_app(settings(tmp_path, f"sqlite:///{tmp_path}/new.db"))
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.get_json()["reasons"]) == (503, ["content"])
    assert answer.headers["Retry-After"]
    assert app.test_client().get("/livez").status_code == 200
    app.extensions["quxiang"].database.close()


def test_a_disk_that_is_nearly_full_is_a_reason(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LEAST_SHARE", 2.0)
    monkeypatch.setattr(health, "LEAST_BYTES", 1 << 60)
    assert cast.app.test_client().get("/readyz").get_json()["reasons"] == ["disk"]


def test_the_figures_are_prometheus_text_and_tell_what_waits(cast: Cast) -> None:
    cast.invite("g-10001-01")
    cast.clock("2031-01-01T00:00:00+08:00")
    cast.signed("g-10001-02")
    cast["ops"].get("/jobs")
    text = cast.app.test_client().get("/metrics").text
    for line in text.splitlines():
        assert line.startswith(("# HELP quxiang_", "# TYPE quxiang_")) or METRIC.fullmatch(line), line
    assert re.search(r'quxiang_jobs\{kind="deliver",state="waiting"\} [1-9]', text)
    assert re.search(r'quxiang_outbox\{channel="ems",state="waiting"\} [1-9]', text)
    assert re.search(
        r'quxiang_http_requests_total\{process="\d+",method="POST",route="[^"]*completion"', text
    )
    assert 'quxiang_http_request_seconds_bucket{process="' in text
    assert "g-10001" not in text


def test_a_token_or_an_operator_reads_the_figures_where_a_token_is_set(cast: Cast) -> None:
    services = cast.services
    cast.app.extensions["quxiang"] = replace(
        services, settings=replace(services.settings, metrics_token="a token for the scraper")
    )
    client = cast.app.test_client()

    def status(token: str) -> int:
        return client.get("/metrics", headers={"Authorization": f"Bearer {token}"}).status_code

    assert status("a token for the scraper") == 200
    assert status("another") == 401
    assert client.get("/metrics").status_code == 401
    for login, expected in (("ops", 200), ("s-10001", 401)):
        token = client.post("/api/v1/tokens", json={"account": login, "password": "quxiang-demo"})
        assert status(token.get_json()["token"]) == expected


def test_counts_of_processes_that_ended_are_gone_and_those_of_others_stay(tmp_path: Path) -> None:
    meter = Meter(tmp_path)
    (tmp_path / "99999999.json").write_text('{"requests": {}, "seconds": {}}')
    (tmp_path / "1.json").write_text('{"requests": {"GET 200 /x": 3}, "seconds": {}}')
    meter.observe("GET", "/x", 200, 0.01)
    found = dict(meter.processes())
    assert "99999999" not in found
    assert found["1"]["requests"] == {"GET 200 /x": 3}
    assert len(found) == 2


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """The log lines as they are written."""
    written: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(JsonLines().format(record))

    keep, root = Keep(), logging.getLogger()
    level = root.level
    root.addHandler(keep)
    root.setLevel(logging.INFO)
    yield written
    root.removeHandler(keep)
    root.setLevel(level)


def test_an_answer_leaves_one_line_with_ids_and_no_personal_data(cast: Cast, lines: list[str]) -> None:
    instance = cast.invite("g-10001-01")["id"]
    cast["g-10001-01"].complete(instance, {"decision": "accept"})
    cast["e-01"].get("/tasks", q="陈喆 110101199001011237")
    graduate = cast.graduate("g-10001-01")
    found = [json.loads(line) for line in lines]
    completion = next(f for f in found if f.get("task_id") and f["method"] == "POST")
    assert completion["route"].endswith("/tasks/<task_id>/completion")
    assert (completion["status"], completion["roles"]) == (200, ["graduate"])
    assert completion["ms"] >= 0
    assert re.fullmatch(r"[0-9a-f]{16}", completion["request_id"])
    for secret in (graduate.name, "110101199001011237", "陈喆"):
        assert not [line for line in lines if secret in line]


def test_a_log_line_cannot_be_forged_and_numbers_are_masked(lines: list[str]) -> None:
    logging.getLogger("quxiang").warning(
        'a\n{"level":"info"}\x1b[31m 11010119900101123X 13800138000 x@example.org',
        extra={"field": "13800138000"},
    )
    (line,) = lines
    assert "\n" not in line
    assert "\x1b" not in line
    assert json.loads(line)["level"] == "warning"
    assert line.count("[masked]") == 4


def test_an_error_leaves_its_kind_and_place_but_not_its_words(lines: list[str]) -> None:
    try:
        raise ValueError("陈喆 typed this")
    except ValueError:
        logging.getLogger("quxiang").exception("it failed")
    (line,) = lines
    found = json.loads(line)
    assert found["error"] == "ValueError"
    assert any("test_health.py" in frame for frame in found["trace"])
    assert "陈喆" not in line
