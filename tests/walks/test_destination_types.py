"""Each type of other destination through its doors, with what it needs and without each single thing of it."""

import pytest

from app.graduates.tables import ReportedDestination
from tests.support.cast import Cast
from tests.walks.destinations import (
    DEPARTMENT,
    DIRECTED,
    GRADUATE,
    KINDS,
    SCHOOL,
    Kind,
    apply,
    asked,
    complete,
    kind,
    label,
    one_missing,
)

TYPES = {k.label for k in KINDS} | {DIRECTED}


def test_there_are_24_types() -> None:
    assert len(TYPES) == 24


@pytest.mark.req("R-189", "R-193")
@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_a_type_is_registered_with_its_own_fields_and_proofs(cast: Cast, kind: Kind) -> None:
    data = complete(cast, kind)
    instance = apply(cast, data)["id"]
    assert label(cast, SCHOOL, instance) == "去向登记审核中，等待学院审核"
    cast[DEPARTMENT].complete(instance, {"decision": "pass"})
    cast[SCHOOL].complete(instance, {"decision": "pass"})
    seen = cast[GRADUATE].get(f"/instances/{instance}")
    assert (seen["ended"], seen["end"], seen["status"]["label"]) == (True, "registered", "审核通过")
    (sent,) = cast.outbox("ems")
    assert (sent.topic, sent.body["code"], sent.body["data"]["type"]) == (
        "destination.report",
        kind.code,
        kind.label,
    )
    with cast.session() as session:
        reported = session.get_one(ReportedDestination, cast.subject(GRADUATE))
        assert (reported.code, reported.unit_name, reported.source) == (kind.code, kind.unit, "登记系统")


@pytest.mark.req("R-189")
@pytest.mark.parametrize("kind", [k for k in KINDS if k.fields or k.proofs], ids=str)
def test_a_type_asks_for_its_own_and_is_refused_without_a_single_thing_of_it(cast: Cast, kind: Kind) -> None:
    sentences = list(asked(cast, kind).values())
    proofs = [s for s in sentences if s.startswith("请上传")]
    assert (len(sentences) - len(proofs), len(proofs)) == (len(kind.fields), len(kind.proofs))
    for word in kind.fields:
        assert any(s.removeprefix("请填写").removeprefix("请选择").startswith(word) for s in sentences), word
    for word in kind.proofs:
        (sentence,) = [s for s in proofs if word in s.partition("：")[0]]
        assert len(sentence.partition("：")[2]) > 5, "it says why"
    for name, rest in one_missing(complete(cast, kind)):
        assert [e["field"] for e in apply(cast, rest, 422)["errors"]][:1] == [name]
    assert cast[GRADUATE].get("/instances")["total"] == 0


def _counts() -> dict[str, int]:
    return {group: len({k.label for k in KINDS if k.group == group}) for group in {k.group for k in KINDS}}


@pytest.mark.req("R-182", "R-183", "R-184")
def test_the_types_are_grouped_as_printed() -> None:
    assert _counts() == {"其他形式就业": 13, "升学": 2, "未就业": 8}


@pytest.mark.req("R-189")
@pytest.mark.parametrize(
    ("block", "whole"),
    [
        (
            "archive",
            {
                "archive_type": "1",
                "archive_unit": "北京市人才中心",
                "archive_address": "东城区某街 1 号",
                "archive_contact": "何丽",
                "archive_phone": "010-67410355",
            },
        ),
        ("household", {"household_type": "1", "household_address": "北京市东城区某街 1 号"}),
    ],
)
def test_archive_and_household_may_be_given_and_then_are_given_whole(
    cast: Cast, block: str, whole: dict[str, str]
) -> None:
    data = {**complete(cast, kind("求职中")), f"{block}_given": True}
    assert {e["field"] for e in apply(cast, data, 422)["errors"]} == set(whole)
    for name in whole:
        rest = {n: v for n, v in whole.items() if n != name}
        assert [e["field"] for e in apply(cast, data | rest, 422)["errors"]] == [name]
    instance = apply(cast, data | whole)["id"]
    said = cast[SCHOOL].get(f"/instances/{instance}")["data"]["destination"]
    assert {name: said[name] for name in whole} == whole
