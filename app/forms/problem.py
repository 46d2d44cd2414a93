"""Why a value is not accepted."""

from collections.abc import Sequence

from app.content.form import Field
from app.errors import FieldError


class Problem(Exception):
    """A value that is not accepted; the sentence follows the field's label. Rows of a list bring their own errors."""

    def __init__(self, sentence: str, inner: Sequence[FieldError] = ()) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.inner = inner

    def errors(self, found: Field) -> Sequence[FieldError]:
        return self.inner or [FieldError(found.name, f"{found.label}{self.sentence}。")]
