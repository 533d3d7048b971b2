"""The house's own settings, with the addresses it is compared with."""

import os
from pathlib import Path

from config.settings import *  # noqa: F403
from config.settings import BASE_DIR, CACHES, TEMPLATES

ROOT_URLCONF = "bench.urls"
TEMPLATES = [TEMPLATES[0] | {"DIRS": [*TEMPLATES[0]["DIRS"], BASE_DIR / "bench" / "templates"]}]  # type: ignore[misc]
WHITENOISE_AUTOREFRESH = False  # find the static files once, as production does, and not at each request
if os.environ.get("BENCH_CACHE") == "off":
    CACHES = {name: {"BACKEND": "django.core.cache.backends.dummy.DummyCache"} for name in CACHES}
if static := os.environ.get("BENCH_STATIC"):
    STATIC_ROOT = Path(static)  # collected, named by content and compressed, as production has them
