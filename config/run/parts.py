"""The four programs the house is made of: the same command lines here, in the tests and in docker-compose.yml."""

from config.run.children import program

PAGES, EVENTS, WORKER, BEAT = "pages", "events", "worker", "beat"

# Access logs stay off: who looked at what is in the audit trail, and nowhere else.
COMMANDS: dict[str, list[str]] = {
    PAGES: (
        "granian --interface wsgi --workers 2 --blocking-threads 4 --no-access-log --workers-kill-timeout 10 "
        "--host {host} --port {port} config.wsgi:application"
    ).split(),
    EVENTS: (
        "uvicorn --lifespan off --no-access-log --timeout-graceful-shutdown 3 --no-server-header "
        "--host {host} --port {port} config.asgi:application"
    ).split(),
    WORKER: "celery -A config worker --concurrency 2 --without-gossip --without-mingle --without-heartbeat".split(),
    BEAT: "celery -A config beat --pidfile=".split(),
}


def words(part: str, host: str = "127.0.0.1", port: int = 8000) -> list[str]:
    """One part's command line as it stands in docker-compose.yml."""
    return [word.format(host=host, port=port) for word in COMMANDS[part]]


def command(part: str, port: int = 0) -> list[str]:
    """The same with the program of our own virtual environment."""
    name, *rest = words(part, port=port)
    return [program(name), *rest]
