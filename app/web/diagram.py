"""The picture of an instance: its diagram as SVG with passed, current and failed elements marked."""

from app.inbox.desk import Desk
from app.inbox.marks import marks_of
from app.inbox.view import view_instance
from app.studio.drawing import draw_svg
from app.studio.versions import versions


def draw(desk: Desk, instance_id: str) -> str:
    """Return the SVG of an instance in the reader's scope. Raises NotFound."""
    view = view_instance(desk, instance_id)
    found = next(
        row
        for row in versions(desk.session, ("process", view.release.key))
        if row.id == view.instance.version_id
    )
    return draw_svg(found.body, marks_of(desk, view.instance))
