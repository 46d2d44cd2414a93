"""What a browser posts."""

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from tests.unit.forms.drawn import REQUIRED, bound, by_field, field, group, options


def read(form: Any, *pairs: tuple[str, str]) -> Any:
    return form.read(MultiDict(pairs))


SIMPLE = bound(
    field("textfield", "name", "姓名"),
    field("checkbox", "agreed"),
    field("checklist", "topics", values=options("a", "b", "c")),
    group(field("number", "n")),
)


def test_fields_are_read_by_their_names() -> None:
    answers = read(
        SIMPLE,
        ("name", "甲"),
        ("agreed", "true"),
        ("topics", "a"),
        ("topics", "c"),
        ("topics", ""),
        ("n", "5"),
    )
    assert answers.values == {"name": "甲", "agreed": True, "topics": ["a", "c"], "n": 5}


def test_boxes_that_are_not_ticked_are_not_posted() -> None:
    assert read(SIMPLE, ("name", "甲")).values == {"name": "甲", "agreed": False}


@pytest.mark.parametrize(
    "name",
    [
        "csrf_token",
        "version",
        "idempotency_key",
        "auto_next",
        "subject",
        "_upload.proof",
        "_refresh",
        "preset.job",
        "preset_save.job",
        "preset_name.job",
    ],
)
def test_what_pages_add_is_no_field(name: str) -> None:
    assert read(SIMPLE, ("name", "甲"), (name, "1")).errors == ()


@pytest.mark.parametrize("name", ["status", "presets", "preset", "name.x", "topics.0", "field_comments"])
def test_a_foreign_field_is_refused_by_name(name: str) -> None:
    assert list(by_field(read(SIMPLE, ("name", "甲"), (name, "1")))) == [name]


HOME = bound(field("select", "home", "地址", properties={"region": "true"}))


def test_a_cascade_gives_the_deepest_division() -> None:
    chosen = [("home.province", "130000"), ("home.city", "130100"), ("home.county", "130102")]
    assert read(HOME, *chosen).values == {"home": "130102"}
    assert read(HOME, ("home", "130102")).values == {"home": "130102"}
    assert by_field(read(HOME, *chosen[:2])) == {"home": "地址请选到区县一级。"}
    assert read(HOME, ("home.province", ""), ("home.city", ""), ("home.county", "")).values == {}


def test_a_level_that_was_changed_drops_those_below_it() -> None:
    answers = read(HOME, ("home.province", "110000"), ("home.city", "130100"), ("home.county", "130102"))
    assert answers.typed == {"home": "110000"}
    answers = read(HOME, ("home.province", "130000"), ("home.city", "130200"), ("home.county", "130102"))
    assert answers.typed == {"home": "130200"}


FAMILY = bound(
    field(
        "dynamiclist",
        "family",
        "家人",
        components=[
            field("textfield", "name", "姓名", validate=REQUIRED),
            group(
                field("checklist", "likes", values=options("a", "b")),
                field("select", "home", properties={"region": "true"}),
            ),
        ],
    )
)


def test_rows_are_read_by_their_numbers_whatever_the_gaps() -> None:
    answers = read(
        FAMILY,
        ("family.7.name", "乙"),
        ("family.2.name", "甲"),
        ("family.2.likes", "a"),
        ("family.2.likes", "b"),
        ("family.2.home.province", "710000"),
    )
    assert answers.values == {
        "family": [{"name": "甲", "likes": ["a", "b"], "home": "710000"}, {"name": "乙"}]
    }


def test_a_row_is_added_or_removed_when_that_is_asked_for() -> None:
    rows = [("family.0.name", "甲"), ("family.1.name", "乙")]
    assert read(FAMILY, *rows, ("_add", "family")).typed["family"] == [{"name": "甲"}, {"name": "乙"}, {}]
    assert read(FAMILY, *rows, ("_remove", "family.0")).typed["family"] == [{"name": "乙"}]
    assert read(FAMILY, ("family.0.name", "甲"), ("_remove", "family.0")).typed == {}
    assert read(FAMILY, *rows, ("_add", "other"), ("_remove", "family.x")).typed["family"] == [
        {"name": "甲"},
        {"name": "乙"},
    ]


@pytest.mark.parametrize(
    "name", ["family.0.admin", "family.²", "family.", "family.x.name", "family.12345.name", "family.-1.name"]
)
def test_a_foreign_name_in_a_row_is_refused(name: str) -> None:
    answers = read(FAMILY, ("family.0.name", "甲"), (name, "1"))
    assert list(by_field(answers)) == [name]
    assert answers.typed["family"] == [{"name": "甲"}]


def test_more_rows_than_a_list_takes_are_refused() -> None:
    answers = read(FAMILY, *((f"family.{n}.name", "甲") for n in range(60)))
    assert by_field(answers)["family"] == "家人最多 50 行，现在有 51 行，请减少。"


def test_comments_on_fields_are_read_beside_a_decision() -> None:
    review = bound(field("radio", "decision", values=options("pass"), properties={"role": "decision"}))
    answers = read(
        review, ("decision", "pass"), ("field_comments.name", "写全称"), ("field_comments.place", "")
    )
    assert answers.values == {"decision": "pass", "field_comments": {"name": "写全称"}}
