"""The shapes of the doors as JSON Schema: the parts that answers and requests are made of."""

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


KIND = one_of("process", "form", "decision", "report", "codes")
_HEAD = {
    "id": TEXT,
    "process": TEXT,
    "title": TEXT,
    "ended": TRUTH,
    "end": MAYBE_TEXT,
    "subject": MAYBE_TEXT,
    "started_at": MOMENT,
    "changed_at": MOMENT,
    "status": maybe(ref("Status")),
}
_TASK = {
    "id": TEXT,
    "instance": TEXT,
    "version": NUMBER,
    "title": TEXT,
    "process": TEXT,
    "step": TEXT,
    "name": TEXT,
    "role": TEXT,
    "state": one_of("open", "handed_in", "done", "gone"),
    "status": maybe(ref("Status")),
    "facets": ANYTHING,
    "created_at": MOMENT,
    "due_at": MAYBE_MOMENT,
    "claimed_by": MAYBE_TEXT,
    "outcome": MAYBE_TEXT,
}
_FOR_WHOM = {"schools": maybe(many(TEXT))}  # codes, where a version holds for some first
SCHEMAS: dict[str, Schema] = {
    "Status": obj(code=TEXT, label=TEXT),
    "Party": obj(id=TEXT, kind=TEXT, code=TEXT, name=TEXT),
    "Parties": {"type": "object", "additionalProperties": ref("Party")},
    "Option": obj({"tone": TEXT, "consequence": TEXT, "reason_required": TRUTH}, value=TEXT, label=TEXT),
    "Field": loose(
        {
            **dict.fromkeys(("check", "role", "visible_if", "required_if"), TEXT),
            "min": BOUND,
            "max": BOUND,
            "max_length": NUMBER,
            "options": many(ref("Option")),
            "fields": many(ref("Field")),
        },
        **dict.fromkeys(("name", "label", "type"), TEXT),
        **dict.fromkeys(("required", "visible", "editable"), TRUTH),
        example={},
    ),
    "Form": obj(key=TEXT, version=NUMBER, fields=many(ref("Field"))),
    "Offer": obj(key=TEXT, name=TEXT, module=TEXT, allowed=TRUTH, reason=MAYBE_TEXT, form=maybe(ref("Form"))),
    "Task": obj(**_TASK),
    "OpenTask": obj(
        **_TASK,
        allowed=TRUTH,
        reason=MAYBE_TEXT,
        form=ref("Form"),
        values=ANYTHING,
        data=ANYTHING,
        decisions=many(ref("Option")),
        comparison=many(ref("Panel")),
        files=many(ref("File")),
        documents=many(ref("Document")),
        alerts=many(obj(tone=TEXT, text=TEXT)),
    ),
    "Panel": obj(
        title=TEXT,
        here=TEXT,
        there=TEXT,
        rows=many(obj(label=TEXT, here=MAYBE_TEXT, there=MAYBE_TEXT, same=TRUTH, key=TRUTH)),
    ),
    "Draft": obj(data=ANYTHING, updated_at=MOMENT),
    "Count": obj(process=TEXT, step=TEXT, name=TEXT, total=NUMBER),
    "Message": obj(
        name=TEXT, label=TEXT, allowed=TRUTH, reason=MAYBE_TEXT, form=maybe(ref("Form")), confirm=MAYBE_TEXT
    ),
    "Document": obj(id=TEXT, name=TEXT, kind=TEXT),
    "InstanceRow": obj(**_HEAD, startable=many(TEXT)),
    "Instance": obj(
        **_HEAD,
        version=NUMBER,
        parties=ref("Parties"),
        data=ANYTHING,
        tasks=many(obj(id=TEXT, step=TEXT, name=TEXT, role=TEXT, mine=TRUTH, version=NUMBER, state=TEXT)),
        messages=many(ref("Message")),
        documents=many(ref("Document")),
        startable=many(TEXT),
    ),
    "Event": obj(
        at=MOMENT,
        **dict.fromkeys(("who", "role", "kind", "step", "name"), TEXT),
        outcome=MAYBE_TEXT,
        reason=MAYBE_TEXT,
        changes=MAYBE_ANYTHING,
        choice=maybe(obj(expression=TEXT, values=MAYBE_ANYTHING, result={})),
        detail=MAYBE_ANYTHING,
    ),
    "Batch": obj(
        id=TEXT,
        state=one_of("running", "done"),
        total=NUMBER,
        items=many(
            obj({"instance": TEXT, "detail": TEXT}, id=TEXT, result=one_of("done", "refused", "failed"))
        ),
    ),
    "File": obj(
        id=TEXT,
        name=TEXT,
        size=NUMBER,
        original_size=NUMBER,
        width=MAYBE_NUMBER,
        height=MAYBE_NUMBER,
        sha256=TEXT,
    ),
    "Finding": obj(
        {"field": TEXT, "file": TEXT, "trace": {}, "repair": {}},
        severity=one_of("error", "warning"),
        rule=TEXT,
        element=TEXT,
        message=TEXT,
    ),
    "Version": obj(
        {"detail": TEXT},
        kind=KIND,
        key=TEXT,
        version=NUMBER,
        state=one_of("published", "planned", "failed"),
        hash=MAYBE_TEXT,
        note=TEXT,
        author=TEXT,
        published_at=MOMENT,
        **_FOR_WHOM,
    ),
    "Element": obj({"name": TEXT, "type": TEXT}, element=TEXT),
    "Difference": obj(
        added=many(ref("Element")),
        removed=many(ref("Element")),
        changed=many(
            obj(
                element=TEXT,
                property=TEXT,
                before={},
                after={},
                **{"class": one_of("cosmetic", "data", "assignment", "routing")},
            )
        ),
        layout_only=TRUTH,
    ),
    "Impact": obj(elements=many(obj(element=TEXT, running=NUMBER, effect=TEXT)), instances=NUMBER),
    "Evaluation": obj(outputs={}, rules=many(TEXT), trace=many({})),
    "Notice": obj(
        id=TEXT,
        title=TEXT,
        text=TEXT,
        topic=TEXT,
        instance=MAYBE_TEXT,
        link=MAYBE_TEXT,
        at=MOMENT,
        read=TRUTH,
    ),
    "Person": obj(
        {"subject": TEXT},
        account=TEXT,
        name=TEXT,
        memberships=many(obj(role=TEXT, party=maybe(ref("Party")), level=TEXT)),
        unread=NUMBER,
    ),
    "Incident": obj(
        id=TEXT,
        instance=MAYBE_TEXT,
        element=TEXT,
        kind=TEXT,
        message=TEXT,
        created_at=MOMENT,
        resolved_at=MAYBE_MOMENT,
        resolution=MAYBE_TEXT,
    ),
    "Job": obj(
        id=TEXT, kind=TEXT, key=MAYBE_TEXT, state=TEXT, due=MAYBE_MOMENT, attempts=NUMBER, error=MAYBE_TEXT
    ),
    "Sent": obj(
        {"body": ANYTHING, "error": MAYBE_TEXT},
        id=TEXT,
        key=TEXT,
        channel=TEXT,
        topic=TEXT,
        recipient=MAYBE_TEXT,
        state=TEXT,
        attempts=NUMBER,
        instance=MAYBE_TEXT,
        created_at=MOMENT,
        sent_at=MAYBE_MOMENT,
    ),
    "Problem": {
        "type": "object",
        "properties": {
            "type": TEXT,
            "title": TEXT,
            "status": NUMBER,
            "detail": TEXT,
            "number": TEXT,
            "errors": many(obj(field=TEXT, message=TEXT)),
            "findings": many(ref("Finding")),
            "conflict": obj(by=MAYBE_TEXT, at=MAYBE_MOMENT, what=MAYBE_TEXT),
            "holder": MAYBE_TEXT,
            "position": MAYBE_NUMBER,
        },
        "required": ["type", "title", "status", "detail", "number", "errors"],
        "additionalProperties": False,
    },
}
