"""The name of the rule set: the year's edition, and a hash of the sources that decide a proposal."""

from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from treatments.eligibility.parameters import Limits

EDITION = "2026.1"
HERE = Path(__file__).parent
# What decides no proposal: other questions than "propose", how a record or a file is read, what is said beside a verdict,
# and this page. Anything else counts, so that a new file is never forgotten; a test follows the imports of the engine.
BESIDE = frozenset(
    """
    __init__.py cohort.py columns.py disagreements.py drawn.py follow_ups.py front.py grounds.py jsonl.py
    levers.py local.py modalities/expectations.py plan.py questions.py reference.py response.py scores.py
    sources.py validation.py version.py what_if.py
    """.split()
)


def sources() -> Iterator[tuple[str, Path]]:
    """The files that decide a proposal, by their place in this package, in order."""
    found = {path.relative_to(HERE).as_posix(): path for path in HERE.rglob("*.py")}
    return ((name, found[name]) for name in sorted(found) if name not in BESIDE)


def _content_hash() -> str:
    """A short hash over those files: the same on every machine, whatever its line ends."""
    digest = sha256()
    for name, path in sources():
        digest.update(name.encode())
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
