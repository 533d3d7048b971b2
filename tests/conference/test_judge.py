"""The judgements of one presentation, and a plan for each lesion."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from conference.dossier import judgements
from conference.models import Case
from conference.reading import cases_to_present, present, present_many
from core.models import AuditEvent
from patients import actions as patients
from patients.actions import Answer
from patients.models import Lesion
from tests.cast import House
from treatments import actions as treatments
from treatments.models import Judgement

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(days=7)


@pytest.fixture
def cast() -> House:
    return House()


@pytest.fixture
def case(cast: House) -> Case:
    return cast.listed().case


def judge(case: Case) -> str:
    return reverse("conference:judge", args=[case.pk])


def sent(case: Case, **answers: Any) -> dict[str, Any]:
    case.workup.refresh_from_db()
    return {"version": case.workup.version, **answers}


def test_surgeon_and_interventional_radiologist_judge_and_others_do_not(cast: House, case: Case) -> None:
    for username, status in (
        ("surgeon", 200),
        ("interventional-radiologist", 200),
        ("coordinator", 403),
        ("stranger", 404),
    ):
        assert cast.browser_of(username).get(judge(case)).status_code == status, username


def test_a_judgement_is_kept_with_who_made_it(cast: House, case: Case) -> None:
    answer = cast.browser_of("surgeon").post(judge(case), sent(case, **{"surgery.resectable": "uncertain"}))
    assert answer.status_code == 302
    kept = Judgement.objects.get(workup=case.workup)
    assert (kept.item, kept.text, kept.entered_by) == ("surgery.resectable", "uncertain", cast["surgeon"])
    assert AuditEvent.objects.filter(action="workup.judge").exists()


def test_what_nobody_touched_is_not_written_down(cast: House, case: Case) -> None:
    cast.browser_of("surgeon").post(judge(case), sent(case))
    assert not Judgement.objects.exists()


def test_each_lesion_gets_its_plan_and_the_map_shows_it(cast: House, case: Case) -> None:
    study = patients.add_study(patient=case.patient, modality="ct", by=cast["diagnostic-radiologist"])
    lesion = patients.add_lesion(patient=case.patient, label="L1", segments=["6"], by=cast["diagnostic-radiologist"])
    patients.measure(lesion=lesion, study=study, state="measured", longest_mm=20, by=cast["diagnostic-radiologist"])
    client = cast.browser_of("surgeon")
    assert f'id="lesion-{lesion.key}"' in client.get(judge(case)).text
    client.post(judge(case), sent(case, **{f"plan_{lesion.key}": "ablate", f"wedge_{lesion.key}": "true"}))
    kept = {one.item: one.text for one in Judgement.objects.filter(lesion=Lesion.objects.get())}
    assert kept == {"lesion.plan": "ablate", "lesion.wedge_resectable": "yes"}
    text = client.get(reverse("conference:case", args=[case.pk])).text
    assert "to ablate" in text


def test_an_impossible_figure_is_refused_and_kept_in_its_box(cast: House, case: Case) -> None:
    answer = cast.browser_of("surgeon").post(judge(case), sent(case, **{"surgery.combined_flr_percent": "140"}))
    assert answer.status_code == 422
    assert 'value="140"' in answer.text
    assert not Judgement.objects.exists()


def test_two_who_judge_at_once_are_shown_to_each_other(cast: House, case: Case) -> None:
    client = cast.browser_of("surgeon")
    stale = sent(case, **{"surgery.resectable": "no"})
    client.post(judge(case), sent(case, **{"surgery.resectable": "yes"}))
    answer = client.post(judge(case), stale)
    assert answer.status_code == 409
    assert "<td>Yes</td><td><strong>No</strong></td>" in answer.text
    assert [one.text for one in Judgement.objects.all()] == ["yes"]


def test_a_day_knows_no_judgement_made_after_it(cast: House, case: Case) -> None:
    by, today = cast["surgeon"], timezone.localdate()
    lesion = patients.add_lesion(patient=case.patient, label="L1", segments=["6"], noted_on=today - WEEK, by=by)
    for day, resectable, plan in ((today - WEEK, "no", "leave"), (None, "yes", "resect")):
        treatments.judge(
            workup=case.workup,
            answers={"surgery.resectable": Answer(text=resectable)},
            lesions={lesion: {"plan": plan}},
            noted_on=day,
            by=by,
        )
    row = cases_to_present(Case.objects).get(pk=case.pk)
    known = [present(row, day) for day in (today - 2 * WEEK, today - WEEK, today)]
    assert [one.facts.get("surgery", {}).get("resectable") for one in known] == [None, "no", "yes"]
    assert [one.plans.get(lesion.key) for one in known] == [None, "leave", "resect"]
    assert [[str(said["value"]) for said in judgements(one)] for one in known] == [[], ["No"], ["Yes"]]


def test_a_share_judged_on_images_long_past_is_not_current_beside_new_ones(cast: House, case: Case) -> None:
    by, today = cast["surgeon"], timezone.localdate()
    share = {"surgery.resection_alone.count_percent": Answer(number=Decimal(95))}
    treatments.judge(workup=case.workup, answers=share, noted_on=today - 20 * WEEK, by=by)
    row = cases_to_present(Case.objects).get(pk=case.pk)
    patients.add_study(patient=case.patient, modality="ct", date=today - 20 * WEEK, by=by)
    assert "surgery" in present(row).facts  # under the old day of the images, which says that it is too old
    patients.add_study(patient=case.patient, modality="ct", date=today, by=by)
    assert "surgery" not in present(row).facts


def test_one_patient_in_two_cases_is_read_on_the_day_of_each_meeting(cast: House) -> None:
    first = cast.case()
    second = cast.case(first.patient, question="And now?")
    today = timezone.localdate()
    for day, value in ((today - WEEK, "1.0"), (today, "2.0")):
        patients.observe(
            patient=first.patient, answers={"labs.inr": Answer(number=Decimal(value))}, date=day, by=cast["surgeon"]
        )
    rows = list(cases_to_present(Case.objects.order_by("created_at")))
    shown = present_many(rows, {first.pk: today - WEEK, second.pk: today})
    assert [one.as_of for one in shown] == [today - WEEK, today]
    assert [one.facts["labs"]["inr"]["value"] for one in shown] == [1, 2]
