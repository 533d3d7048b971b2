"""What happens around every request: its cookies, its transaction, its headers, and the answer to a broken rule."""

from collections.abc import Callable

from django.db import transaction as db
from django.http import HttpRequest, HttpResponse

from core.audit import REQUEST_ID
from core.ids import uuid7
from core.pages import conflict, page
from core.rules import RuleBroken, SavedBefore

type Handler = Callable[[HttpRequest], HttpResponse]

REFUSED = {409, 422}  # saved before by somebody else; a rule broken or a form not filled in
HEALTH = "/healthz"  # must answer when the database does not


def cookies(get_response: Handler) -> Handler:
    """A quoted cookie can spell a NUL, which PostgreSQL does not take: such a one is none of ours."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\0" not in value}
        return get_response(request)

    return middleware


def transaction(get_response: Handler) -> Handler:
    """One transaction a request, so that the act, its audit row and SET LOCAL live and die together."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path == HEALTH:
            return get_response(request)
        token = REQUEST_ID.set(uuid7())
        try:
            with db.atomic():
                response = get_response(request)
                if response.status_code in REFUSED or response.status_code >= 500:
                    db.set_rollback(True)  # of two acts the first must not stay when the second was refused
            return response
        finally:
            REQUEST_ID.reset(token)

    return middleware


def headers(get_response: Handler) -> Handler:
    """What a patient's page may leave behind in a browser: nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware


class broken_rules:  # noqa: N801 - middleware is named like the functions beside it
    """Answers a rule nobody caught in a form: 422 with the sentence, or 409 with both versions."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, RuleBroken):
            return page(request, "core/rule_broken.html", "rule_broken", {"message": exception.message}, status=422)
        if isinstance(exception, SavedBefore):
            return conflict(request, exception)
        return None
