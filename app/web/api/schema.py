"""Parts that JSON Schemas are written with."""

from typing import Any

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
MOMENT: Schema = {"type": "string", "format": "date-time"}
MAYBE_MOMENT: Schema = {"type": ["string", "null"], "format": "date-time"}
NUMBER: Schema = {"type": "integer"}
MAYBE_NUMBER: Schema = {"type": ["integer", "null"]}
BOUND: Schema = {"type": ["number", "string"]}
TRUTH: Schema = {"type": "boolean"}
ANYTHING: Schema = {"type": "object", "additionalProperties": True}
MAYBE_ANYTHING: Schema = {"type": ["object", "null"], "additionalProperties": True}


def obj(_may: dict[str, Schema] | None = None, **properties: Schema) -> Schema:
    """Return an object whose members are all there; those in `_may` may be left out."""
    return {
        "type": "object",
        "properties": properties | (_may or {}),
        "required": list(properties),
        "additionalProperties": False,
    }


def loose(_may: dict[str, Schema] | None = None, **properties: Schema) -> Schema:
    """Return an object that may have more members than are named."""
    return {**obj(_may, **properties), "additionalProperties": True}


def many(items: Schema) -> Schema:
    """Return an array."""
    return {"type": "array", "items": items}


def one_of(*words: str) -> Schema:
    """Return a text that is one of some words."""
    return {"type": "string", "enum": list(words)}


def ref(name: str) -> Schema:
    """Return a reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def maybe(schema: Schema) -> Schema:
    """Return a schema that also takes null."""
    return {"anyOf": [schema, {"type": "null"}]}


def listing(items: Schema, **more: Schema) -> Schema:
    """Return a list answer with its rows."""
    return obj(items=many(items), total=NUMBER, capped=TRUTH, next=MAYBE_TEXT, **more)
