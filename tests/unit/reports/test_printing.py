"""Printing: what stands on the paper, what its text layer says, and what a hostile text cannot do."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from app.errors import BadContent
from app.reports import MissingGlyph, render_pdf
from tests.unit.reports.printed import NOW, ROOT, case, codes, document, reader, shipped, text_of

SCRIPT = """
import sys, hashlib
from tests.unit.reports.printed import NOW, case, codes, shipped
from app.reports import render_pdf
pdf = render_pdf(shipped("documents/agreement"), case(), now=NOW, codes=codes)
print(hashlib.sha256(pdf).hexdigest())
"""


def agreement(kind: str = "three", **more: Any) -> bytes:
    return render_pdf(shipped("documents/agreement"), {**case(kind), **more}, now=NOW, codes=codes)


@pytest.fixture(scope="module")
def three() -> str:
    return text_of(agreement())


@pytest.mark.req("R-061")
@pytest.mark.parametrize(
    "words",
    [
        "公司简称北京云杉数据科技（集团）有限责任公司",
        "统一社会信用代码91110108MA01ABCD0X",
        "单位性质其他企业",
        "网签所属行业软件和信息技术服务业",
        "公司地址北京市海淀区中关村东路1号院",
    ],
)
def test_an_agreement_prints_the_employer(three: str, words: str) -> None:
    assert words in three
    assert "云杉数据公司" not in three


@pytest.mark.req("R-319")
@pytest.mark.parametrize("words", ["王老师", "010-62751234", "jy@example.edu.cn", "学院路5号"])
def test_an_agreement_prints_the_contact(three: str, words: str) -> None:
    assert words in three


@pytest.mark.req("R-321")
def test_a_three_party_agreement_names_three_and_a_two_party_one_two(three: str) -> None:
    two = text_of(agreement("two"))
    for party in ("甲方（用人单位）", "乙方（毕业生）"):
        assert party in three
        assert party in two
    assert "丙方（学校）" in three
    assert "丙方" not in two
    assert "鉴证（学校）" in two


def test_an_agreement_prints_numbers_dates_and_blocks(three: str) -> None:
    for words in (
        "协议编号：2023410001323871235",
        "全国普通高等学校毕业生就业协议书",
        "无需加盖公章",
        "同意签约：2023年4月22日",
        "审核通过：2023年4月25日",
        "毕业时间2023年6月",
        "工作地点北京市海淀区",
        "18,000.00",
        "是否接收户口否",
        "海淀区人才中心",
        "2.<b>提前</b>三十日通知。",
    ):
        assert words in three
    assert "户口迁移地址" not in three


def test_rare_names_are_right_in_the_text_layer(three: str) -> None:
    assert "张喆䶮𬭩" in three


def test_every_font_is_embedded() -> None:
    for page in reader(agreement()).pages:
        for font in page["/Resources"]["/Font"].values():
            assert "/FontFile2" in font.get_object()["/FontDescriptor"]


def test_same_input_gives_the_same_bytes_in_another_process() -> None:
    sums = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(sums) == 1
    assert agreement() == agreement()


def test_threads_do_not_mix_their_documents() -> None:
    papers = [
        document({"kind": "paragraph", "text": text * 50}) for text in ("甲乙丙丁戊己", "子丑寅卯辰巳")
    ] * 4
    alone = [render_pdf(paper, {}, now=NOW) for paper in papers]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda paper: render_pdf(paper, {}, now=NOW), papers)) == alone


def test_an_agreement_stays_small() -> None:
    assert len(agreement()) <= 60_000


def test_pages_are_numbered_and_a_watermark_only_stands_where_it_must(three: str) -> None:
    pages = len(reader(agreement()).pages)
    assert f"第1页/共{pages}页" in three
    assert "已作废" not in three
    void = agreement(agreement={**case()["agreement"], "void": True})
    assert text_of(void).count("已作废") == pages


@pytest.mark.parametrize(
    "hostile",
    [
        "<b>没有结束",
        '<img src="/etc/hostname"/>',
        "<para fontSize=900>",
        "&lt;&#x41;",
        "]]><a href='http://x'>",
    ],
)
def test_markup_in_values_is_text(hostile: str) -> None:
    pdf = render_pdf(
        document(
            {"kind": "paragraph", "text": "{{x}}"},
            {"kind": "fields", "rows": [{"label": "甲", "value": "x"}]},
        ),
        {"x": hostile},
        now=NOW,
    )
    assert text_of(pdf).count(hostile.replace(" ", "")) == 2


def test_long_values_wrap_over_pages_and_end_at_the_cap() -> None:
    fields = {"kind": "fields", "columns": 1, "rows": [{"label": "内容", "value": "x", "wide": True}]}
    text = text_of(render_pdf(document(fields), {"x": "字" * 200_000}, now=NOW))
    assert text.count("字") >= 4_000
    assert "其余从略" in text
    assert len(text) < 4_200


def test_a_letter_the_typeface_lacks_is_refused_and_a_sign_replaced() -> None:
    paper = document({"kind": "paragraph", "text": "{{x}}"})
    with pytest.raises(MissingGlyph, match="U\\+0E01"):
        render_pdf(paper, {"x": "ก"}, now=NOW)
    assert "好〓" in text_of(render_pdf(paper, {"x": "好\U0001f600\u200b\x07"}, now=NOW))


def test_an_expression_that_fails_names_its_place() -> None:
    paper = document({"kind": "paragraph", "text": "甲", "when": "x"})
    with pytest.raises(BadContent, match="内容块“paragraph”"):
        render_pdf(paper, {"x": None}, now=NOW)


def test_what_has_no_value_prints_the_sign_for_nothing() -> None:
    paper = document({"kind": "fields", "rows": [{"label": "甲", "value": "a.b"}]}, empty="未填")
    assert "甲未填" in text_of(render_pdf(paper, {}, now=NOW))


def test_masks_codes_and_formats_apply() -> None:
    rows = [
        {"label": "证", "value": "i", "mask": "id_number"},
        {"label": "地", "value": "p", "codes": "region"},
        {"label": "日", "value": "d", "format": "date"},
        {"label": "选", "value": "l"},
    ]
    context = {"i": "110101200103070013", "p": "320102", "d": "2023-07-01", "l": ["甲", "乙"]}
    text = text_of(render_pdf(document({"kind": "fields", "rows": rows}), context, now=NOW, codes=codes))
    for words in ("1101**********0013", "江苏省南京市玄武区", "2023年7月1日", "甲、乙"):
        assert words in text


def test_tables_signatures_columns_and_breaks() -> None:
    paper = document(
        {"kind": "heading", "text": "名单"},
        {
            "kind": "table",
            "title": "人员",
            "over": "people",
            "columns": [
                {"label": "姓名", "value": "item.name"},
                {"label": "分", "value": "item.score", "align": "right"},
            ],
        },
        {"kind": "table", "over": "nobody", "columns": [{"label": "空", "value": "item"}], "empty": "没有人"},
        {"kind": "break"},
        {
            "kind": "columns",
            "columns": [{"blocks": [{"kind": "paragraph", "text": "左", "style": "center"}]}],
        },
        {"kind": "signatures", "parties": [{"title": "甲方", "lines": ["{{a}}"], "box": True}]},
        {"kind": "signatures", "parties": [{"title": "乙方", "when": "false"}]},
        {"kind": "spacer"},
        page={"size": "A5", "landscape": True},
    )
    people = [{"name": f"人{i}", "score": i} for i in range(40)]
    pdf = render_pdf(paper, {"people": people, "nobody": [], "a": "签"}, now=NOW)
    text = text_of(pdf)
    assert text.count("姓名分") > 1  # the head is repeated on every page
    assert "人39" in text
    assert "没有人" in text
    assert "甲方签" in text
    assert "乙方" not in text
    assert reader(pdf).pages[0].mediabox.width > reader(pdf).pages[0].mediabox.height


def test_a_table_over_something_else_is_refused() -> None:
    paper = document({"kind": "table", "over": "x", "columns": [{"label": "空", "value": "item"}]})
    with pytest.raises(BadContent, match="列表"):
        render_pdf(paper, {"x": "甲"}, now=NOW)


def test_a_block_larger_than_the_page_is_refused() -> None:
    with pytest.raises(BadContent, match="排不下"):
        render_pdf(
            document({"kind": "spacer", "height": 200}, page={"size": "A5", "landscape": True}), {}, now=NOW
        )


def test_a_picture_is_printed_and_needs_its_source(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (40, 20), "red").save(tmp_path / "a.jpg")
    paper = document({"kind": "image", "file": "f", "width": 50})
    body = (tmp_path / "a.jpg").read_bytes()
    pdf = render_pdf(paper, {"f": "1"}, now=NOW, images=lambda file_id: body)
    assert len(reader(pdf).pages[0].images) == 1
    with pytest.raises(BadContent, match="image"):
        render_pdf(paper, {"f": "1"}, now=NOW)
    assert len(reader(render_pdf(paper, {}, now=NOW)).pages) == 1
