"""Inviting: who may be invited now, and the letter's form, by the published process of online signing."""

from collections.abc import Sequence

from app.content.form import Field, inputs_of
from app.errors import AppError
from app.forms import BoundForm
from app.inbox.desk import Desk
from app.inbox.host import allowed
from app.inbox.input import bind_form
from app.inbox.opening import open_process

PROCESS = "online_signing"


def reasons(desk: Desk, subjects: Sequence[str]) -> dict[str, str]:
    """Return why each of these graduates cannot be invited now; who can be is not in the answer."""
    return {subject: reason for subject in subjects if (reason := _reason(desk, subject)) is not None}


def _reason(desk: Desk, subject: str) -> str | None:
    try:
        release, opening = open_process(desk, PROCESS, subject)
    except AppError as error:
        return error.message
    return allowed(release, release.process.properties.get("when"), opening.case, desk.now)


def letter(desk: Desk, subject: str) -> BoundForm:
    """Return the form of the invitation letter to a graduate. Raises NotFound, NotAllowed."""
    release, opening = open_process(desk, PROCESS, subject)
    return bind_form(desk, release, release.process.properties["start_form"], opening.case)


def preset_groups(bound: BoundForm) -> dict[str, Field]:
    """Return the groups of a form that templates fill, by the template's group."""
    groups = (found for found in bound.form.walk() if found.type == "group")
    return {found.properties["preset"]: found for found in groups if found.properties.get("preset")}


def group_names(group: Field) -> list[str]:
    """Return the names of the fields in a group."""
    return [found.name for found in inputs_of(group.fields)]
