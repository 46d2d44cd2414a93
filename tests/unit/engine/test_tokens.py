"""The engine against the token game: after every act, both wait for the same steps and messages."""

import random

import pytest

from tests.unit.engine.driving import Instance
from tests.unit.engine.models import Drawing
from tests.unit.engine.tokens import Game

MODELS = 60
ACTS = 40


@pytest.mark.parametrize("seed", range(MODELS))
def test_engine_and_token_game_agree(seed: int) -> None:
    drawing, choice = Drawing(seed), random.Random(seed + 1_000)
    game = Game(drawing.graph, 0)
    instance = Instance(drawing.xml(), {"f": {"sel": 0}, "votes": []})
    for _ in range(ACTS):
        assert instance.open() == sorted(game.tasks().elements())
        assert instance.messages() == sorted(game.events().elements())
        assert instance.now.ended == game.over()
        if game.over():
            return
        acts = [(True, name) for name in sorted(game.tasks())] + [
            (False, name) for name in sorted(game.events())
        ]
        is_task, name = choice.choice(acts)
        sel = choice.randint(0, 11)
        if is_task:
            several = name.startswith("several")
            game.complete(name, instance.case["f"]["sel"] if several else sel)
            instance.do(name, sel=sel)
        else:
            game.deliver(name, instance.case["f"]["sel"])
            instance.send(name)
