"""Scripts that are run inside a house, and say what they found."""

import json
from typing import Any

# What each of them may use: `key(user)` logs a person in, `say(found)` brings an answer out.
BEFORE = """
import json
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

def key(user):
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session.update({SESSION_KEY: str(user.pk), HASH_SESSION_KEY: user.get_session_auth_hash(),
                    BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend"})
    session.create()
    return session.session_key

def say(found):
    print("SAID" + json.dumps(found | {"cookie": settings.SESSION_COOKIE_NAME}))
"""


def command(script: str) -> list[str]:
    """The words after `manage.py` that run it."""
    return ["shell", "--verbosity", "0", "-c", BEFORE + script]


def said(printed: str) -> dict[str, Any]:
    """What it brought out, with the name of the session cookie."""
    line = next(line for line in printed.splitlines() if line.startswith("SAID"))
    found: dict[str, Any] = json.loads(line.removeprefix("SAID"))
    return found
