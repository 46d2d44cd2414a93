"""Which fields others depend on: when one of them is changed, the form stands differently."""

from collections.abc import Iterator

from app import rules
from app.content.form import CHOICES, Field, Form

CONDITIONS = ("required_if", "readonly_if")


def watched(form: Form) -> set[str]:
    """Return the names of the fields that conditions or choices of others look at; all where a document is
    previewed, all choices where a decision says what must be filled."""
    inputs = {f.name for f in form.walk() if f.is_input}
    if form.documents():
        return inputs
    chosen = {f.name for f in form.inputs if f.type in CHOICES} if form.requires else set()
    return {name for found in form.walk() for name in _looked_at(found)} & inputs | chosen


def _looked_at(found: Field) -> Iterator[str]:
    yield found.properties.get("parent", "")
    texts = [found.hide, *(found.properties.get(name, "") for name in CONDITIONS)]
    for option in found.options:
        texts += [option.show_if, option.label_as, option.consequence_as]
    for text in texts:
        try:
            yield from rules.parse(text).names if text else ()
        except rules.FeelError:
            continue
