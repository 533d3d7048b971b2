"""The rules in the reader's words, as the review sheet shows them: every number with its source, and room to sign."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from treatments.checklist import STATUSES
from treatments.eligibility import MODALITIES
from treatments.eligibility.checklist import COLUMNS, ITEMS, LETTERS
from treatments.eligibility.criteria import Criterion
from treatments.eligibility.disagreements import DISAGREEMENTS
from treatments.eligibility.grounds import GROUNDS, INTENTS
from treatments.eligibility.modality import Figure, Modality, Window
from treatments.eligibility.parameters import PARAMETERS, Band, Limits, citations
from treatments.eligibility.questions import QUESTIONS
from treatments.eligibility.reference import cited, local_names, reads
from treatments.eligibility.sources import KINDS, OWN, RECALLED, SEEDS, kind, told
from treatments.eligibility.version import rules_version
from treatments.wording import disagreement, exams, span, threshold, treatment_name

HERE = gettext_lazy("set by this hospital")
WEIGHTS = {  # what a criterion does when it is not met
    "hard": gettext_lazy("not met: contraindicated"),
    "indication": gettext_lazy("not met: not indicated"),
    "soft": gettext_lazy("not met: a caution"),
    "gate": gettext_lazy("before the procedure"),
}
KINDS_OF_TREATMENT = {
    "surgery": gettext_lazy("Operation"),
    "ablation": gettext_lazy("Ablation"),
    "embolisation": gettext_lazy("Embolisation"),
    "radioembolisation": gettext_lazy("Radioembolisation"),
    "prrt": gettext_lazy("PRRT"),
}


@lru_cache(maxsize=16)
def sheet(limits: Limits, language: str) -> dict[str, Any]:
    """Everything on the review sheet, in this language, with the numbers that hold here."""
    return {
        "version": rules_version(limits),
        "is_local": bool(limits.changes),
        "modalities": [_modality(modality, limits, language) for modality in MODALITIES],
        "bands": [_band(band, limits) for band in PARAMETERS.values()],
        "columns": [KINDS_OF_TREATMENT[column] for column in COLUMNS],
        "items": [
            {
                "says": _(item.says),
                "statuses": [STATUSES.get(LETTERS[letter], "–") for letter in item.letters],
                "sources": sources(item.source),
            }
            for item in ITEMS
        ],
        "questions": [
            {"id": one.id, "asks": _(one.asks), "holds": one.holds(limits, _(one.until_answered))} for one in QUESTIONS
        ],
        "disagreements": [
            disagreement(one, limits) | {"concerns": [treatment_name(code) for code in one.concerns]}
            for one in DISAGREEMENTS
        ],
        "intents": [{"name": _(name), **_figure(figure)} for name, figure in INTENTS],
        "grounds": [{"title": _(title), "figures": _figures(figures)} for title, figures in GROUNDS],
        "seeds": [{"id": alias, "file": file, "says": _(words)} for alias, (file, words) in SEEDS.items()],
        "references": [{"id": one, "says": told(one), "kind": _(KINDS[kind(one)])} for one in cited() if ":" in one],
    }


def sources(tags: str, *, here: bool = False) -> list[dict[str, Any]]:
    """Each tag with the kind of word it is; what is recalled or our own says only that. HERE: this hospital's number."""
    found = [{"name": "", "anchor": "", "kind": HERE}] if here else []
    for tag in dict.fromkeys(tags.split()):
        sort = kind(tag)
        bare = sort in {OWN, RECALLED}
        name = "" if bare else tag
        found.append({"name": name, "anchor": name if ":" in name else name[:3], "kind": _(KINDS[sort])})
    return list({(one["name"], str(one["kind"])): one for one in found}.values())


def _modality(modality: Modality, limits: Limits, language: str) -> dict[str, Any]:
    return {
        "code": modality.code,
        "name": treatment_name(modality.code),
        "kb": modality.kb,
        "step": modality.step,
        "criteria": [_criterion(criterion, limits, language) for criterion in modality.criteria],
        "method": _figures(modality.method),
        "outcomes": _figures(modality.outcomes),
        "complications": _figures(modality.complications),
        "controls": [_control(window) for window in modality.follow_up],
        "doubts": [one.id for one in DISAGREEMENTS if modality.code in one.concerns],
    }


def _criterion(criterion: Criterion, limits: Limits, language: str) -> dict[str, Any]:
    return {
        "id": criterion.id,
        "weight": WEIGHTS[criterion.kind],
        "says": _(criterion.says),
        "reads": [_(name) for name in reads(criterion)],
        "threshold": threshold(criterion, limits, language),
        "sources": sources(criterion.tags, here=any(limits.is_changed(band) for band in criterion.bands)),
    }


def _band(band: Band, limits: Limits) -> dict[str, Any]:
    held = limits(band)
    return {
        "key": band.key,
        "names": local_names(held),
        "about": _(band.about),
        "met": held.met,
        "caution": held.caution,
        "unit": _(band.unit) if band.unit else "",
        "sources": sources(band.source, here=limits.is_changed(band)),
    }


def _control(window: Window) -> dict[str, Any]:
    return {
        "says": _(window.says),
        "exams": exams(window.exams),
        "opens": span(window.opens),
        "due": span(window.due),
        "overdue": span(window.overdue),
        "sources": sources(window.source),
    }


def _figures(figures: Iterable[Figure]) -> list[dict[str, Any]]:
    return [_figure(figure) for figure in figures]


def _figure(figure: Figure) -> dict[str, Any]:
    return {"text": _(figure.text), "source": ", ".join(citations(figure.source))}
