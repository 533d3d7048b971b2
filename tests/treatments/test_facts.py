"""The one door: what of a patient's history the rules read, and what is never told them as current or as a no."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from conference.imports import import_case
from conference.models import Case
from conference.reading import cases_to_present, gaps_of, present
from patients import actions
from patients.actions import Answer
from patients.chart import Chart
from patients.models import Patient
from patients.quantities import censored
from tests.cast import House
from tests.eligibility.cases import ALL_CASES
from treatments.eligibility import assess, validate
from treatments.facts import case_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


@pytest.fixture
def cast() -> House:
    return House()


@pytest.fixture
def patient(cast: House) -> Patient:
    return cast.patient()


def told(patient: Patient, day: dt.date = TODAY) -> dict[str, Any]:
    """The case the rules read; always one the format allows."""
    chart = Chart.read(patient, day)
    case = case_of(chart, reference="x", courses=(), workup=None, services={})
    assert validate(case) == []
    return case


def observe(cast: House, patient: Patient, days: int | None, **answers: Any) -> None:
    """Answers so many days old; None: of no day. A number or a code, with __ for the dot."""
    said = {
        code.replace("__", "."): Answer(text=value) if isinstance(value, str) else Answer(number=Decimal(value))
        for code, value in answers.items()
    }
    date = None if days is None else ago(days)
    actions.observe(patient=patient, answers=said, date=date, by=cast["referrer"])


def test_a_count_less_than_the_lesions_seen_is_not_told(cast: House, patient: Patient) -> None:
    observe(cast, patient, 5, lesion_count=1)
    actions.add_lesion(patient=patient, label="L1", by=cast["surgeon"])
    assert told(patient)["lesion_count"] == 1
    actions.add_lesion(patient=patient, label="L2", by=cast["surgeon"])
    assert "lesion_count" not in told(patient)
    observe(cast, patient, 0, list__lesions="listed")
    assert assess(told(patient)).facts["lesion_count"] == 2


# --- out of date is unknown (formats, decision 4) --------------------------------------------------------------------

IMAGED = {"liver__tumour_burden_percent": 10, "lesion_count": 2, "largest_lesion_mm": 20}


def test_an_old_fact_without_a_study_is_told_under_its_own_day(cast: House, patient: Patient) -> None:
    observe(cast, patient, 800, **IMAGED)
    assert told(patient)["liver"]["imaging_date"] == ago(800).isoformat()
    assert set(assess(told(patient)).facts.out_of_date) == {
        "liver.tumour_burden_percent",
        "lesion_count",
        "largest_lesion_mm",
    }


def test_an_old_fact_does_not_travel_under_the_day_of_newer_images(cast: House, patient: Patient) -> None:
    observe(cast, patient, 800, **IMAGED)
    actions.add_study(patient=patient, modality="ct", date=ago(5), by=cast["referrer"])
    case = told(patient)
    assert case["liver"] == {"imaging_date": ago(5).isoformat()}
    assert not {"lesion_count", "largest_lesion_mm"} & set(case)
    gaps = {gap.path: gap.seen_on for gap in gaps_of(assess(case), Chart.read(patient, TODAY))}
    assert gaps["lesion_count"] == gaps["largest_lesion_mm"] == ago(800)


def test_a_new_fact_is_told_although_the_last_study_entered_is_old(cast: House, patient: Patient) -> None:
    actions.add_study(patient=patient, modality="ct", date=ago(200), by=cast["referrer"])
    observe(cast, patient, 10, liver__tumour_burden_percent=10)
    assert assess(told(patient)).facts["liver.tumour_burden_percent"] == 10


@pytest.mark.parametrize("new", ["tumour.krenning", "tumour.sstr_negative_fdg_avid"])
def test_receptor_images_share_their_day_and_only_the_current_ones_are_told(
    cast: House, patient: Patient, new: str
) -> None:
    answers = {"tumour.krenning": Answer(number=Decimal(3)), "tumour.sstr_negative_fdg_avid": Answer(text="no")}
    for code, answer in answers.items():
        actions.observe(
            patient=patient, answers={code: answer}, date=ago(9 if code == new else 900), by=cast["referrer"]
        )
    told_now = told(patient)["tumour"]
    assert told_now["sstr_date"] == ago(9).isoformat()
    assert set(told_now) == {"sstr_date", new.removeprefix("tumour.")}


def test_an_old_echocardiography_says_so_itself(cast: House, patient: Patient) -> None:
    observe(cast, patient, 400, heart__carcinoid_heart_disease="none")
    assert told(patient)["heart"]["echo_date"] == ago(400).isoformat()
    assert assess(told(patient)).facts["heart.carcinoid_heart_disease"] is None


def seen(cast: House, patient: Patient, days: int, modality: str = "ct", **measured: Any) -> None:
    """L1, measured on a study so many days old; with a study alone nothing is said of it."""
    study = actions.add_study(patient=patient, modality=modality, date=ago(days), by=cast["referrer"])
    if measured:
        lesion = patient.lesions.first() or actions.add_lesion(
            patient=patient, label="L1", segments=["6"], by=cast["referrer"]
        )
        actions.measure(lesion=lesion, study=study, state="measured", by=cast["referrer"], **measured)


def listed(cast: House, patient: Patient, days: int) -> None:
    actions.answer_list(patient=patient, name="lesions", answer="listed", date=ago(days), by=cast["referrer"])


def test_newer_images_leave_what_older_ones_measured_untold(cast: House, patient: Patient) -> None:
    seen(cast, patient, 800, longest_mm=Decimal(28), duct_distance_mm=Decimal(4), volume_ml=Decimal(5))
    seen(cast, patient, 5)
    listed(cast, patient, 5)
    assert told(patient)["lesions"] == [{"label": "L1", "segments": ["6"]}]


def test_old_ultrasound_without_any_ct_is_not_current_either(cast: House, patient: Patient) -> None:
    seen(cast, patient, 800, "us", longest_mm=Decimal(28))
    listed(cast, patient, 0)
    assert told(patient)["lesions"] == [{"label": "L1", "segments": ["6"]}]


def test_the_distance_found_last_year_is_no_distance_beside_this_years_size(cast: House, patient: Patient) -> None:
    seen(cast, patient, 400, longest_mm=Decimal(28), duct_distance_mm=Decimal(4))
    seen(cast, patient, 5, longest_mm=Decimal(30))
    listed(cast, patient, 5)
    assert told(patient)["lesions"] == [{"label": "L1", "segments": ["6"], "longest_mm": 30}]


def test_that_these_are_all_was_said_of_the_images_of_then(cast: House, patient: Patient) -> None:
    seen(cast, patient, 400, longest_mm=Decimal(28))
    listed(cast, patient, 400)
    assert assess(told(patient)).facts.out_of_date["lesions"] == ago(400).isoformat()
    seen(cast, patient, 5, longest_mm=Decimal(30))
    assert "lesions" not in told(patient)
    gaps = {gap.path: gap.seen_on for gap in gaps_of(assess(told(patient)), Chart.read(patient, TODAY))}
    assert gaps["lesion_count"] == ago(400)
    listed(cast, patient, 5)
    assert told(patient)["lesions"][0]["longest_mm"] == 30


def test_what_was_said_yesterday_of_the_images_of_last_year_is_of_last_year(cast: House, patient: Patient) -> None:
    seen(cast, patient, 400, longest_mm=Decimal(28))
    listed(cast, patient, 1)
    seen(cast, patient, 0)
    assert "lesions" not in told(patient)


# --- an empty list is never none -------------------------------------------------------------------------------------

SECTIONS = {"comorbidities": ("fitness", "cardiac"), "extrahepatic_sites": ("tumour", "bone")}


@pytest.mark.parametrize("name", SECTIONS)
def test_a_list_is_empty_only_when_somebody_said_none(cast: House, patient: Patient, name: str) -> None:
    section, code = SECTIONS[name]

    def listed_now() -> Any:
        return told(patient).get(section, {}).get(name)

    actions.answer_list(patient=patient, name=name, answer="listed", date=TODAY, by=cast["referrer"])
    assert listed_now() is None
    entry = actions.add_entry(patient=patient, list=name, code=code, by=cast["referrer"])
    assert listed_now() == [code]
    actions.withdraw(row=entry, reason="another patient", by=cast["referrer"])
    assert listed_now() is None
    actions.answer_list(patient=patient, name=name, answer="none", date=TODAY, by=cast["referrer"])
    assert listed_now() == []


# --- drugs -----------------------------------------------------------------------------------------------------------


def test_a_drug_on_the_list_is_a_drug_for_the_rules(cast: House, patient: Patient) -> None:
    actions.add_entry(patient=patient, list="drugs", code="antiangiogenic", by=cast["referrer"])
    assert told(patient)["drugs"] == {"antiangiogenic": True}
    assert assess(told(patient)).verdicts["tare"].row("TARE-5").facts["drugs.antiangiogenic"] is True


def test_no_drugs_at_all_is_a_no_to_each(cast: House, patient: Patient) -> None:
    actions.answer_list(patient=patient, name="drugs", answer="none", date=TODAY, by=cast["referrer"])
    flags = dict.fromkeys(("antithrombotic", "antiangiogenic", "ppi", "metformin"), False)
    assert told(patient)["drugs"] == flags | {"ssa": "none"}


def test_an_analogue_on_the_list_takes_the_none_back_and_says_not_how_long_it_acts(
    cast: House, patient: Patient
) -> None:
    observe(cast, patient, 30, drugs__ssa="none")
    actions.add_entry(patient=patient, list="drugs", code="ssa", by=cast["referrer"])
    assert "ssa" not in told(patient).get("drugs", {})


# --- the grade of an index that is a limit or a range ----------------------------------------------------------------


def reported(cast: House, patient: Patient, ki67: str = "", days: int = 0, **fields: Any) -> None:
    read = censored(ki67, unit="%") if ki67 else None
    fields |= {"ki67_low": read.low, "ki67_high": read.high, "ki67_printed": ki67} if read else {}
    actions.report_pathology(
        patient=patient, by=cast["referrer"], date=ago(days), **{"differentiation": "net", **fields}
    )


@pytest.mark.parametrize(
    ("ki67", "stated", "grade"),
    [
        ("<2", "", "g1"),
        (">25", "", "g3"),
        ("3-5", "", "g2"),
        ("<20", "", None),  # G1 or G2
        ("<20", "g2", "g2"),
        (">25", "g1", "g3"),  # the highest wins, as it does between plain figures
        ("10-30", "g1", None),  # not G1, and nobody knows whether G2 or G3
        ("<2", "g2", "g2"),
        ("2", "", None),  # the rules grade a plain figure themselves
    ],
)
def test_an_index_that_leaves_one_grade_gives_it(
    cast: House, patient: Patient, ki67: str, stated: str, grade: str | None
) -> None:
    reported(cast, patient, ki67, grade=stated)
    assert told(patient)["tumour"].get("grade") == grade


def test_a_later_report_is_not_outweighed_by_the_grade_stated_before(cast: House, patient: Patient) -> None:
    reported(cast, patient, days=4000, grade="g1")
    reported(cast, patient, ">25")
    assert assess(told(patient)).facts.grading.grade == "g3"


def test_a_carcinoid_of_the_lung_is_graded_otherwise(cast: House, patient: Patient) -> None:
    observe(cast, patient, 0, tumour__primary_site="lung")
    reported(cast, patient, "<2")
    assert "grade" not in told(patient)["tumour"]


# --- the round trip --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ALL_CASES)
def test_the_rules_say_of_an_imported_case_what_they_say_of_the_case(cast: House, name: str) -> None:
    case = ALL_CASES[name]
    made = import_case(case, unit=cast.unit, source="round trip")
    assert isinstance(made, Case)
    row = cases_to_present(Case.objects).get(pk=made.pk)
    row.unit.hospital.services = {}  # the case states its own
    back = present(row, dt.date.fromisoformat(case["as_of"])).assessment
    first = assess(case)
    assert {code: (one.outcome, one.missing) for code, one in back.verdicts.items()} == {
        code: (one.outcome, one.missing) for code, one in first.verdicts.items()
    }
