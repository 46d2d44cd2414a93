"""The tree of parties and what an actor stands for in it."""

import pytest
from sqlalchemy import select

from app.identity import ancestry, below, descends, in_scope, load_actor, party_map, visible_parties
from app.store.accounts import Party
from tests.support.people import add_party, add_person


@pytest.fixture
def tree(database):
    region = add_party(database, "region", "32")
    house = add_party(database, "house", "1", region)
    other = add_party(database, "house", "2", region)
    branch = add_party(database, "branch", "1-1", house)
    return {"region": region, "house": house, "other": other, "branch": branch}


def actor(database, *memberships):
    person = add_person(database, "a", *memberships)
    with database.session() as session:
        return load_actor(session, person.id)


def test_scope_is_the_pairs_of_role_and_party(database, tree):
    found = actor(database, ("keeper", tree["branch"]), ("reader", tree["house"]), ("ops", None))
    assert in_scope(found) == sorted([("keeper", tree["branch"]), ("reader", tree["house"])])
    assert in_scope(found, ["keeper"]) == [("keeper", tree["branch"])]
    assert found.has_any({"ops", "admin"})
    assert not found.is_in("keeper", tree["house"])


def test_a_member_of_a_branch_stands_for_that_branch_only(database, tree):
    found = actor(database, ("keeper", tree["branch"]))
    with database.session() as session:
        assert [p.id for p in visible_parties(session, found)] == [tree["branch"]]
        assert visible_parties(session, found, ["reader"]) == []


def test_what_lies_below_a_house_is_its_own(database, tree):
    with database.session() as session:
        ids = set(session.scalars(select(Party.id).where(Party.id.in_(below([tree["house"]])))))
        assert ids == {tree["house"], tree["branch"]}
        assert set(session.scalars(below([tree["region"]]))) == set(tree.values())
        assert descends(session, tree["branch"], tree["region"])
        assert descends(session, tree["branch"], tree["branch"])
        assert not descends(session, tree["branch"], tree["other"])
        assert not descends(session, tree["region"], tree["house"])


def test_a_ring_of_parents_ends(database, tree):
    with database.session() as session:
        session.get_one(Party, tree["region"]).parent_id = tree["branch"]
    with database.session() as session:
        assert ancestry(session, tree["branch"]) == [tree["branch"], tree["house"], tree["region"]]
        assert set(session.scalars(below([tree["house"]]))) == set(tree.values())


def test_parties_are_shown_in_one_shape(database, tree):
    with database.session() as session:
        shown = party_map(session, [tree["house"], None])
    assert shown == {tree["house"]: {"id": tree["house"], "kind": "house", "code": "1", "name": "house 1"}}
