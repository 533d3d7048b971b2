"""What a container asks itself: `python -m config.probe pages|events|worker|beat`; exit code 0 is well."""

import http.client
import os
import sys

PORT = int(os.environ.get("PROBE_PORT", "8000"))  # 8000 inside every container


def answers(path: str) -> bool:
    """Whether our own server answers 200, asked as the proxy would ask."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].lstrip(".")
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
    try:
        connection.request("GET", path, headers={"Host": host, "X-Forwarded-Proto": "https"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def beats(name: str) -> bool:
    """Whether the heartbeat of worker or beat is fresh."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from config.health import STALE, look

    age = {"worker": look().worker_age, "beat": look().beat_age}[name]
    return age is not None and age <= STALE


PROBES = {
    "pages": lambda: answers("/healthz?of=pages"),
    "events": lambda: answers("/events/healthz"),
    "worker": lambda: beats("worker"),
    "beat": lambda: beats("beat"),
}

if __name__ == "__main__":
    sys.exit(not PROBES[sys.argv[1]]())
