"""How the checks say what they find."""

from collections.abc import Iterator

from app import rules
from app.content.bpmn import Element
from app.errors import Finding


def name_of(element: Element) -> str:
    """Return how a finding calls an element."""
    return element.name or element.id


def error(rule: str, element: Element | str, message: str, field: str = "") -> Finding:
    """Return the finding of something that must not run."""
    return Finding("error", rule, element if isinstance(element, str) else element.id, message, field)


def warning(rule: str, element: Element | str, message: str, field: str = "") -> Finding:
    """Return the finding of something that runs, but hardly as it was meant."""
    return Finding("warning", rule, element if isinstance(element, str) else element.id, message, field)


def feel(where: str, text: str, what: str, field: str = "") -> Iterator[Finding]:
    """Find what is wrong with an expression; a leading `=` is not part of it."""
    try:
        rules.parse_closed(text.removeprefix("=").strip())
    except rules.FeelError as problem:
        yield error("expression", where, f"{what}有误：{problem.message}", field)
