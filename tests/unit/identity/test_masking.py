"""Masks, and the reveal that counts and leaves an audit row."""

import pytest
from sqlalchemy import select

from app.errors import NotFound, TooMany
from app.identity import load_actor, mask, reveal
from app.identity.doors import doors
from app.store.audit import AuditRow
from tests.support.people import NOW, add_person


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("11010119900307002X", "110***********002X"),
        ("13800138000", "138****8000"),
        ("zhang@example.com", "z***@example.com"),
        ("张三丰", "张**"),
        ("", ""),
    ],
)
def test_the_middle_is_hidden(value, shown):
    assert mask(value) == shown


@pytest.fixture
def show(database, monkeypatch):
    def load(session, actor, object_id, field, now):
        if object_id != "own":
            raise NotFound
        return f"the {field}"

    monkeypatch.setitem(doors.reveals, "card", load)
    person = add_person(database, "a")

    def run(kind="card", object_id="own", times=1):
        with database.session() as session:
            actor = load_actor(session, person.id)
            for _ in range(times):
                value = reveal(session, actor, kind, object_id, "number", address="::1", strict=True, now=NOW)
        return value

    return run


def test_a_reveal_leaves_an_audit_row_without_the_value(database, show):
    assert show() == "the number"
    with database.session() as session:
        row = session.scalars(select(AuditRow)).one()
    assert (row.action, row.target, row.result, row.detail) == (
        "reveal",
        "card:own",
        "done",
        {"field": "number"},
    )


@pytest.mark.parametrize(("kind", "object_id"), [("card", "foreign"), ("unknown", "own")])
def test_foreign_and_unknown_are_the_same_to_the_reader(show, kind, object_id):
    with pytest.raises(NotFound) as caught:
        show(kind, object_id)
    assert caught.value.message == NotFound().message


def test_a_hundred_reveals_an_hour(show):
    show(times=100)
    with pytest.raises(TooMany):
        show()
