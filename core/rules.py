"""What an action says when it will not do what it was asked."""

from typing import Any


class RuleBroken(Exception):
    """A rule the user can break, as a translated sentence; answered as a 422."""

    def __init__(self, message: Any, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field  # the form field to blame, when there is one


class SavedBefore(Exception):
    """Somebody else saved the record after this form was opened; answered as a 409 with both texts."""

    def __init__(self, current: Any, wanted: dict[str, Any], seen: dict[str, str] | None = None) -> None:
        super().__init__(f"{type(current).__name__} is at version {current.version}")
        self.current = current
        self.wanted = wanted
        self.seen = seen or {}  # what the form must say it has seen when it is sent again, beside the version
        self.beside: list[
            tuple[Any, str, str]
        ] = []  # what belongs to the record and is no field of it: label, theirs, mine
