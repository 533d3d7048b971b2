"""Two imaging dates side by side: what has changed, what has come and gone, and what nobody has measured."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from conference.compare import Comparison, drawn_now_and_before
from conference.models import Case
from conference.reading import present
from conference.recist import Change
from patients import actions as patients
from patients.chart import Chart
from patients.models import Lesion, Patient, Study
from tests.cast import House
from treatments import actions as treatments

pytestmark = pytest.mark.django_db

MARCH, JUNE, SEPTEMBER = dt.date(2025, 3, 3), dt.date(2025, 6, 4), dt.date(2025, 9, 5)
type Told = Mapping[str, Any]  # by the label of a lesion: its size in mm, or the state of the measurement


class Imaged:
    """One patient and what was seen on each of his or her studies."""

    def __init__(self, cast: House, patient: Patient) -> None:
        self.cast, self.patient, self.by = cast, patient, cast["diagnostic-radiologist"]
        self.lesions: dict[str, Lesion] = {}

    def study(self, day: dt.date | None, told: Told, modality: str = "ct", new: tuple[str, ...] = ()) -> Study:
        study = patients.add_study(patient=self.patient, modality=modality, date=day, by=self.by)
        for label in told:
            if label not in self.lesions:
                new_in = study if label in new else None
                self.lesions[label] = patients.add_lesion(
                    patient=self.patient, label=label, segments=["6"], new_in=new_in, by=self.by
                )
        for label, said in told.items():
            size = {"state": said} if isinstance(said, str) else {"state": "measured", "longest_mm": Decimal(said)}
            patients.measure(lesion=self.lesions[label], study=study, by=self.by, **size)
        return study

    def chart(self) -> Chart:
        return Chart.read(self.patient, timezone.localdate())

    def compared(self, first: Study | None = None, second: Study | None = None) -> Comparison:
        return Comparison(self.chart(), first=first and first.key, second=second and second.key)


@pytest.fixture
def imaged(cast: House) -> Imaged:
    return Imaged(cast, cast.patient())


def page(cast: House, case: Case, username: str = "surgeon", **chosen: Study) -> str:
    query = {name.rstrip("_"): str(study.key) for name, study in chosen.items()}
    answer = cast.browser_of(username).get(reverse("conference:compare", args=[case.pk]), query)
    assert answer.status_code == 200
    return str(answer.text)


# Which two


def test_the_first_and_the_last_study_are_compared_unless_somebody_chooses(imaged: Imaged) -> None:
    march, june, september = (imaged.study(day, {"L1": 20}) for day in (MARCH, JUNE, SEPTEMBER))
    usual, chosen = imaged.compared(), imaged.compared(june, september)
    assert (usual.earlier, usual.later) == (march, september)
    assert (chosen.earlier, chosen.later, chosen.left_out) == (june, september, 1)


def test_two_dates_chosen_the_wrong_way_round_are_turned(imaged: Imaged) -> None:
    march, june = imaged.study(MARCH, {"L1": 20}), imaged.study(JUNE, {"L1": 30})
    compared = imaged.compared(june, march)
    assert (compared.earlier, compared.later) == (march, june)


def test_a_study_without_a_day_is_never_compared(imaged: Imaged) -> None:
    march = imaged.study(MARCH, {"L1": 20})
    imaged.study(None, {"L1": 30})
    assert (imaged.compared().earlier, imaged.compared().later) == (march, None)


def test_a_study_on_which_nothing_is_measured_can_be_chosen_and_says_so(imaged: Imaged) -> None:
    imaged.study(MARCH, {"L1": 20})
    silent = imaged.study(JUNE, {})
    assert imaged.compared().later is None
    assert dict(imaged.compared().choices)[silent.key] == "CT 04-Jun-2025 (nothing measured)"
    assert imaged.compared(None, silent).unmeasured == ["L1"]


# What has changed


def test_a_lesion_changes_against_the_baseline_and_against_the_study_before(imaged: Imaged) -> None:
    for day, size in ((MARCH, 40), (JUNE, 20), (SEPTEMBER, 30)):
        imaged.study(day, {"L1": size})
    (row,) = imaged.compared().rows
    assert row.since_baseline is not None
    assert row.since_previous is not None
    assert row.since_baseline == Change(Decimal(-10), Decimal(-25))
    assert row.since_previous == Change(Decimal(10), Decimal(50))


def test_the_response_is_judged_against_the_lowest_sum(imaged: Imaged) -> None:
    for day, size in ((MARCH, 40), (JUNE, 20), (SEPTEMBER, 30)):
        imaged.study(day, {"L1": size})
    recist = imaged.compared().recist
    assert recist is not None
    assert recist.code == "PD"
    assert [recist.sum_mm, recist.baseline_mm, recist.nadir_mm] == [30, 40, 20]


def test_a_later_baseline_says_what_is_counted_from_the_first(imaged: Imaged) -> None:
    studies = [imaged.study(day, {"L1": size}) for day, size in ((MARCH, 20), (JUNE, 30), (SEPTEMBER, 31))]
    recist = imaged.compared(*studies[1:]).recist
    assert recist is not None
    assert (recist.code, recist.first) == ("SD", "PD")


def test_a_new_lesion_is_progression_and_a_vanished_one_is_named(imaged: Imaged) -> None:
    imaged.study(MARCH, {"L1": 40, "L2": 20})
    imaged.study(JUNE, {"L1": 40, "L2": "vanished", "L3": 12}, new=("L3",))
    compared = imaged.compared()
    assert (compared.new, compared.vanished, compared.unsaid) == (["L3"], ["L2"], [])
    assert compared.recist is not None
    assert compared.recist.code == "PD"


def test_what_nobody_measured_is_open_and_never_unchanged(imaged: Imaged) -> None:
    imaged.study(MARCH, {"L1": 40, "L2": 20})
    imaged.study(JUNE, {"L1": 40})
    compared = imaged.compared()
    assert compared.unmeasured == ["L2"]
    assert {row.lesion.label: row.since_baseline for row in compared.rows}["L2"] is None
    assert compared.recist is not None
    assert (compared.recist.code, compared.recist.sum_mm) == ("NE", None)


def test_a_lesion_first_seen_later_is_not_called_new_by_us(imaged: Imaged) -> None:
    imaged.study(MARCH, {"L1": 40})
    imaged.study(JUNE, {"L1": 40, "L2": 12})
    compared = imaged.compared()
    assert (compared.new, compared.unsaid) == ([], ["L2"])


def test_a_lesion_of_before_the_later_date_only_is_not_known_yet(imaged: Imaged) -> None:
    march, june = imaged.study(MARCH, {"L1": 40}), imaged.study(JUNE, {"L1": 40})
    imaged.study(SEPTEMBER, {"L2": 12}, new=("L2",))
    assert [row.lesion.label for row in imaged.compared(march, june).rows] == ["L1"]


def test_a_merged_lesion_has_no_change_of_its_own(imaged: Imaged) -> None:
    imaged.study(MARCH, {"L1": 40, "L2": 20})
    june = imaged.study(JUNE, {"L1": 60})
    lesions = imaged.lesions
    patients.measure(lesion=lesions["L2"], study=june, state="merged", merged_into=lesions["L1"], by=imaged.by)
    compared = imaged.compared()
    assert {row.lesion.label: row.since_baseline is None for row in compared.rows} == {"L1": False, "L2": True}
    assert compared.recist is not None
    assert compared.recist.sum_mm == 60


def test_two_kinds_of_images_are_said(imaged: Imaged) -> None:
    imaged.study(MARCH, {"L1": 40})
    june = imaged.study(JUNE, {"L1": 40}, modality="mri")
    imaged.study(SEPTEMBER, {"L1": 40}, modality="not-stated")
    assert imaged.compared(None, june).kinds == "differ"
    assert imaged.compared().kinds == "unknown"


def test_two_studies_of_one_day_give_no_response(imaged: Imaged) -> None:
    imaged.study(MARCH, {"L1": 40})
    imaged.study(MARCH, {"L1": 36}, modality="mri")
    compared = imaged.compared()
    assert compared.same_day
    assert compared.recist is None


def test_a_target_that_is_too_small_on_the_baseline_is_said(imaged: Imaged) -> None:
    imaged.study(MARCH, {"L1": 40, "L2": 8})
    imaged.study(JUNE, {"L1": 40, "L2": 30})
    lesion = imaged.lesions["L2"]
    patients.correct_lesion(lesion=lesion, target=True, segments=["6"], reason="Chosen.", by=imaged.by)
    recist = imaged.compared().recist
    assert recist is not None
    assert recist.demoted == ("L2",)


# The livers


def test_a_lesion_lies_in_one_place_of_both_livers_and_has_the_size_of_each_day(imaged: Imaged) -> None:
    imaged.study(MARCH, {"L1": 60, "L2": 20})
    imaged.study(JUNE, {"L1": 20, "L2": 20, "L3": 12}, new=("L3",))
    (before, _one), (after, words) = imaged.compared().maps()
    assert words == "CT 04-Jun-2025"
    then, now = ({mark.spot.label: mark for mark in liver.marks} for liver in (before, after))
    assert (set(then), set(now)) == ({"L1", "L2"}, {"L1", "L2", "L3"})
    assert (then["L1"].x, then["L1"].y) == (now["L1"].x, now["L1"].y)
    assert (then["L1"].spot.longest_mm, now["L1"].spot.longest_mm) == (60, 20)


def test_a_size_of_another_day_is_not_drawn_as_the_size_of_this_one(imaged: Imaged) -> None:
    imaged.study(MARCH, {"L1": 60, "L2": 20})
    imaged.study(JUNE, {"L1": 20})
    (_before, _one), (after, _words) = imaged.compared().maps()
    assert {mark.spot.label: mark.measured for mark in after.marks} == {"L1": True, "L2": False}


def test_the_wall_draws_the_size_before_round_the_size_now(cast: House) -> None:
    case = cast.case()
    imaged = Imaged(cast, case.patient)
    imaged.study(MARCH, {"L1": 90})
    imaged.study(JUNE, {"L1": 40, "L2": 20, "L3": 12})
    imaged.study(SEPTEMBER, {"L1": 20, "L2": "vanished"})
    liver = drawn_now_and_before(present(case))
    marks = {mark.spot.label: mark for mark in liver.marks}
    assert liver.before == "CT 04-Jun-2025"
    assert (marks["L1"].spot.longest_mm, marks["L1"].spot.was_mm) == (20, 40)
    assert marks["L2"].spot.drawn_mm == 20  # an empty ring, as large as it was
    assert marks["L3"].was == 0  # not looked at since: a ring would say "unchanged"
    assert not any(mark.spot.url for mark in liver.marks)


def test_with_one_study_there_is_no_ring(cast: House) -> None:
    case = cast.case()
    Imaged(cast, case.patient).study(MARCH, {"L1": 90})
    liver = drawn_now_and_before(present(case))
    assert (liver.before, liver.rings) == ("", False)


# The page


def test_the_page_shows_the_table_the_sum_and_the_category(cast: House) -> None:
    case = cast.case()
    imaged = Imaged(cast, case.patient)
    march = imaged.study(MARCH, {"L1": 40, "L2": 20})
    june = imaged.study(JUNE, {"L1": 50, "L2": 24})
    treatments.report_course(patient=case.patient, type="tae", date=dt.date(2025, 4, 1), by=cast["referrer"])
    text = page(cast, case, from_=march, to=june)
    for words in ("Progressive disease", "+14", "+23.3", "CT 03-Mar-2025", "Bland embolisation", "01-Apr-2025"):
        assert words in text, words
    assert f'<option value="{june.key}" selected>' in text


def test_the_page_without_images_says_so(cast: House) -> None:
    assert "There are no images with a day yet." in page(cast, cast.case())


def test_a_case_leads_to_the_page_by_a_link_and_a_key(cast: House) -> None:
    item = cast.listed()
    imaged = Imaged(cast, item.case.patient)
    for day in (MARCH, JUNE):
        imaged.study(day, {"L1": 40})
    browser, url = cast.browser_of("surgeon"), reverse("conference:compare", args=[item.case_id])
    for address in (
        reverse("conference:case", args=[item.case_id]),
        reverse("conference:item", args=[item.pk]),
    ):
        assert f'href="{url}" data-compare' in browser.get(address).text
    record = browser.get(reverse("patients:lesions", args=[item.case.patient_id])).text
    assert reverse("conference:compare_images", args=[item.case.patient_id]) in record


@pytest.mark.parametrize(("username", "status"), [("surgeon", 200), ("referrer", 403), ("stranger", 404)])
def test_only_the_conference_sees_it_of_a_case(cast: House, username: str, status: int) -> None:
    case = cast.listed().case
    assert cast.browser_of(username).get(reverse("conference:compare", args=[case.pk])).status_code == status


@pytest.mark.parametrize(("username", "status"), [("referrer", 200), ("stranger", 404), ("auditor", 403)])
def test_of_a_record_it_is_seen_through_a_care_relation(cast: House, username: str, status: int) -> None:
    url = reverse("conference:compare_images", args=[cast.patient().pk])
    assert cast.browser_of(username).get(url).status_code == status


@pytest.mark.parametrize("name", ["compare", "compare_images"])
def test_the_number_of_queries_does_not_grow_with_the_studies(cast: House, name: str) -> None:
    case = cast.case()
    imaged = Imaged(cast, case.patient)
    browser = cast.browser_of("coordinator")
    url = reverse(f"conference:{name}", args=[case.pk if name == "compare" else case.patient_id])

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(url).status_code == 200
        return len(queries)

    imaged.study(MARCH, {"L1": 20})
    asked()
    few = asked()
    for month in range(1, 9):
        imaged.study(dt.date(2024, month, 1), {f"L{number}": 20 + month for number in range(1, 12)})
    assert asked() == few


def test_the_page_says_what_would_follow_if_a_lesion_were_new(cast: House) -> None:
    case = cast.case()
    imaged = Imaged(cast, case.patient)
    imaged.study(MARCH, {"L1": 40})
    imaged.study(JUNE, {"L1": 40, "L2": 12})
    assert "Nobody has said whether L2 is new. If it is, this is progressive disease." in page(cast, case)


def test_a_lymph_node_counts_by_its_short_axis_and_without_one_it_cannot_be_told(imaged: Imaged) -> None:
    by = imaged.by
    node = patients.add_lesion(patient=imaged.patient, label="N1", organ="node", kind="node", by=by)
    for day, short in ((MARCH, 20), (JUNE, 30)):
        study = imaged.study(day, {"L1": 40})
        patients.measure(lesion=node, study=study, state="measured", longest_mm=45, second_mm=short, by=by)
    recist = imaged.compared().recist
    assert recist is not None
    assert [recist.baseline_mm, recist.sum_mm] == [60, 70]
    study = imaged.study(SEPTEMBER, {"L1": 40})
    patients.measure(lesion=node, study=study, state="measured", longest_mm=45, by=by)
    recist = imaged.compared().recist
    assert recist is not None
    assert recist.sum_mm is None


@pytest.mark.parametrize("measured", [False, True])
def test_two_dates_are_offered_where_lesions_were_looked_at_on_both(
    cast: House, imaged: Imaged, measured: bool
) -> None:
    imaged.study(MARCH, {"L1": 20})
    imaged.study(JUNE, {"L1": 30} if measured else {})
    item = cast.listed(cast.case(imaged.patient))
    for address in (f"/cases/{item.case_id}/", f"/agenda/{item.pk}/", f"/patients/{imaged.patient.pk}/lesions/"):
        text = cast.browser_of("surgeon").get(address).text
        assert ("Compare two dates" in text) == measured, address
    assert ("Only one date so far" in page(cast, item.case)) != measured
