"""Reading forms: form-js schemas (schemaVersion 19), the subset that the platform renders."""

import re
from collections.abc import Mapping
from typing import Any

from app.content.formshape import CHOICES, INPUTS, SHOWN, Field, Form, Option, inputs_of
from app.content.jsonfile import read_json
from app.content.patterns import LONGEST, is_pattern
from app.content.xml import refused
from app.errors import AppError, BadContent

__all__ = ["CHOICES", "INPUTS", "SHOWN", "Field", "Form", "Option", "inputs_of", "read_form"]

NAME = re.compile(r"[^\W\d_]\w{0,59}")
POSTED = [
    "typename",
    "field_comments",
    "version",
    "action",
    "csrf_token",
    "idempotency_key",
    "auto_next",
    "subject",
]
CASE = ["parties", "started", "instance", "call", "item", "loop"]
LITERALS = ["null", "true", "false", "and", "or", "not", "between", "in", "function"]
CLAUSES = ["if", "then", "else", "for", "return", "some", "every", "satisfies"]
RESERVED = frozenset((*POSTED, *CASE, *LITERALS, *CLAUSES))
CONDITIONS = ("required_if", "readonly_if", "after", "before", "within")
ROLES = ("", "decision", "reason", "comment", "refresh", "preview")
MAX_FIELDS = 300
MAX_WORDS = 4_000
LIMITS = ("min", "max", "minLength", "maxLength")
BAD_PATTERN = (
    f"的 pattern 不可用：应是正确的正则表达式，不超过 {LONGEST} 个字，"
    "除 (?:…) 和前后断言外不用 (?…) 的写法，重复次数的乘积不要过大。"
)
COUNTS = {"digits": 6, "depth": 3, "least": 50, "most": 50}
KINDS_OF_TEXT = {"email": "email", "phone": "phone"}  # form-js's own validation types, as our checks


def read_form(data: bytes, file: str) -> Form:
    """Read a form. Raises BadContent with the component."""
    try:
        raw = read_json(data, f"表单文件 {file} ")
    except AppError as error:
        raise refused(file, "json", "", error.message) from error
    if not isinstance(raw, dict) or not isinstance(raw.get("components"), list):
        raise refused(file, "form", "", f"表单文件 {file} 应当是带 components 的 form-js 对象。")
    reader = _Reader(file)
    fields = tuple(reader.component(c) for c in raw["components"])
    reader.check_names(fields)
    key = file.rpartition("/")[2].removesuffix(".form.json")
    title = str(raw.get("title") or raw.get("id") or key)
    return Form(key, file, title, fields, reader.properties(raw, ""))


class _Reader:
    def __init__(self, file: str) -> None:
        self._file = file
        self._count = 0

    def _bad(self, rule: str, identifier: str, problem: str) -> BadContent:
        return refused(self._file, rule, identifier, f"表单 {self._file} 的组件“{identifier}”{problem}")

    def component(self, raw: Any) -> Field:
        self._count += 1
        if not isinstance(raw, dict) or self._count > MAX_FIELDS:
            raise refused(
                self._file, "form", "", f"表单 {self._file} 的组件应是对象，且不超过 {MAX_FIELDS} 个。"
            )
        kind, identifier = str(raw.get("type", "")), str(raw.get("id") or raw.get("key") or "")
        if kind not in (*INPUTS, *SHOWN):
            raise self._bad("type", identifier, f"的类型“{kind}”不受支持，请换用支持的组件。")
        properties, validate = self.properties(raw, identifier), self._validate(raw, identifier)
        name = self._name(raw, kind, identifier)
        self._declared(raw, properties, identifier)
        _translate(raw, properties, validate)
        return Field(
            id=identifier or name,
            name=name,
            type=kind,
            label=self._words(raw, "label", identifier) or name,
            description=self._words(raw, "description", identifier),
            required=bool(validate.get("required")),
            disabled=raw.get("disabled") is True or raw.get("readonly") is True,
            hide=self._hide(raw, identifier),
            properties=properties,
            validate=validate,
            options=self._options(raw, properties, identifier),
            default=raw.get("defaultValue"),
            text=self._words(raw, "text", identifier),
            suffix=self._words(self._object(raw, "appearance", identifier), "suffixAdorner", identifier),
            fields=tuple(self.component(c) for c in self._list(raw, "components", identifier)),
        )

    def _object(self, raw: Mapping[str, Any], key: str, identifier: str) -> Mapping[str, Any]:
        value = raw.get(key)
        if value is not None and not isinstance(value, dict):
            raise self._bad(key, identifier, f"的 {key} 应是一个对象。")
        return value or {}

    def _list(self, raw: Mapping[str, Any], key: str, identifier: str) -> list[Any]:
        value = raw.get(key)
        if value is not None and not isinstance(value, list):
            raise self._bad(key, identifier, f"的 {key} 应是一个列表。")
        return value or []

    def _words(self, raw: Mapping[str, Any], key: str, identifier: str) -> str:
        value = raw.get(key) or ""
        if not isinstance(value, str) or len(value) > MAX_WORDS:
            raise self._bad(key, identifier, f"的 {key} 应是不超过 {MAX_WORDS} 个字的文字。")
        return value

    def properties(self, raw: Mapping[str, Any], identifier: str) -> dict[str, str]:
        """Return the custom properties, all as text."""
        found = self._object(raw, "properties", identifier)
        return {k: str(v).lower() if isinstance(v, bool) else str(v) for k, v in found.items()}

    def _validate(self, raw: Mapping[str, Any], identifier: str) -> Mapping[str, Any]:
        validate = self._object(raw, "validate", identifier)
        for key in LIMITS:
            value = validate.get(key)
            if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float))):
                raise self._bad("validate", identifier, f"的 {key} 应是数字。")
            if value is not None and key.endswith("Length") and value not in range(MAX_WORDS + 1):
                raise self._bad("validate", identifier, f"的 {key} 应是 0 到 {MAX_WORDS} 的整数。")
        if validate.get("pattern") is not None and not is_pattern(validate["pattern"]):
            raise self._bad("validate", identifier, BAD_PATTERN)
        return validate

    def _declared(self, raw: Mapping[str, Any], properties: dict[str, str], identifier: str) -> None:
        """Check our own properties."""
        for name in CONDITIONS:
            if name in properties:
                properties[name] = _expression(properties[name])
        if properties.get("role", "") not in ROLES:
            raise self._bad("role", identifier, f"的 role 只能是 {'、'.join(ROLES[1:])}。")
        for key, most in COUNTS.items():
            value = properties.get(key)
            if value is not None and not (re.fullmatch(r"[0-9]{1,3}", value) and int(value) <= most):
                raise self._bad(key, identifier, f"的 {key} 应是 0 到 {most} 的整数。")
        if raw.get("subtype") == "time":
            raise self._bad("type", identifier, "的类型“时间”不受支持，请改用日期或日期时间。")

    def _hide(self, raw: Mapping[str, Any], identifier: str) -> str:
        conditional = self._object(raw, "conditional", identifier)
        return _expression(self._words(conditional, "hide", identifier))

    def _name(self, raw: Mapping[str, Any], kind: str, identifier: str) -> str:
        name = str(raw.get("key") or raw.get("path") or "")
        if kind in SHOWN:
            return name or identifier
        if not NAME.fullmatch(name) or name in RESERVED:
            raise self._bad(
                "name",
                identifier,
                f"的字段名“{name}”不可用：应以字母或汉字开头，只含字母、数字和下划线，不超过 60 个字，也不能是保留的名字。",
            )
        return name

    def _options(
        self, raw: Mapping[str, Any], properties: Mapping[str, str], identifier: str
    ) -> tuple[Option, ...]:
        found: dict[str, Option] = {}
        for value in self._list(raw, "values", identifier):
            if not isinstance(value, dict) or value.get("value") in (None, ""):
                raise self._bad("options", identifier, "的选项缺少 value。")
            code = str(value["value"])
            if code in found:
                raise self._bad("options", identifier, f"有两个值为“{code}”的选项。")
            found[code] = Option(
                value=code,
                label=str(value.get("label") or code),
                tone=properties.get(f"tone.{code}", ""),
                consequence=properties.get(f"consequence.{code}", ""),
                reason_required=properties.get(f"reason_required.{code}") == "true",
                show_if=_expression(properties.get(f"show_if.{code}", "")),
                label_as=_expression(properties.get(f"label_as.{code}", "")),
                consequence_as=_expression(properties.get(f"consequence_as.{code}", "")),
            )
        return tuple(found.values())

    def check_names(self, fields: tuple[Field, ...], inside: bool = False) -> None:
        """Names are unique within the form and within each dynamic list; lists hold simple fields only."""
        seen: set[str] = set()
        for found in inputs_of(fields):
            if found.name in seen:
                raise self._bad("name", found.id, f"与另一个字段都叫“{found.name}”。")
            seen.add(found.name)
            if inside and found.type in ("dynamiclist", "filepicker"):
                raise self._bad("type", found.id, "放在明细里了：明细里不能再放明细或上传。")
            if found.type == "dynamiclist":
                self.check_names(found.fields, inside=True)


def _expression(text: str) -> str:
    return text.strip().removeprefix("=").strip()


def _translate(raw: Mapping[str, Any], properties: dict[str, str], validate: Mapping[str, Any]) -> None:
    """Say in our own properties what form-js says in its own way."""
    if isinstance(raw.get("readonly"), str):
        properties.setdefault("readonly_if", _expression(raw["readonly"]))
    if raw.get("subtype") == "datetime":
        properties.setdefault("time", "true")
    if isinstance(raw.get("decimalDigits"), int):
        properties.setdefault("digits", str(min(max(raw["decimalDigits"], 0), COUNTS["digits"])))
    if validate.get("validationType") in KINDS_OF_TEXT:
        properties.setdefault("check", KINDS_OF_TEXT[validate["validationType"]])
