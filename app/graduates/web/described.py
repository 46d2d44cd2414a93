"""What the application's doors take and answer, for the description of all doors."""

from app.graduates.roster_fields import KEYS, TRUTHS
from app.web.api.described import FILE, FORM, PAGE, Door, describe, rows
from app.web.api.schema import (
    ANYTHING,
    MAYBE_ANYTHING,
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

GROUP = one_of("job", "archive", "household")
FAVOURITE = obj(
    id=TEXT,
    subject=TEXT,
    name=TEXT,
    id_number=TEXT,
    school=TEXT,
    degree=TEXT,
    degree_label=TEXT,
    major=TEXT,
    cohort=NUMBER,
    startable=many(TEXT),
)
PRESET = obj(id=TEXT, group=GROUP, name=TEXT, data=ANYTHING, updated_at=MOMENT)
KEPT = obj({"group": GROUP}, name=TEXT, data=ANYTHING)
SWITCHES: Schema = {"type": "object", "additionalProperties": TRUTH}
MODULES = obj(
    {"province": SWITCHES}, code=TEXT, kind=one_of("province", "school"), name=TEXT, modules=SWITCHES
)
CONTACT: Schema = {"type": "object", "additionalProperties": {"type": ["string", "null"]}}
SETTING: dict[str, Schema] = {
    "opened": TRUTH,
    "agreement_type": one_of("two", "three"),
    "review_mode": one_of("school_only", "department_school"),
    "void_review": TRUTH,
}
SETTINGS = obj(
    school=TEXT,
    name=TEXT,
    cohort=NUMBER,
    **SETTING,
    locked={"type": "object", "additionalProperties": TEXT},
    contacts=many(CONTACT),
)
PROBLEM = obj(row={"type": ["integer", "null"]}, cell=TEXT, message=TEXT)
SHEET = obj(file=FILE)
ENTRY = obj(subject=TEXT, candidate_no=TEXT, result=one_of("created", "updated", "restored", "removed"))
HELD = obj(code=TEXT, label=TEXT, unit=TEXT, source=TEXT, at=MOMENT)
REPORT = obj(
    {
        "action": one_of("report", "clear"),
        "code": TEXT,
        "unit_name": TEXT,
        "unit_place": TEXT,
        "data": ANYTHING,
        "reported_at": MOMENT,
    },
    candidate_no=TEXT,
)
UPLOADED = obj(
    {key: TRUTH if key in TRUTHS else TEXT for key in KEYS if key not in ("candidate_no", "cohort")}
    | {"cohort": NUMBER},
    candidate_no=TEXT,
)
FOUND = ("destination", "archive", "household", "confirmation", "authorisation")

describe(
    "graduates_api",
    list_favourites=rows(FAVOURITE, cohort=NUMBER, q=TEXT),
    add_favourite=Door(FAVOURITE, 201, body=obj(name=TEXT, id_number=TEXT, school=TEXT)),
    delete_favourite=Door(status=204),
    import_favourites=Door(
        obj(added=NUMBER, known=NUMBER, blank=NUMBER, problems=many(PROBLEM)), body=SHEET, body_kind=FORM
    ),
    favourites_template=Door({}, kind="*/*"),
    list_presets=Door(listing(PRESET), query={"group": GROUP, "q": TEXT, **PAGE}),
    create_preset=Door(PRESET, 201, body=KEPT, query={"group": GROUP}),
    change_preset=Door(PRESET, body=KEPT),
    delete_preset=Door(status=204),
    show_records=Door(
        obj(subject=TEXT, startable=many(TEXT), **dict.fromkeys(FOUND, MAYBE_ANYTHING)),
        query={"subject": TEXT},
    ),
    show_settings=Door(SETTINGS, query={"cohort": NUMBER}),
    change_settings=Door(SETTINGS, body=obj({**SETTING, "contacts": many(CONTACT), "cohort": NUMBER})),
    show_modules=Door(MODULES),
    change_modules=Door(MODULES, body=ANYTHING),
    import_transfers=Door(
        {
            "anyOf": [
                ref("Batch"),
                obj(
                    rows=NUMBER,
                    blank=NUMBER,
                    problems=many(obj(cell=TEXT, message=TEXT)),
                    differences=ANYTHING,
                ),
            ]
        },
        202,
        body=obj(file=FILE, dry_run=TEXT),
        body_kind=FORM,
        also=(200, 422),
    ),
    show_import=Door(ref("Batch")),
    import_template=Door({}, kind="*/*"),
    region_codes=Door({}, kind="*/*"),
)
ROW = obj(label=TEXT, value=TEXT)
SHOWN_SHEET: Schema = {
    **obj(
        kind=TEXT,
        purpose=TEXT,
        valid_until=TEXT,
        verified_at=MOMENT,
        sections=many(obj(title=TEXT, rows=many(ROW))),
    ),
    "additionalProperties": True,
}
describe(
    "graduates_api",
    verify_number=Door(SHOWN_SHEET, body=obj(kind=one_of("archive", "household"), name=TEXT, number=TEXT)),
)
describe(
    "graduates_api",
    upload_graduate=Door(ENTRY, 201, body=UPLOADED, also=(200,)),
    remove_graduate=Door(ENTRY, body=obj(candidate_no=TEXT)),
    import_roster=Door(
        obj(created=NUMBER, updated=NUMBER, blank=NUMBER, problems=many(PROBLEM)), body=SHEET, body_kind=FORM
    ),
    report_destination=Door(
        obj(subject=TEXT, candidate_no=TEXT, reported={"anyOf": [HELD, {"type": "null"}]}), body=REPORT
    ),
    report_transfer=Door(
        obj(subject=TEXT, candidate_no=TEXT, changed=TRUTH),
        body=obj(candidate_no=TEXT, kind=one_of("archive", "household"), data=ANYTHING),
    ),
    list_changes=rows(obj(key=TEXT, topic=TEXT, at=MOMENT, body=ANYTHING)),
)
