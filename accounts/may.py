"""The one gate in front of every view."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from accounts.roles import Permission


class Request(HttpRequest):
    """A request behind the login: its user is ours."""

    user: User
    htmx: Any


type View = Callable[..., HttpResponse]


def may(*permissions: Permission) -> Callable[[View], View]:
    """Let in who holds one of the permissions; a test refuses any view without this or `anyone`."""

    def gate(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if not any(request.user.may(permission) for permission in permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permissions = permissions  # type: ignore[attr-defined]
        return guarded

    return gate


def anyone(view: View) -> View:
    """Mark a view every logged-in person may see."""
    view.permissions = ()  # type: ignore[attr-defined]
    return view
