"""Whatever is raised while an instance runs becomes an incident that names the element."""

from collections.abc import Callable

from app.engine.script import Engine
from app.engine.snapshot import Snapshot
from app.errors import AppError, Conflict, Incident


def guarded(engine: Engine, work: Callable[[], Snapshot]) -> Snapshot:
    """Turn whatever is raised into an incident that names the element; refusals pass."""
    try:
        return work()
    except (Incident, Conflict):
        raise
    except AppError as error:
        raise Incident(error.message, _at(engine, error)) from error
    except RecursionError as error:
        raise Incident("流程嵌套过深，不能继续。", _at(engine, error), "depth") from error
    except Exception as error:
        for cause in _causes(error):
            if isinstance(cause, (Incident, Conflict)):
                raise cause from error
        raise Incident(f"流程引擎不能继续（{type(error).__name__}）：{error}", _at(engine, error)) from error


def _causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = getattr(error, "exception", None) or error.__cause__
    return found


def _at(engine: Engine, error: BaseException) -> str:
    task = getattr(error, "task", None) or engine.current
    return engine.id_of(task) if task is not None else ""
