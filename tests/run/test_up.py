"""`make up`, `make down` and `make reset`, in a clone of their own that only its owner may enter."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from email import message_from_bytes, policy
from pathlib import Path
from tempfile import mkdtemp

import psutil
import pytest

from config.run.places import CLONE
from config.run.ports import free_port
from tests.run.houses import eventually

NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", ".uv", ".data", ".*_cache", "staticfiles", "__pycache__", "docs", "shots"
)


def two_ports():
    """A free port whose successor is free too."""
    return next(port for port in iter(free_port, None) if port + 1 != free_port())


class Clone:
    """One clone and its `make up`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = two_ports()
        keep_out = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "EMAIL_URL", "CANTLIE_SOURCE_STATIC"}
        self.env = {key: value for key, value in os.environ.items() if key not in keep_out} | {"PORT": str(self.port)}
        self.out = folder.parent / "out"

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "config.run", *words]

    def run(self, *words: str, **kwargs) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*words), cwd=self.folder, env=self.env, capture_output=True, text=True, check=False, **kwargs
        )

    def up(self) -> subprocess.Popen[bytes]:
        with self.out.open("wb") as out:
            return subprocess.Popen(
                self.command("up"), cwd=self.folder, env=self.env, stdout=out, stderr=out, start_new_session=True
            )

    def says(self, text: str, within: float = 240) -> bool:
        return bool(eventually(lambda: text in self.out.read_text(), within))

    def status(self) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return int(answer.status)
        except OSError as fault:
            return int(getattr(fault, "code", 0))


@pytest.fixture(scope="module")
def clone():
    private = Path(mkdtemp(prefix="cantlie-clone-", dir="/var/tmp"))  # 0700: root's database user cannot enter
    shutil.copytree(CLONE, private / "clone", ignore=NOT_COPIED)
    clone = Clone(private / "clone")
    yield clone
    clone.run("down")
    clone.run("reset", input="yes\n")
    shutil.rmtree(private)


@pytest.fixture(scope="module")
def running(clone):
    process = clone.up()
    assert clone.says("Cantlie is running."), clone.out.read_text()
    yield process
    process.terminate()
    process.wait(60)


def children(process):
    return psutil.Process(process.pid).children(recursive=True)


def test_one_block_says_all_one_needs(running, clone):
    text = clone.out.read_text()
    for word in (f"http://127.0.0.1:{clone.port}", "Log in", "Mail", "Ctrl-C", "make down"):
        assert word in text
    assert clone.status() == 200


def test_a_second_start_says_that_the_first_runs(running, clone):
    second = clone.run("up")
    assert (second.returncode, second.stderr) == (1, "This clone is running already. `make down` stops it.\n")


def test_commands_run_inside_the_house(running, clone):
    done = clone.run("exec", "python", "manage.py", "migrate", "--check")
    assert done.returncode == 0, done.stderr


def test_mail_lands_as_a_file(running, clone):
    script = "from django.core.mail import EmailMessage; EmailMessage('Hej', 'å', to=['a@b.example']).send()"
    assert clone.run("exec", "python", "manage.py", "shell", "-c", script).returncode == 0

    def subjects():
        files = (clone.folder / ".data" / "mail").glob("*.eml")  # the demo's own reminders land there too
        return [message_from_bytes(file.read_bytes(), policy=policy.default)["Subject"] for file in files]

    assert eventually(lambda: "Hej" in subjects())


@pytest.mark.parametrize("name", ["postgres", "valkey-server", "granian", "celery"])
def test_a_killed_part_comes_back(running, clone, name):
    victim = next(child for child in psutil.Process(running.pid).children() if name in " ".join(child.cmdline()))
    victim.kill()
    assert clone.says("was killed by signal 9; starting it again", within=15)
    assert eventually(lambda: clone.status() == 200 and victim.pid not in [c.pid for c in children(running)], within=60)


def test_ctrl_c_stops_everything_and_the_data_stay(running, clone):
    before = children(running)
    stamp = clone.run(
        "exec", "python", "manage.py", "shell", "-c", "import core.models as m; print(m.Heartbeat.objects.count())"
    )
    running.send_signal(2)
    assert running.wait(40) == 0
    assert not [child for child in before if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]
    assert stamp.stdout.strip().endswith("2")
    began = time.monotonic()
    again = clone.up()
    assert clone.says("Cantlie is running.", within=60)
    assert time.monotonic() - began < 60
    assert clone.run("down").stdout == "Stopped.\n"
    assert again.wait(5) == 0


def test_killed_outright_it_leaves_nothing_running_and_starts_again(running, clone):
    running.wait(60)
    process = clone.up()
    assert clone.says("Cantlie is running.", within=60)
    left = children(process)
    process.kill()
    process.wait()
    gone = lambda: not [c for c in left if c.is_running() and c.status() != psutil.STATUS_ZOMBIE]  # noqa: E731
    assert eventually(gone, within=15), [child.cmdline() for child in left if child.is_running()]
    assert clone.run("down").stdout == "Nothing of this clone is running.\n"


def test_reset_asks_first(running, clone):
    running.wait(60)
    assert clone.run("reset", input="no\n").returncode == 1
    assert (clone.folder / ".data").exists()
    assert clone.run("reset", input="yes\n").returncode == 0
    assert not (clone.folder / ".data").exists()


def stop_by_ctrl_c(clone, process):
    os.killpg(process.pid, signal.SIGINT)  # a terminal tells everybody in the group


def stop_by_make_down(clone, process):
    assert clone.run("down").stdout == "Stopped.\n"


def at_work_on_the_database(process):
    with suppress(psutil.NoSuchProcess):
        return any("manage.py" in child.cmdline() for child in children(process))
    return False


@pytest.mark.parametrize("stop", [stop_by_ctrl_c, stop_by_make_down])
def test_stopped_while_it_starts_it_says_so_and_goes_no_further(running, clone, stop):
    running.wait(60)
    process = clone.up()
    assert eventually(lambda: at_work_on_the_database(process), within=60)
    before = children(process)
    stop(clone, process)
    assert process.wait(30) == 0
    assert clone.out.read_text() == "Starting Cantlie …\nStopping …\nStopped.\n"
    assert not (clone.folder / ".data" / "log" / "pages.log").exists()
    assert not [child for child in before if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]
