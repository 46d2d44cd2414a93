"""At least 5,000 acts of graduates, employers and reviewers, legal and illegal, against the model.

QUXIANG_WALK_SEED takes another way, QUXIANG_WALK_STEPS a longer or shorter one."""

import os
from datetime import datetime, timedelta, timezone

import pytest

from app.jobs.clock import now
from tests.support.cast import Cast
from tests.walks.random.model.records import Verdict
from tests.walks.random.walking import Walk

SEED = int(os.environ.get("QUXIANG_WALK_SEED", "20270601"))
STEPS = int(os.environ.get("QUXIANG_WALK_STEPS", "5000"))
EVERY = 100
CHINA = timezone(timedelta(hours=8))
SHARED = {f"g-10001-0{n}" for n in (1, 2, 3, 4, 5)} | {"g-10002-01"}
KEPT = {"g-10001-07", "g-10001-08", "g-10001-21", "g-10001-22", "g-10001-42", "g-10002-02"}


def begin(cast: Cast) -> Walk:
    """Return a walk at its start: at the half of an hour, before the previous cohort's time is over if it is not yet."""
    for login in sorted(KEPT):
        cast.keep(login, "e-01")
    cast["s-10002"].put("/settings/10002", {"void_review": True})
    with cast.session() as session:
        later = now(session).astimezone(CHINA) + timedelta(hours=1)
    january = datetime(cast.graduate("g-10001-01").cohort, 1, 20, tzinfo=CHINA)
    start = max(later, january).replace(minute=30, second=0, microsecond=0)
    cast.clock(start.isoformat())
    return Walk(cast, SEED, start, {"e-01": SHARED | KEPT, "e-02": SHARED})


@pytest.mark.req("R-083", "R-091", "R-134", "R-140", "R-147", "R-167", "R-195", "R-200", "R-201")
def test_whatever_people_do_the_model_says_the_same(cast: Cast) -> None:
    walk = begin(cast)
    for number in range(1, STEPS + 1):
        try:
            walk.step()
            if number % EVERY == 0 or number == STEPS:
                walk.looking.everywhere()
        except Exception as error:
            last = "\n".join(walk.log)
            pytest.fail(f"seed {SEED}, step {number}: {error!r}\n{last}", pytrace=True)
    assert walk.doors.counts[Verdict.DONE] > STEPS / 3, walk.doors.counts
