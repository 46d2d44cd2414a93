"""The authorisation matrix, driven from outside: whoever it does not allow finds nothing and changes nothing.

`authorisation.csv` is the matrix: what is done to what, and by whom it may be done. Each of its lines is asked of one
installation in which something of everything has happened, once as everybody."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import BOTH
from tests.support.cast import API, Cast
from tests.support.world import Template
from tests.walks.test_misconduct import answers
from tests.walks.test_transfers import GIVEN, start
from tests.walks.verifying import AUTHORISE, authorise, confirm, generate, numbers

ANYBODY = {
    "graduate_own": "",
    "graduate_other": "g-10001-05",
    "employer_own": "e-01",
    "employer_other": "e-02",
    "employer_unverified": "e-03",
    "college_own": "d-10001-01",
    "college_other": "d-10001-02",
    "school_own": "s-10001",
    "school_other": "s-10002",
    "province_own": "p-11",
    "province_other": "p-32",
    "ministry": "centre",
    "platform_admin": "admin",
    "auditor": "auditor",
    "sync_service": "ems",
    "anonymous": "",
}
SIGNED, VERIFIED = "g-10001-01", "g-10001-02"
OTHERS = frozenset({"graduate_other", "employer_other", "college_other", "school_other"})
SENDING = {"sync_service"}  # the other system has doors of its own: the roster, reports, changes


@dataclass
class World:
    """An installation in which something of everything has happened, and the ids of it."""

    cast: Cast
    signed: str
    agreement: str
    invitation: str
    archive: str
    household: str
    authorised: str
    report: str

    def ask(self, login: str, method: str, path: str, body: Any = None) -> Any:
        """Ask a door as somebody; nobody has no token."""
        headers = {"Idempotency-Key": f"{login}{path}"[:190]}
        if not login:
            return self.cast.visitor().open(f"{API}{path}", method=method, json=body, headers=headers)
        return self.cast[login].call(method, path, json=body, headers=headers)

    def page(self, login: str, path: str) -> Any:
        return self.cast.tab(login).get(path) if login else self.cast.visitor().get(path)


@pytest.fixture(scope="module", params=BOTH)
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp(f"matrix_{request.param}")
    server = request.getfixturevalue("postgresql_server") if request.param == "postgresql" else ""
    cast = Cast(Template(request.param, folder, server).copy(folder))
    signed = cast.signed(SIGNED)
    confirm(cast, VERIFIED)
    authorised = authorise(cast, VERIFIED)["id"]
    generate(cast)
    yield World(
        cast,
        signed,
        cast[SIGNED].get(f"/instances/{signed}")["documents"][0]["id"],
        cast.invite("g-10001-03")["id"],
        start(cast, "archive_registration", GIVEN["archive"], VERIFIED)["id"],
        start(cast, "household_registration", GIVEN["household"], VERIFIED)["id"],
        authorised,
        cast[SIGNED].post("/processes/misconduct_report/instances", {"data": answers(cast)}, 201)["id"],
    )
    cast.close()


Asked = Callable[[World, str], bool]


@dataclass(frozen=True)
class Line:
    """How a line of the matrix is asked; `own` is whose the thing is. What `changes` something is asked of those alone
    that may not."""

    asked: Asked
    own: str = SIGNED
    changes: bool = False
    but: frozenset[str] = frozenset()  # roles that do it to a thing of their own


def reads(path: Callable[[World], str], needle: str | Callable[[World], str] = "") -> Asked:
    """Whether somebody gets a page or door, with something in it."""

    def asked(world: World, login: str) -> bool:
        answer = world.ask(login, "GET", path(world))
        wanted = needle(world) if callable(needle) else needle
        return bool(answer.status_code == 200 and wanted.encode() in answer.get_data())

    return asked


def shows(path: Callable[[World], str], needle: str | Callable[[World], str] = "") -> Asked:
    """The same of a page."""

    def asked(world: World, login: str) -> bool:
        answer = world.page(login, path(world))
        wanted = needle(world) if callable(needle) else needle
        return bool(answer.status_code == 200 and wanted.encode() in answer.get_data())

    return asked


def sends(method: str, path: Callable[[World], str], body: Callable[[World], Any]) -> Asked:
    """Whether somebody is let do something: whatever is wrong with what was sent comes after the right."""

    def asked(world: World, login: str) -> bool:
        return world.ask(login, method, path(world), body(world)).status_code not in (401, 403, 404)

    return asked


def starts(process: str, subject: Callable[[World], str | None], data: Any = None) -> Asked:
    return sends(
        "POST",
        lambda w: f"/processes/{process}/instances",
        lambda w: {"subject": subject(w), "data": data or {}} if subject(w) else {"data": data or {}},
    )


def who(login: str) -> Callable[[World], str]:
    return lambda world: world.cast.subject(login)


def named(login: str) -> Callable[[World], str]:
    return lambda world: world.cast.graduate(login).name


def completes(instance: Callable[[World], str]) -> Asked:
    def asked(world: World, login: str) -> bool:
        reviewer = "d-10001-01"
        task = world.cast[reviewer].task(instance(world))
        body = {"version": task["version"], "data": {"decision": "pass"}}
        path = f"/tasks/{task['id']}/completion"
        return world.ask(login, "POST", path, body).status_code not in (401, 403, 404)

    return asked


def sheet(purpose: str) -> Callable[[World], str]:
    return lambda world: f"/staff/sheets/{purpose}/archive/{world.cast.subject(VERIFIED)}"


def transfer_number(world: World) -> str:
    found = world.cast["s-10001"].raw(f"/lists/transfer?q={world.cast.graduate(VERIFIED).name}").get_json()
    return str(found["items"][0]["number"])


DEFINITION = "/definitions/process/online_signing"
LINES: dict[tuple[str, str], Line] = {
    ("student_basic_info", "view"): Line(
        reads(lambda w: f"/records?subject={who(SIGNED)(w)}"), but=frozenset({"employer_other"})
    ),
    ("student_basic_info", "edit"): Line(
        sends("POST", lambda w: "/roster/10001/graduates", lambda w: {"candidate_no": "0", "name": "某"}),
        changes=True,
    ),
    ("student_list", "list"): Line(reads(lambda w: f"/lists/students?q={named(SIGNED)(w)}", named(SIGNED))),
    ("student_list", "delete_restore"): Line(
        sends("POST", lambda w: "/roster/10001/removals", lambda w: {"candidate_no": "0"}), changes=True
    ),
    ("invalid_list", "view"): Line(
        reads(lambda w: "/lists/invalid", "删除了"), but=frozenset({"employer_own", "college_own", *OTHERS})
    ),
    ("favourites", "search_student"): Line(
        sends("POST", lambda w: "/favourites", lambda w: {"name": "无", "id_number": "1", "school": "无"}),
        changes=True,
        but=OTHERS,
    ),
    ("favourites", "add_remove_import"): Line(
        sends("DELETE", lambda w: "/favourites/none", lambda w: None), changes=True, but=OTHERS
    ),
    ("invite_template", "crud"): Line(
        sends(
            "POST",
            lambda w: "/presets",
            lambda w: {"group": "archive", "name": "模板", "data": {"archive_accepted": "no"}},
        ),
        changes=True,
        but=OTHERS,
    ),
    ("invite", "create"): Line(starts("online_signing", who(SIGNED)), changes=True, but=OTHERS),
    ("invite", "view"): Line(
        reads(lambda w: f"/instances/{w.invitation}", named("g-10001-03")), own="g-10001-03"
    ),
    ("invite", "withdraw"): Line(
        sends("POST", lambda w: f"/instances/{w.invitation}/messages/withdraw", lambda w: {"data": {}}),
        own="g-10001-03",
        changes=True,
    ),
    ("online_agreement", "edit_or_void_finished"): Line(
        starts("record_void", lambda w: w.signed), changes=True
    ),
    ("online_agreement", "download_pdf"): Line(reads(lambda w: f"/documents/{w.agreement}")),
    ("termination_online", "apply"): Line(starts("online_termination", lambda w: w.signed), changes=True),
    ("archive_info", "view"): Line(reads(lambda w: f"/instances/{w.archive}", named(VERIFIED)), own=VERIFIED),
    ("archive_info", "apply_register"): Line(
        starts("archive_registration", lambda w: None), changes=True, but=OTHERS
    ),
    ("archive_info", "review"): Line(completes(lambda w: w.archive), changes=True, own=VERIFIED),
    ("archive_info", "direct_register_or_edit"): Line(starts("staff_entry", who(SIGNED)), changes=True),
    ("archive_info", "batch_import"): Line(
        sends("POST", lambda w: "/imports/archive", lambda w: None), changes=True, but=OTHERS
    ),
    ("hukou_info", "view"): Line(reads(lambda w: f"/instances/{w.household}", named(VERIFIED)), own=VERIFIED),
    ("hukou_info", "review"): Line(completes(lambda w: w.household), changes=True, own=VERIFIED),
    ("hukou_info", "batch_import"): Line(
        sends("POST", lambda w: "/imports/household", lambda w: None), changes=True, but=OTHERS
    ),
    ("confirmation", "submit_ok_or_wrong"): Line(
        starts("destination_confirmation", lambda w: None), changes=True, but=OTHERS
    ),
    ("confirmation", "list_and_detail"): Line(
        reads(lambda w: f"/lists/confirmation?q={named(VERIFIED)(w)}", named(VERIFIED)), own=VERIFIED
    ),
    ("verify_authorisation", "create_and_set_validity"): Line(
        starts("verification_authorisation", lambda w: None, AUTHORISE),
        own=VERIFIED,
        changes=True,
        but=OTHERS,
    ),
    ("verify_number", "view"): Line(
        reads(
            lambda w: f"/records?subject={who(VERIFIED)(w)}", lambda w: numbers(w.cast, VERIFIED)["archive"]
        ),
        own=VERIFIED,
    ),
    ("verify_report", "download"): Line(
        shows(lambda w: "/graduate/sheets/archive/code", lambda w: numbers(w.cast, VERIFIED)["archive"]),
        own=VERIFIED,
        but=OTHERS,
    ),
    ("verify_list", "view_status"): Line(shows(sheet("authorised"), named(VERIFIED)), own=VERIFIED),
    ("transfer_number", "generate_batch"): Line(
        starts("transfer_numbers", lambda w: None), own=VERIFIED, changes=True, but=OTHERS
    ),
    ("transfer_number", "view"): Line(shows(sheet("transfer"), transfer_number), own=VERIFIED),
    ("transfer_list", "batch_download"): Line(
        reads(lambda w: "/lists/transfer.csv", named(VERIFIED)), own=VERIFIED
    ),
    ("public_verification", "list_or_search"): Line(reads(lambda w: "/verifications")),
    ("misconduct_report", "submit"): Line(
        starts("misconduct_report", lambda w: None), changes=True, but=OTHERS
    ),
    ("misconduct_report", "read"): Line(reads(lambda w: f"/instances/{w.report}", "辅导员")),
    ("misconduct_report", "read_author"): Line(reads(lambda w: f"/instances/{w.report}", named(SIGNED))),
    ("module_settings", "open_province_level"): Line(
        sends("PUT", lambda w: "/modules/11", lambda w: {}), changes=True
    ),
    ("module_settings", "open_school_level"): Line(
        sends("PUT", lambda w: "/modules/10001", lambda w: {}), changes=True
    ),
    ("signing_settings", "edit_mode"): Line(
        sends("PUT", lambda w: "/settings/10001", lambda w: {}), changes=True
    ),
    ("export", "current_query"): Line(reads(lambda w: "/lists/online_signing.csv", named(SIGNED))),
    ("process_history", "view"): Line(reads(lambda w: f"/instances/{w.signed}/history", named(SIGNED))),
    ("bpmn_definition", "edit_draft"): Line(
        sends("PUT", lambda w: f"{DEFINITION}/draft", lambda w: {}), changes=True
    ),
    ("bpmn_definition", "publish"): Line(
        sends("POST", lambda w: f"{DEFINITION}/releases", lambda w: {"note": ""}), changes=True
    ),
    ("dmn_definition", "edit_draft"): Line(
        sends("PUT", lambda w: "/definitions/decision/may_confirm/draft", lambda w: {}), changes=True
    ),
    ("form_definition", "edit_draft"): Line(
        sends("PUT", lambda w: "/definitions/form/review/draft", lambda w: {}), changes=True
    ),
    ("definition", "rollback"): Line(
        sends("POST", lambda w: f"{DEFINITION}/rollbacks", lambda w: {"to": 1, "note": "x"}), changes=True
    ),
    ("sync_in", "upload_roster"): Line(
        sends("POST", lambda w: "/roster/10001/graduates", lambda w: {"candidate_no": ""}), changes=True
    ),
    ("sync_out", "push_to_registry"): Line(reads(lambda w: "/changes")),
}


def matrix() -> dict[tuple[str, str], set[str]]:
    with (Path(__file__).parent / "authorisation.csv").open(encoding="utf-8") as file:
        return {(row["object"], row["action"]): set(row["allowed"].split()) for row in csv.DictReader(file)}


ALLOWED = matrix()


@pytest.mark.parametrize("line", sorted(LINES), ids="-".join)
def test_only_who_is_allowed_reads_or_does_it(world: World, line: tuple[str, str]) -> None:
    how = LINES[line]
    people = {**ANYBODY, "graduate_own": how.own}
    for role, login in people.items():
        allowed = role in ALLOWED[line]
        if role in how.but or (allowed and (how.changes or role in SENDING)):
            continue
        assert how.asked(world, login) == allowed, (role, login)


def test_every_line_is_one_of_the_matrix() -> None:
    assert set(LINES) <= set(ALLOWED)
