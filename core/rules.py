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

    def __init__(
        self, current: Any = None, wanted: dict[str, Any] | None = None, seen: dict[str, str] | None = None
    ) -> None:
        super().__init__(f"{type(current).__name__} is at version {current.version}" if current else "answered before")
        self.current = current
        self.wanted = wanted or {}
        self.beside: list[tuple[Any, str, str]] = []  # what is no field of the record: label, theirs, mine
        # hidden inputs of the form that say what it has been shown, as they stand once theirs is shown as well
        self.seen: dict[str, Any] = ({"version": current.version} if current else {}) | (seen or {})
        self.contested: frozenset[str] = frozenset()  # inputs that can be left out, so that theirs stays
