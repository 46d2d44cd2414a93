"""How much a field takes: what the form declares, within what any form may take."""

from decimal import Decimal

from app.content.form import Field

ONE_LINE, MANY_LINES = 200, 2000
MAX_FILES, MAX_ROWS, MAX_CHOICES = 10, 50, 300
WHOLE_DIGITS, DIGITS = 15, 6
MAX_NAMES, MAX_ERRORS = 300, 100
MAX_COMMENTS, LONGEST_COMMENT = 100, 500
DEEPEST = 3
MOST = {"filepicker": MAX_FILES, "dynamiclist": MAX_ROWS, "checklist": MAX_CHOICES}


def length(found: Field) -> tuple[int, int]:
    """Return how short and how long a text may be."""
    most = MANY_LINES if found.type == "textarea" else ONE_LINE
    declared = int(found.validate.get("maxLength") or most)
    return int(found.validate.get("minLength") or 0), min(declared, most)


def count(found: Field) -> tuple[int, int]:
    """Return how few and how many files, rows or choices may be given."""
    most = MOST[found.type]
    return int(found.properties.get("least") or 0), min(int(found.properties.get("most") or most), most)


def digits(found: Field) -> int:
    """Return how many decimals a number may have; money has two."""
    return 2 if is_money(found) else int(found.properties.get("digits") or DIGITS)


def is_money(found: Field) -> bool:
    return found.properties.get("money") == "true"


def bounds(found: Field) -> tuple[Decimal | None, Decimal | None]:
    """Return the smallest and the largest number."""
    low, high = (found.validate.get(name) for name in ("min", "max"))
    return (None if low is None else Decimal(str(low))), (None if high is None else Decimal(str(high)))


def depth(found: Field) -> int:
    """Return how deep a division must be chosen: 1 province, 2 city, 3 county."""
    return int(found.properties.get("depth") or DEEPEST)
