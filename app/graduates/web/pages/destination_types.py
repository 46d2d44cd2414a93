"""The choice of another destination, and the page that says what each type needs."""

from collections.abc import Sequence
from typing import Any

from flask import render_template

from app.graduates import destination_types
from app.graduates.destination_types import DestinationType
from app.graduates.facts import types
from app.graduates.scope import own_graduate
from app.graduates.tables import Graduate
from app.graduates.web.pages import bp
from app.inbox.catalogue import Startable
from app.web.context import actor, db, now
from app.web.links import link

PROCESSES = ("destination_registration", "directed_registration")


@bp.get("/graduate/destination-types")
def destination_types_page() -> Any:
    """高校毕业生毕业去向分类及证明材料."""
    own_graduate(db(), actor())
    return render_template("graduates/destination_types.html", groups=destination_types.groups(db(), now()))


def choices(graduate: Graduate, offers: Sequence[Startable]) -> dict[str, Any]:
    """Return the types that a graduate can choose by group, and why nothing can be registered now, if so.

    Who is directed or commissioned is shown what alone is open to them."""
    by_process = {offer.key: offer for offer in offers if offer.key in PROCESSES}
    only = not types(db(), graduate.training_mode, now()).get("other")
    groups = []
    for group in destination_types.groups(db(), now()):
        shown = [
            t for t in group.types if t.process in by_process and (not only or t.process == PROCESSES[1])
        ]
        entries = [_entry(group.code, found, by_process[found.process]) for found in shown]
        if entries:
            groups.append({"key": group.code, "label": group.label, "types": entries})
    asked = by_process.get(PROCESSES[1] if only else PROCESSES[0])
    return {"groups": groups, "reason": asked.reason if asked else None, "signing": not only}


def _entry(group: str, found: DestinationType, offer: Startable) -> dict[str, Any]:
    chosen = {"group": group, "type": found.code} if found.process == PROCESSES[0] else {}
    return {
        "label": found.label,
        "hint": "、".join(found.subtypes),
        "href": None if offer.reason else link("pages.start", key=found.process, **chosen),
    }
