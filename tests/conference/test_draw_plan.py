"""The debulking balance on a case: drawn, worked out, kept, chosen, and taken into the decision."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from conference.demo import moved
from conference.imports import import_case
from conference.models import Case, Decision
from conference.plans import SHOWN, Sheet, share
from conference.reading import present
from core.models import AuditEvent
from patients import actions as patients
from patients.actions import Answer
from tests.cast import House, worked_case
from treatments import actions as treatments
from treatments.eligibility import assess
from treatments.eligibility.drawn import Drawing, as_drawn
from treatments.eligibility.liver import SEGMENTS
from treatments.models import Alternative
from treatments.wording import treatment_name

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast: House) -> Case:
    """W03: four lesions, three of them to ablate, read on a day when its images are not too old."""
    return cast.worked("W03")


def sheet(case: Case) -> Sheet:
    return Sheet(present(Case.objects.get(pk=case.pk)))


def state(case: Case, *segments: str, letter: str = "A", version: int = 0, acts: Mapping[str, str]) -> dict[str, Any]:
    """What the form sends."""
    keys = {name: lesion.key for name, lesion in sheet(case).lesions.items()}
    return {
        "drawn": "1",
        "letter": letter,
        "version": version,
        "segment": list(segments),
        **{f"act-{keys[name]}": act for name, act in acts.items()},
    }


def test_working_out_shows_the_balance_and_keeps_nothing(cast: House, as_: Any, case: Case) -> None:
    labels = list(sheet(case).lesions)
    answer = as_("surgeon").post(f"/cases/{case.pk}/draw_plan/", state(case, acts=dict.fromkeys(labels, "ablate")))
    assert answer.status_code == 200
    assert f"100 % ({len(labels)} of {len(labels)})" in answer.content.decode()
    assert not Alternative.objects.exists()
    assert not AuditEvent.objects.filter(action="plan.draw").exists()


def test_every_share_and_outcome_is_what_the_rules_say_of_the_case_as_drawn(cast: House, as_: Any, case: Case) -> None:
    facts = sheet(case).facts
    acts: Any = {name: "wedge" if name == "L1" else "leave" for name in sheet(case).lesions}
    answer = as_("surgeon").post(f"/cases/{case.pk}/draw_plan/", state(case, acts=acts))
    drawn = answer.context["drawn"]
    supposed = assess(as_drawn(facts, Drawing.of(facts["lesions"], (), acts)))
    cleared = supposed.facts.lesions.cleared_combined
    assert drawn.balance.clearance.volume == cleared.volume
    said = {one["name"]: one["outcome"] for one in drawn.outcomes}
    assert said.items() <= {treatment_name(code): one.outcome for code, one in supposed.verdicts.items()}.items()
    assert {treatment_name(code) for code in SHOWN} <= said.keys()


def test_a_plan_is_kept_under_its_letter_and_drawn_again(cast: House, as_: Any, case: Case, audited: Any) -> None:
    first = next(iter(sheet(case).lesions))
    sent = state(case, letter="B", acts={first: "ablate"}) | {"save": "1"}
    assert as_("surgeon").post(f"/cases/{case.pk}/draw_plan/", sent).status_code == 302
    kept = Alternative.objects.get()
    assert (kept.letter, kept.segments, kept.chosen) == ("B", [], False)
    assert sheet(case).drawing("B").acts[first] == "ablate"
    assert audited("plan.draw") == 1
    again = state(case, "6", letter="B", version=1, acts={}) | {"save": "1"}
    assert as_("surgeon").post(f"/cases/{case.pk}/draw_plan/", again).status_code == 302
    assert Alternative.objects.get().segments == ["6"]


def test_two_who_draw_the_same_letter_see_both_plans(cast: House, as_: Any, case: Case) -> None:
    first = next(iter(sheet(case).lesions))
    url = f"/cases/{case.pk}/draw_plan/"
    as_("surgeon").post(url, state(case, acts={first: "ablate"}) | {"save": "1"})
    answer = as_("interventional-radiologist").post(url, state(case, acts={first: "wedge"}) | {"save": "1"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert f"ablate {first}" in text
    assert f"wedge {first}" in text
    assert sheet(case).drawing("A").acts[first] == "ablate"


def test_a_segment_pressed_takes_its_lesions_and_let_go_lets_go_of_them(cast: House, as_: Any, case: Case) -> None:
    one = sheet(case)
    name, lesion = next((name, lesion) for name, lesion in one.lesions.items() if lesion.segments)
    segments = list(lesion.segments)
    browser = as_("surgeon")
    taken = browser.post(f"/cases/{case.pk}/draw_plan/", state(case, *segments, acts={})).context["drawn"].drawing
    assert taken.acts[name] == "resect"
    url = f"/cases/{case.pk}/draw_plan/?{one.query(taken)}&toggle={segments[0]}"
    freed = browser.get(url).context["drawn"].drawing
    assert segments[0] not in freed.segments
    assert freed.acts[name] == "leave"


def test_to_resect_a_lesion_takes_its_segments_and_another_act_gives_them_back(as_: Any, case: Case) -> None:
    one = sheet(case)
    name, lesion = next((name, lesion) for name, lesion in one.lesions.items() if lesion.segments)
    browser = as_("surgeon")
    taken = browser.post(f"/cases/{case.pk}/draw_plan/", state(case, acts={name: "resect"})).context["drawn"].drawing
    assert set(taken.segments) >= set(lesion.segments)
    sent = state(case, *taken.segments, acts={name: "ablate"}) | {"was_segment": list(taken.segments)}
    back = (
        browser.post(f"/cases/{case.pk}/draw_plan/", sent | {"was_resected": [str(lesion.key)]})
        .context["drawn"]
        .drawing
    )
    assert back.acts[name] == "ablate"
    assert not set(back.segments) & set(lesion.segments)


def test_the_chosen_plan_becomes_judgements_the_rules_read(cast: House, as_: Any, case: Case, audited: Any) -> None:
    labels = list(sheet(case).lesions)
    everything = dict.fromkeys(labels, "ablate")
    as_("surgeon").post(f"/cases/{case.pk}/draw_plan/", state(case, acts=everything) | {"save": "1"})
    assert as_("surgeon").post(f"/cases/{case.pk}/choose_plan/", {"letter": "A", "version": 1}).status_code == 302
    assert Alternative.objects.get().chosen
    assert {one.get("plan") for one in sheet(case).facts["lesions"]} == {"ablate"}
    assert audited("plan.choose") == 1
    text = as_("surgeon").get(f"/cases/{case.pk}/").content.decode()
    assert "The debulking balance" in text
    assert "chosen" in text


def test_choosing_another_lets_go_of_the_first_and_an_old_page_is_told(cast: House, as_: Any, case: Case) -> None:
    first = next(iter(sheet(case).lesions))
    for letter, act in (("A", "ablate"), ("B", "wedge")):
        as_("surgeon").post(
            f"/cases/{case.pk}/draw_plan/", state(case, letter=letter, acts={first: act}) | {"save": "1"}
        )
        as_("surgeon").post(f"/cases/{case.pk}/choose_plan/", {"letter": letter, "version": 1})
    assert [one.letter for one in Alternative.objects.filter(chosen=True)] == ["B"]
    stale = as_("surgeon").post(f"/cases/{case.pk}/choose_plan/", {"letter": "A", "version": 1})
    assert stale.status_code == 409


def test_who_may_not_judge_does_not_draw(cast: House, as_: Any, case: Case) -> None:
    assert as_("pathologist").get(f"/cases/{case.pk}/draw_plan/").status_code == 403
    assert as_("stranger").get(f"/cases/{case.pk}/draw_plan/").status_code in (403, 404)
    assert as_("surgeon").post(f"/cases/{case.pk}/choose_plan/", {"letter": "Z"}).status_code == 404


def test_without_lesions_listed_there_is_nothing_to_draw_on(cast: House, as_: Any) -> None:
    case = cast.case()
    text = as_("surgeon").get(f"/cases/{case.pk}/draw_plan/").content.decode()
    assert "There is nothing to draw on yet." in text


def test_the_planner_offers_what_draws_its_plan_and_says_what_it_lacks(cast: House, as_: Any, case: Case) -> None:
    url = f"/cases/{case.pk}/draw_plan/"
    assert as_("surgeon").get(url).context["sheet"].offers == []
    assert "Volumes of the segments" in as_("surgeon").get(url).content.decode()
    planned = import_case(moved(worked_case("W14"), timezone.localdate()), unit=cast.unit, source="worked")
    assert isinstance(planned, Case)
    volumes = {f"liver.segment_volumes_ml.{code}": Answer(number=Decimal(150)) for code in SEGMENTS}
    patients.observe(patient=planned.patient, answers=volumes, by=cast["surgeon"], date=timezone.localdate())
    answer = as_("surgeon").get(f"/cases/{planned.pk}/draw_plan/")
    offers = answer.context["sheet"].offers
    assert offers
    for offer in offers:
        drawn = as_("surgeon").get(f"/cases/{planned.pk}/draw_plan/?{offer['query']}").context["drawn"]
        assert drawn.name == offer["name"]


def test_a_share_is_never_rounded_up_to_what_it_does_not_reach() -> None:
    assert [share(Decimal(one)) for one in ("89.99", "90", "92.73", "100")] == ["89.9", "90", "92.7", "100"]


def test_the_chosen_plan_goes_into_the_decision_with_its_lesions(cast: House, as_: Any, case: Case) -> None:
    item = cast.listed(case)
    labels = list(sheet(case).lesions)
    as_("surgeon").post(
        f"/cases/{case.pk}/draw_plan/", state(case, acts=dict.fromkeys(labels, "ablate")) | {"save": "1"}
    )
    as_("surgeon").post(f"/cases/{case.pk}/choose_plan/", {"letter": "A", "version": 1})
    page = as_("surgeon").get(f"/agenda/{item.pk}/")
    assert page.context["form"].initial["plan"] == "A"
    answer = as_("surgeon").post(
        f"/agenda/{item.pk}/decide/",
        {
            "kind": "treatment",
            "wording": "Ablate them all.",
            "plan": "A",
            "intent": "curative",
            "step1_modality": "ablation",
            "responsible": cast["surgeon"].pk,
            "target_date": "2027-01-31",
            "deviation": "judgement",
            "deviation_text": "The board's judgement.",
        },
    )
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    decision = Decision.objects.get()
    assert decision.plan is not None
    assert decision.plan["acts"] == dict.fromkeys(labels, "ablate")
    assert {lesion.label for lesion in decision.steps.get().lesions.all()} == set(labels)
    text = as_("surgeon").get(f"/decisions/{decision.pk}/").content.decode()
    assert "Plan A" in text
    assert f"Ablate {', '.join(labels)}" in text


def test_the_drawing_board_asks_few_questions_of_the_database(
    cast: House, as_: Any, case: Case, django_assert_max_num_queries: Any
) -> None:
    as_("surgeon").post(f"/cases/{case.pk}/draw_plan/", state(case, acts={}) | {"save": "1"})
    browser = as_("surgeon")
    with django_assert_max_num_queries(18):
        assert browser.get(f"/cases/{case.pk}/draw_plan/").status_code == 200


def test_working_out_does_not_make_an_old_page_a_new_one(cast: House, as_: Any, case: Case) -> None:
    first, second = list(sheet(case).lesions)[:2]
    url = f"/cases/{case.pk}/draw_plan/"
    as_("surgeon").post(url, state(case, acts={first: "ablate"}) | {"save": "1"})
    again = as_("interventional-radiologist").post(url, state(case, acts={second: "wedge"}))
    assert again.context["seen"] == 0  # it began before the surgeon kept hers
    late = state(case, version=again.context["seen"], acts={second: "wedge"}) | {"save": "1"}
    assert as_("interventional-radiologist").post(url, late).status_code == 409
    assert sheet(case).drawing("A").acts[first] == "ablate"


def test_what_the_balance_said_the_rules_say_once_it_is_chosen(cast: House, as_: Any, case: Case) -> None:
    labels = list(sheet(case).lesions)
    url = f"/cases/{case.pk}/"
    for letter, sent in (("A", {}), ("B", dict.fromkeys(labels, "ablate")), ("C", {labels[0]: "resect"})):
        drawn = as_("surgeon").post(f"{url}draw_plan/", state(case, letter=letter, acts=sent) | {"save": "1"})
        assert drawn.status_code == 302
        expected = {
            one["name"]: one["outcome"] for one in sheet(case).weighed(letter, sheet(case).drawing(letter)).outcomes
        }
        as_("surgeon").post(f"{url}choose_plan/", {"letter": letter, "version": 1})
        said = present(Case.objects.get(pk=case.pk)).assessment.verdicts
        assert dict(expected.items()) == {
            treatment_name(code): one.outcome for code, one in said.items() if treatment_name(code) in expected
        }


def test_who_judges_by_hand_lets_go_of_the_chosen_plan(cast: House, as_: Any, case: Case) -> None:
    one = sheet(case)
    name, lesion = next(iter(one.lesions.items()))
    as_("surgeon").post(f"/cases/{case.pk}/draw_plan/", state(case, acts={name: "ablate"}) | {"save": "1"})
    as_("surgeon").post(f"/cases/{case.pk}/choose_plan/", {"letter": "A", "version": 1})
    workup = Case.objects.get(pk=case.pk).workup
    treatments.judge(workup=workup, by=cast["surgeon"], lesions={lesion: {"plan": "leave"}})
    assert not Alternative.objects.filter(chosen=True).exists()
    told = next(each for each in sheet(case).facts["lesions"] if each["label"] == name)
    assert told["plan"] == "leave"


def test_a_case_that_is_over_keeps_its_plans(cast: House, as_: Any, case: Case) -> None:
    as_("surgeon").post(f"/cases/{case.pk}/draw_plan/", state(case, acts={}) | {"save": "1"})
    Case.objects.filter(pk=case.pk).update(status="decided")
    again = as_("surgeon").post(f"/cases/{case.pk}/draw_plan/", state(case, version=1, acts={}) | {"save": "1"})
    chosen = as_("surgeon").post(f"/cases/{case.pk}/choose_plan/", {"letter": "A", "version": 1})
    assert (again.status_code, chosen.status_code) == (422, 422)
    assert Alternative.objects.get().version == 1


def test_letters_there_are_none_of_are_not_found(as_: Any, case: Case) -> None:
    for letter in ("Z", "A\0", ""):
        answer = as_("surgeon").post(f"/cases/{case.pk}/choose_plan/", {"letter": letter})
        assert answer.status_code == 404
    assert as_("surgeon").post(f"/cases/{case.pk}/draw_plan/", {"letter": "Z", "drawn": "1"}).status_code == 404


def test_a_draft_keeps_the_plan_it_has_taken_in_when_that_is_drawn_anew(cast: House, as_: Any, case: Case) -> None:
    item = cast.listed(case)
    first, second = list(sheet(case).lesions)[:2]
    url = f"/cases/{case.pk}/draw_plan/"
    as_("surgeon").post(url, state(case, acts={first: "ablate"}) | {"save": "1"})
    whole = {
        "kind": "treatment",
        "wording": "Ablate it.",
        "plan": "A",
        "intent": "curative",
        "step1_modality": "ablation",
        "responsible": cast["surgeon"].pk,
        "target_date": "2027-01-31",
        "deviation": "judgement",
        "deviation_text": "The board's judgement.",
    }
    assert as_("surgeon").post(f"/agenda/{item.pk}/decide/", whole).status_code == 302
    as_("surgeon").post(url, state(case, version=1, acts={second: "ablate"}) | {"save": "1"})
    form = as_("surgeon").get(f"/agenda/{item.pk}/").context["form"]
    assert form.initial["plan"] == "as-drafted"
    assert [key for key, _words in form.fields["plan"].choices if key] == ["as-drafted", "A"]
    elsewhere = whole | {"kind": "elsewhere", "version": 1}
    elsewhere.pop("step1_modality")
    assert as_("surgeon").post(f"/agenda/{item.pk}/decide/", elsewhere).status_code == 302
    assert (Decision.objects.get().kind, Decision.objects.get().plan) == ("elsewhere", None)


def test_the_remnant_of_the_chosen_plan_is_shown_where_the_rules_read_it(cast: House, as_: Any) -> None:
    made = import_case(moved(worked_case("W14"), timezone.localdate()), unit=cast.unit, source="worked")
    assert isinstance(made, Case)
    item = cast.listed(made)
    case, by = item.case, cast["diagnostic-radiologist"]
    volumes = {f"liver.segment_volumes_ml.{code}": Answer(number=Decimal(100)) for code in SEGMENTS}
    patients.observe(patient=case.patient, answers=volumes, by=by, date=timezone.localdate())
    shown = as_("surgeon").get(f"/agenda/{item.pk}/").context["facts"]
    assert [fact["value"] for fact in shown if fact["code"] == "liver.flr_percent"] == ["18"]
    acts: Any = dict.fromkeys(sheet(case).lesions, "ablate")
    as_("surgeon").post(f"/cases/{case.pk}/draw_plan/", state(case, "6", acts=acts) | {"save": "1"})
    as_("surgeon").post(f"/cases/{case.pk}/choose_plan/", {"letter": "A", "version": 1})
    assert Alternative.objects.get().chosen
    shown = as_("surgeon").get(f"/agenda/{item.pk}/").context["facts"]
    assert [fact["value"] for fact in shown if fact["code"] == "liver.flr_percent"] == [
        "88.8"
    ]  # 88.88…, never rounded up
    assert "Remnant of the chosen plan" in as_("surgeon").get(f"/cases/{case.pk}/").content.decode()
