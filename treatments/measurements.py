"""What was measured on a patient's studies, as the cantlie-measurements/1 that the response rules read.

What nobody has told stays out: a lesion a study is silent about is unknown there, and no study without a day is compared.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from patients.chart import Chart, LesionHistory, in_order
from patients.models import Lesion, Measurement, Study
from treatments.eligibility.response import MERGED, SIZE, Series
from treatments.facts import plain

KINDS = frozenset({"ct", "mri", "us", "ceus"})  # the format knows no other kind of ours
THICKEST = 20  # mm: of the format; what is thicker is no slice
STATES = {  # of the format; "seen, size not stated" has no size, and so cannot be evaluated
    Measurement.State.MEASURED: "measured",
    Measurement.State.TOO_SMALL: "too-small",
    Measurement.State.VANISHED: "vanished",
}


def one_a_day(studies: Iterable[Study], chart: Chart, chosen: Collection[Study] = ()) -> list[Study]:
    """A series has one study a day: the chosen one, else the one on which most was measured."""
    counts = Counter(one.study_id for history in chart.lesions for one in history.measurements)
    keys = {study.key for study in chosen}
    best: dict[Any, Study] = {}
    for study in sorted(studies, key=lambda one: (one.key in keys, counts[one.key])):
        best[study.date] = study
    return sorted(best.values(), key=in_order)


def measurements_of(chart: Chart, studies: list[Study], *, reference: str) -> dict[str, Any]:
    """The series; a target that cannot be one on its first study is followed without counting."""
    record: dict[str, Any] = {
        "format": "cantlie-measurements/1",
        "reference": reference,
        "studies": [_study(study) for study in studies],
        "lesions": [_lesion(history, studies, chart) for history in chart.lesions],
    }
    measurable = {lesion.label for lesion in Series(record).measurable}
    for lesion in record["lesions"]:
        if lesion["target"] and lesion["label"] not in measurable:
            lesion["target"] = False
    return record


def _study(study: Study) -> dict[str, Any]:
    thin = study.slice_mm is not None and study.slice_mm <= THICKEST
    return {
        "id": str(study.key),
        "date": (study.date or study.when).isoformat(),
        "modality": study.modality if study.modality in KINDS else "other",
        "phase": ",".join(study.phases)[:40] or None,
        "slice_mm": plain(study.slice_mm) if thin else None,
    }


def _lesion(history: LesionHistory, studies: list[Study], chart: Chart) -> dict[str, Any]:
    lesion = history.lesion
    labels = {one.lesion.key: one.lesion.label for one in chart.lesions}
    new_in = next((str(study.key) for study in studies[1:] if study.key == lesion.new_in_id), None)
    found = ((study, history.on(study)) for study in studies)
    return {
        "label": lesion.label,
        "organ": lesion.organ,
        "kind": lesion.kind,
        "target": lesion.target,
        "new_in": new_in,
        "measurements": [_measured(one, str(study.key), lesion, labels) for study, one in found if one],
    }


def _measured(one: Measurement, study: str, lesion: Lesion, labels: dict[Any, str]) -> dict[str, Any]:
    """One measurement; of a node the short axis counts, and without it nothing does."""
    size = SIZE[lesion.kind]
    value = one.second_mm if lesion.kind == Lesion.Kind.NODE else one.longest_mm
    if one.state == Measurement.State.MERGED and one.merged_into_id in labels:
        return {"study": study, "state": MERGED + labels[one.merged_into_id], "treated": one.treated}
    state = STATES.get(Measurement.State(one.state), "not-evaluable")
    if state == "measured" and value is None:
        state = "not-evaluable"
    told = {"study": study, "state": state, "treated": one.treated}
    return told | {size: plain(value)} if state == "measured" else told
