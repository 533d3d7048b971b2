"""Programs of the machine that the tests need: a browser and gettext."""

import os
import shutil
import subprocess
from pathlib import Path

from config.run.children import CannotStart, program
from config.run.places import ROOT


def chromium() -> str | None:
    """A Chromium that is here: the one named, the machine's, or Playwright's own."""
    if named := os.environ.get("CHROMIUM"):
        return named
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache" / "ms-playwright"))
    return next((str(path) for path in sorted(cache.glob("chromium-*/chrome-linux*/chrome"))), None)


def install(package: str) -> bool:
    """Debian's package, when we may install one."""
    if not (ROOT and shutil.which("apt-get")):
        return False
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": False}
    env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    subprocess.run(["apt-get", "update", "-qq"], env=env, **quiet)  # type: ignore[call-overload]
    done = subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package], env=env, **quiet)  # type: ignore[call-overload]
    return bool(done.returncode == 0)


def get_chromium() -> str:
    """A Chromium, fetched when there is none."""
    found = chromium()
    if found is None and not install("chromium"):
        subprocess.run([program("playwright"), "install", "chromium"], capture_output=True, check=False)
    found = found or chromium()
    if found is None:
        raise CannotStart("The browser tests need a Chromium: install one, or name it with CHROMIUM=/path/to/it.")
    return found


def get_gettext() -> None:
    """gettext's xgettext, fetched when there is none."""
    if shutil.which("xgettext") is None and not install("gettext"):
        raise CannotStart("Collecting and checking translations needs gettext: install the package gettext.")
