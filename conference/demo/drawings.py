"""Two plans for the patient whose remnant is too short: everything resected, and the same with two lesions ablated."""

from decimal import Decimal
from typing import TYPE_CHECKING

from conference.models import Case
from conference.reading import cases_to_present, present
from patients import actions as write
from patients.actions import Answer
from treatments import actions as treat
from treatments.eligibility.drawn import Act, Drawing

if TYPE_CHECKING:
    from conference.demo import Demo

REFERENCE = "W14"
VOLUMES = {
    "1": 30,
    "2": 60,
    "3": 66,
    "4a": 110,
    "4b": 120,
    "5": 230,
    "6": 190,
    "7": 60,
    "8": 334,
}  # the remnant is 18 %
PLANS: dict[str, tuple[tuple[str, ...], dict[str, Act]]] = {
    "A": (("4a", "4b", "5", "6", "8"), {}),
    "B": (("5", "6", "8"), {"L4": "ablate", "L5": "ablate"}),
}


def play(demo: "Demo") -> None:
    """The volumetry of every segment, and what the surgeon drew on it before the meeting."""
    case = cases_to_present(Case.objects).get(patient__reference=REFERENCE)
    volumes = {f"liver.segment_volumes_ml.{code}": Answer(number=Decimal(ml)) for code, ml in VOLUMES.items()}
    write.observe(patient=case.patient, answers=volumes, by=demo.cast["radiologist"], date=demo.today)
    chart = present(case).chart
    lesions = {history.lesion.label: history.lesion for history in chart.present_lesions}
    listed = [{"label": label, "segments": list(lesion.segments)} for label, lesion in lesions.items()]
    for letter, (segments, acts) in PLANS.items():
        drawing = Drawing.of(listed, segments, acts)
        treat.draw_plan(
            workup=case.workup, letter=letter, drawing=drawing, lesions=lesions, by=demo.cast["surgeon"], version=0
        )
