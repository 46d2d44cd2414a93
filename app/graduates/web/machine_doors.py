"""Doors of machine accounts: the roster and destinations that come in, the changes that go out."""

from typing import Any

from flask import jsonify, request

from app.errors import Invalid
from app.graduates import changes, incoming, roster
from app.graduates.roster_fields import KEYS
from app.graduates.tables import Graduate, ReportedDestination
from app.graduates.web.doors import bp, sheet_body
from app.store.queue import Outbox
from app.web.api import reading, shapes
from app.web.context import desk, writes
from app.web.turns import limited

REPORTED = ("candidate_no", "action", "code", "unit_name", "unit_place", "data", "reported_at")


@bp.post("/roster/<school>/graduates")
@writes
def upload_graduate(school: str) -> Any:
    """Add a graduate to a school's roster, or change one, by the candidate number."""
    given = reading.body(*KEYS, required=("candidate_no",))
    graduate, result = roster.upload(desk(), school, given)
    return jsonify(_entry(graduate, result)), 201 if result == "created" else 200


@bp.post("/roster/<school>/removals")
@writes
def remove_graduate(school: str) -> Any:
    """Take a graduate out of a school's roster."""
    number = reading.text_of(reading.body(required=("candidate_no",)), "candidate_no", 40)
    return jsonify(_entry(roster.remove(desk(), school, number), "removed"))


@bp.post("/roster/<school>/import")
@limited("import")
@writes
def import_roster(school: str) -> Any:
    """Upload the rows of a sheet that fit; the others are reported by cell."""
    found = roster.import_sheet(desk(), school, sheet_body())
    counts = {"created": found.created, "updated": found.updated, "blank": found.blank}
    return jsonify({**counts, "problems": found.problems})


@bp.post("/reports/destinations")
@writes
def report_destination() -> Any:
    """Report a graduate's destination from another system, or clear what that system has reported."""
    given = reading.body(*REPORTED, required=("candidate_no",))
    action = given.get("action", "report")
    if action == "clear":
        return jsonify(_report(incoming.clear_report(desk(), given), None))
    if action != "report":
        raise Invalid.of({"action": "应当是 report 或 clear。"})
    reading.text_of(given, "code", 4)
    for name, longest in (("unit_name", 200), ("unit_place", 6)):
        if given.get(name):
            reading.text_of(given, name, longest)
    given["data"] = reading.data_of(given)
    return jsonify(_report(*incoming.take_report(desk(), given)))


@bp.post("/reports/transfers")
@writes
def report_transfer() -> Any:
    """Report where a graduate's archive or household goes, as it was changed in another system."""
    given = reading.body(required=("candidate_no", "kind", "data"))
    reading.text_of(given, "candidate_no", 40)
    given["data"] = reading.data_of(given)
    graduate, changed = incoming.take_transfer(desk(), given)
    return jsonify({"subject": graduate.id, "candidate_no": graduate.candidate_no, "changed": changed})


@bp.get("/changes")
def list_changes() -> Any:
    """What has left for other systems, in order, after the key `after`; each has a key of its own."""
    found = changes.changes(desk(), after=request.args.get("after"), limit=reading.limit())
    return jsonify(shapes.page_of(found, _change))


def _entry(graduate: Graduate, result: str) -> dict[str, Any]:
    return {"subject": graduate.id, "candidate_no": graduate.candidate_no, "result": result}


def _report(graduate: Graduate, row: ReportedDestination | None) -> dict[str, Any]:
    at = shapes.moment(row.reported_at) if row is not None else None
    held = row and {
        "code": row.code,
        "label": row.label,
        "unit": row.unit_name,
        "source": row.source,
        "at": at,
    }
    return {"subject": graduate.id, "candidate_no": graduate.candidate_no, "reported": held}


def _change(row: Outbox) -> dict[str, Any]:
    return {"key": row.key, "topic": row.topic, "at": shapes.moment(row.created_at), "body": row.body}
