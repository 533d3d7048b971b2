"""A treatment and what follows it, in words. A task is named where its rule stands; an examination is named here."""

import re
from collections.abc import Iterable
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from treatments.eligibility import MODALITIES
from treatments.models import Territory, Treatment

EXAMS = {
    "bloods": gettext_lazy("blood tests"),
    "ct-liver": gettext_lazy("CT of the liver"),
    "ct-or-mri": gettext_lazy("CT or MRI"),
    "contrast-imaging": gettext_lazy("contrast-enhanced imaging"),
    "mri": gettext_lazy("MRI"),
    "volumetry": gettext_lazy("volumetry"),
    "markers": gettext_lazy("tumour markers"),
    "board-decision": gettext_lazy("decision of the board"),
}
TROUBLES = {  # of a reminder, by its state
    "planned": gettext_lazy("waits: the unit has no e-mail"),
    "failed": gettext_lazy("given up: the mail server did not take it"),
    "unknown": gettext_lazy("perhaps sent twice"),
}


@cache
def _tasks() -> dict[str, str]:
    """Every task a rule can plan, with its words as the rule marks them."""
    return {window.code: window.says for modality in MODALITIES for window in modality.follow_up}


def task(code: str) -> str:
    """One task in words; a code of an older rule set stays readable."""
    says = _tasks().get(code)
    return _(says) if says else code.replace("-", " ").capitalize()


def exams(codes: Iterable[str]) -> str:
    """The examinations of a task, in one line."""
    return ", ".join(str(EXAMS.get(code, code)) for code in codes)


def treatment_name(code: str) -> str:
    """A treatment as the records call it, else as the rules do."""
    if code in Treatment.values:
        return str(Treatment(code).label)
    return _(next(modality.name for modality in MODALITIES if modality.code == code))


def short_name(code: str) -> str:
    """TAE for "Bland embolisation (TAE)"; a name without an abbreviation as it is."""
    name = treatment_name(code)
    found = re.search(r"\(([^)]+)\)$", name)
    return found.group(1) if found else name


def place(territory: str, segments: Iterable[str]) -> str:
    """Where a treatment goes: the segments when they are named, else the territory; empty when nobody has said."""
    named = list(segments)
    if named:
        return ngettext("segment %(list)s", "segments %(list)s", len(named)) % {"list": ", ".join(named)}
    return str(Territory(territory).label) if territory else ""
