"""What each door takes and answers, for its description. The application adds its own doors with `describe`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.web.api.schema import (
    ANYTHING,
    MAYBE_TEXT,
    MOMENT,
    NUMBER,
    TEXT,
    TRUTH,
    Schema,
    listing,
    many,
    obj,
    one_of,
    ref,
)
from app.web.api.schemas import KIND

JSON = "application/json"
FORM = "multipart/form-data"
ANY = "*/*"
PAGE = {"limit": {"type": "integer", "minimum": 1, "maximum": 200}, "after": TEXT}
FILE: Schema = {"type": "string", "contentMediaType": "application/octet-stream"}


@dataclass(frozen=True)
class Door:
    """A door: the status and body of its answer, the body it takes, its query and headers."""

    answer: Schema | None = None
    status: int = 200
    kind: str = JSON
    body: Schema | None = None
    body_kind: str = JSON
    query: Mapping[str, Schema] = field(default_factory=dict)
    headers: Mapping[str, bool] = field(default_factory=dict)
    also: tuple[int, ...] = ()


DOORS: dict[str, Door] = {}


def describe(prefix: str, **doors: Door) -> None:
    """Describe doors by the names of their views; `prefix` is their blueprint."""
    DOORS.update({f"{prefix}.{name}": door for name, door in doors.items()})


def rows(items: Schema, **query: Schema) -> Door:
    """Return a door that answers a list, with the filters it takes."""
    return Door(listing(items), query={**query, **PAGE})


DATA = obj({"data": ANYTHING})
STARTING = obj({"data": ANYTHING, "subject": MAYBE_TEXT})
NOTED = {"note": TEXT}
INPUTS = obj({"inputs": ANYTHING})
BOX = {
    "box": one_of("todo", "claimed", "done", "started"),
    "process": TEXT,
    "step": TEXT,
    "status": TEXT,
    "q": TEXT,
    "due": one_of("overdue", "today", "week"),
    "sort": one_of("due", "oldest", "newest", "name"),
}
ONCE = {"Idempotency-Key": False}
BODY = Door({}, kind=ANY)
SAVED = obj(etag=TEXT, findings=many(ref("Finding")))

describe(
    "api",
    openapi=Door(ANYTHING),
    docs=Door(TEXT, kind="text/html"),
    create_token=Door(
        obj(token=TEXT, expires_at=MOMENT), 201, body=obj({"otp": MAYBE_TEXT}, account=TEXT, password=TEXT)
    ),
    delete_token=Door(status=204),
    take_answer=Door(status=204, body=obj(answer=ANYTHING)),
    me=Door(ref("Person")),
    messages=rows(ref("Notice")),
    read_message=Door(ref("Notice")),
)
describe(
    "api",
    processes=rows(ref("Offer"), subject=TEXT),
    start_instance=Door(ref("Instance"), 201, body=STARTING, headers=ONCE),
    start_instances=Door(ref("Batch"), 202, body=obj({"data": ANYTHING}, subjects=many(TEXT))),
    batch=Door(ref("Batch")),
    instances=rows(ref("InstanceRow"), box=one_of("started", "scope"), process=TEXT, status=TEXT, q=TEXT),
    instance=Door(ref("Instance")),
    instance_history=rows(ref("Event")),
    instance_diagram=Door(TEXT, kind="image/svg+xml"),
    send_message=Door(ref("Instance"), body=DATA, headers=ONCE),
)
describe(
    "api",
    tasks=rows(ref("Task"), **BOX),
    task_counts=rows(ref("Count")),
    task=Door(ref("OpenTask")),
    claim_task=Door(ref("Task")),
    release_task=Door(ref("Task")),
    complete_task=Door(
        ref("Instance"), body=obj(version=NUMBER, data=ANYTHING), headers={"Idempotency-Key": True}
    ),
    complete_tasks=Door(
        ref("Batch"), 202, body=obj({"ids": many(TEXT), "query": ANYTHING, "data": ANYTHING})
    ),
    draft=Door(ref("Draft")),
    put_draft=Door(ref("Draft"), body=obj(data=ANYTHING)),
    delete_draft=Door(status=204),
)
describe(
    "api",
    upload=Door(ref("File"), 201, body=obj({"purpose": TEXT}, file=FILE), body_kind=FORM),
    download=BODY,
    download_original=BODY,
    download_document=Door({}, kind="application/pdf"),
    export_figure=BODY,
    show_figure=Door(
        obj(
            labels=many(TEXT),
            keys=many(TEXT),
            series=many(obj(name=TEXT, values=many(NUMBER))),
            total=NUMBER,
        ),
        query={"cohort": TEXT},
    ),
    show_list=Door(
        listing(
            ANYTHING,
            columns=many(obj(key=TEXT, label=TEXT)),
            counters={"type": "object", "additionalProperties": NUMBER},
        ),
        query={"q": TEXT, "subject": TEXT, **PAGE},
    ),
    export_list=Door({}, kind=ANY, query={"q": TEXT, "subject": TEXT}),
)
describe(
    "api",
    definitions=rows(ref("Version"), kind=KIND),
    definition=BODY,
    definition_versions=rows(ref("Version")),
    definition_version=BODY,
    definition_draft=BODY,
    put_definition_draft=Door(
        SAVED, body={}, body_kind=ANY, headers={"If-Match": False, "If-None-Match": False}, also=(201,)
    ),
    delete_definition_draft=Door(status=204),
    check_definition_draft=Door(obj(findings=many(ref("Finding")))),
    definition_impact=Door(ref("Impact")),
    definition_diff=Door(ref("Difference"), query={"from": TEXT, "to": TEXT}),
    evaluate_draft=Door(ref("Evaluation"), body=INPUTS),
    simulate_draft=Door(
        ref("Simulation"), body=obj({"subject": MAYBE_TEXT, "at": MOMENT, "steps": many(ANYTHING)})
    ),
    release_definition=Door(
        obj({"at": MOMENT}, version=NUMBER), 201, body=obj({"at": MOMENT, "schools": many(TEXT)}, **NOTED)
    ),
    call_off_release=Door(status=204),
    migrate_definition=Door(
        ref("Batch"),
        202,
        body=obj({"mapping": ANYTHING, "dry_run": TRUTH}, **{"from": NUMBER, "to": NUMBER}),
    ),
    rollback_definition=Door(obj(version=NUMBER), 201, body=obj(to=NUMBER, **NOTED)),
    evaluate_decision=Door(ref("Evaluation"), body=INPUTS),
    evaluate_file=Door(
        ref("Evaluation"), body=obj({"inputs": TEXT}, file=FILE), body_kind=FORM, query={"decision": TEXT}
    ),
    feel=Door(obj(value={}, type=TEXT), body=obj({"context": ANYTHING}, expression=TEXT)),
)
describe(
    "api",
    incidents=rows(ref("Incident")),
    resolve_incident=Door(ref("Incident"), body=obj({"to": MAYBE_TEXT}, reason=TEXT)),
    jobs=rows(ref("Job"), state=TEXT),
    outbox=rows(ref("Sent"), channel=TEXT),
    set_clock=Door(obj(now=MOMENT), body=obj(now=TEXT)),
    run_jobs=Door(obj(ran=NUMBER, now=MOMENT)),
)
