"""Claims show who is at a task for a while; drafts keep what was typed."""

import threading
from datetime import timedelta

import pytest

from app.errors import Conflict, NotFound, TooLarge
from app.inbox.claims import LEASE, claim, release_claim
from app.inbox.drafts import drop_draft, find_draft, get_draft, save_draft, start_ref
from app.store.tasks import TaskDraft
from tests.unit.inbox.house import LIBRARIAN, READER, House


@pytest.fixture
def other(house: House) -> str:
    return house.add_librarian("l-2", "王馆员")


def test_a_claim_keeps_others_out_and_names_its_holder(house: House, other: str) -> None:
    instance = house.lend()
    task = house.task(instance)
    with house.at(LIBRARIAN) as desk:
        claim(desk, task.id)
    for act in (claim, release_claim):
        with pytest.raises(Conflict) as refused, house.at(other) as desk:
            act(desk, task.id)
        assert refused.value.extra["holder"] == "馆员"
    with pytest.raises(Conflict) as refused:
        house.check(instance, login=other)
    assert refused.value.extra["holder"] == "馆员"
    assert "馆员" in refused.value.message
    assert house.check(instance).ended


def test_a_claim_ends_by_itself_and_is_renewed_by_its_holder(house: House, other: str) -> None:
    task = house.task(house.lend())
    with house.at(LIBRARIAN) as desk:
        first = claim(desk, task.id).lease_until
    house.later(LEASE.total_seconds() - 60)
    with house.at(LIBRARIAN) as desk:
        assert claim(desk, task.id).lease_until > first + timedelta(minutes=8)
    house.later(LEASE.total_seconds() + 1)
    with house.at(other) as desk:
        assert claim(desk, task.id).holder_id == desk.person.account_id


def test_a_claim_is_given_back(house: House, other: str) -> None:
    task = house.task(house.lend())
    with house.at(LIBRARIAN) as desk:
        claim(desk, task.id)
        release_claim(desk, task.id)
    with house.at(other) as desk:
        claim(desk, task.id)


def test_what_is_done_cannot_be_claimed(house: House) -> None:
    instance = house.lend()
    task = house.task(instance)
    house.check(instance)
    with pytest.raises(Conflict), house.at(LIBRARIAN) as desk:
        claim(desk, task.id)


def test_a_draft_is_kept_for_its_author_only(house: House, other: str) -> None:
    task = house.task(house.lend())
    with house.at(LIBRARIAN) as desk:
        save_draft(desk, task.id, {"comment": "还没"})
        save_draft(desk, task.id, {"comment": "还没想好"})
        assert get_draft(desk, task.id).data == {"comment": "还没想好"}
    with house.at(other) as desk:
        assert find_draft(desk, task.id) is None
        with pytest.raises(NotFound):
            get_draft(desk, task.id)
    with pytest.raises(NotFound), house.at(READER) as desk:
        save_draft(desk, task.id, {})


def test_a_draft_is_forgotten_with_the_hand_in_but_only_ones_own(house: House, other: str) -> None:
    instance = house.lend()
    task = house.task(instance)
    for login in (LIBRARIAN, other):
        with house.at(login) as desk:
            save_draft(desk, task.id, {"comment": login})
    house.check(instance)
    assert [row.data for row in house.rows(TaskDraft)] == [{"comment": other}]


def test_a_draft_of_a_start_form(house: House) -> None:
    ref = start_ref("book_loan", None)
    with house.at(READER) as desk:
        save_draft(desk, ref, {"title": "活"})
    with house.at(READER) as desk:
        drop_draft(desk, ref)
    with house.at(READER) as desk:
        assert find_draft(desk, ref) is None


def test_a_draft_has_its_limit(house: House) -> None:
    with pytest.raises(TooLarge), house.at(READER) as desk:
        save_draft(desk, start_ref("book_loan", None), {"title": "很" * 100_000})


def test_two_pages_that_save_at_the_same_moment_both_get_through(house: House) -> None:
    task = house.task(house.lend())
    barrier, failures = threading.Barrier(6), []

    def save(n: int) -> None:
        barrier.wait()
        try:
            with house.at(LIBRARIAN) as desk:
                save_draft(desk, task.id, {"comment": str(n)})
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=save, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(house.rows(TaskDraft)) == 1
