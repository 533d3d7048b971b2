"""Fetches uv, a Python and the locked packages. Standard library only, for any python3 from 3.8 on.

usage: python3 config/run/get_uv.py [uv sync arguments]
"""

import glob
import hashlib
import io
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
import zipfile

CLONE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
UV = os.path.join(CLONE, ".uv", "bin", "uv")
WANTED = "uv>=0.13,<0.14"  # the lock's format is of this line
PYTHON = ">=3.13"
INDEX = "https://pypi.org/simple"  # as the lock names it: with a mirror's name in its place no lock would fit
RELEASES = "https://pypi.org/pypi/uv/json"


def works(command):
    """Whether the command runs: a pyenv shim is on PATH even when the Python behind it is not."""
    try:
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=CLONE).returncode == 0
    except OSError:
        return False


def by_venv(folder):
    """pip inside a virtual environment: the ordinary way, with the machine's own pip settings."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True, capture_output=True)
    pip = os.path.join(folder, "bin", "python")
    subprocess.run([pip, "-m", "pip", "install", "-q", "--no-cache-dir", WANTED], check=True, capture_output=True)


def by_target(folder):
    """pip into a folder: where Debian's python3-venv is not installed."""
    command = [sys.executable, "-m", "pip", "install", "-q", "--target", folder, WANTED]
    subprocess.run(command, check=True, capture_output=True)


def by_download(folder):
    """The wheel itself, its SHA-256 checked: where there is no pip either."""
    with urllib.request.urlopen(RELEASES, timeout=60) as answer:
        releases = json.load(answer)["releases"]
    series = WANTED.split(">=")[1].split(",")[0] + "."
    newest = max((v for v in releases if v.startswith(series)), key=lambda v: [int(n) for n in v.split(".")])
    wheel = next(file for file in releases[newest] if fits(file["filename"]))
    # a mirror may give a relative address
    with urllib.request.urlopen(urllib.parse.urljoin(RELEASES, wheel["url"]), timeout=300) as answer:
        content = answer.read()
    if hashlib.sha256(content).hexdigest() != wheel["digests"]["sha256"]:
        raise ValueError("the downloaded uv is not the one PyPI describes")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name = next(name for name in archive.namelist() if name.endswith("/scripts/uv"))
        os.makedirs(os.path.join(folder, "bin"))
        with open(os.path.join(folder, "bin", "uv"), "wb") as file:
            file.write(archive.read(name))


def fits(filename):
    """Whether this is a wheel for this machine."""
    machine = platform.machine().lower()
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(machine, machine)
    if sys.platform == "darwin":
        return "macosx" in filename and machine.replace("aarch64", "arm64") in filename
    return ("manylinux" if platform.libc_ver()[0] else "musllinux") in filename and machine + ".whl" in filename


def get_uv():
    """Put a working uv at .uv/bin/uv by the first way that works."""
    if works([UV, "--version"]):
        return
    os.makedirs(os.path.dirname(UV), exist_ok=True)
    faults = []
    for way in (by_venv, by_target, by_download):
        with tempfile.TemporaryDirectory() as scratch:
            folder = os.path.join(scratch, "uv")
            try:
                way(folder)
                shutil.copy(os.path.join(folder, "bin", "uv"), UV + ".new")
                os.chmod(UV + ".new", 0o755)
                os.replace(UV + ".new", UV)  # never half a program
            except Exception as fault:  # any fault of one way is a reason to try the next
                said = getattr(fault, "stderr", None)
                faults.append("%s: %s" % (way.__name__, (said or b"").decode().strip().split("\n")[-1] or fault))
            else:
                return
    sys.exit("uv could not be fetched (%s)." % "; ".join(faults))


def find_python():
    """A Python that is here and new enough: on PATH, by uv's own search, or in a pyenv that is set to another version."""
    command = [UV, "python", "find", "--no-project", "--no-python-downloads", PYTHON]
    found = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=CLONE)
    if found.returncode == 0:
        return found.stdout.decode().strip()
    pyenv = os.environ.get("PYENV_ROOT", os.path.expanduser("~/.pyenv"))
    question = "import sys; sys.exit(sys.version_info < (3, 13))"
    for candidate in sorted(glob.glob(os.path.join(pyenv, "versions", "3.*", "bin", "python3")), reverse=True):
        if works([candidate, "-c", question]):
            return candidate
    return None


def get_python():
    """The Python to use, downloaded only when this machine has none."""
    found = find_python()
    if found:
        return found
    fetched = subprocess.run([UV, "python", "install", "3.13"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    found = find_python() if fetched.returncode == 0 else None
    return found or sys.exit(
        "Python 3.13 or newer is needed: none was found on this machine and none could be downloaded."
    )


def main(arguments):
    get_uv()
    venv = os.path.join(CLONE, ".venv")
    python = os.path.join(venv, "bin", "python")
    if not works([python, "-c", "import sys; sys.exit(sys.version_info < (3, 13))"]):
        python = get_python()
    environment = dict(os.environ, UV_PROJECT_ENVIRONMENT=venv)
    environment.pop("VIRTUAL_ENV", None)
    # Compiled once here: where PYTHONDONTWRITEBYTECODE is set, every process would compile everything again.
    command = [UV, "sync", "--locked", "--default-index", INDEX, "--quiet", "--compile-bytecode", "--python", python]
    return subprocess.run(command + arguments, cwd=CLONE, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
