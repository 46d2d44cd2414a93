"""What is typed, as controls can show it."""

from app.forms.typed import showable
from tests.unit.forms.drawn import trial


def test_drafts_of_any_shape_are_shown_as_far_as_they_can_be() -> None:
    draft = {
        "name": ["甲"],
        "mobile": 138,
        "topics": "history",
        "proof": ["a", 5, None],
        "home": {"a": 1},
        "family": ["甲", {"name": "乙", "born": ["x"], "admin": True}],
        "agreed": True,
        "unknown": 1,
    }
    assert showable(trial().form.inputs, draft) == {
        "mobile": 138,
        "proof": ["a"],
        "family": [{"name": "乙"}],
        "agreed": True,
    }


def test_what_is_no_list_of_rows_is_no_row() -> None:
    assert showable(trial().form.inputs, {"family": "甲乙"}) == {"family": []}
