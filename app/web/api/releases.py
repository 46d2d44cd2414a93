"""Doors for the versions of definitions: the list, releases now, later or for some first, and rollbacks."""

from typing import Any

from flask import jsonify
from sqlalchemy import select

from app.errors import Invalid, NotFound
from app.identity import audit
from app.inbox.batches import view_batch
from app.store.accounts import Party
from app.store.definitions import DefinitionVersion, PlannedRelease
from app.studio.migrations import migrate_instances
from app.studio.publishing import rollback
from app.studio.releasing import Wish, call_off, parties_of_codes, planned, release
from app.studio.versions import versions
from app.web.api import bp, reading, shapes
from app.web.context import actor, db, desk, now, services, writes

BASE = reading.DEFINITION
MAX_PARTIES = 5_000


@bp.get(f"{BASE}/versions")
def definition_versions(kind: str, key: str) -> Any:
    """The versions of a definition, newest first, and before them the one that is planned."""
    plan = planned(db(), (kind, key))
    try:
        rows: list[Any] = list(versions(db(), (kind, key)))
    except NotFound:
        if plan is None:
            raise
        rows = []
    rows += [plan] if plan is not None else []
    order = lambda row: f"{10**9 - row.number:010}"  # noqa: E731  the highest number first
    return jsonify(shapes.paged(rows, order, described, limit=reading.limit(), after=reading.after()))


@bp.post(f"{BASE}/releases")
@writes
def release_definition(kind: str, key: str) -> Any:
    """Publish my draft as the next version, unless a check forbids it: now or at a moment, for all or some first."""
    given = reading.body("at", "schools", required=("note",))
    wish = Wish(
        reading.text_of(given, "note"), reading.moment_of(given, "at"), _parties(given.get("schools"))
    )
    number = release(db(), (kind, key), actor(), services().registry, wish, now())
    later = wish.at is not None and wish.at > now()
    _note("plan_definition" if later else "release_definition", kind, key, number)
    return jsonify({"version": number} | ({"at": shapes.moment(wish.at)} if later else {})), 201


@bp.delete(f"{BASE}/releases/<int:number>")
@writes
def call_off_release(kind: str, key: str, number: int) -> Any:
    """Call off a release that is planned; its author has the draft again."""
    call_off(db(), (kind, key), number, now())
    _note("call_off_definition", kind, key, number)
    return "", 204


@bp.post(f"{BASE}/rollbacks")
@writes
def rollback_definition(kind: str, key: str) -> Any:
    """Publish an earlier version's content again."""
    given = reading.body(required=("to", "note"))
    to, note = _number(given, "to"), reading.text_of(given, "note")
    number = rollback(db(), services().registry, (kind, key), to, note=note, author=actor().name, now=now())
    _note("rollback_definition", kind, key, number)
    return jsonify({"version": number}), 201


def described(row: DefinitionVersion | PlannedRelease) -> dict[str, Any]:
    """Return a version, or one that is planned, as lists show it."""
    plan = row if isinstance(row, PlannedRelease) else None
    at = row.at if isinstance(row, PlannedRelease) else row.published_at
    shape = {
        "kind": row.kind,
        "key": row.key,
        "version": row.number,
        "state": "published" if plan is None else ("planned" if plan.state == "waiting" else "failed"),
        "hash": None if isinstance(row, PlannedRelease) else row.hash,
        "note": row.note,
        "author": row.author,
        "published_at": shapes.moment(at),
        "schools": _codes(row.parties),
    }
    return shape | ({"detail": plan.problem} if plan is not None and plan.problem else {})


def _codes(parties: list[str] | None) -> list[str] | None:
    if parties is None:
        return None
    return sorted(db().scalars(select(Party.code).where(Party.id.in_(parties))))


@bp.post("/definitions/process/<key>/migrations")
@writes
def migrate_definition(key: str) -> Any:
    """Take the instances that run in one version to another, or only try it: a batch with what becomes of each."""
    given = reading.body("mapping", "dry_run", required=("from", "to"))
    numbers = (_number(given, "from"), _number(given, "to"))
    mapping, tried = given.get("mapping", {}), given.get("dry_run", False)
    if not isinstance(mapping, dict) or not all(isinstance(word, str) for word in mapping.values()):
        raise Invalid.of({"mapping": "应当是旧元素 id 到新元素 id 的对照。"})
    if not isinstance(tried, bool):
        raise Invalid.of({"dry_run": "只能是 true 或 false。"})
    at = desk()
    row = migrate_instances(at, key, numbers, mapping, dry_run=tried)
    if not tried:
        audit(db(), actor(), "migrate_instances", f"process:{key}", detail={"to": numbers[1]}, now=now())
    return jsonify(shapes.batch(*view_batch(at, row.id))), 202


def _number(given: dict[str, Any], name: str) -> int:
    number = given[name]
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number < 10**9:
        raise Invalid.of({name: "应当是版本号（正整数）。"})
    return number


def _parties(given: Any) -> tuple[str, ...] | None:
    if given is None:
        return None
    fits = isinstance(given, list) and 0 < len(given) <= MAX_PARTIES
    if not fits or not all(isinstance(code, str) and code for code in given):
        raise Invalid.of({"schools": "应当是一个或多个代码的列表。"})
    return parties_of_codes(db(), given)


def _note(action: str, kind: str, key: str, number: int) -> None:
    audit(db(), actor(), action, f"{kind}:{key}", detail={"version": number}, now=now())
