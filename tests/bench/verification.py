"""The public verification: what is right, a wrong name, a wrong number and an expired one take the same time."""

import random
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import text

from app.identity import limits
from tests.bench import table
from tests.bench.timing import seconds
from tests.support.cast import Cast
from tests.support.world import Template
from tests.walks.verifying import NAME, ask, authorised

OTHER, OTHER_NAME = "g-10001-03", "王𬭩"
SHUFFLES = 1_000
KINDS = ("right", "wrong name", "wrong number", "expired")


def measure(full: bool) -> Iterator[table.Row]:
    """Ask in turns; the medians may differ by no more than those of answers dealt out at random."""
    limits.GENEROUS = 10**9  # the turns of an address are set aside here, and here alone
    with tempfile.TemporaryDirectory() as name:
        cast = Cast(Template("sqlite", Path(name), "").copy(Path(name)))
        times = _asked(cast, 3_000 if full else 1_000)
        cast.close()
    medians = [statistics.median(of_kind) for of_kind in times]
    said = ", ".join(f"{kind} {median * 1e3:.3f}" for kind, median in zip(KINDS, medians, strict=True))
    yield table.Row(f"verification, medians of {len(times[0])} each", f"{said} ms")
    yield table.at_most("  their largest difference", _spread(medians) * 1e3, _noise(times) * 1e3, "ms")


def _asked(cast: Cast, rounds: int) -> list[list[float]]:
    good = authorised(cast)["archive"]
    old = authorised(cast, OTHER)["archive"]
    with cast.session() as session:
        session.execute(
            text("UPDATE issued_number SET valid_until = issued_at WHERE graduate_id = :who"),
            {"who": cast.subject(OTHER)},
        )
    wrong = good[:-1] + ("2" if good[-1] != "2" else "3")
    cases = ((good, NAME), (good, OTHER_NAME), (wrong, NAME), (old, OTHER_NAME))
    statuses = [ask(cast, *case).status_code for case in cases]
    assert statuses == [200, 404, 404, 404], statuses
    times: list[list[float]] = [[] for _ in cases]
    for _ in range(rounds):
        for at in random.sample(range(len(cases)), len(cases)):
            times[at].append(seconds(lambda case=cases[at]: ask(cast, *case)))
    return times


def _spread(medians: list[float]) -> float:
    return max(medians) - min(medians)


def _noise(times: list[list[float]]) -> float:
    """Return the difference that medians have in 99 of 100 cases when the answers of each round are dealt out anew."""
    rounds = list(zip(*times, strict=True))
    found = []
    for _ in range(SHUFFLES):
        dealt = zip(*(random.sample(each, len(each)) for each in rounds), strict=True)
        found.append(_spread([statistics.median(of_kind) for of_kind in dealt]))
    return sorted(found)[int(0.99 * SHUFFLES)]
