"""What can be said of a form before anybody sees it: its FEEL parses, its code tables exist, its buttons are complete."""

from collections.abc import Callable, Iterator

from app import rules
from app.content.form import Field, Form
from app.errors import Finding
from app.forms.checks import CHECKS

FEEL = ("required_if", "readonly_if", "after", "before")


def check_form(form: Form, has_codes: Callable[[str], bool]) -> list[Finding]:
    """Return the findings of a form."""
    return [
        Finding("error", rule, where, message, name, form.file)
        for rule, where, name, message in _all(form, has_codes)
    ]


def _all(form: Form, has_codes: Callable[[str], bool]) -> Iterator[tuple[str, str, str, str]]:
    names = {f.name for f in form.walk() if f.is_input}
    for found in form.walk():
        yield from _expressions(found)
        table = "region" if found.properties.get("region") == "true" else found.properties.get("codes")
        if table and not has_codes(table):
            yield "codes", found.id, "codes", f"字段“{found.label}”引用的代码表“{table}”不存在。"
        check = found.properties.get("check")
        if check and check not in CHECKS:
            yield (
                "check",
                found.id,
                "check",
                f"字段“{found.label}”的校验“{check}”不存在，可用：{'、'.join(CHECKS)}。",
            )
        parent = found.properties.get("parent")
        if parent and parent not in names:
            yield "parent", found.id, "parent", f"字段“{found.label}”的上级字段“{parent}”不在表单里。"
        if found.type in ("select", "radio", "checklist") and not found.options and not table:
            yield "options", found.id, "values", f"字段“{found.label}”没有选项，也没有代码表。"
        if found.role == "decision" and found.type not in ("radio", "select"):
            yield "decision", found.id, "role", f"决定按钮“{found.label}”应当是单选。"


def _expressions(found: Field) -> Iterator[tuple[str, str, str, str]]:
    texts = [("hide", found.hide)]
    texts += [(n, found.properties.get(n, "")) for n in FEEL]
    texts += [(f"show_if.{o.value}", o.show_if) for o in found.options]
    default = found.properties.get("default", "")
    texts.append(("default", default[1:] if default.startswith("=") else ""))
    for name, text in texts:
        if text:
            try:
                rules.parse(text)
            except rules.FeelError as error:
                yield "expression", found.id, name, f"字段“{found.label}”的 {name} 有误：{error.message}"
