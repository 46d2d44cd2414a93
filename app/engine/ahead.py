"""What follows a token, laid out when the token runs.

The library draws everything that may still come into its tree, at every start, load and choice: in a diagram of 200
elements, 200 tokens that are thrown away before the state is saved."""

from functools import lru_cache
from typing import Any


class OneAhead:
    """A spec whose tokens know what follows from the moment they run."""

    def _predict(self, my_task: Any, *_given: Any, **_more: Any) -> None:
        """Nothing is foreseen: `_run` lays out what follows."""

    def _run(self, my_task: Any) -> Any:
        self._predict_hook(my_task)  # type: ignore[attr-defined]
        return super()._run(my_task)  # type: ignore[misc]


def look_one_ahead(spec: Any) -> None:
    """Have the tokens of a spec look one element ahead."""
    kind: Any = type(spec)
    spec.__class__ = _one_ahead(kind)


@lru_cache
def _one_ahead(spec: Any) -> type:
    return type(spec.__name__, (OneAhead, spec), {})
