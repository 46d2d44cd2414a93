"""An employer's pages: workbench, favourites, the letter, lists by state, templates."""

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest

from app.reports import write_xlsx
from tests.support.cast import Cast
from tests.unit.graduates.web.conftest import Browser, Visit
from tests.unit.graduates.web.test_doors import COLUMNS, words


def letter(browser: Browser, *subjects: str, **changes: Any) -> dict[str, Any]:
    """Return the fields of a letter as a browser posts them."""
    deadline = (datetime.now() + timedelta(days=5)).strftime("%Y-%m-%dT%H:%M")
    fields = {
        "_subject": list(subjects),
        "idempotency_key": browser.values("idempotency_key")[0],
        "position": "软件工程师",
        "category": "13",
        "place.province": "110000",
        "place.city": "110100",
        "place.county": "110101",
        "archive_accepted": "no",
        "household_accepted": "no",
        "answer_by": deadline,
    }
    return fields | changes


@pytest.mark.req("R-068", "R-032")
def test_the_workbench_counts_and_tells(cast: Cast, visit: Visit) -> None:
    cast.invite(
        "g-10001-01", answer_by=(datetime.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M:%S+08:00")
    )
    instance = cast.invite("g-10001-02")["id"]
    cast["g-10001-02"].complete(instance, {"decision": "decline"})
    browser = visit("e-01")
    browser.get("/employer/home")
    assert "等待学生应约 1" in browser.text
    assert "签约失败 1" in browser.text
    assert "1 份邀请三天内到期" in browser.text
    assert browser.count("notice") == 1
    browser.get("/employer/home", cohort=2020)
    assert "等待学生应约 0" in browser.text


@pytest.mark.req("R-055")
def test_who_is_not_authenticated_cannot_open_favourites(visit: Visit) -> None:
    browser = visit("e-03")
    browser.get("/employer/home")
    assert "未认证" in browser.text
    for path in ("/employer/favourites", "/employer/signings/signing", "/employer/presets/job"):
        browser.get(path, 403)
        assert "认证通过后" in browser.text


@pytest.mark.req("R-072", "R-075", "R-323")
def test_favourites_have_the_printed_columns_and_cannot_be_edited(visit: Visit) -> None:
    browser = visit("e-01")
    browser.get("/employer/favourites")
    for column in ("序号", "学生姓名", "证件号码", "毕业院校", "学历层次", "专业", "操作"):
        assert f'<th scope="col">{column}</th>' in browser.page
    assert browser.count("favourite-row") == 6
    assert "1101**********0232" in browser.text
    assert browser.count("btn-remove") == 6


@pytest.mark.req("R-069", "R-070", "R-071")
def test_a_graduate_is_searched_then_added(cast: Cast, visit: Visit) -> None:
    browser, wanted = visit("e-01"), words(cast, "g-10001-22")
    browser.get("/employer/favourites")
    browser.post("/employer/favourites/search", 404, **{**wanted, "name": "别人"})
    assert browser.count("not-found") == 1
    browser.post("/employer/favourites/search", 422, **{**wanted, "name": ""})
    assert browser.count("error-summary") == 1
    browser.post("/employer/favourites/search", **wanted)
    assert browser.count("found") == 1
    browser.post("/employer/favourites", 302, **wanted)
    browser.get("/employer/favourites")
    assert browser.count("favourite-row") == 7


@pytest.mark.req("R-074")
def test_a_sheet_with_a_bad_row(cast: Cast, visit: Visit) -> None:
    browser, good = visit("e-01"), words(cast, "g-10001-22")
    browser.get("/employer/favourites")
    body = write_xlsx(COLUMNS, [good, {**good, "school": "别的大学"}], "名单")
    browser.post("/employer/favourites/import", file=(BytesIO(body), "名单.xlsx"))
    assert "加入 1 人" in browser.text
    assert browser.count("import-problem") == 1
    browser.post("/employer/favourites/import", 422)
    assert "请选择要导入的表格文件" in browser.text
    browser.post("/employer/favourites/import", 422, file=(BytesIO(b"nonsense"), "x.xlsx"))


@pytest.mark.req("R-076")
def test_a_favourite_is_removed(visit: Visit) -> None:
    browser = visit("e-01")
    browser.get("/employer/favourites", q="喆")
    action = browser.page.split("/delete?")[0].rsplit("/employer/favourites/", 1)[1]
    browser.post(f"/employer/favourites/{action}/delete", 302)
    browser.get("/employer/favourites")
    assert browser.count("favourite-row") == 5


@pytest.mark.req("R-079", "R-080", "R-065", "R-067")
def test_three_are_invited_with_one_letter(cast: Cast, visit: Visit) -> None:
    browser = visit("e-01")
    subjects = [cast.subject(f"g-10001-0{n}") for n in (1, 2, 3)]
    browser.get("/employer/favourites")
    browser.post("/employer/invitation", _subject=subjects)
    assert browser.count("recipient") == 3
    for block in ("岗位信息", "档案信息", "户口信息", "补充条款", "应约截止时间", "保存为模板"):
        assert block in browser.text
    assert "还没有模板" in browser.text
    fields = letter(browser, *subjects, **{"preset_save.job": "true", "preset_name.job": "工程师岗"})
    target = browser.send("/employer/invitation/send", fields, 302)
    cast.run_jobs()
    browser.get(target)
    assert browser.count("batch-result-row") == 3
    assert cast["e-01"].get("/lists/employer_signing", state="signing")["total"] == 3
    browser.get("/employer/presets/job")
    assert "工程师岗" in browser.text
    browser.get("/employer/favourites")
    assert browser.count("not-invitable") == 3
    assert "不能重复邀请" in browser.text


def test_one_letter_leads_to_its_instance(cast: Cast, visit: Visit) -> None:
    browser, subject = visit("e-01"), cast.subject("g-10001-01")
    browser.get("/employer/favourites")
    browser.post("/employer/invitation", _subject=subject)
    fields = letter(browser, subject)
    target = browser.send("/employer/invitation/send", fields, 302)
    assert target.startswith("/instances/")
    assert cast["e-01"].get(target)["status"]["label"] == "签约中·等待学生应约"
    browser.send("/employer/invitation/send", fields, 409)


@pytest.mark.req("R-065")
def test_a_block_is_kept_as_a_template_the_way_it_was_accepted(cast: Cast, visit: Visit) -> None:
    browser, subject = visit("e-01"), cast.subject("g-10001-01")
    browser.get("/employer/favourites")
    browser.post("/employer/invitation", _subject=subject)
    hidden = {
        "archive_unit": "没有显示的单位",
        "preset_save.archive": "true",
        "preset_name.archive": "不接收",
    }
    typed = {"salary": "12,000", "preset_save.job": "true"}
    browser.send("/employer/invitation/send", letter(browser, subject, **hidden, **typed), 302)
    kept = {p["name"]: p["data"] for p in cast["e-01"].get("/presets")["items"]}
    assert kept["不接收"] == {"archive_accepted": "no"}
    assert kept["软件工程师"] == {
        "position": "软件工程师",
        "category": "13",
        "place": "110101",
        "salary": "12000.00",
    }


@pytest.mark.req("R-066")
def test_a_template_fills_its_block(cast: Cast, visit: Visit) -> None:
    data = {"position": "会计", "category": "21"}
    preset = cast["e-01"].post("/presets", {"group": "job", "name": "会计岗", "data": data}, 201)["id"]
    browser, subject = visit("e-01"), cast.subject("g-10001-01")
    browser.get("/employer/favourites")
    browser.post("/employer/invitation", _subject=subject)
    assert "会计岗" in browser.text
    fields = letter(browser, subject, **{"_fill": "job", "preset.job": preset, "clauses": "另行约定"})
    browser.send("/employer/invitation/send", fields)
    assert browser.values("position") == ["会计"]
    assert "另行约定" in browser.text


def test_what_is_wrong_in_a_letter_is_said_and_kept(cast: Cast, visit: Visit) -> None:
    browser, subject = visit("e-01"), cast.subject("g-10001-01")
    browser.get("/employer/favourites")
    browser.post("/employer/invitation", _subject=subject)
    browser.send(
        "/employer/invitation/send", letter(browser, subject, position="", service_period="三年"), 422
    )
    assert browser.count("field-error-position") == 1
    assert browser.values("service_period") == ["三年"]


@pytest.mark.req("R-109")
def test_who_cannot_be_invited_is_named_and_left_out(cast: Cast, visit: Visit) -> None:
    cast["e-01"].post("/favourites", words(cast, "g-10001-21"), 201)
    browser = visit("e-01")
    browser.get("/employer/favourites")
    assert "不可网签" in browser.text
    both = [cast.subject("g-10001-01"), cast.subject("g-10001-21")]
    browser.post("/employer/invitation", _subject=both)
    assert "收信学生（1 人）" in browser.text
    assert browser.post("/employer/invitation", 302, _subject=both[1]) == "/employer/favourites"
    assert browser.post("/employer/invitation", 302) == "/employer/favourites"


@pytest.mark.req("R-086", "R-107")
def test_lists_by_state_with_their_actions(cast: Cast, visit: Visit) -> None:
    cast.signed("g-10001-01")
    failed = cast.invite("g-10001-02")["id"]
    cast["g-10001-02"].complete(failed, {"decision": "decline"})
    browser = visit("e-01")
    browser.get("/employer/signings/signed")
    assert browser.count("signing-row") == 1
    assert "下载电子就业协议书" in browser.text
    browser.get("/employer/signings/failed")
    assert "已拒绝" in browser.text
    browser.post("/employer/invitation", _subject=browser.values("_subject")[0])
    assert browser.count("recipient") == 1
    browser.get("/employer/signings/signed", cohort=2020)
    assert browser.count("signing-row") == 0
    browser.get("/employer/signings/nonsense", 404)


@pytest.mark.req("R-064")
@pytest.mark.parametrize("group", ["job", "archive", "household"])
def test_templates_have_pages(visit: Visit, group: str) -> None:
    browser = visit("e-01")
    browser.get(f"/employer/presets/{group}/new")
    browser.send(f"/employer/presets/{group}/new", {"_name": ""}, 422)
    browser.send(f"/employer/presets/{group}/new", {"_name": "我的模板"}, 302)
    browser.get(f"/employer/presets/{group}/new")
    browser.send(f"/employer/presets/{group}/new", {"_name": "我的模板"}, 409)
    browser.get(f"/employer/presets/{group}")
    assert browser.count("preset-row") == 1
    edit = browser.page.split('href="/employer/presets/edit/')[1].split('"')[0]
    browser.get(f"/employer/presets/edit/{edit}")
    browser.send(f"/employer/presets/edit/{edit}", {"_name": "改了名"}, 302)
    browser.get(f"/employer/presets/{group}", q="改了")
    assert browser.count("preset-row") == 1
    browser.send(f"/employer/presets/edit/{edit}/delete", {}, 302)
    browser.get(f"/employer/presets/{group}")
    assert browser.count("preset-row") == 0
    browser.get("/employer/presets/x", 404)


@pytest.mark.req("R-079")
def test_the_result_of_many_letters_names_everybody_and_says_when_it_is_done(
    cast: Cast, visit: Visit
) -> None:
    cast.invite("g-10001-01")  # a second letter to the same graduate is refused
    subjects = [cast.subject(f"g-10001-0{n}") for n in (1, 2, 3)]
    offer = next(
        p
        for p in cast["e-01"].get("/processes", subject=subjects[1])["items"]
        if p["key"] == "online_signing"
    )
    data = {f["name"]: f["example"] for f in offer["form"]["fields"] if f["example"] not in (None, [])}
    asked = cast["e-01"].post(
        "/processes/online_signing/batches", {"subjects": subjects, "data": data}, status=202
    )
    browser = visit("e-01")
    browser.get(f"/batches/{asked['id']}")
    assert "正在处理：已完成 0 / 3" in browser.text
    assert 'hx-trigger="load delay:1500ms"' in browser.page
    cast.run_jobs()
    browser.get(f"/batches/{asked['id']}")
    assert "已全部处理：2 项完成，1 项没有办理" in browser.text
    assert "hx-trigger" not in browser.page
    assert all(name in browser.text for name in ("陈喆", "李䶮", "王𬭩"))
    assert "不能重复邀请" in browser.text
    assert browser.page.count('href="/instances/') == 2


@pytest.mark.req("R-098")
def test_what_cannot_be_withdrawn_says_whom_to_turn_to_at_once(cast: Cast, visit: Visit) -> None:
    instance = cast.invite("g-10001-01")["id"]
    cast["g-10001-01"].complete(instance, {"decision": "accept"})
    browser = visit("e-01")
    assert browser.location(f"/instances/{instance}/messages/withdraw") == f"/instances/{instance}"
    browser.get(f"/instances/{instance}")
    assert "撤回签约：请联系学生中止签约" in browser.text


def test_what_is_too_large_is_refused_with_how_large_it_may_be(visit: Visit) -> None:
    browser = visit("e-01")
    browser.get("/employer/favourites")
    browser.post("/employer/favourites/search", 413, name="x" * 1_100_000)
    assert "每次最多 1 MB" in browser.text
