"""Forms: form-js schemas (schemaVersion 19), the subset that the platform renders, as frozen values."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.content.jsonfile import read_json
from app.content.xml import refused
from app.errors import AppError

INPUTS = [
    "textfield",
    "textarea",
    "number",
    "datetime",
    "select",
    "radio",
    "checklist",
    "checkbox",
    "filepicker",
    "dynamiclist",
]
SHOWN = ["text", "group", "separator", "spacer"]
NAME = re.compile(r"[^\W\d]\w{0,59}")
RESERVED = ("typename", "field_comments", "version", "action", "csrf_token")
ROLES = ("", "decision", "reason", "comment")
MAX_FIELDS = 300


@dataclass(frozen=True)
class Option:
    """A fixed choice; its tone, consequence and whether it needs a reason come from the field's properties."""

    value: str
    label: str
    tone: str = ""
    consequence: str = ""
    reason_required: bool = False
    show_if: str = ""


@dataclass(frozen=True)
class Field:
    """A component of a form. `hide` is FEEL; `properties` are the custom ones of the dialect."""

    id: str
    name: str
    type: str
    label: str
    description: str
    required: bool
    disabled: bool
    hide: str
    properties: Mapping[str, str]
    validate: Mapping[str, Any]
    options: tuple[Option, ...] = ()
    default: Any = None
    text: str = ""
    fields: tuple["Field", ...] = ()

    @property
    def role(self) -> str:
        return self.properties.get("role", "")

    @property
    def is_input(self) -> bool:
        return self.type in INPUTS


@dataclass(frozen=True)
class Form:
    """A form: its components in order, groups nested."""

    key: str
    file: str
    title: str
    fields: tuple[Field, ...]
    properties: Mapping[str, str] = field(default_factory=dict)

    def walk(self) -> Iterator[Field]:
        """Yield every component, those of groups and lists after their container."""
        todo = list(self.fields)
        while todo:
            found = todo.pop(0)
            yield found
            todo = [*found.fields, *todo]

    def code_tables(self) -> set[str]:
        """Return the keys of the code tables that the fields use."""
        return {f.properties["codes"] for f in self.walk() if f.properties.get("codes")} | {
            "region" for f in self.walk() if f.properties.get("region") == "true"
        }


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
    properties = {str(k): str(v) for k, v in (raw.get("properties") or {}).items()}
    return Form(key, file, str(raw.get("title") or raw.get("id") or key), fields, properties)


class _Reader:
    def __init__(self, file: str) -> None:
        self._file = file
        self._count = 0

    def component(self, raw: Any) -> Field:
        self._count += 1
        if not isinstance(raw, dict) or self._count > MAX_FIELDS:
            raise refused(self._file, "form", "", f"表单 {self._file} 的组件有误，或超过 {MAX_FIELDS} 个。")
        kind, identifier = str(raw.get("type", "")), str(raw.get("id") or raw.get("key") or "")
        if kind not in (*INPUTS, *SHOWN):
            message = f"表单组件“{identifier}”的类型“{kind}”不受支持，请换用支持的组件。"
            raise refused(self._file, "type", identifier, message)
        properties = {str(k): str(v) for k, v in (raw.get("properties") or {}).items()}
        name = self._name(raw, kind, identifier)
        if properties.get("role", "") not in ROLES:
            raise refused(
                self._file, "role", identifier, f"字段“{name}”的 role 只能是 {'、'.join(ROLES[1:])}。"
            )
        validate = raw.get("validate") or {}
        conditional = raw.get("conditional") or {}
        return Field(
            id=identifier or name,
            name=name,
            type=kind,
            label=str(raw.get("label") or name),
            description=str(raw.get("description") or ""),
            required=bool(validate.get("required")),
            disabled=bool(raw.get("disabled") or raw.get("readonly")),
            hide=str(conditional.get("hide") or "").removeprefix("=").strip(),
            properties=properties,
            validate=validate,
            options=self._options(raw, properties, identifier),
            default=raw.get("defaultValue"),
            text=str(raw.get("text") or ""),
            fields=tuple(self.component(c) for c in raw.get("components") or []),
        )

    def _name(self, raw: Mapping[str, Any], kind: str, identifier: str) -> str:
        name = str(raw.get("key") or raw.get("path") or "")
        if kind in SHOWN:
            return name or identifier
        if not NAME.fullmatch(name) or name in RESERVED or name.startswith("__"):
            message = (
                f"表单组件“{identifier}”的字段名“{name}”不可用：应以字母或汉字开头，只含字母、数字和下划线。"
            )
            raise refused(self._file, "name", identifier, message)
        return name

    def _options(
        self, raw: Mapping[str, Any], properties: Mapping[str, str], identifier: str
    ) -> tuple[Option, ...]:
        found = []
        for value in raw.get("values") or []:
            if not isinstance(value, dict) or value.get("value") is None:
                raise refused(self._file, "options", identifier, f"字段“{identifier}”的选项缺少 value。")
            code = str(value["value"])
            found.append(
                Option(
                    value=code,
                    label=str(value.get("label") or code),
                    tone=properties.get(f"tone.{code}", ""),
                    consequence=properties.get(f"consequence.{code}", ""),
                    reason_required=properties.get(f"reason_required.{code}") == "true",
                    show_if=properties.get(f"show_if.{code}", ""),
                )
            )
        return tuple(found)

    def check_names(self, fields: tuple[Field, ...]) -> None:
        """Names are unique within the form and within each dynamic list."""
        seen: set[str] = set()
        todo = list(fields)
        while todo:
            found = todo.pop(0)
            if found.is_input:
                if found.name in seen:
                    message = f"表单 {self._file} 里有两个字段都叫“{found.name}”。"
                    raise refused(self._file, "name", found.id, message)
                seen.add(found.name)
            if found.type == "dynamiclist":
                self.check_names(found.fields)
            else:
                todo.extend(found.fields)
