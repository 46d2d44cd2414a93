"""Lanes are roles: where the content has a code table `role`, everybody who acts must be in it."""

from app.content.bpmn import Element, Process
from app.content.codes import CodeTable
from app.errors import Finding

ACTS = ("userTask",)


def check_roles(process: Process, roles: CodeTable | None) -> list[Finding]:
    """Find steps, starts and buttons of a role that does not exist."""
    if roles is None:
        return []
    found = []
    for element in process.elements.values():
        unknown = (r for r in _roles(element) if r and not r.startswith("=") and not roles.has(r))
        for role in unknown:
            name = element.name or element.id
            message = f"“{name}”所在泳道的角色“{role}”不在代码表 role 里，没有人能办理。请改泳道的角色，或先添加这个角色。"
            found.append(Finding("error", "role", element.id, message, "role"))
    return found


def _roles(element: Element) -> tuple[str, ...]:
    """Return the roles that act on an element; an empty one where nobody does."""
    if element.type == "startEvent" and element.parent is None:
        return element.starters
    if element.type in ACTS:
        return (element.role or "",)
    return (element.properties.get("role", "") if element.message else "",)
