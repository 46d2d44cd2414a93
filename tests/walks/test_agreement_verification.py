"""The code on an agreement (D.9) leads to its state and to the very paper, whatever has become of it since."""

from typing import Any

from tests.support.cast import Cast
from tests.support.papers import apply, decide
from tests.walks.endings import EMPLOYER, GRADUATE, SCHOOL, begin
from tests.walks.test_record_modification import terms
from tests.walks.test_record_void import REASON, newest
from tests.walks.test_verification import scanned

SITE = "http://127.0.0.1:8000"
IN_EFFECT, REPLACED, NOT_IN_EFFECT = "协议有效", "已被新版本取代", "协议当前没有生效"


def papers(cast: Cast, record: str) -> list[bytes]:
    """Return the agreements of a record, newest first."""
    listed = cast[GRADUATE].get(f"/instances/{record}")["documents"]
    return [cast[GRADUATE].raw(f"/documents/{d['id']}").get_data() for d in listed]


def followed(cast: Cast, paper: bytes) -> tuple[Any, str]:
    """Return what a stranger reads who scans a paper, and where the code leads."""
    path = scanned(paper).removeprefix(SITE)
    return cast.visitor().get(path).get_data(as_text=True), path


def test_the_code_leads_to_the_state_and_the_very_paper(cast: Cast) -> None:
    record = cast.signed()
    (paper,) = papers(cast, record)
    shown, path = followed(cast, paper)
    number = cast[EMPLOYER].get("/lists/employer_signing")["items"][0]["number"]
    for said in (IN_EFFECT, "签约审核通过", number, "陈喆", "京华大学", "北京星河数联科技有限公司"):
        assert said in shown
    assert cast.visitor().get(f"{path}/sheet.pdf").get_data() == paper
    assert number in newest(cast, EMPLOYER, record)


def test_a_print_that_was_replaced_says_so_and_a_void_one_too(cast: Cast) -> None:
    record = cast.signed()
    (old,) = papers(cast, record)
    begin(cast, SCHOOL, record, "record_modification", terms(cast, record, position="算法工程师"))
    new = papers(cast, record)[0]
    assert REPLACED in followed(cast, old)[0]
    assert IN_EFFECT in followed(cast, new)[0]
    begin(cast, SCHOOL, record, "record_void", REASON)
    for paper in (old, new):
        shown, _ = followed(cast, paper)
        assert NOT_IN_EFFECT in shown
        assert "学校已作废" in shown
        assert IN_EFFECT not in shown


def test_an_agreement_that_awaits_its_stamps_is_not_in_effect(cast: Cast) -> None:
    record = str(apply(cast, "offline_agreement")["id"])
    decide(cast, record, "pass", "pass")
    shown, _ = followed(cast, papers(cast, record)[0])
    assert NOT_IN_EFFECT in shown


def test_a_code_that_nobody_printed_finds_nothing(cast: Cast) -> None:
    answer = cast.visitor().get("/v/" + "x" * 32)
    assert answer.status_code == 404
    assert "未查询到" in answer.get_data(as_text=True)
