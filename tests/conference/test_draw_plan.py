"""The debulking balance on a case: drawn, worked out, kept, chosen, and taken into the decision."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from conference.models import Case, Decision
from conference.plans import Sheet, share
from conference.reading import present
from core.models import AuditEvent
from tests.cast import House
from treatments.eligibility import assess
from treatments.eligibility.drawn import Drawing, as_drawn
from treatments.models import Alternative

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
    assert drawn.balance.clearance.count in (cleared.count, Decimal(100) / len(acts))
    assert {one["outcome"] for one in drawn.outcomes} <= {one.outcome for one in supposed.verdicts.values()}
    assert next(one["outcome"] for one in drawn.outcomes) == supposed.verdicts["resection"].outcome


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


def test_the_planner_offers_a_start_or_says_what_it_lacks(cast: House, as_: Any, case: Case) -> None:
    answer = as_("surgeon").get(f"/cases/{case.pk}/draw_plan/")
    assert answer.context["sheet"].lacks or answer.context["sheet"].offers
    for offer in answer.context["sheet"].offers:
        drawn = as_("surgeon").get(f"/cases/{case.pk}/draw_plan/?{offer['query']}").context["drawn"]
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
