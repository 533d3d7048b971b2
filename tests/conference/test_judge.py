"""The judgements of one presentation, and a plan for each lesion."""

from typing import Any

import pytest
from django.urls import reverse

from conference.models import Case
from core.models import AuditEvent
from patients import actions as patients
from patients.models import Lesion
from tests.cast import House
from treatments.models import Judgement

pytestmark = pytest.mark.django_db


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
