"""The shapes of the doors as JSON Schema, for the description at /api/v1/openapi.json."""

from typing import Any

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
MOMENT: Schema = {"type": ["string", "null"], "format": "date-time"}
NUMBER: Schema = {"type": "integer"}
TRUTH: Schema = {"type": "boolean"}
ANYTHING: Schema = {"type": "object", "additionalProperties": True}


def obj(**properties: Schema) -> Schema:
    """Return an object whose members are all there."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def many(items: Schema) -> Schema:
    """Return an array."""
    return {"type": "array", "items": items}


def ref(name: str) -> Schema:
    """Return a reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


SCHEMAS: dict[str, Schema] = {
    "Status": {**obj(code=TEXT, label=TEXT), "type": ["object", "null"]},
    "Party": obj(id=TEXT, kind=TEXT, code=TEXT, name=TEXT),
    "Option": {
        "type": "object",
        "properties": {"value": TEXT, "label": TEXT},
        "required": ["value", "label"],
    },
    "Field": {
        "type": "object",
        "properties": {
            **dict.fromkeys(("name", "label", "type", "role", "check", "visible_if", "required_if"), TEXT),
            **dict.fromkeys(("required", "visible", "editable"), TRUTH),
            "options": many(ref("Option")),
            "fields": many(ref("Field")),
            "example": {},
        },
        "required": ["name", "label", "type", "required", "visible", "editable", "example"],
    },
    "Form": {**obj(key=TEXT, version=NUMBER, fields=many(ref("Field"))), "type": ["object", "null"]},
    "Task": obj(
        id=TEXT,
        instance=TEXT,
        version=NUMBER,
        title=TEXT,
        process=TEXT,
        step=TEXT,
        name=TEXT,
        status=ref("Status"),
        facets=ANYTHING,
        created_at=MOMENT,
        due_at=MOMENT,
        claimed_by=MAYBE_TEXT,
    ),
    "Message": obj(
        name=TEXT, label=TEXT, allowed=TRUTH, reason=MAYBE_TEXT, form=ref("Form"), confirm=MAYBE_TEXT
    ),
    "Document": obj(id=TEXT, name=TEXT, kind=TEXT),
    "Instance": obj(
        id=TEXT,
        process=TEXT,
        version=NUMBER,
        status=ref("Status"),
        ended=TRUTH,
        subject=MAYBE_TEXT,
        parties=ANYTHING,
        data=ANYTHING,
        tasks=many(ANYTHING),
        messages=many(ref("Message")),
        documents=many(ref("Document")),
        startable=many(TEXT),
    ),
    "Batch": obj(
        id=TEXT,
        state={"enum": ["running", "done"]},
        items=many(obj(id=TEXT, result=TEXT, instance=MAYBE_TEXT, detail=MAYBE_TEXT)),
    ),
    "File": obj(id=TEXT, name=TEXT, size=NUMBER, original_size=NUMBER, sha256=TEXT),
    "Finding": obj(severity=TEXT, rule=TEXT, element=TEXT, message=TEXT),
    "Findings": obj(findings=many(ref("Finding"))),
    "Token": obj(token=TEXT, expires_at=MOMENT),
    "List": obj(items=many(ANYTHING), total=NUMBER, capped=TRUTH, next=MAYBE_TEXT),
    "Problem": {
        "type": "object",
        "properties": {
            "type": TEXT,
            "title": TEXT,
            "status": NUMBER,
            "detail": TEXT,
            "number": TEXT,
            "errors": many(obj(field=TEXT, message=TEXT)),
        },
        "required": ["type", "title", "status", "detail"],
    },
}

DATA: Schema = {"type": "object", "properties": {"data": ANYTHING}}
SUBJECT: Schema = {"type": "object", "properties": {"subject": MAYBE_TEXT, "data": ANYTHING}}

# endpoint → (status, schema of the answer, schema of the request); what is missing answers any object with 200
ANSWERS: dict[str, tuple[int, Schema | None, Schema | None]] = {
    "create_token": (201, ref("Token"), obj(account=TEXT, password=TEXT)),
    "delete_token": (204, None, None),
    "start_instance": (201, ref("Instance"), SUBJECT),
    "start_instances": (202, ref("Batch"), obj(subjects=many(TEXT), data=ANYTHING)),
    "batch": (200, ref("Batch"), None),
    "instance": (200, ref("Instance"), None),
    "send_message": (200, ref("Instance"), DATA),
    "claim_task": (200, ref("Task"), None),
    "release_task": (200, ref("Task"), None),
    "complete_task": (200, ref("Instance"), obj(version=NUMBER, data=ANYTHING)),
    "complete_tasks": (202, ref("Batch"), DATA),
    "put_draft": (200, ANYTHING, DATA),
    "delete_draft": (204, None, None),
    "upload": (201, ref("File"), None),
    "check_definition_draft": (200, ref("Findings"), None),
    "delete_definition_draft": (204, None, None),
    "release_definition": (201, obj(version=NUMBER), obj(note=TEXT)),
    "rollback_definition": (201, obj(version=NUMBER), obj(to=NUMBER, note=TEXT)),
    "feel": (200, obj(value={}, type=TEXT), obj(expression=TEXT)),
    **dict.fromkeys(
        (
            "processes",
            "instances",
            "instance_history",
            "tasks",
            "task_counts",
            "messages",
            "definitions",
            "incidents",
        ),
        (200, ref("List"), None),
    ),
}
