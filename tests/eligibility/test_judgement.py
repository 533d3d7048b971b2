"""The order of judgement, what stays reachable, intents, ranking, preparation: decisions 1, 2, 11, 12, 14, 18 to 20."""

import pytest

from tests.eligibility.cases import empty, lesion, outcomes, results, worked
from treatments.eligibility import assess, propose
from treatments.eligibility.criteria import (
    CAUTION,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    PROVISIONAL,
    UNTOLD,
    combined,
    missing,
)


def test_several_answers_become_one_in_a_fixed_order() -> None:
    assert combined([MET, NOT_MET, missing("a")]) is NOT_MET
    assert combined([MET, missing("a"), CAUTION, missing("b")]).missing == ("a", "b")
    assert combined([MET, UNTOLD, CAUTION]) is CAUTION
    assert combined([UNTOLD, MET, NOT_APPLICABLE]) is MET
    assert combined([UNTOLD, NOT_APPLICABLE]) is UNTOLD
    assert combined([NOT_APPLICABLE]) is NOT_APPLICABLE
    assert combined([PROVISIONAL, CAUTION]) is CAUTION
    assert combined([PROVISIONAL, MET]) is PROVISIONAL


def test_a_hard_no_stands_although_everything_else_is_missing() -> None:
    verdict = assess(empty(fitness={"ecog": 4})).verdicts["resection"]
    assert (verdict.outcome, verdict.because, verdict.missing) == ("not-eligible", "contraindicated", ())
    assert [row.id for row in verdict.decisive] == ["RES-1"]


def test_an_unknown_gate_blocks_nothing_and_costs_a_caution() -> None:
    tare = assess(worked("W04", intended={"whole_liver": False})).verdicts["tare"]
    assert tare.outcome == "cautions"
    assert [row.id for row in tare.decisive] == ["TARE-10", "TARE-11"]
    assert tare.missing == ()


def test_a_failed_gate_is_told_once_nothing_else_blocks() -> None:
    failed = worked("W04", gates={"lung_dose_gy": 34})
    assert assess(failed).verdicts["tare"].because == "contraindicated"
    blocked = worked("W04", gates={"lung_dose_gy": 34}, liver={"tumour_burden_percent": None})
    tare = assess(blocked).verdicts["tare"]
    assert (tare.outcome, tare.reachable) == ("cannot-tell", ("not-eligible",))


def test_a_caution_already_standing_keeps_eligible_out_of_reach() -> None:
    verdict = assess(worked("W01", fitness={"ecog": 2}, labs={"bilirubin_umol_l": None})).verdicts["resection"]
    assert verdict.reachable == ("cautions", "not-eligible")


def test_only_soft_facts_missing_never_ends_in_not_eligible() -> None:
    verdict = assess(worked("W01", labs={"platelets_10e9_l": None})).verdicts["ablation"]
    assert verdict.reachable == ("eligible", "cautions")


def test_a_caution_that_rests_on_cannot_tell_only_keeps_eligible_in_reach() -> None:
    no_lesions = worked("W16", liver={"tumour_burden_percent": None}, tumour={"tgr_percent_per_month": 0.1})
    assert assess(no_lesions).verdicts["surveillance"].row("SURV-5").result == "caution"
    assert assess(no_lesions).verdicts["surveillance"].reachable == ("eligible", "cautions")


def test_what_an_earlier_modality_misses_is_missing_here() -> None:
    case = worked("W01", labs={"bilirubin_umol_l": None})
    assert assess(case).verdicts["sbrt"].missing == ("labs.bilirubin_umol_l",)


def test_embolisation_waits_two_calendar_months_and_says_from_when() -> None:
    verdict = assess(worked("W13")).verdicts["tae"]
    assert verdict.possible_from == "2026-03-26"
    clamped = empty(earlier_treatments=[{"type": "tare", "date": "2025-12-31"}]) | {"as_of": "2026-02-27"}
    assert assess(clamped).verdicts["tare"].possible_from == "2026-02-28"
    assert assess(clamped).verdicts["prrt"].possible_from is None


def test_one_half_of_the_liver_in_one_session() -> None:
    def row(**intended: object) -> str:
        return results(empty(intended=intended))["IA-13"]

    assert row(territory="right") == row(territory="segments", segments=["1", "6"]) == "met"
    assert row(territory="whole-liver") == row(territory="segments", segments=["4a", "5"]) == "not-met"
    assert row() == row(territory="segments") == "unknown"


@pytest.mark.parametrize(
    ("tumour", "planned", "expected"),
    [
        ({"primary_site": "unknown"}, True, "met"),
        ({"primary_site": "unknown"}, False, "not-met"),
        ({"primary_site": "small-bowel"}, None, "unknown"),
        ({"primary_site": "pancreas", "functional": "none"}, None, "met"),
        ({"primary_site": "pancreas", "functional": "controlled"}, False, "not-met"),
        ({"primary_site": "pancreas", "functional": "controlled", "syndrome": "insulin"}, False, "met"),
        ({"functional": "none"}, False, "unknown"),
        ({}, True, "met"),
    ],
)
def test_octreotide_is_planned_for_those_who_need_it(
    tumour: dict[str, str], planned: bool | None, expected: str
) -> None:
    case = empty(tumour=tumour, gates={"antibiotics_planned": True, "octreotide_planned": planned})
    assert results(case)["IA-12"] == expected


def test_an_empty_primary_keeps_the_octreotide_gate_shut() -> None:
    found = {item["item"]: item["status"] for item in propose(worked("W17c"))["checklist"]["tae"]}
    assert found["octreotide"] == "unknown"


def test_every_checklist_has_twelve_items_and_only_open_treatments_have_one() -> None:
    proposal = propose(worked("W04"))
    assert set(proposal["checklist"]) == {"debulking", "tae", "ctace", "deb-tace", "tare", "prrt"}
    assert all(len(items) == 12 for items in proposal["checklist"].values())


def test_changed_bile_ducts_make_antibiotics_a_must_before_ablation() -> None:
    items = propose(worked("W01", liver={"biliary": "anastomosis"}))["checklist"]["ablation"]
    status = {item["item"]: item["status"] for item in items}
    assert (status["antibiotics"], status["extended-antibiotics"]) == ("mandatory", "mandatory")


def test_intents_follow_clearance_spread_and_symptoms() -> None:
    def intents(name: str, code: str, **changes: object) -> tuple[str, ...]:
        return assess(worked(name, **changes)).verdicts[code].intents

    assert intents("W01", "resection") == ("curative",)
    assert intents("W03", "resection") == ("debulking",)
    assert intents("W01", "ablation", tumour={"pressure_symptoms": 1}) == ("curative", "symptom-control")
    assert intents("W01", "ablation", tumour={"extrahepatic": "present"}) == ("disease-control",)
    assert intents("W04", "tae") == ("symptom-control", "disease-control")
    assert intents("W01", "surveillance") == ("surveillance",)
    assert intents("W01", "tae") == ()


def test_the_smaller_procedure_goes_first_for_the_frail() -> None:
    assert propose(worked("W15"))["ranking"][:2] == [["ablation"], ["resection"]]
    assert propose(worked("W01"))["ranking"][:2] == [["resection"], ["ablation"]]


def test_a_carcinoma_gets_chemotherapy_first() -> None:
    assert propose(worked("W06"))["ranking"][0] == ["chemotherapy"]


def test_arterial_treatments_share_a_rank_although_one_has_cautions() -> None:
    proposal = propose(worked("W04"))
    assert ["tae", "ctace", "tare"] in proposal["ranking"]
    found = outcomes(worked("W04"))
    assert (found["tae"], found["tare"]) == ("eligible", "cautions")


def test_transplantation_is_never_ranked_and_never_eligible() -> None:
    proposal = propose(worked("W12"))
    assert outcomes(worked("W12"))["transplantation"] == "cautions"
    assert not any("transplantation" in rank for rank in proposal["ranking"])


def test_an_assessment_lists_everything_missing_once() -> None:
    found = assess(empty()).missing
    assert list(found) == sorted(set(found))
    assert "tumour.differentiation" in found


def test_cautions_of_needles_near_vessels_are_told_lesion_by_lesion() -> None:
    lesions = [
        lesion("A", longest_mm=20, near=["none"], vessel_touching=False, segments=["6"]),
        lesion("B", segments=["1"]),
    ]
    rows = results(empty(lesions=lesions))
    assert rows["ABL-4"] == "caution"
    assert results(empty(lesions=lesions[:1]))["ABL-4"] == "met"
    assert results(empty(lesions=lesions[:1], lesion_count=2))["ABL-4"] == "unknown"
