"""The event stream, for uvicorn. Pages are served by WSGI: under ASGI every middleware costs them a change of thread."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

from config.safety import refuse_if_unsafe

refuse_if_unsafe()
django.setup()

# While a thread draws or asks the database, each of two hundred writes would wait five milliseconds for its turn.
sys.setswitchinterval(0.0001)

from config.events import application  # noqa: E402 - needs the apps

__all__ = ["application"]
