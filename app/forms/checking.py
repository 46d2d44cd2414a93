"""What can be said of a form before anybody sees it: its FEEL parses, its code tables exist, its buttons are complete."""

from collections.abc import Callable, Iterator

from app import rules
from app.content.form import CHOICES, CONDITIONS, Field, Form
from app.errors import Finding
from app.files import PURPOSES
from app.forms import limits
from app.forms.checks import CHECKS

ONE_OF = ("radio", "select")
Known = Callable[[str, str], bool]
Found = Iterator[tuple[str, str, str]]


def check_form(form: Form, known: Known) -> list[Finding]:
    """Return the findings of a form. `known` says whether there is a definition of a kind and key."""
    findings = []
    if form.requires and not known("decision", form.requires):
        message = f"表单“{form.title}”引用的决策表“{form.requires}”不存在。"
        findings.append(Finding("error", "requires", "", message, "requires", form.file))
    return findings + [
        Finding("error", rule, found.id, message, prop, form.file)
        for found in form.walk()
        for rule, prop, message in _of(form, found, known)
    ]


def _of(form: Form, found: Field, known: Known) -> Found:
    yield from _expressions(found)
    yield from _references(form, found, known)
    yield from _limits(found)
    if found.type in CHOICES and not found.options and not found.code_table:
        yield "options", "values", f"字段“{found.label}”没有选项，也没有代码表。"
    if found.role == "decision" and found.type not in ONE_OF:
        yield "decision", "role", f"决定按钮“{found.label}”应当是单选。"
    if found.role == "decision" and form.decision is not found:
        yield "decision", "role", f"一份表单只能有一组决定按钮，“{found.label}”是多出来的，也不能放在明细里。"
    if found.role == "preview" and (found.type != "text" or not found.document):
        yield "preview", "document", f"预览“{found.label}”应当是说明文字组件，并用 document 属性指明文书。"


def _references(form: Form, found: Field, known: Known) -> Found:
    if found.code_table and not known("codes", found.code_table):
        yield "codes", "codes", f"字段“{found.label}”引用的代码表“{found.code_table}”不存在。"
    if found.document and not known("report", f"documents/{found.document}"):
        yield "preview", "document", f"预览“{found.label}”引用的文书“{found.document}”不存在。"
    check, parent = found.properties.get("check"), found.properties.get("parent")
    purpose = found.properties.get("purpose", "")
    if found.type == "filepicker" and purpose and purpose.partition(":")[0] not in PURPOSES:
        yield (
            "purpose",
            "purpose",
            f"字段“{found.label}”的文件用途“{purpose}”不存在，可用：{'、'.join(PURPOSES)}。",
        )
    if check and check not in CHECKS:
        yield "check", "check", f"字段“{found.label}”的校验“{check}”不存在，可用：{'、'.join(CHECKS)}。"
    if parent and parent not in {f.name for f in form.beside(found) if f is not found}:
        yield "parent", "parent", f"字段“{found.label}”的上级字段“{parent}”不在它旁边。"


def _limits(found: Field) -> Found:
    """Limits that no answer can meet, or that go beyond what any form takes."""
    low, high = limits.bounds(found)
    if low is not None and high is not None and low > high:
        yield "limits", "min", f"字段“{found.label}”的最小值大于最大值。"
    if found.type in ("textfield", "textarea"):
        shortest, longest = limits.length(found)
        if shortest > longest:
            yield "limits", "minLength", f"字段“{found.label}”的最少字数大于最多字数。"
        if (found.validate.get("maxLength") or 0) > longest:
            yield "limits", "maxLength", f"字段“{found.label}”的最多字数超过这种字段的上限 {longest}。"
    if found.type in limits.MOST:
        least, most = limits.count(found)
        if least > most:
            yield "limits", "least", f"字段“{found.label}”的最少个数大于最多个数 {most}。"
        if int(found.properties.get("most") or 0) > most:
            yield "limits", "most", f"字段“{found.label}”的最多个数超过上限 {most}。"


def _expressions(found: Field) -> Found:
    texts = [("hide", found.hide)]
    texts += [(n, found.properties.get(n, "")) for n in CONDITIONS]
    texts += [(f"show_if.{o.value}", o.show_if) for o in found.options]
    texts += [(f"label_as.{o.value}", o.label_as) for o in found.options]
    texts += [(f"consequence_as.{o.value}", o.consequence_as) for o in found.options]
    default = found.properties.get("default", "")
    texts.append(("default", default[1:] if default.startswith("=") else ""))
    for name, text in texts:
        if text:
            try:
                rules.parse_closed(text)
            except rules.FeelError as error:
                yield "expression", name, f"字段“{found.label}”的 {name} 有误：{error.message}"
