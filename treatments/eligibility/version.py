"""The name of the rule set: the year's edition, and a hash of the sources that make it."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from treatments.eligibility.parameters import Limits

EDITION = "2026.1"


def _content_hash() -> str:
    """A short hash over every source file of this package: the same on every machine, whatever its line ends."""
    here = Path(__file__).parent
    digest = sha256()
    for path in sorted(here.rglob("*.py"), key=lambda path: path.relative_to(here).as_posix()):
        digest.update(path.relative_to(here).as_posix().encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:8]


RULES_VERSION = f"{EDITION}+{_content_hash()}"


@lru_cache(maxsize=64)
def rules_version(limits: Limits) -> str:
    """The rule set as it holds here: limits this hospital changed are part of its name."""
    if not limits.changes:
        return RULES_VERSION
    changes = ",".join(f"{name}={value.normalize():f}" for name, value in sorted(limits.changes.items()))
    return f"{RULES_VERSION}.{sha256(changes.encode()).hexdigest()[:8]}"
