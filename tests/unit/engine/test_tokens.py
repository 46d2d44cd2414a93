"""The engine against the token game: after every act, both wait for the same steps, messages and moments.

Where several instances of a step wait, the game does not say which of them an act is meant for: every world that
could be is played on, and one of them must look like the engine."""

import copy
import random
from collections import Counter

import pytest

from tests.unit.engine.driving import Instance
from tests.unit.engine.models import Drawing
from tests.unit.engine.rendering import render
from tests.unit.engine.tokens import Game

SEEDS = (*range(150), 990)  # 990: the one in a thousand where an inclusive join must not wait
ACTS = 40
WORLDS = 60


@pytest.mark.parametrize("seed", SEEDS)
def test_engine_and_token_game_agree(seed: int) -> None:
    play(seed)


def play(seed: int) -> None:
    """Play a random diagram at random, in the engine and in every world of the game that may be meant."""
    drawing, chance = Drawing(seed), random.Random(seed + 1_000)
    files = render(drawing)
    worlds = [Game(drawing.graph, 0)]
    instance = Instance(files.pop("p"), {"f": {"sel": 0}, "votes": []}, **files)
    for turn in range(ACTS):
        seen = look(instance)
        worlds = [w for w in worlds if matches(w, instance, seen)]
        assert worlds, f"seed {seed}, turn {turn}: the engine waits for {seen}"
        if instance.now.ended:
            return
        acts = [(kind, name) for kind in ("do", "send", "ring") for name in sorted(seen[kind])]
        kind, name = chance.choice(acts)
        sel = chance.randint(0, 11)
        getattr(instance, kind)(name, **({"sel": sel} if kind == "do" else {}))
        told = instance.case["f"]["sel"]
        following = [after for world in worlds for after in futures(world, kind, name, told)]
        worlds = list({repr(world.key()): world for world in following}.values())[:WORLDS]


def look(instance: Instance) -> dict[str, Counter[str]]:
    """Return what the engine waits for."""
    return {
        "do": Counter(instance.open()),
        "send": Counter(instance.messages()),
        "ring": Counter(instance.timers()),
    }


def matches(world: Game, instance: Instance, seen: dict[str, Counter[str]]) -> bool:
    """True when a world looks like the engine."""
    here = {kind: +count for kind, count in world.look().items()}
    return here == seen and world.over() == instance.now.ended


def futures(world: Game, kind: str, name: str, sel: int) -> list[Game]:
    """Return what may follow: the act may be meant for any of the games that wait for it."""
    found = []
    for place in range(sum(1 for _ in world.games())):
        after = copy.deepcopy(world)
        game = list(after.games())[place]
        after.tell(sel)
        if game.act(kind, name):
            after.run()
            found.append(after)
    return found
