"""What the tests of forms share: forms of a few components, bound to a case, over small code tables."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from app.content.codes import CodeTable, read_codes
from app.content.form import Field, Form, read_form
from app.forms import Answers, BoundForm, compile_form
from app.rules.values import ZONE

ROOT = Path(__file__).parents[3]
TRIAL = ROOT / "tests" / "content" / "forms"
NOW = datetime(2026, 6, 20, 10, 30, tzinfo=ZONE)
REQUIRED = {"required": True}


@cache
def codes(key: str) -> CodeTable:
    """Return a code table of the trial content; `region` is a small one."""
    return read_codes((TRIAL / "codes" / f"{key}.csv").read_bytes(), f"{key}.csv")


def field(kind: str, key: str = "f", label: str = "项目", **more: Any) -> dict[str, Any]:
    """Return a component; `properties` and `validate` are given as in the file."""
    return {"type": kind, "id": f"Field_{key}", "key": key, "label": label, **more}


def options(*values: str) -> list[dict[str, str]]:
    return [{"value": v, "label": f"选{v}"} for v in values]


def group(*components: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "group", "id": "Group_1", "label": "一组", "components": list(components), **more}


def form(*components: dict[str, Any]) -> Form:
    body = {"type": "default", "schemaVersion": 19, "id": "trial", "components": list(components)}
    return read_form(json.dumps(body).encode(), "forms/trial.form.json")


def bound(
    *components: dict[str, Any], case: Mapping[str, Any] | None = None, now: datetime = NOW
) -> BoundForm:
    """Return a form of these components for a case."""
    return compile_form(form(*components), codes, case or {}, now)


def shipped(path: Path, case: Mapping[str, Any] | None = None) -> BoundForm:
    """Return a form from a file, over the code tables beside it."""

    @cache
    def beside(key: str) -> CodeTable:
        return read_codes((path.parent / "codes" / f"{key}.csv").read_bytes(), f"{key}.csv")

    return compile_form(read_form(path.read_bytes(), path.name), beside, case or {}, NOW)


def trial(**case: Any) -> BoundForm:
    """Return the form of the trial content that has every type of field."""
    return shipped(TRIAL / "membership.form.json", {"subject": {"branch": "总馆"}, **case})


def taken(component: dict[str, Any], value: Any, **more: Any) -> Any:
    """Return what is kept of a value, given to a form of one field. Fails when it is not accepted."""
    answers = bound(component, **more).check({component["key"]: value})
    assert not answers.errors, answers.errors
    return answers.values.get(component["key"])


def said(component: dict[str, Any], value: Any, **more: Any) -> str:
    """Return the sentence with which a value is refused."""
    return only(bound(component, **more).check({component["key"]: value}), component["key"])


def only(answers: Answers, name: str) -> str:
    """Return the sentence of the only error, which names this field."""
    assert [e.field for e in answers.errors] == [name], answers.errors
    return answers.errors[0].message


def by_field(answers: Answers) -> dict[str, str]:
    return {e.field: e.message for e in answers.errors}


def found(of: BoundForm, name: str) -> Field:
    return next(f for f in of.form.walk() if f.name == name)
