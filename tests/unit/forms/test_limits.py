"""How much a field takes: what the form declares, within what any form may take."""

from decimal import Decimal

from app.forms import limits
from tests.unit.forms.drawn import field, form


def test_lengths() -> None:
    assert limits.length(form(field("textfield")).fields[0]) == (0, 200)
    assert limits.length(form(field("textarea", validate={"minLength": 4, "maxLength": 500})).fields[0]) == (
        4,
        500,
    )
    assert limits.length(form(field("textarea", validate={"maxLength": 4000})).fields[0]) == (0, 2000)
    assert limits.length(form(field("textfield", validate={"maxLength": 30.0})).fields[0]) == (0, 30)


def test_counts() -> None:
    assert limits.count(form(field("filepicker")).fields[0]) == (0, 10)
    assert limits.count(form(field("filepicker", properties={"most": "50", "least": "1"})).fields[0]) == (
        1,
        10,
    )
    assert limits.count(form(field("dynamiclist")).fields[0]) == (0, 50)
    assert limits.count(form(field("checklist", properties={"most": "3"})).fields[0]) == (0, 3)


def test_numbers() -> None:
    assert limits.bounds(form(field("number", validate={"min": 0.1})).fields[0]) == (Decimal("0.1"), None)
    assert limits.digits(form(field("number")).fields[0]) == 6
    assert limits.digits(form(field("number", decimalDigits=9)).fields[0]) == 6
    assert limits.digits(form(field("number", properties={"money": "true", "digits": "4"})).fields[0]) == 2


def test_depth() -> None:
    assert limits.depth(form(field("select", properties={"region": "true"})).fields[0]) == 3
    assert limits.depth(form(field("select", properties={"region": "true", "depth": "1"})).fields[0]) == 1
