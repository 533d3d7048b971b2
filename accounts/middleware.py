"""For whom the person works in this request, told to the application and to the database."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone, translation

from core.database import tell_database
from core.middleware import HEALTH
from core.pages import as_uuid

HOSPITAL_KEY = "hospital"  # in the session
SOURCE = "en"  # the language of the code


def acting(get_response: Callable[[Any], HttpResponse]) -> Callable[[Any], HttpResponse]:
    """Settle the acting hospital, its time zone and the language of a logged-in person."""

    def middleware(request: Any) -> HttpResponse:
        if request.path == HEALTH:  # to know the person is to ask the database, which may be away
            return get_response(request)
        user = request.user
        if not user.is_authenticated:
            return get_response(request)
        user.acting_for = as_uuid(request.session.get(HOSPITAL_KEY))
        tell_database(user.pk, user.acting.hospital_id)
        with ExitStack() as here:
            here.enter_context(timezone.override(user.acting.time_zone))
            if user.language:
                request.LANGUAGE_CODE = user.language if user.language in dict(settings.LANGUAGES) else SOURCE
                here.enter_context(translation.override(request.LANGUAGE_CODE))
            return get_response(request)

    return middleware
