"""How often somebody may use a route: turns that count whatever becomes of the request, or only when it was refused."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from app.errors import Conflict, Invalid
from app.identity import audit
from app.identity.limits import spend
from app.jobs.clock import real_now
from app.store.session import begin_write
from app.web.context import actor, services

View = Callable[..., Any]


def limited(*surfaces: str) -> Callable[[View], View]:
    """Let a view be used as often as these surfaces allow. It stands outside `writes`: a refusal counts too."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            for surface in surfaces:
                _spend(surface, actor().account_id)
            return view(*args, **kwargs)

        return wrapped

    return decorate


def limited_refusals(surface: str, of: str) -> Callable[[View], View]:
    """Let a view refuse somebody about one thing (the view's argument `of`) only so often."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            try:
                return view(*args, **kwargs)
            except (Conflict, Invalid):
                _spend(surface, f"{actor().account_id}:{kwargs.get(of, '')}")
                raise

        return wrapped

    return decorate


def note(action: str, target: str, **detail: Any) -> None:
    """Leave an audit row of something that only reads, in a unit of work of its own."""
    with services().database.session() as session:
        begin_write(session)
        audit(session, actor(), action, target, detail=detail, now=real_now())


def _spend(surface: str, who: str) -> None:
    strict = services().settings.strict_limits
    spend(services().database, surface, who, strict=strict, now=real_now())
