"""What can go wrong with an expression: it cannot be read, it asks for too much, or a condition has no
answer."""

from app.errors import AppError


class FeelError(AppError):
    """An expression that cannot be read or must not run. `position` counts characters from 1, or is None."""

    def __init__(self, message: str, position: int | None = None) -> None:
        super().__init__(message, position=position)
        self.position = position
