"""Forms of every type of field, at the pages without scripts and at the doors, on both databases."""

import io

import pytest
from PIL import Image

from tests.support.cast import Cast
from tests.support.membership import DOOR, START, drawn, example, upload, visit
from tests.support.pages import Reader
from tests.unit.files.pictures import jpeg


def test_every_type_of_field_goes_in_from_a_page_without_scripts(library: Cast) -> None:
    page = drawn(visit(library).get(START)).send(button=("_add", "family"))
    assert page.testids("row-family") == ["row-family-1", "row-family-2"]
    page = page.send({"family.1.name": "小王", "family.1.pupil": "true"}, ("_refresh", "form"))
    assert "family.1.school" in page.values()
    assert "family.0.school" not in page.values()
    page = page.send({"family.1.school": "一小"}, ("_remove", "family.0"))
    assert page.values()["family.0.name"] == "小王"
    page = page.send({"_upload.proof": (io.BytesIO(jpeg((3000, 2000), orientation=6)), "证明.jpg")})
    assert page.status == 200, page.errors()
    assert page.path.startswith("/instances/")
    instance = library["r-1"].get(page.path)
    data = instance["data"]["membership"]
    assert data.pop("proof")
    assert data == {
        "name": "王𬭩",
        "branch": "总馆",
        "id_number": "11010119900307803X",
        "home": "130104",
        "born": "1990-03-07",
        "since": "2020-03",
        "copies": 3,
        "deposit": "1000.00",
        "hall": "north",
        "room": "n2",
        "topics": ["art"],
        "has_guarantor": "no",
        "newsletter": False,
        "family": [{"name": "小王", "pupil": True, "school": "一小"}],
        "agreed": True,
    }


def test_an_error_stands_beside_its_field_and_everything_typed_stays(library: Cast) -> None:
    photo = (io.BytesIO(jpeg()), "证明.jpg")
    wrong = {
        "name": "<b>王",
        "mobile": "123",
        "deposit": "很多",
        "family.0.pupil": "true",
        "agreed": None,
        "_upload.proof": photo,
    }
    page = drawn(visit(library).get(START)).send(wrong)
    assert page.status == 422
    assert page.errors() == [
        "手机号应为 11 位手机号码。",
        "押金应当是数字，例如 8000。",
        "同行家人第 1 行：请填写姓名。",
        "同行家人第 1 行：请填写就读学校。",
        "请勾选“我已阅读并同意入馆协议”。",
    ]
    errors = ["mobile", "deposit", "family.0.name", "family.0.school", "agreed"]
    assert page.testids("field-error-") == [f"field-error-{name}" for name in errors]
    assert page.text.count("<title>错误：") == 1
    kept = page.values()
    assert (kept["name"], kept["mobile"], kept["deposit"], kept["home.county"]) == (
        "<b>王",
        "123",
        "很多",
        "130104",
    )
    assert "<b>王" not in page.text
    assert len(page.testids("upload-card")) == 1  # the file is kept although the rest was wrong
    page = page.send(
        {"name": "王五", "mobile": "", "deposit": "100", "family.0.pupil": None, "agreed": "true"}
    )
    assert page.status == 200, page.errors()
    assert len(library["r-1"].get(page.path)["data"]["membership"]["proof"]) == 1


def test_the_document_is_read_before_it_is_signed(library: Cast) -> None:
    page = visit(library).get(START)
    assert "选好馆舍后在这里预览协议" not in page.text
    page = drawn(page).send({"family.0.name": "<i>小王", "family.0.born": "2015-06-01"}, ("_refresh", "form"))
    (preview,) = page.tree.xpath("//*[@data-testid='preview-house_rules']")
    words = " ".join(preview.text_content().split())
    for text in (
        "入馆协议",
        "总馆与李读者",
        "王𬭩",
        "1101**********803X",
        "1,000.00",
        "北馆",
        "<i>小王",
        "2015年6月1日",
        "遵守北馆的规定。",
    ):
        assert text in words
    assert "担保人" not in words  # its condition does not hold
    assert not preview.xpath(".//i")


@pytest.mark.req("R-168")
def test_reviewers_see_the_image_upright_and_its_original(library: Cast) -> None:
    camera = jpeg((3000, 2000), orientation=6)
    file_id = upload(library, "r-1", "证明.jpg", camera)
    instance = library["r-1"].post(DOOR, {"data": {**example(library), "proof": [file_id]}}, 201)["id"]
    task = library["l-1"].task(instance)
    page = visit(library, "l-1").get(f"/tasks/{task['id']}")
    assert f"/files/{file_id}/original" in page.text
    shown = library["l-1"].raw(f"/files/{file_id}").data
    assert library["l-1"].raw(f"/files/{file_id}/original").data == camera
    image = Image.open(io.BytesIO(shown))
    assert image.height > image.width
    assert not image.getexif()
    assert len(shown) <= 300_000
    assert f"/files/{file_id}" in visit(library).get(f"/instances/{instance}").text
    for path in (f"/files/{file_id}", f"/files/{file_id}/original"):
        assert library["r-2"].raw(path).status_code == 404


def test_more_files_than_a_field_takes_are_not_even_looked_at(library: Cast) -> None:
    photos = [(io.BytesIO(jpeg()), f"{n}.jpg") for n in range(4)]
    page = drawn(visit(library).get(START)).send({"_upload.proof": photos})
    assert page.errors() == ["住址证明最多 2 个文件，多出的没有保存。"]
    assert len(page.testids("upload-card")) == 2


def test_a_file_that_cannot_be_used_says_why_beside_its_field(library: Cast) -> None:
    page = drawn(visit(library).get(START)).send(
        {"_upload.proof": (io.BytesIO(b"\xff\xd8\xff broken"), "坏.jpg")}
    )
    assert page.status == 422
    assert page.errors() == ["「坏.jpg」打不开，可能已损坏。请重新拍照或导出为 JPG 后再上传。"]
    page = page.send({"_upload.other": (io.BytesIO(jpeg()), "a.jpg")})
    assert page.status == 200, page.errors()  # a file for no field of the form is not kept


def test_a_decision_takes_its_reason_and_a_returned_form_keeps_what_was_answered(library: Cast) -> None:
    instance = library["r-1"].post(DOOR, {"data": example(library)}, 201)["id"]
    librarian = visit(library, "l-1")
    page = librarian.get(f"/tasks/{library['l-1'].task(instance)['id']}")
    assert page.testids("btn-") == ["btn-approve", "btn-return", "btn-reject"]
    page = page.send({"comment": "看"}, ("decision", "return"))
    assert page.status == 422
    assert page.errors() == ["请选择原因。", "具体问题至少 4 个字，现在有 1 个。"]
    assert page.values()["comment"] == "看"
    page = page.send({"reason": "proof", "comment": "请重新拍照"}, ("decision", "return"))
    assert page.status == 200, page.errors()
    task = library["r-1"].task(instance, "amend")["id"]
    kept = visit(library).get(f"/tasks/{task}").values()
    assert (kept["name"], kept["deposit"], kept["room"]) == ("欧阳·娜", "100.00", "n1")
    assert kept["family.0.school"] == "就读学校示例"
    page = visit(library).get(f"/tasks/{task}").send({"name": "欧阳·娜娜"})
    assert page.status == 200, page.errors()
    assert library["r-1"].get(f"/instances/{instance}")["data"]["membership"]["name"] == "欧阳·娜娜"
    page = librarian.get(f"/tasks/{library['l-1'].task(instance)['id']}")
    assert page.values().get("comment", "") == ""  # the decision before is no decision now
    assert "欧阳·娜娜" in page.text


def test_a_graduate_reads_the_agreement_before_accepting(cast: Cast) -> None:
    instance = cast.invite("g-10001-01")["id"]
    task = cast["g-10001-01"].task(instance)["id"]
    page = Reader(cast.app.test_client(), "g-10001-01").get(f"/tasks/{task}")
    (preview,) = page.tree.xpath("//*[@data-testid='preview-agreement']")
    words = " ".join(preview.text_content().split())
    for text in (
        "全国普通高等学校毕业生就业协议书",
        "甲方、乙方、丙方三方协议",
        "软件工程师",
        "12,000.00",
        "北京市东城区",
    ):
        assert text in words
    graduate = cast.graduate("g-10001-01")
    assert graduate.name in words
    assert graduate.id_number not in page.text
