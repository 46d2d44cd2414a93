"""Whether the doors keep what their description says: every answer is compared with it."""

from typing import Any

from flask import Flask, Response, request
from jsonschema import Draft202012Validator, FormatChecker

from app.web.api.openapi import description, path_of

NOTHING = "api.nothing"


class Watch:
    """Looks at every answer of the doors of an application; `broken` says what was not as described."""

    def __init__(self, app: Flask) -> None:
        self.broken: list[str] = []
        with app.test_request_context():
            self._described = description()
        app.after_request_funcs.setdefault(None, []).insert(0, self._look)

    def _look(self, response: Response) -> Response:
        rule = request.url_rule
        if rule is not None and rule.rule.startswith("/api/") and rule.endpoint != NOTHING:
            found = self._described["paths"][path_of(rule)].get(request.method.lower())
            problem = self._problem(found, response) if found else None
            if problem:
                self.broken.append(f"{request.method} {rule.rule} {response.status_code}: {problem}")
        return response

    def _problem(self, found: dict[str, Any], response: Response) -> str | None:
        answers = found["responses"]
        if response.status_code >= 500:
            return None
        if str(response.status_code) not in answers:
            return "the status is not described"
        content = answers[str(response.status_code)].get("content")
        if content is None:
            return "a body where none is described" if response.data else None
        kind = (response.content_type or "").partition(";")[0]
        if kind not in content and "*/*" not in content:
            return f"{kind} is not among {list(content)}"
        schema = content.get(kind, {}).get("schema")
        if schema is None or "json" not in kind:
            return None
        whole = {**schema, "components": self._described["components"]}
        validator = Draft202012Validator(whole, format_checker=FormatChecker())
        errors = sorted(validator.iter_errors(response.get_json()), key=lambda e: list(map(str, e.path)))
        return "; ".join(f"{list(e.path)} {e.message[:200]}" for e in errors[:3]) or None
