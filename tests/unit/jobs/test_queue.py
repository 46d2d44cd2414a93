"""Jobs on either queue: they exist with their cause, become due, are moved, taken back and tried again."""

from sqlalchemy import func, select

from app.jobs import Final, enqueue
from app.jobs.clock import now
from app.store.queue import Job
from app.store.session import begin_write
from tests.unit.jobs.shop import Shop, add_one


def test_a_job_is_done_once_and_is_gone(shop: Shop) -> None:
    shop.put("note", n=1)
    assert [j.state for j in shop.jobs()] == ["waiting"]
    assert shop.worker.run_due() == 1
    assert shop.done == [1]
    assert shop.jobs() == []
    assert shop.worker.run_due() == 0


def test_a_job_does_not_exist_when_its_cause_is_rolled_back(shop: Shop) -> None:
    with shop.database.session() as session:
        begin_write(session)
        enqueue(session, "note", {"n": 1}, due=now(session), now=now(session))
        enqueue(session, "note", {"n": 2}, due=now(session), now=now(session), key="k")
        session.rollback()
    assert shop.jobs() == []
    assert shop.worker.run_due() == 0


def test_a_job_waits_for_its_moment_by_the_clock_of_the_installation(shop: Shop) -> None:
    shop.put("note", n=1, after=7 * 86400)
    assert shop.worker.run_due() == 0
    assert shop.later(6.9 * 86400) == 0
    assert shop.later(0.2 * 86400) == 1
    assert shop.done == [1]


def test_a_clock_moved_back_takes_the_moment_with_it(shop: Shop) -> None:
    shop.put("note", n=1, after=60)
    shop.later(30)
    shop.later(-20)
    assert shop.later(40) == 0
    assert shop.later(20) == 1


def test_a_key_has_one_waiting_job_which_is_moved(shop: Shop) -> None:
    shop.put("note", n="first", key="k", after=10)
    shop.put("note", n="second", key="k", after=3600)
    (job,) = shop.jobs()
    assert job.payload == {"n": "second"}
    assert shop.later(60) == 0
    assert shop.later(3600) == 1
    assert shop.done == ["second"]


def test_jobs_without_a_key_are_not_moved(shop: Shop) -> None:
    shop.put("note", n=1)
    shop.put("note", n=2)
    assert shop.worker.run_due() == 2


def test_a_job_is_taken_back_by_its_key(shop: Shop) -> None:
    shop.put("note", n=1, key="k")
    shop.put("note", n=2, key="other")
    shop.take_back("k")
    shop.worker.run_due()
    assert shop.done == [2]


def test_a_failed_try_comes_again_with_back_off_and_after_three_it_is_given_up(shop: Shop) -> None:
    shop.put("fail")
    assert shop.worker.run_due() == 1
    (job,) = shop.jobs()
    assert (job.state, job.attempts, job.error) == ("waiting", 1, "打印机没有纸。")
    assert shop.later(1) == 0
    assert shop.later(2) == 1
    assert shop.later(10) == 0
    assert shop.given_up == []
    assert shop.later(10) == 1
    assert shop.given_up == ["打印机没有纸。"]
    (job,) = shop.jobs()
    assert (job.state, job.attempts, job.error) == ("failed", 3, "打印机没有纸。")
    assert shop.later(86400) == 0


def test_what_a_failed_try_wrote_is_rolled_back(shop: Shop) -> None:
    def add_and_fail(session, payload, now) -> None:
        add_one(session, payload, now)
        raise ZeroDivisionError

    shop.knows("half", add_and_fail)
    shop.put("half", name="c")
    shop.worker.run_due()
    assert shop.count("c") == 0
    assert shop.jobs()[0].error == "ZeroDivisionError"


def test_a_final_failure_is_not_tried_again(shop: Shop) -> None:
    def refuse(session, payload, now) -> None:
        raise Final("对方拒收。")

    shop.knows("refused", refuse)
    shop.put("refused")
    shop.worker.run_due()
    assert shop.given_up == ["对方拒收。"]
    assert [j.state for j in shop.jobs()] == ["failed"]


def test_a_kind_that_nobody_knows_is_kept_as_failed_after_three_tries(shop: Shop) -> None:
    shop.put("unheard", key="k")
    shop.worker.run_due()
    shop.later(10)
    shop.later(100)
    (job,) = shop.jobs()
    assert job.state == "failed"
    assert "unheard" in job.error


def test_a_job_that_asks_for_itself_is_done_again(shop: Shop) -> None:
    def count_down(session, payload, now) -> None:
        shop.done.append(payload["n"])
        if payload["n"]:
            enqueue(session, "down", {"n": payload["n"] - 1}, due=now, now=now, key="down")

    shop.knows("down", count_down)
    shop.put("down", n=3, key="down")
    assert shop.worker.run_due() == 4
    assert shop.done == [3, 2, 1, 0]
    assert shop.jobs() == []


def test_a_job_asked_for_anew_while_it_fails_is_left_to_the_new_one(shop: Shop) -> None:
    def fail_once(session, payload, now) -> None:
        shop.done.append(payload["n"])
        if payload["n"] == 1:
            shop.put("once", n=2, key="once")
            raise RuntimeError

    shop.knows("once", lambda database, payload: fail_once(None, payload, None), outside=True)
    shop.put("once", n=1, key="once")
    shop.worker.run_due()
    assert shop.done == [1, 2]
    assert shop.jobs() == []


def test_a_failed_job_does_not_stand_in_the_way_of_a_new_one(shop: Shop) -> None:
    shop.put("fail", key="k")
    for seconds in (0, 10, 100):
        shop.later(seconds)
    shop.put("note", n=1, key="k")
    shop.worker.run_due()
    assert shop.done[-1] == 1


def test_work_outside_holds_no_transaction_while_it_waits(shop: Shop) -> None:
    def ask(database, payload) -> None:
        shop.put("note", n="written meanwhile")

    shop.knows("ask", ask, outside=True)
    shop.put("ask")
    shop.worker.run_due()
    assert shop.done == ["written meanwhile"]


def test_many_jobs_of_one_transaction(shop: Shop) -> None:
    shop.knows("add", add_one)
    with shop.database.session() as session:
        begin_write(session)
        at = now(session)
        for n in range(60):
            enqueue(session, "add", {"name": "c"}, due=at, now=at, key=f"k{n}")
        assert session.scalar(select(func.count()).select_from(Job)) == 60
    assert shop.worker.run_due() == 60
    assert shop.count("c") == 60
