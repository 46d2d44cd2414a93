"""An installation that forgets everything between two requests, as if its server had been restarted: only the
database and the files are carried over."""

from typing import Any

from app.main import build
from app.settings import Settings
from tests.support.cast import Cast


class RestartedCast(Cast):
    """The people at the doors of an installation that is restarted before every request.

    Building the pages takes most of the time of a start, and they remember nothing; what a server process keeps
    from one request to the next (connections, compiled diagrams, the worker) is all in its services."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        wrapped = self.app.wsgi_app

        def restarted(environ: dict[str, Any], answer: Any) -> Any:
            self.services.database.close()
            self.app.extensions["quxiang"] = build(settings)
            return wrapped(environ, answer)

        self.app.wsgi_app = restarted  # type: ignore[method-assign]
