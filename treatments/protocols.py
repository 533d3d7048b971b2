"""What this hospital does for an item of the preparation, in its own words: one text file an item in LOCAL_PROTOCOLS.

The house has no dose of its own for anything: no standard protocol of octreotide exists (clinical.md 2.15).
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from django.conf import settings

from treatments.eligibility.checklist import ITEMS
from treatments.eligibility.local import BadFile, faults_of

CODES = frozenset(item.code for item in ITEMS)


def here() -> Mapping[str, str]:
    """The hospital's own texts by item, such as {"octreotide": "…"}; none when no folder is named. Read once."""
    return _read(settings.LOCAL_PROTOCOLS) if settings.LOCAL_PROTOCOLS else {}


@cache
def _read(folder: str) -> Mapping[str, str]:
    if not Path(folder).is_dir():
        raise BadFile([f"{folder}: there is no such folder"])
    texts: dict[str, str] = {}
    faults = []
    for file in sorted(Path(folder).glob("*.txt")):
        if file.stem not in CODES:
            faults.append(
                f"{file}: no item of the preparation is called {file.stem}; there are {', '.join(sorted(CODES))}"
            )
            continue
        try:
            texts[file.stem] = file.read_text(encoding="utf-8-sig").strip()
        except (OSError, UnicodeDecodeError):
            faults.append(f"{file}: this is no text anybody can read")
    if faults:
        raise BadFile(faults)
    return MappingProxyType({item: text for item, text in texts.items() if text})


def faults() -> list[str]:
    """What is wrong with the folder of protocols."""
    return faults_of(here)
