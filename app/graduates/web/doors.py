"""Doors of the application: favourites, presets, records, settings, module switches."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from app.errors import Invalid
from app.graduates import favourites, modules, presets, records, signing_settings
from app.graduates.favourites import Kept
from app.graduates.modules import SWITCHED
from app.graduates.signing_settings import CONTACT_FIELDS, VALUES, Settings
from app.graduates.tables import Preset
from app.graduates.words import word
from app.reports import mask
from app.web.api import reading, shapes
from app.web.context import db, desk, writes
from app.web.turns import limited

bp = Blueprint("graduates_api", __name__, url_prefix="/api/v1")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/favourites")
def list_favourites() -> Any:
    """An employer's graduates, of the cohort that graduates now or of another one."""
    cohort = reading.bounded("cohort", 0, 0, 9999) or None
    words, after = request.args.get("q", ""), request.args.get("after")
    page = favourites.find(desk(), cohort=cohort, q=words, limit=reading.limit(), after=after)
    items = [_favourite(kept) for kept in page.items]
    return jsonify(shapes.listing(items, page.total, capped=page.capped, after=page.next))


@bp.post("/favourites")
@limited("search", "search.day")
@writes
def add_favourite() -> Any:
    """Find a graduate by all three and keep it."""
    given = reading.body(required=("name", "id_number", "school"))
    words = {name: str(value) for name, value in given.items()}
    kept = favourites.add(desk(), **words)
    return jsonify(_favourite(kept)), 201


@bp.delete("/favourites/<favourite_id>")
@writes
def delete_favourite(favourite_id: str) -> Any:
    """Take a graduate out of the favourites."""
    favourites.remove(desk(), favourite_id)
    return "", 204


@bp.post("/favourites/import")
@limited("import")
@writes
def import_favourites() -> Any:
    """Keep the rows of a sheet that fit; the others are reported by row."""
    found = favourites.import_sheet(desk(), sheet_body())
    counts = {"added": found.added, "known": found.known, "blank": found.blank}
    return jsonify({**counts, "problems": found.problems})


@bp.get("/favourites/template.xlsx")
def favourites_template() -> Any:
    """The sheet that is filled in and imported."""
    response = Response(favourites.template(), content_type=XLSX)
    response.headers.set("Content-Disposition", "attachment", filename="学生名单导入模板.xlsx")
    return response


def sheet_body() -> bytes:
    """Return the uploaded sheet. Raises Invalid without one."""
    given = request.files.get("file")
    if given is None or not given.filename:
        raise Invalid.of({"file": "请选择要导入的表格文件。"})
    return given.stream.read()


def _favourite(kept: Kept) -> dict[str, Any]:
    graduate = kept.graduate
    return {
        "id": kept.favourite.id,
        "subject": graduate.id,
        "name": graduate.name,
        "id_number": mask("id_number", graduate.id_number),
        "school": kept.school.name,
        "degree": graduate.degree,
        "degree_label": word(db(), "degree", graduate.degree),
        "major": graduate.major,
        "cohort": graduate.cohort,
        "startable": ["online_signing"],
    }


@bp.get("/presets")
def list_presets() -> Any:
    """Templates of form groups."""
    found = presets.find(desk(), request.args.get("group"), request.args.get("q", ""))
    key = lambda row: f"{row.preset_group} {row.name}"  # noqa: E731  how the list is ordered
    return jsonify(shapes.paged(found, key, _preset, limit=reading.limit(200), after=reading.after()))


@bp.post("/presets")
@writes
def create_preset() -> Any:
    """Keep the answers of a group as a template."""
    given = reading.body("group", required=("name", "data"))
    group = str(given.get("group") or request.args.get("group") or "")
    data = presets.accepted(desk(), group, reading.data_of(given))
    made = presets.create(desk(), group, reading.text_of(given, "name", 60), data)
    return jsonify(_preset(made)), 201


@bp.put("/presets/<preset_id>")
@writes
def change_preset(preset_id: str) -> Any:
    """Change a template."""
    given = reading.body("group", required=("name", "data"))
    group = presets.get(desk(), preset_id).preset_group
    data = presets.accepted(desk(), group, reading.data_of(given))
    return jsonify(_preset(presets.change(desk(), preset_id, reading.text_of(given, "name", 60), data)))


@bp.delete("/presets/<preset_id>")
@writes
def delete_preset(preset_id: str) -> Any:
    """Delete a template."""
    presets.remove(desk(), preset_id)
    return "", 204


def _preset(row: Preset) -> dict[str, Any]:
    at = shapes.moment(row.updated_at)
    return {"id": row.id, "group": row.preset_group, "name": row.name, "data": row.data, "updated_at": at}


@bp.get("/records")
def show_records() -> Any:
    """What is in effect for a graduate in my scope, or for me."""
    subject = request.args.get("subject") or None
    return jsonify(records.records(desk(), None if subject == "self" else subject))


@bp.get("/settings/<school>")
def show_settings(school: str) -> Any:
    """A school's signing settings, and what is locked."""
    return jsonify(_settings(signing_settings.read(desk(), school, _cohort())))


@bp.put("/settings/<school>")
@writes
def change_settings(school: str) -> Any:
    """Change a school's signing settings."""
    given = reading.body(*VALUES, "contacts", "cohort")
    contacts = given.get("contacts")
    if contacts is not None and not (
        isinstance(contacts, list) and all(isinstance(c, dict) for c in contacts)
    ):
        raise Invalid.of({"contacts": "应当是联系人的列表。"})
    values = {name: given[name] for name in VALUES if name in given}
    cohort = given.get("cohort")
    if cohort is not None and not isinstance(cohort, int):
        raise Invalid.of({"cohort": "应当是整数，例如 2027。"})
    return jsonify(_settings(signing_settings.save(desk(), school, values, contacts, cohort or _cohort())))


def _cohort() -> int | None:
    return reading.bounded("cohort", 0, 0, 9999) or None


def _settings(found: Settings) -> dict[str, Any]:
    setting = found.setting
    contacts = [
        {"degree_group": c.degree_group, **{field: getattr(c, field) for field in CONTACT_FIELDS}}
        for c in found.contacts
    ]
    return {
        "school": found.school.code,
        "name": found.school.name,
        "cohort": setting.cohort,
        **{name: getattr(setting, name) for name in VALUES},
        "locked": dict(found.locks),
        "contacts": contacts,
    }


@bp.get("/modules/<code>")
def show_modules(code: str) -> Any:
    """The module switches of a province or school."""
    return jsonify(modules.switches(desk(), code))


@bp.put("/modules/<code>")
@writes
def change_modules(code: str) -> Any:
    """Open or close modules, given as {module: true or false}."""
    given = reading.body("modules", *SWITCHED)
    values = {key: on for key, on in given.items() if key != "modules"} | reading.data_of(given, "modules")
    return jsonify(modules.switch(desk(), code, values))
