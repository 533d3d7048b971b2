"""The page of a case: the heart of the house."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from conference import actions
from conference.models import AgendaItem, Case
from patients import actions as patients
from patients.actions import Answer
from patients.chart import Chart
from patients.models import Entry, Lesion, Measurement, PathologyReport, Study
from tests.cast import House

pytestmark = pytest.mark.django_db

NOT_COUNTED = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


@pytest.fixture
def cast() -> House:
    return House()


def page(cast: House, case: Case, username: str = "surgeon") -> str:
    answer = cast.browser_of(username).get(reverse("conference:case", args=[case.pk]))
    assert answer.status_code == 200
    return answer.text


def test_the_conference_sees_a_case_and_the_referring_doctor_does_not(cast: House) -> None:
    case = cast.listed().case
    url = reverse("conference:case", args=[case.pk])
    for username, status in (
        ("coordinator", 200),
        ("surgeon", 200),
        ("pathologist", 200),
        ("referrer", 403),
        ("stranger", 404),
    ):
        assert cast.browser_of(username).get(url).status_code == status, username


def test_the_question_is_the_heading_and_the_wish_stands_below(cast: House) -> None:
    case = cast.case(question="Is resection possible?")
    patients.observe(patient=case.patient, answers={"patient.wish": Answer(text="To be at home.")}, by=cast["referrer"])
    text = page(cast, case, "coordinator")
    assert '<h1 class="question__text">Is resection possible?</h1>' in text
    assert "To be at home." in text
    title = text[text.index("<title>") : text.index("</title>")]
    assert case.patient.surname not in title


def test_every_treatment_is_there_with_its_verdict_and_its_rules(cast: House) -> None:
    text = page(cast, cast.worked("W01"), "coordinator")
    for code in ("resection", "ablation", "tare", "prrt", "transplantation", "surveillance"):
        assert f'id="modality-{code}"' in text
    assert "RES-1" in text
    assert "Not eligible" in text


def test_an_empty_case_is_provisional_and_names_what_is_missing(cast: House) -> None:
    text = page(cast, cast.case(), "coordinator")
    assert "Provisional." in text
    assert "things missing" in text
    assert "the clinicians decide" in text
    assert "rules 2026" in text


def test_a_value_too_old_is_shown_with_its_age_and_counts_as_missing(cast: House) -> None:
    case = cast.case()
    long_ago = timezone.localdate() - dt.timedelta(days=200)
    patients.observe(
        patient=case.patient, answers={"labs.inr": Answer(number=Decimal(1))}, by=cast["referrer"], date=long_ago
    )
    text = page(cast, case, "coordinator")
    assert "out of date" in text
    assert "too old" in text


def test_a_case_is_seen_from_the_day_of_its_meeting(cast: House) -> None:
    item = cast.listed(board=cast.board(40))
    patients.observe(
        patient=item.case.patient,
        answers={"labs.inr": Answer(number=Decimal(1))},
        by=cast["referrer"],
        date=timezone.localdate(),
    )
    text = page(cast, item.case)
    assert "as of the meeting" in text
    assert "too old" in text  # fresh today, older than thirty days at the meeting


def test_a_reason_says_how_the_criterion_came_out(cast: House) -> None:
    text = page(cast, cast.worked("W01"), "coordinator")
    assert ": not met" in text or ": caution" in text


def test_a_decided_case_shows_what_the_board_said_on_its_day(cast: House) -> None:
    decision = cast.signed()
    text = page(cast, decision.item.case)
    assert "Embolise the right hemiliver." in text
    assert "Decided on" in text


def test_only_those_who_may_are_offered_to_judge_schedule_or_close(cast: House) -> None:
    case = cast.case()
    cast.board(7)
    coordinator = page(cast, case, "coordinator")
    assert reverse("conference:schedule", args=[case.pk]) in coordinator
    assert reverse("conference:judge", args=[case.pk]) + '">' not in coordinator
    item = actions.schedule(case=case, board=cast.board(14), by=cast["coordinator"])
    surgeon = page(cast, item.case)
    assert reverse("conference:judge", args=[case.pk]) in surgeon
    assert reverse("conference:close_case", args=[case.pk]) not in surgeon


def busy(cast: House) -> Case:
    """A case with everything: lesions on two studies, pathology, lists, judgements, an earlier decision, follow-ups."""
    first = cast.performed(days_ago=60)
    case = cast.worked("W05")
    Case.objects.filter(pk=case.pk).update(patient=first.patient)
    again = actions.prepare(
        referral=actions.refer(patient=first.patient, unit=cast.unit, question="And now?", by=cast["referrer"]),
        by=cast["coordinator"],
    )
    patients.add_entry(patient=first.patient, list="drugs", code="ssa", by=cast["referrer"])
    patients.report_pathology(patient=first.patient, by=cast["referrer"], grade="g2", date=None, precision="day")
    for day in (dt.date(2025, 1, 2), dt.date(2026, 1, 2)):
        study = patients.add_study(patient=first.patient, modality="ct", date=day, by=cast["diagnostic-radiologist"])
        for label in ("L1", "L2"):
            lesion = Lesion.objects.filter(patient=first.patient, label=label).first() or patients.add_lesion(
                patient=first.patient, label=label, segments=["6"], by=cast["diagnostic-radiologist"]
            )
            patients.measure(
                lesion=lesion, study=study, state="measured", longest_mm=20, by=cast["diagnostic-radiologist"]
            )
    actions.schedule(case=again, board=cast.board(7), by=cast["coordinator"])
    return again


def test_the_case_page_asks_at_most_twelve_queries(cast: House) -> None:
    case = busy(cast)
    client = cast.browser_of("surgeon")
    url = reverse("conference:case", args=[case.pk])
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    counted = [query["sql"] for query in asked if not query["sql"].lstrip().upper().startswith(NOT_COUNTED)]
    assert len(counted) <= 12, "\n".join(sql[:160] for sql in counted)


def test_a_history_read_in_one_query_holds_what_the_tables_hold(cast: House) -> None:
    case = busy(cast)
    chart = Chart.read(case.patient, timezone.localdate())
    read = [*chart.studies, *chart.pathology, *(line for lines in chart.entries.values() for line in lines)]
    read += [history.lesion for history in chart.lesions] + [
        one for history in chart.lesions for one in history.measurements
    ]
    assert {type(row) for row in read} == {Study, PathologyReport, Entry, Lesion, Measurement}
    for row in read:
        kept = type(row).objects.get(pk=row.pk)
        for field in row._meta.concrete_fields:
            assert getattr(row, field.attname) == getattr(kept, field.attname), field


def test_a_diffuse_right_liver_is_drawn_on_the_right_wherever_it_is_drawn(cast: House) -> None:
    follow_up = cast.follow_up()
    item = AgendaItem.objects.select_related("case__patient", "case__referral").get()
    case = item.case
    diffuse = {"liver.diffuse": Answer(text="yes"), "liver.hemilivers": Answer(text="right")}
    patients.observe(patient=case.patient, answers=diffuse, by=cast["diagnostic-radiologist"])
    for url in (
        reverse("conference:case", args=[case.pk]),
        reverse("conference:item", args=[item.pk]),
        reverse("conference:referral", args=[case.referral.pk]),
        reverse("conference:follow_up", args=[follow_up.pk]),
        reverse("patients:lesions", args=[case.patient.pk]),
        reverse("patients:patient", args=[case.patient.pk]),
    ):
        answer = cast.browser_of("coordinator").get(url)
        assert answer.status_code == 200, url
        assert answer.context["map"].diffuse == ("right",), url
