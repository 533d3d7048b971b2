"""Where one clone keeps what it runs."""

import hashlib
import os
import stat
from pathlib import Path

CLONE = Path(__file__).resolve().parents[2]
DATA = CLONE / ".data"
ROOT = os.geteuid() == 0


class NotOurs(RuntimeError):
    """A folder that should be ours alone is somebody else's."""


def own_folder(path: Path) -> Path:
    """Make the folder, or make sure that it is a real folder of ours: /var/tmp is open to everybody."""
    path.mkdir(mode=0o711 if ROOT else 0o700, exist_ok=True)  # root's database user must be able to walk through
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise NotOurs(f"{path} belongs to somebody else; remove it or ask its owner to.")
    return path


def home() -> Path:
    """A short folder outside the clone: socket paths have 107 bytes, and root's database user cannot enter a 0700 clone."""
    mark = hashlib.sha256(f"{os.geteuid()}:{CLONE}".encode()).hexdigest()[:12]
    return own_folder(Path("/var/tmp") / f"cantlie-{mark}")  # noqa: S108 - own_folder checks whose it is


def servers() -> Path:
    """Where the database cluster lies: in `.data`, but for root in a folder the database's own user can reach."""
    return home() if ROOT else DATA
