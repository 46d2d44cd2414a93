"""A document as it would be printed now, for whoever has to decide about it."""

from app.inbox.access import get_instance, get_task
from app.inbox.desk import Desk
from app.reports import render_pdf


def preview(desk: Desk, task_id: str) -> bytes:
    """Return the document that the task's property `preview` names, as PDF. Raises NotFound for a foreign task,
    BadContent when the version of the process does not use such a document."""
    task = get_task(desk, task_id)
    instance, _ = get_instance(desk, task.instance_id)
    release = desk.library.release(desk.session, instance.version_id)
    definition = release.part("report", f"documents/{task.properties.get('preview')}")
    return render_pdf(definition, instance.case, now=desk.now, codes=release.codes, site=desk.site)
