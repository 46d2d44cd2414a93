"""What roles there are: those of the platform and the application, of the code table `role`, and of published lanes."""

from app.errors import NotFound
from app.web.context import db, services
from app.web.templating import frame


def role_choices() -> dict[str, str]:
    """Return role → name."""
    library = services().library
    roles = {**frame.role_names, **codes_of("role")}
    for key in library.keys(db(), "process"):
        for lane in library.newest(db(), "process", key).lanes.values():
            roles.setdefault(lane.role, lane.name)
    return roles


def codes_of(key: str) -> dict[str, str]:
    """Return code → label of a code table, nothing where there is none."""
    try:
        return {r["code"]: r["label"] for r in services().library.newest(db(), "codes", key).items()}
    except NotFound:
        return {}
