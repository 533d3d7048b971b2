"""What counts as agreeing with the proposal, by kind of answer."""

from types import SimpleNamespace
from typing import Any

import pytest

from conference.agreement import agrees, outcomes_of
from tests.cast import worked_case
from treatments.eligibility import propose


def outcomes(reference: str) -> dict[str, str]:
    proposal: Any = SimpleNamespace(answer=propose(worked_case(reference)))
    return outcomes_of(proposal)


@pytest.mark.parametrize(
    ("reference", "kind", "chosen", "expected"),
    [
        ("W01", "treatment", ["resection"], True),  # the first
        ("W01", "treatment", ["ablation"], True),  # open, of a lower rank
        ("W01", "treatment", ["surveillance"], True),
        ("W01", "treatment", ["tae"], False),  # not eligible
        ("W01", "treatment", ["resection", "tae"], False),  # every treatment must be open
        ("W16", "treatment", ["resection"], False),  # cannot tell
        (
            "W14",
            "treatment",
            ["portal-vein-embolisation", "two-stage"],
            True,
        ),  # what the rules do not judge, beside one open
        ("W14", "treatment", ["primary-resection"], False),  # the rules judge none of it
        ("W01", "supportive", [], False),  # resection is open
        ("W01", "no-change", [], False),
        ("W01", "elsewhere", [], False),
        ("W12", "elsewhere", [], True),  # transplantation is open: another board decides
        ("W12", "no-change", [], False),
        ("W05", "supportive", [], False),  # an analogue is open
        ("W09", "supportive", [], True),  # nothing is open
        ("W01", "more-information", [], None),  # not an answer yet
    ],
)
def test_an_answer_agrees_or_differs(reference: str, kind: str, chosen: list[str], expected: bool | None) -> None:
    assert agrees(kind, chosen, outcomes(reference)) is expected


def test_waiting_is_no_treatment_left_out() -> None:
    assert agrees("no-change", [], {"surveillance": "eligible", "tae": "not-eligible"}) is True


def test_without_a_proposal_there_is_nothing_to_compare() -> None:
    assert outcomes_of(None) == {}
    assert agrees("treatment", ["tae"], {}) is None
