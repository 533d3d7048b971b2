"""Children are kept running, and none outlives us."""

import errno
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import psutil
import pytest

from config.run.children import CannotStart
from config.run.places import CLONE
from config.run.ports import free_port, refuse_taken
from config.run.supervisor import Program, Supervisor
from tests.run.houses import eventually

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
PARENT = """
import subprocess, sys, time
from config.run.children import spawn
grandchild = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(600)'])"
print(spawn([sys.executable, "-c", "import time; time.sleep(600)"]).pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def supervisor(tmp_path):
    said = []
    supervisor = Supervisor(said.append, tmp_path)
    supervisor.said = said
    yield supervisor
    supervisor.close()


def alive(pid):
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


def look_until(supervisor, done, within=10):
    def look():
        supervisor.look_after()
        return done()

    return eventually(look, within)


def test_a_child_that_dies_is_started_again_and_said_so(supervisor, tmp_path):
    program = Program(SLEEPER, dict(os.environ), tmp_path)
    supervisor.add("sleeper", program)
    first = program.process
    first.kill()
    first.wait()
    assert look_until(supervisor, lambda: program.process is not first)
    assert alive(program.process.pid)
    assert "sleeper was killed by signal 9; starting it again" in supervisor.said[0]


def test_a_child_that_keeps_dying_is_tried_ever_more_slowly(supervisor, tmp_path):
    supervisor.add("stubborn", Program([sys.executable, "-c", "raise SystemExit(3)"], dict(os.environ), tmp_path))
    assert look_until(supervisor, lambda: len(supervisor.said) == 3)
    assert "stopped with exit code 3; starting it again." in supervisor.said[0]
    assert "in 2 s" in supervisor.said[2]


def test_closing_stops_what_was_started_and_nothing_else(supervisor, tmp_path):
    stranger = subprocess.Popen(SLEEPER)
    ours = Program(SLEEPER, dict(os.environ), tmp_path)
    supervisor.add("ours", ours)
    pid = ours.process.pid
    supervisor.close()
    assert not alive(pid)
    assert alive(stranger.pid)
    stranger.kill()
    stranger.wait()


def test_children_die_with_a_parent_that_is_killed():
    parent = subprocess.Popen([sys.executable, "-c", PARENT], cwd=CLONE, stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    assert alive(child)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    assert eventually(lambda: not alive(child), within=5)


def test_a_taken_port_is_a_clear_message():
    port = free_port()
    server = subprocess.Popen([sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port)])
    try:
        with pytest.raises(CannotStart, match=f"Port {port} .* is taken by another program"):
            eventually(lambda: refuse_taken(port, "pages"), within=10)
    finally:
        server.kill()
        server.wait()


@pytest.mark.parametrize("text", ["abc", "", "-1", "0", "80.5", "٨٠٠٠", "65535", "70000"])
def test_what_is_no_port_is_said_in_one_line(text):
    up = [sys.executable, "-m", "config.run", "up"]
    done = subprocess.run(up, cwd=CLONE, env=os.environ | {"PORT": text}, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert (
        done.stderr
        == f"PORT={text} is no port: choose a number from 1 to 65534 (the event stream takes the next one).\n"
    )


def test_a_port_ordinary_people_may_not_use_is_not_called_taken(monkeypatch):
    def refused(*_args):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("socket.socket.bind", refused)
    with pytest.raises(CannotStart, match="is for root alone"):
        refuse_taken(80, "pages")


def test_a_stubborn_child_is_killed_in_the_end(supervisor, tmp_path):
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
    )
    program = Program([sys.executable, "-c", deaf], dict(os.environ), tmp_path)
    supervisor.add("deaf", program)
    assert eventually(lambda: (tmp_path / "deaf.log").read_text())
    began = time.monotonic()
    pid = program.process.pid
    supervisor.close()
    assert not alive(pid)
    assert 5 < time.monotonic() - began < 15
