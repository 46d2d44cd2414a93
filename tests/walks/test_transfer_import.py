"""P24 through the doors: archive and household data of many graduates from one sheet, all rows or none."""

import io
from typing import Any

import pytest

from app.reports import write_xlsx
from tests.support.cast import Cast
from tests.walks.destinations import DEPARTMENT, GRADUATE, SCHOOL
from tests.walks.test_transfers import KINDS, UNIT, listed, standing

OTHER = "g-10001-03"
IDENTITY = (("candidate_no", "考生号"), ("name", "姓名"), ("id_number", "身份证号"))
COLUMNS = {
    "archive": (
        *IDENTITY,
        ("type", "转递（迁移）类型"),
        ("unit", "档案转递单位名称"),
        ("region", "单位所在地"),
        ("address", "单位地址"),
        ("postcode", "单位邮编"),
        ("contact", "联系人（联系部门）"),
        ("phone", "联系电话"),
    ),
    "household": (*IDENTITY, ("type", "转递（迁移）类型"), ("place", "迁往地区"), ("street", "户口迁移地址")),
}
DATA = {"archive": UNIT, "household": {"place": "110108", "street": "中关村大街 1 号"}}
BLANK: dict[str, str] = {}


def row(cast: Cast, kind_: str, login: str, **more: str) -> dict[str, str]:
    """Return a row that is right but for what is said."""
    person = cast.graduate(login)
    identity = {name: getattr(person, name) for name, _ in IDENTITY}
    return {**identity, **DATA[kind_], "type": "上级主管单位接收", **more}


def send(
    cast: Cast, kind_: str, rows: list[dict[str, str]], status: int, login: str = SCHOOL, **more: str
) -> Any:
    body = write_xlsx(COLUMNS[kind_], rows, "导入")
    data = {"file": (io.BytesIO(body), "导入.xlsx"), **more}
    answer = cast[login].call("POST", f"/imports/{kind_}", data=data)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_json()


@KINDS
@pytest.mark.req("R-232", "R-233", "R-234", "R-236")
@pytest.mark.parametrize("login", [DEPARTMENT, SCHOOL])
def test_all_rows_of_a_sheet_are_in_effect_and_everybody_is_told(cast: Cast, kind_: str, login: str) -> None:
    rows = [row(cast, kind_, GRADUATE), BLANK, row(cast, kind_, OTHER, type="2")]
    tried = send(cast, kind_, rows, 200, login, dry_run="true")
    assert (tried["rows"], tried["blank"], tried["problems"]) == (2, 1, [])
    changed = {part["label"]: part["after"] for part in tried["differences"][0]["parts"]}
    assert changed["转递（迁移）类型"] == "上级主管单位接收"
    assert standing(cast, kind_) is None
    batch = send(cast, kind_, rows, 202, login)
    cast.run_jobs()
    done = cast[login].get(f"/imports/{batch['id']}")
    assert [item["result"] for item in done["items"]] == ["done", "done"]
    for who in (GRADUATE, OTHER):
        assert (standing(cast, kind_, who)["type"], standing(cast, kind_, who)["source"]) == ("2", "staff")
        assert "transfer_entered" in [m["topic"] for m in cast[who].get("/messages")["items"]]
    again = send(cast, kind_, rows, 200, login, dry_run="true")
    assert [change["parts"] for change in again["differences"]] == [[], []]
    cast["s-10002"].get(f"/imports/{batch['id']}", 404)


@KINDS
@pytest.mark.req("R-232")
def test_a_row_that_is_wrong_names_its_cell_and_nothing_is_entered(cast: Cast, kind_: str) -> None:
    place, at = ("region", "F") if kind_ == "archive" else ("place", "E")
    rows = [row(cast, kind_, GRADUATE), row(cast, kind_, OTHER, **{place: "999999", "type": "7"})]
    answer = send(cast, kind_, rows, 422)
    assert {p["cell"] for p in answer["problems"]} == {"D3", f"{at}3"}
    assert all(p["message"].startswith("第 3 行（") for p in answer["problems"])
    assert "选择的地区不存在" in "".join(p["message"] for p in answer["problems"])
    cast.run_jobs()
    assert standing(cast, kind_) is None


@pytest.mark.req("R-237")
@pytest.mark.parametrize("name", ["candidate_no", "name", "id_number"])
def test_three_parts_that_do_not_agree_are_refused(cast: Cast, name: str) -> None:
    other = cast.graduate(OTHER)
    rows = [row(cast, "archive", GRADUATE, **{name: getattr(other, name)})]
    (problem,) = send(cast, "archive", rows, 422)["problems"]
    assert "都一致的毕业生" in problem["message"]
    assert problem["cell"] == "A2"


def test_only_own_graduates_once_each_are_entered(cast: Cast) -> None:
    theirs = [row(cast, "archive", "g-10002-01")]
    assert "没有找到" in send(cast, "archive", theirs, 422)["problems"][0]["message"]
    twice = [row(cast, "archive", GRADUATE), row(cast, "archive", GRADUATE)]
    assert "与第 2 行是同一名毕业生" in send(cast, "archive", twice, 422)["problems"][0]["message"]
    assert "没有数据行" in send(cast, "archive", [], 422)["problems"][0]["message"]
    send(cast, "archive", twice, 403, GRADUATE)
    assert listed(cast, "archive", SCHOOL)[0]["state_label"] == "未登记"


@KINDS
@pytest.mark.req("R-234", "R-235")
def test_the_template_has_the_columns_that_are_read_and_the_codes_are_there(cast: Cast, kind_: str) -> None:
    page = cast.tab(DEPARTMENT).get(f"/staff/{kind_}").get_data(as_text=True)
    assert f"/staff/{kind_}/import" in page
    template = cast[DEPARTMENT].raw(f"/imports/{kind_}/template.xlsx")
    assert template.status_code == 200
    data = {"file": (io.BytesIO(template.data), "模板.xlsx")}
    answer = cast[DEPARTMENT].call("POST", f"/imports/{kind_}", data=data).get_json()
    assert [p["cell"] for p in answer["problems"]] == [
        "file"
    ]  # the columns were all found, there is just no row
    regions = cast[DEPARTMENT].raw("/imports/regions.xlsx")
    assert len(regions.data) > 50_000


@KINDS
def test_on_the_page_a_sheet_is_checked_and_then_entered(cast: Cast, kind_: str) -> None:
    tab = cast.tab(SCHOOL)
    body = write_xlsx(COLUMNS[kind_], [row(cast, kind_, GRADUATE)], "导入")
    wrong = write_xlsx(COLUMNS[kind_], [row(cast, kind_, GRADUATE, type="7")], "导入")

    def post(content: bytes, act: str) -> Any:
        return tab.post(f"/staff/{kind_}/import", {"file": (io.BytesIO(content), "a.xlsx"), "act": act})

    refused = post(wrong, "apply")
    assert refused.status_code == 422
    assert "一行也没有导入" in refused.get_data(as_text=True)
    checked = post(body, "check").get_data(as_text=True)
    assert "检查通过：1 行可以导入" in checked
    assert "上级主管单位接收" in checked
    assert post(body, "apply").status_code == 302
    cast.run_jobs()
    assert standing(cast, kind_)["type"] == "2"
