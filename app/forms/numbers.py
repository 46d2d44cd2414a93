"""Numbers as people type them: full-width digits, thousands separated by commas."""

import re
from decimal import Decimal
from typing import Any

from app.forms.limits import WHOLE_DIGITS
from app.forms.texts import narrow

NUMBER = re.compile(r"[-+]?([0-9]{1,3}(,[0-9]{3})+|[0-9]{1,40})(\.[0-9]{1,40})?")
LARGEST = 10**WHOLE_DIGITS


def number_of(given: Any) -> Decimal | None:
    """Return the number that is given or typed, None when it is none. One that is too large is LARGEST."""
    if isinstance(given, bool) or not isinstance(given, (str, int, float)):
        return None
    if isinstance(given, (int, float)) and abs(given) >= LARGEST:
        return Decimal(LARGEST)
    text = narrow(given) if isinstance(given, str) else format(Decimal(str(given)), "f")
    if not NUMBER.fullmatch(text):
        return None
    value = Decimal(text.replace(",", ""))
    return value + 0 if abs(value) < LARGEST else Decimal(LARGEST)
