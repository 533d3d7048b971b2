"""docker-compose.yml: read by Docker Compose's own program, and each of its commands run as it stands there.

There is no Docker where these tests run. So the images, the network between them and the volumes are not tried here.
"""

import http.client
import importlib.util
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import urlsplit

import psycopg
import pytest
import yaml

from config.run import parts
from config.run.children import program, spawn, stop
from config.run.places import CLONE
from config.run.ports import free_port
from config.run.postgres import ALIKE, SUPERUSER, Postgres, binaries
from config.run.tools import install
from config.run.valkey import Valkey
from tests.run.houses import eventually
from tests.run.listening import LOG_SOMEBODY_IN
from tests.run.scripts import command, said

HOST = "board.example"
COMPOSE = str(Path(importlib.util.find_spec("compose").origin).with_name("docker-compose"))  # type: ignore[union-attr,arg-type]
OURS = {"web": parts.PAGES, "events": parts.EVENTS, "worker": parts.WORKER, "beat": parts.BEAT}


@pytest.fixture(scope="module")
def compose():
    """The file as Docker Compose understands it."""
    command = [COMPOSE, "config"]
    env = os.environ | {"CANTLIE_HOST": HOST}
    done = subprocess.run(command, cwd=CLONE, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return yaml.safe_load(done.stdout)


@pytest.fixture(scope="module")
def secrets(tmp_path_factory):
    """The secrets deploy/new-secrets.sh makes, and a certificate."""
    folder = tmp_path_factory.mktemp("secrets")
    subprocess.run([CLONE / "deploy" / "new-secrets.sh", folder], check=True, capture_output=True)
    self_signed = (
        f"req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={HOST} -addext subjectAltName=DNS:{HOST}".split()
    )
    out = ["-keyout", folder / "tls_key", "-out", folder / "tls_certificate"]
    subprocess.run(["openssl", *self_signed, *out], check=True, capture_output=True)
    return folder


class Production:
    """The services of docker-compose.yml, started by hand: same commands, same environment, secrets from files."""

    def __init__(self, compose, secrets, folder: Path) -> None:
        self.services, self.secrets, self.folder = compose["services"], secrets, folder
        self.postgres = Postgres(folder / "postgres", folder / "socket", durable=False)
        self.valkey = Valkey(folder / "valkey", folder / "valkey.sock", durable=False)
        self.ports = {"web": free_port(), "events": free_port()}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def secret(self, name: str) -> str:
        return (self.secrets / name).read_text()

    def environment(self, service: str, **more: str) -> dict[str, str]:
        """The service's own environment; only the addresses of servers differ, as there is no network of containers."""
        told = {
            name: value.replace("/run/secrets", str(self.secrets))
            for name, value in self.services[service]["environment"].items()
        }
        clean = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        return clean | told | {"PYTHONUNBUFFERED": "1", "CANTLIE_SOURCE_STATIC": "true"} | more

    def command(self, service: str) -> list[str]:
        first, *rest = self.services[service]["command"]
        words = [str(self.ports[service]) if word == "8000" else word for word in rest]
        return [program(first), *("127.0.0.1" if word == "0.0.0.0" else word for word in words)]

    def open(self) -> None:
        """Database by the image's own script, broker with the access list, then the addresses as the secrets have them."""
        self.postgres.start(log=subprocess.DEVNULL)
        password = self.postgres.passwords[SUPERUSER]
        told = {"PGHOST": str(self.postgres.sockets), "PGPASSWORD": password, "SECRETS": str(self.secrets)}
        told |= {"PATH": f"{binaries()}:/usr/bin:/bin", "ROLES": str(CLONE / "deploy/postgres/roles.sql")}
        subprocess.run([CLONE / "deploy/postgres/10-roles.sh"], env=told, check=True)
        broker = self.services["valkey"]["command"]
        self.start("valkey", self._valkey(broker))
        host = str(self.postgres.sockets).replace("/", "%2F")
        for name in ("database_url", "database_owner_url"):
            self._tell(name, self.secret(name).replace("@postgres:5432", f"@{host}"))
        self._tell("redis_url", f"unix://:{self.secret('valkey_password')}@{self.valkey.socket}?db=0")

    def _valkey(self, command: list[str]) -> list[str]:
        from config.run.valkey import binary

        words = [word.replace("/run/secrets", str(self.secrets)) for word in command[1:]]
        folder = self.folder / "broker"
        folder.mkdir()
        return [str(binary()), *words, "--port", "0", "--unixsocket", str(self.valkey.socket), "--dir", str(folder)]

    def _tell(self, name: str, value: str) -> None:
        (self.secrets / name).chmod(0o600)
        (self.secrets / name).write_text(value)

    def start(self, name: str, argv: list[str] | None = None, env: dict[str, str] | None = None) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            environment = env if env is not None else (None if argv else self.environment(name))
            self.processes[name] = spawn(argv or self.command(name), env=environment, log=log, cwd=CLONE)

    def run(self, service: str, argv: list[str], **more: str) -> subprocess.CompletedProcess[str]:
        first = sys.executable if argv[0] == "python" else argv[0]
        command, env = [first, *argv[1:]], self.environment(service, **more)
        return subprocess.run(command, cwd=CLONE, env=env, capture_output=True, text=True, check=False)

    def probe(self, service: str) -> bool:
        """The service's own health check, as the file words it."""
        words = self.services[service]["healthcheck"]["test"][1:]
        return self.run(service, words, PROBE_PORT=str(self.ports.get(service, 0))).returncode == 0

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def close(self) -> None:
        for process in self.processes.values():
            stop(process)
        self.postgres.stop()


@pytest.fixture(scope="module")
def production(compose, secrets, tmp_path_factory):
    folder = Path(mkdtemp(prefix="cantlie-production-", dir="/var/tmp"))
    folder.chmod(0o711)
    production = Production(compose, secrets, folder)
    try:
        production.open()
        done = production.run("migrate", compose["services"]["migrate"]["command"])
        assert done.returncode == 0, done.stderr
        for service in OURS:
            production.start(service)
        yield production
    finally:
        production.close()
        shutil.rmtree(folder)


def test_docker_compose_itself_reads_the_file(compose):
    assert set(compose["services"]) == {"postgres", "valkey", "migrate", *OURS, "proxy"}


def test_docker_compose_itself_would_refuse_a_mistake(tmp_path):
    (tmp_path / "wrong.yml").write_text("services: {a: {image: b, read_onli: true}}")
    done = subprocess.run([COMPOSE, "-f", "wrong.yml", "config"], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode != 0


@pytest.mark.parametrize("service", OURS)
def test_the_commands_are_the_ones_the_tests_run(compose, service):
    assert compose["services"][service]["command"] == parts.words(OURS[service], host="0.0.0.0", port=8000)


def test_the_image_runs_the_pages_when_told_nothing():
    (line,) = [line for line in (CLONE / "Dockerfile").read_text().splitlines() if line.startswith("CMD")]
    assert yaml.safe_load(line.removeprefix("CMD ")) == parts.words(parts.PAGES, host="0.0.0.0", port=8000)


def test_no_container_may_more_than_it_needs(compose):
    for name, service in compose["services"].items():
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["deploy"]["resources"]["limits"]["memory"], name
        assert "privileged" not in service, name
        assert "user" in service or service["image"].startswith("cantlie:"), f"{name} would run as root"
    assert "USER 10001" in (CLONE / "Dockerfile").read_text()


def test_every_lasting_container_is_watched(compose):
    for name, service in compose["services"].items():
        assert name == "migrate" or service["healthcheck"]["test"], name


def test_no_secret_is_in_the_file(compose):
    for name, service in compose["services"].items():
        for key, value in (service.get("environment") or {}).items():
            assert key.endswith("_FILE") or not {"SECRET", "PASSWORD", "KEY"} & set(key.split("_")), f"{name}: {key}"
            assert "://" not in str(value) or key in {"SITE_URL", "CSRF_TRUSTED_ORIGINS"}, f"{name}: {key}"


def test_only_migrate_is_told_the_owners_password(compose):
    told = {
        name
        for name, service in compose["services"].items()
        for secret in service.get("secrets", [])
        if "owner" in secret["source"]
    }
    assert told == {"migrate", "postgres"}  # the second makes the role


def test_database_and_broker_cannot_be_reached_from_outside(compose):
    assert compose["networks"]["inside"]["internal"]
    for name in ("postgres", "valkey", "web", "events"):
        assert set(compose["services"][name]["networks"]) == {"inside"}
        assert "ports" not in compose["services"][name]


def test_the_database_is_as_discreet_and_as_quick_as_here(compose):
    told = [word for name, value in ALIKE.items() for word in ("-c", f"{name}={value}")]
    assert compose["services"]["postgres"]["command"] == ["postgres", *told]


def test_the_broker_forgets_nothing_silently(compose):
    command = compose["services"]["valkey"]["command"]
    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"
    assert command[command.index("--appendonly") + 1] == "yes"


@pytest.mark.parametrize("service", OURS)
def test_each_service_starts_in_production_and_calls_itself_healthy(production, service):
    assert eventually(lambda: production.probe(service), within=60, every=1), production.log(service)


@pytest.mark.parametrize("service", ["web", "events"])
def test_a_dead_server_does_not_call_itself_healthy(production, service):
    done = production.run(service, production.services[service]["healthcheck"]["test"][1:], PROBE_PORT=str(free_port()))
    assert done.returncode == 1


def test_in_production_the_database_has_a_builtin_collation_and_a_powerless_app_role(production):
    url = production.secret("database_url")
    with psycopg.connect(url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("CREATE TABLE mine (id int)")


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """What the Dockerfile's first stage makes: the files it copies, the locked packages without the developers' ones."""
    app = tmp_path_factory.mktemp("image") / "app"
    app.mkdir()
    for name in copied_into_the_image():
        copy = shutil.copytree if (CLONE / name).is_dir() else shutil.copy2
        copy(CLONE / name, app / name)
    env = {name: value for name, value in os.environ.items() if not name.startswith(("CANTLIE_", "DATABASE_"))}
    uv = [str(CLONE / ".uv" / "bin" / "uv"), "sync", "--locked", "--no-dev", "--quiet", "--python", sys.executable]
    subprocess.run(uv, cwd=app, env=env | {"UV_PROJECT_ENVIRONMENT": str(app / ".venv")}, check=True)
    for words in ("compilemessages", "collectstatic --noinput"):
        assert f"manage.py {words}" in (CLONE / "Dockerfile").read_text()
        build = [str(app / ".venv" / "bin" / "python"), "manage.py", *words.split(), "--verbosity", "0"]
        done = subprocess.run(build, cwd=app, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    return app


def test_what_is_in_the_image_is_enough_to_serve_and_to_work(production, image):
    script = (
        "import config.wsgi, config.asgi, config.probe; from config.celery import app; "
        "app.loader.import_default_modules(); app.connection_for_write().ensure_connection(max_retries=1); print('enough')"
    )
    env = production.environment("web", CANTLIE_SOURCE_STATIC="false", DJANGO_SETTINGS_MODULE="config.settings")
    words = [str(image / ".venv" / "bin" / "python"), "-W", "error::UserWarning", "-c", script]
    done = subprocess.run(words, cwd=image, env=env, capture_output=True, text=True, check=False)
    assert done.stdout == "enough\n", done.stderr


def test_the_image_serves_its_static_files_for_ever(production, image):
    port = free_port()
    words = [str(port) if word == "8000" else word for word in parts.words(parts.PAGES)]
    command = [str(image / ".venv" / "bin" / words[0]), *words[1:]]
    env = production.environment("web", CANTLIE_SOURCE_STATIC="false")

    def get(path: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", path, headers={"Host": HOST, "X-Forwarded-Proto": "https"})
        return connection.getresponse()

    def answers() -> bool:
        with suppress(OSError):
            return get("/login/").status == 200
        return False

    with (production.folder / "image.log").open("wb") as log:
        pages = spawn(command, env=env, log=log, cwd=image)
    try:
        assert eventually(answers, within=60), production.log("image")
        named = set(re.findall(r'(?:src|href)="(/static/[^"#]+)', get("/login/").read().decode()))
        assert len(named) > 5
        for answer in map(get, named):
            assert answer.status == 200
            assert "immutable" in answer.headers["Cache-Control"]
    finally:
        stop(pages)


def copied_into_the_image() -> list[str]:
    return [line[1:] for line in (CLONE / ".dockerignore").read_text().splitlines() if line.startswith("!")]


def test_everything_the_image_copies_is_there():
    assert not [name for name in copied_into_the_image() if not (CLONE / name).exists()]


@pytest.fixture(scope="module")
def proxy(production):
    """The proxy with its own configuration file: Debian's Caddy, where the image has a newer one."""
    caddy = shutil.which("caddy") or (install("caddy") and shutil.which("caddy"))
    if not caddy:
        pytest.skip("no Caddy here, and none may be installed")
    port = free_port()
    env = {"PATH": os.environ["PATH"], "HOME": str(production.folder), "CANTLIE_HOST": HOST}
    env |= {"HTTPS_PORT": str(port), "HTTP_PORT": str(free_port())}
    env |= {"TLS_CERTIFICATE": f"{production.secrets}/tls_certificate", "TLS_KEY": f"{production.secrets}/tls_key"}
    env |= {
        "PAGES_UPSTREAM": f"127.0.0.1:{production.ports['web']}",
        "EVENTS_UPSTREAM": f"127.0.0.1:{production.ports['events']}",
    }
    command = [
        str(CLONE / "deploy/Caddyfile") if "Caddyfile" in word else word
        for word in production.services["proxy"]["command"][1:-1]
    ]
    production.start("proxy", [caddy, *command, "caddyfile"], env)
    return port


class Tls(http.client.HTTPSConnection):
    """A browser that types the host's name and is led to our port."""

    def connect(self) -> None:
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        self.sock = self._context.wrap_socket(plain, server_hostname=HOST)  # type: ignore[attr-defined]


def ask(production, port: int, path: str, **headers: str) -> http.client.HTTPResponse:
    trust = ssl.create_default_context(cafile=str(production.secrets / "tls_certificate"))
    connection = Tls(HOST, port, context=trust)
    connection.request("GET", path, headers={"Host": HOST, **headers})
    return connection.getresponse()


def test_the_proxy_leads_to_pages_and_events(production, proxy):
    def reached() -> bool:
        try:
            return (
                ask(production, proxy, "/healthz?of=pages").status
                == ask(production, proxy, "/events/healthz").status
                == 200
            )
        except OSError:
            return False

    assert eventually(reached, within=60), production.log("proxy")
    assert ask(production, proxy, "/healthz").headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_events_pass_the_proxy_at_once(production, proxy):
    demo = {"CANTLIE_MODE": "demo"}  # production has nobody in it, and its `demo` refuses
    assert production.run("web", ["python", "manage.py", "demo", "--if-empty"], **demo).returncode == 0
    person = said(production.run("web", ["python", "manage.py", *command(LOG_SOMEBODY_IN)], **demo).stdout)
    cookie = {"Cookie": f"{person['cookie']}={person['key']}"}
    answer = ask(production, proxy, f"/events/boards/{person['board']}/", **cookie)
    assert answer.status == 200
    heard = [answer.readline().decode().strip() for _ in range(6)]
    assert f"id: {person['version']}" in heard, "the first event came while the stream was still open"


def test_nobody_gets_in_by_plain_http(production, proxy):
    port = int(next(value for name, value in proxy_environment(production) if name == "HTTP_PORT"))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/cases/", headers={"Host": HOST})
    answer = connection.getresponse()
    assert (answer.status, urlsplit(answer.headers["Location"]).scheme) == (308, "https")


def proxy_environment(production) -> list[tuple[str, str]]:
    raw = Path(f"/proc/{production.processes['proxy'].pid}/environ").read_bytes().decode()
    return [(name, value) for name, _, value in (line.partition("=") for line in raw.split("\0") if line)]
