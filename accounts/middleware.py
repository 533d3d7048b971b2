"""For whom the person works in this request, told to the application and to the database."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils import translation

from core.database import tell_database
from core.middleware import HEALTH
from core.pages import as_uuid

HOSPITAL_KEY = "hospital"  # in the session


def acting(get_response: Callable[[Any], HttpResponse]) -> Callable[[Any], HttpResponse]:
    """Settle the acting hospital and the language of a logged-in person."""

    def middleware(request: Any) -> HttpResponse:
        if request.path == HEALTH:  # to know the person is to ask the database, which may be away
            return get_response(request)
        user = request.user
        if not user.is_authenticated:
            return get_response(request)
        user.acting_for = as_uuid(request.session.get(HOSPITAL_KEY))
        tell_database(user.pk, user.acting.hospital_id)
        if not user.language:
            return get_response(request)
        with translation.override(user.language):
            request.LANGUAGE_CODE = user.language
            return get_response(request)

    return middleware
