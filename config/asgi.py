"""The event stream, for uvicorn. Pages are served by WSGI: under ASGI every middleware costs them a change of thread."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

from config.safety import refuse_if_unsafe

refuse_if_unsafe()
django.setup()

from config.events import application  # noqa: E402 - needs the apps

__all__ = ["application"]
