"""Reading forms: form-js schemas (schemaVersion 19), the subset that the platform renders."""

import re
from collections.abc import Mapping
from typing import Any

import regex

from app.content.formshape import CHOICES, INPUTS, SHOWN, Field, Form, Option, inputs_of
from app.content.jsonfile import read_json
from app.content.xml import refused
from app.errors import AppError, BadContent

__all__ = ["CHOICES", "INPUTS", "SHOWN", "Field", "Form", "Option", "inputs_of", "read_form"]

NAME = re.compile(r"[^\W\d_]\w{0,59}")
POSTED = ["typename", "field_comments", "version", "action", "csrf_token", "idempotency_key", "auto_next"]
CASE = ["subject", "parties", "started", "instance", "call", "item", "loop"]
LITERALS = ["null", "true", "false", "and", "or", "not", "between", "in", "function"]
CLAUSES = ["if", "then", "else", "for", "return", "some", "every", "satisfies"]
RESERVED = frozenset((*POSTED, *CASE, *LITERALS, *CLAUSES))
ROLES = ("", "decision", "reason", "comment", "preview")
MAX_FIELDS = 300
MAX_WORDS = 4_000
LIMITS = ("min", "max", "minLength", "maxLength")
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
        self._declared(raw, properties, validate, identifier)
        return Field(
            id=identifier or name,
            name=name,
            type=kind,
            label=self._words(raw, "label", identifier) or name,
            description=self._words(raw, "description", identifier),
            required=bool(validate.get("required")),
            disabled=bool(raw.get("disabled") or raw.get("readonly")),
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
            if value is not None and key.endswith("Length") and not 0 <= value <= MAX_WORDS:
                raise self._bad("validate", identifier, f"的 {key} 应在 0 到 {MAX_WORDS} 之间。")
        self._pattern(validate.get("pattern"), identifier)
        return validate

    def _pattern(self, pattern: Any, identifier: str) -> None:
        try:
            fits = pattern is None or (isinstance(pattern, str) and len(pattern) <= 200)
            fits = fits and regex.compile(pattern or "") is not None
        except regex.error:
            fits = False
        if not fits:
            raise self._bad("validate", identifier, "的 pattern 不是正确的正则表达式，或超过 200 个字。")

    def _declared(
        self, raw: Mapping[str, Any], properties: dict[str, str], validate: Mapping[str, Any], identifier: str
    ) -> None:
        """Check our own properties, and say in them what form-js says in its own way."""
        if properties.get("role", "") not in ROLES:
            raise self._bad("role", identifier, f"的 role 只能是 {'、'.join(ROLES[1:])}。")
        for key, most in COUNTS.items():
            value = properties.get(key)
            if value is not None and not (re.fullmatch(r"[0-9]{1,3}", value) and int(value) <= most):
                raise self._bad(key, identifier, f"的 {key} 应是 0 到 {most} 的整数。")
        if raw.get("subtype") == "time":
            raise self._bad("type", identifier, "的类型“时间”不受支持，请改用日期或日期时间。")
        if raw.get("subtype") == "datetime":
            properties.setdefault("time", "true")
        if isinstance(raw.get("decimalDigits"), int):
            properties.setdefault("digits", str(min(max(raw["decimalDigits"], 0), COUNTS["digits"])))
        if validate.get("validationType") in KINDS_OF_TEXT:
            properties.setdefault("check", KINDS_OF_TEXT[validate["validationType"]])

    def _hide(self, raw: Mapping[str, Any], identifier: str) -> str:
        conditional = self._object(raw, "conditional", identifier)
        return self._words(conditional, "hide", identifier).strip().removeprefix("=").strip()

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
                show_if=properties.get(f"show_if.{code}", "").removeprefix("=").strip(),
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
