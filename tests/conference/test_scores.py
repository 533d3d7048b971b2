"""The scores of a case: worked out from what is known, silent about what is not, and never read by a rule."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from conference.models import Case
from conference.reading import present
from conference.scores import Score, shown_scores
from patients import actions as patients
from patients.actions import Answer
from tests.cast import House

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
BLOODS = {
    "labs.bilirubin_umol_l": Decimal("42.75"),  # 2.5 mg/dL
    "labs.albumin_g_l": Decimal(38),
    "labs.inr": Decimal(1),
    "labs.creatinine_umol_l": Decimal("106.08"),  # 1.2 mg/dL
    "labs.sodium_mmol_l": Decimal(131),
}


@pytest.fixture
def case(cast: House) -> Case:
    return cast.case(cast.patient(sex="female"))


def tell(cast: House, case: Case, day: dt.date = TODAY, **answers: Any) -> None:
    numbers = {
        code.replace("__", "."): Answer(number=value) if isinstance(value, Decimal) else Answer(text=value)
        for code, value in answers.items()
    }
    patients.observe(patient=case.patient, answers=numbers, by=cast["referrer"], date=day)


def bloods(cast: House, case: Case, *but: str, day: dt.date = TODAY) -> None:
    tell(cast, case, day, **{code.replace(".", "__"): value for code, value in BLOODS.items() if code not in but})


def found(case: Case) -> dict[str, Score]:
    return {str(score.name): score for score in shown_scores(present(case))}


def test_of_an_empty_case_nothing_is_worked_out_and_everything_says_what_is_missing(cast: House, case: Case) -> None:
    for name, score in found(case).items():
        assert score.value == "", name
        assert score.missing or score.note, name
    assert found(case)["MELD 3.0"].missing == ("Bilirubin", "Creatinine", "INR", "Sodium", "Albumin")


def test_the_meld_family_is_that_of_the_knowledge_base(cast: House, case: Case) -> None:
    bloods(cast, case)
    assert [found(case)[name].value for name in ("MELD", "MELD-Na", "MELD 3.0")] == ["12", "18", "17"]
    assert found(case)["MELD 3.0"].on == TODAY


def test_each_member_of_the_family_lacks_only_its_own(cast: House, case: Case) -> None:
    bloods(cast, case, "labs.sodium_mmol_l")
    scores = found(case)
    assert (scores["MELD"].value, scores["MELD-Na"].value, scores["MELD 3.0"].value) == ("12", "", "")
    assert scores["MELD-Na"].missing == scores["MELD 3.0"].missing == ("Sodium",)


@pytest.mark.parametrize("sex", ["", "other"])
def test_meld_3_asks_for_a_sex_its_formula_knows(cast: House, sex: str) -> None:
    case = cast.case(cast.patient("Berg", "T-9", sex=sex))
    bloods(cast, case)
    assert (found(case)["MELD-Na"].value, found(case)["MELD 3.0"].value) == ("18", "")
    assert found(case)["MELD 3.0"].missing == ("Sex",)


def test_meld_is_for_adults(cast: House) -> None:
    case = cast.case(cast.patient("Berg", "T-9", birth_date=TODAY - dt.timedelta(days=365 * 12)))
    bloods(cast, case)
    assert (found(case)["MELD"].value, found(case)["MELD"].note) == ("", "made for adults")


def test_child_pugh_says_what_it_is_at_least_while_something_is_not_told(cast: House, case: Case) -> None:
    bloods(cast, case)
    score = found(case)["Child-Pugh"]
    assert score.value == "at least 6 points"
    assert score.missing == ("Ascites", "Encephalopathy")
    tell(cast, case, liver__ascites="mild", liver__encephalopathy_grade=Decimal(0))
    assert found(case)["Child-Pugh"].value == "B7"


def test_albi_and_body_and_standard_liver(cast: House, case: Case) -> None:
    tell(cast, case, labs__bilirubin_umol_l=Decimal(10), labs__albumin_g_l=Decimal(42))
    tell(cast, case, patient__height_cm=Decimal(175), patient__weight_kg=Decimal(75))
    scores = found(case)
    assert scores["ALBI"].value == "-2.91, grade 1"
    assert scores["Body surface"].value == "1.91\u00a0m²"
    assert scores["Standard liver, Vauthey"].value == "1625\u00a0mL"
    assert scores["Standard liver, Urata"].value == "1351\u00a0mL"
    assert scores["Remnant of the standard liver"].missing == ("Volume of the future liver remnant",)
    assert scores["Body surface"].source == "local setting"


def test_remnant_and_tumour_share_by_volumetry(cast: House, case: Case) -> None:
    tell(
        cast,
        case,
        liver__total_volume_ml=Decimal(1600),
        liver__tumour_volume_ml=Decimal(100),
        liver__flr_volume_ml=Decimal(450),
    )
    scores = found(case)
    assert scores["Future liver remnant"].value == "30\u00a0%"
    assert scores["Tumour share"].value == "6.3\u00a0%, band up to 10\u00a0%"
    tell(cast, case, liver__tumour_volume_ml=Decimal(1700))
    assert found(case)["Tumour share"].value == ""
    assert "one of the volumes is wrong" in found(case)["Tumour share"].note


def test_what_is_too_old_is_worked_out_and_marked(cast: House, case: Case) -> None:
    bloods(cast, case, "labs.inr", day=TODAY - dt.timedelta(days=90))
    tell(cast, case, labs__inr=Decimal(1))
    score = found(case)["MELD"]
    assert (score.value, score.is_old, score.on) == ("12", True, None)
    assert [one["old"] for one in score.inputs] == [True, True, False]
    text = cast.browser_of("surgeon").get(reverse("conference:case", args=[case.pk])).text
    panel = text[text.index('<details class="scores"') :]
    assert "out of date" in panel[: panel.index("</details>")]


def test_a_number_that_is_none_is_not_worked_with(cast: House, case: Case) -> None:
    bloods(cast, case, "labs.inr")
    patients.observe(patient=case.patient, answers={"labs.inr": Answer(state="not-done")}, by=cast["referrer"])
    assert found(case)["MELD"].missing == ("INR",)


def lesions(cast: House, case: Case, *studies: tuple[int, str, tuple[int | None, ...]]) -> None:
    """Studies so many days ago, of a kind, each with the diameters of L1, L2, L3."""
    by = cast["diagnostic-radiologist"]
    known: dict[str, Any] = {}
    for days, modality, sizes in studies:
        study = patients.add_study(patient=case.patient, modality=modality, date=TODAY - dt.timedelta(days=days), by=by)
        for place, size in enumerate(sizes, 1):
            label = f"L{place}"
            known[label] = known.get(label) or patients.add_lesion(
                patient=case.patient, label=label, segments=["6"], by=by
            )
            if size is not None:
                patients.measure(lesion=known[label], study=study, state="measured", longest_mm=size, by=by)


def test_growth_is_of_the_two_largest_measured_on_both(cast: House, case: Case) -> None:
    lesions(cast, case, (183, "ct", (50, 30, 9)), (0, "ct", (52, 30, 20)))
    score = found(case)["Tumour growth rate"]
    assert score.value == "1.2\u00a0% a month"  # 80 to 82 mm in six months: clinical.md 3.10
    assert score.note == "the sum of L1, L2"


@pytest.mark.parametrize(
    ("studies", "says"),
    [
        ([(0, "ct", (50,))], "two studies on which lesions are measured"),
        ([(90, "mri", (50,)), (0, "ct", (52,))], "the last two studies are not of one kind"),
        ([(20, "ct", (50,)), (0, "ct", (52,))], "less than a month between the last two studies"),
        ([(90, "ct", (50, 30)), (0, "ct", (52, None))], "L1, L2 measured on both studies"),
    ],
)
def test_growth_that_cannot_be_told_says_why(cast: House, case: Case, studies: Any, says: str) -> None:
    lesions(cast, case, *studies)
    score = found(case)["Tumour growth rate"]
    assert score.value == ""
    assert says in (*score.missing, score.note)


def test_the_volume_of_lesions_names_spheres_and_those_without_a_size(cast: House, case: Case) -> None:
    lesions(cast, case, (0, "ct", (30, 15)))
    score = found(case)["Volume of the lesions"]
    assert score.value == "15.9\u00a0mL"  # 14.14 and 1.77
    assert score.note == "2 of one diameter, taken for spheres"
    patients.add_lesion(patient=case.patient, label="L9", segments=["2"], by=cast["diagnostic-radiologist"])
    assert found(case)["Volume of the lesions"].value == ""
    assert found(case)["Volume of the lesions"].missing == ("size of L9",)


def test_the_grade_is_that_of_the_reports_own_figures(cast: House, case: Case) -> None:
    patients.report_pathology(
        patient=case.patient,
        by=cast["referrer"],
        differentiation="net",
        ki67_printed="8",
        ki67_low=Decimal(8),
        ki67_high=Decimal(8),
        date=TODAY,
        precision="day",
    )
    score = found(case)["WHO grade by its figures"]
    assert (score.value, score.note) == ("G2", "Ki-67 alone")


def test_the_scores_stand_folded_on_the_page_and_change_no_rule(cast: House, case: Case) -> None:
    bloods(cast, case)
    text = cast.browser_of("surgeon").get(reverse("conference:case", args=[case.pk])).text
    panel = text[text.index('<details class="scores"') :].split("</details>")[0]
    assert not panel.startswith('<details class="scores" open')
    assert "MELD 3.0" in panel
    assert "V2:meld" in panel
    criteria = [row.criterion for verdict in present(case).verdicts for row in verdict.rows]
    assert not any("sodium" in path for criterion in criteria for path in criterion.paths)
