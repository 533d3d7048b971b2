"""What was seen before: two patients of our own have earlier images and markers, so that two dates can be compared."""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from patients import actions as write
from patients.actions import Answer
from patients.models import Lesion, Patient, Study

if TYPE_CHECKING:
    from conference.demo import Demo

type Seen = dict[str, int | str]  # by label: the longest diameter in mm, or the state of the measurement
# By weeks before the images the worked case rests on. W02 answered and grows again; of W03 one lesion is not measured.
SEEN: dict[str, dict[int, Seen]] = {
    "W02": {60: {"L1": 36, "L2": 30, "L3": 19, "L4": 12}, 26: {"L1": 22, "L2": 25, "L3": 14, "L4": "vanished"}},
    "W03": {30: {"L1": 34, "L2": 31, "L3": 14, "L4": 14, "L5": "too-small", "L6": 10}},
}
GONE = {"W02": {"L4": ["2"]}}  # lesions of before that nobody sees any more, and where they lay
MARKERS: dict[str, dict[int, tuple[int, int]]] = {  # chromogranin A in µg/L and 5-HIAA in urine in µmol/24 h
    "W02": {130: (1850, 240), 60: (1240, 180), 26: (310, 60), 2: (690, 95)},
    "W03": {30: (220, 70), 2: (540, 110)},
}


def play(demo: "Demo") -> None:
    for reference, studies in SEEN.items():
        patient = Patient.objects.get(reference=reference)
        last = Study.objects.standing().filter(patient=patient, date__isnull=False).latest("date")
        for weeks, seen in studies.items():
            _look(demo, patient, last.when - dt.timedelta(weeks=weeks), seen, GONE.get(reference, {}))
        for weeks, (chromogranin, hiaa) in MARKERS[reference].items():
            day = last.when - dt.timedelta(weeks=weeks)
            answers = {
                "labs.chromogranin_a_ug_l": Answer(number=Decimal(chromogranin)),
                "labs.hiaa5_urine_umol_24h": Answer(number=Decimal(hiaa)),
            }
            write.observe(patient=patient, answers=answers, by=demo.cast["endocrinologist"], date=day, noted_on=day)


def _look(demo: "Demo", patient: Patient, day: dt.date, seen: Seen, gone: dict[str, list[str]]) -> None:
    """One CT with what was measured on it."""
    by = demo.cast["radiologist"]
    study = write.add_study(patient=patient, modality="ct", date=day, noted_on=day, by=by)
    for label, said in seen.items():
        lesion = Lesion.objects.standing().filter(patient=patient, label=label).first()
        lesion = lesion or write.add_lesion(patient=patient, label=label, segments=gone[label], noted_on=day, by=by)
        size = {"state": said} if isinstance(said, str) else {"state": "measured", "longest_mm": Decimal(said)}
        write.measure(lesion=lesion, study=study, noted_on=day, by=by, **size)
