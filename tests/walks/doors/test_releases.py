"""Releases: with a note, now or later, for all or for some schools first; rollbacks. What runs stays as it is."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.support.cast import Cast
from tests.walks.doors.definitions import (
    ANSWER,
    FORM,
    PROCESS,
    SIGNING,
    draft,
    release,
    renamed,
    reworded,
    step_name,
)
from tests.walks.doors.test_errors import check


def later(**more: int) -> str:
    return (datetime.now(UTC) + timedelta(**more)).isoformat()


def versions(cast: Cast, door: str = PROCESS) -> list[tuple[int, str, object]]:
    items = cast["admin"].get(f"{door}/versions")["items"]
    return [(v["version"], v["state"], v["schools"]) for v in items]


def label(cast: Cast, graduate: str, employer: str = "e-01") -> str:
    """Return the label of the answer in a signing that starts now."""
    task = cast[graduate].task(cast.invite(graduate, employer)["id"])
    return cast[graduate].get(f"/tasks/{task['id']}")["form"]["fields"][0]["label"]


def test_a_release_has_the_next_number_its_author_and_its_note(cast: Cast) -> None:
    assert release(cast["admin"], PROCESS, renamed("答复"), note="说得更清楚") == {"version": 2}
    newest = cast["admin"].get(f"{PROCESS}/versions")["items"][0]
    assert (newest["version"], newest["note"], newest["author"]) == (2, "说得更清楚", "系统管理员")
    assert cast["admin"].raw(PROCESS).data == renamed("答复")
    assert step_name(cast, "g-10001-01") == "答复"
    check(cast["admin"].call("GET", f"{PROCESS}/draft"), 404)  # it has become the version


def test_a_release_needs_a_draft_and_a_note(cast: Cast) -> None:
    check(cast["admin"].call("POST", f"{PROCESS}/releases", json={"note": "x"}), 404)
    draft(cast["admin"], PROCESS, renamed("答复"))
    for body in ({}, {"note": " "}, {"note": 5}, {"note": "x", "at": "soon"}, {"note": "x", "at": 5}):
        assert check(cast["admin"].call("POST", f"{PROCESS}/releases", json=body), 422)["errors"]
    assert versions(cast) == [(1, "published", None)]


def test_a_draft_like_the_published_one_is_no_release(cast: Cast) -> None:
    draft(cast["admin"], PROCESS, SIGNING.encode())
    problem = check(cast["admin"].call("POST", f"{PROCESS}/releases", json={"note": "x"}), 422)
    assert problem["errors"][0]["field"] == "draft"


def test_who_was_slower_is_told_and_overwrites_nothing(cast: Cast) -> None:
    draft(cast["admin-b"], PROCESS, renamed("乙的改法"))
    release(cast["admin"], PROCESS, renamed("甲的改法"))
    check(cast["admin-b"].call("POST", f"{PROCESS}/releases", json={"note": "x"}), 412)
    assert cast["admin"].raw(PROCESS).data == renamed("甲的改法")
    assert cast["admin-b"].raw(f"{PROCESS}/draft").data == renamed("乙的改法")


def test_a_release_at_a_moment_to_come_holds_from_that_moment(cast: Cast) -> None:
    at = later(days=2)
    answer = release(cast["admin"], PROCESS, renamed("答复"), at=at)
    assert answer["version"] == 2
    assert datetime.fromisoformat(answer["at"]) == datetime.fromisoformat(at)
    assert versions(cast) == [(2, "planned", None), (1, "published", None)]
    cast.run_jobs()
    assert step_name(cast, "g-10001-01") == "应约"
    cast.clock(later(days=2, minutes=1))
    assert versions(cast) == [(2, "published", None), (1, "published", None)]
    assert step_name(cast, "g-10001-02") == "答复"


def test_a_planned_release_can_be_called_off_and_gives_the_draft_back(cast: Cast) -> None:
    admin = cast["admin"]
    release(admin, PROCESS, renamed("答复"), at=later(days=2))
    draft(cast["admin-b"], PROCESS, renamed("另一个"))
    check(cast["admin-b"].call("POST", f"{PROCESS}/releases", json={"note": "x"}), 409)
    check(admin.call("DELETE", f"{PROCESS}/releases/7"), 404)
    admin.delete(f"{PROCESS}/releases/2")
    assert admin.raw(f"{PROCESS}/draft").data == renamed("答复")
    cast.clock(later(days=3))
    assert versions(cast) == [(1, "published", None)]
    assert admin.post(f"{PROCESS}/releases", {"note": "现在"}, 201) == {"version": 2}


def test_a_plan_that_was_overtaken_is_not_published_and_says_so(cast: Cast) -> None:
    release(cast["admin"], PROCESS, renamed("答复"), at=later(days=2))
    release(cast["admin-b"], FORM, reworded("您的答复"))  # gives the process a new version too
    cast.clock(later(days=3))
    assert versions(cast) == [
        (2, "published", None),
        (2, "failed", None),
        (1, "published", None),
    ] or versions(cast) == [(2, "failed", None), (2, "published", None), (1, "published", None)]
    (failed,) = [v for v in cast["admin"].get(f"{PROCESS}/versions")["items"] if v["state"] == "failed"]
    assert "别人发布了新版本" in failed["detail"]
    assert cast["admin"].raw(f"{PROCESS}/draft").data == renamed("答复")


def test_an_error_stops_a_planned_release_when_it_is_planned(cast: Cast) -> None:
    broken = SIGNING.replace('name="form" value="invitation_answer"', 'name="form" value="nothing"')
    draft(cast["admin"], PROCESS, broken.encode())
    body = {"note": "x", "at": later(days=1)}
    assert check(cast["admin"].call("POST", f"{PROCESS}/releases", json=body), 409)["findings"]
    body = {"note": "x", "at": later(days=400)}
    draft_again = cast["admin"].raw(f"{PROCESS}/draft").headers["ETag"]
    cast["admin"].put(f"{PROCESS}/draft", renamed("答复"), If_Match=draft_again)
    assert check(cast["admin"].call("POST", f"{PROCESS}/releases", json=body), 422)["errors"]


def test_a_release_for_some_schools_holds_there_and_nowhere_else(cast: Cast) -> None:
    assert release(cast["admin"], PROCESS, renamed("答复"), schools=["10002"]) == {"version": 2}
    assert versions(cast) == [(2, "published", ["10002"]), (1, "published", None)]
    assert cast["admin"].raw(PROCESS).data == SIGNING.encode()
    assert step_name(cast, "g-10002-01") == "答复"
    assert step_name(cast, "g-10001-01") == "应约"


def test_a_trial_ends_with_the_release_for_all(cast: Cast) -> None:
    admin = cast["admin"]
    release(admin, PROCESS, renamed("试用"), schools=["10002"])
    assert admin.post(f"{PROCESS}/rollbacks", {"to": 2, "note": "试用后全面使用"}, 201) == {"version": 3}
    assert versions(cast)[0] == (3, "published", None)
    assert step_name(cast, "g-10001-01") == step_name(cast, "g-10002-01") == "试用"


def test_a_trial_can_be_given_up(cast: Cast) -> None:
    admin = cast["admin"]
    release(admin, PROCESS, renamed("试用"), schools=["10002"])
    assert admin.post(f"{PROCESS}/rollbacks", {"to": 1, "note": "不用了"}, 201) == {"version": 3}
    assert step_name(cast, "g-10002-01") == "应约"


def test_a_part_on_trial_reaches_the_processes_of_those_schools(cast: Cast) -> None:
    release(cast["admin"], FORM, reworded("您是否接受"), schools=["10002"])
    assert versions(cast)[0] == (2, "published", ["10002"])
    assert label(cast, "g-10002-01") == "您是否接受"
    assert label(cast, "g-10001-01") == "你的答复"


def test_a_trial_goes_on_when_something_it_uses_is_released_for_all(cast: Cast) -> None:
    release(cast["admin"], PROCESS, renamed("试用"), schools=["10002"])
    release(cast["admin"], FORM, reworded("您的答复"))
    assert [(n, s) for n, _, s in versions(cast)] == [(4, ["10002"]), (3, None), (2, ["10002"]), (1, None)]
    assert (step_name(cast, "g-10002-01"), step_name(cast, "g-10001-01")) == ("试用", "应约")
    assert label(cast, "g-10002-01", "e-02") == label(cast, "g-10001-01", "e-02") == "您的答复"


def test_two_trials_of_one_school_hold_together(cast: Cast) -> None:
    release(cast["admin"], FORM, reworded("您是否接受"), schools=["10002"])
    release(cast["admin"], PROCESS, renamed("试用"), schools=["10002"])
    assert label(cast, "g-10002-01") == "您是否接受"
    assert step_name(cast, "g-10002-01", "e-02") == "试用"


def test_a_release_can_be_for_some_schools_and_later(cast: Cast) -> None:
    release(cast["admin"], PROCESS, renamed("答复"), schools=["10002"], at=later(days=1))
    assert versions(cast)[0] == (2, "planned", ["10002"])
    cast.clock(later(days=1, minutes=1))
    assert versions(cast)[0] == (2, "published", ["10002"])
    assert (step_name(cast, "g-10002-01"), step_name(cast, "g-10001-01")) == ("答复", "应约")


@pytest.mark.parametrize("schools", [[], "10002", [5], ["no such"], ["10002", "99999"], {}])
def test_schools_are_codes_that_exist(cast: Cast, schools: object) -> None:
    draft(cast["admin"], PROCESS, renamed("答复"))
    answer = cast["admin"].call("POST", f"{PROCESS}/releases", json={"note": "x", "schools": schools})
    assert check(answer, 422)["errors"][0]["field"] == "schools"
    assert versions(cast) == [(1, "published", None)]


def test_what_no_process_uses_cannot_be_tried_by_some(cast: Cast) -> None:
    body = ANSWER.replace('"id": "invitation_answer"', '"id": "alone"').encode()
    draft(cast["admin"], "/definitions/form/alone", body)
    answer = cast["admin"].call(
        "POST", "/definitions/form/alone/releases", json={"note": "x", "schools": ["10002"]}
    )
    assert check(answer, 422)["errors"][0]["field"] == "schools"


def test_a_rollback_is_a_new_version_with_the_old_content(cast: Cast) -> None:
    admin = cast["admin"]
    running = cast.invite("g-10001-01")["id"]
    release(admin, PROCESS, renamed("答复"))
    assert admin.post(f"{PROCESS}/rollbacks", {"to": 1, "note": "撤回"}, 201) == {"version": 3}
    assert admin.raw(PROCESS).data == SIGNING.encode()
    assert cast["g-10001-01"].task(running)["name"] == "应约"
    for body, status in (
        ({"to": 9, "note": "x"}, 409),
        ({"to": 3, "note": "x"}, 409),
        ({"to": 10**30, "note": "x"}, 422),
        ({"to": True, "note": "x"}, 422),
        ({"to": "1", "note": "x"}, 422),
        ({"to": 1, "note": ""}, 422),
        ({"note": "x"}, 422),
    ):
        check(admin.call("POST", f"{PROCESS}/rollbacks", json=body), status)
