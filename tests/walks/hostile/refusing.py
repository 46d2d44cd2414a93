"""What every refusal has in common."""

import re
from typing import Any

CHINESE = re.compile(r"[\u4e00-\u9fff]")
LEAKS = ("Traceback", "sqlalchemy", "psycopg", 'File "', "SELECT ", "werkzeug", "/work/")


def refused(answer: Any, *statuses: int) -> Any:
    """Check that an answer refuses with one of these statuses and a sentence in Chinese, and return its body."""
    text = answer.get_data(as_text=True)
    assert answer.status_code in statuses, (answer.status_code, text[:600])
    assert not any(leak in text for leak in LEAKS)
    if answer.content_type == "application/problem+json":
        body = answer.get_json()
        assert CHINESE.search(body["detail"]), body
        return body
    assert CHINESE.search(text), text[:300]
    return text
