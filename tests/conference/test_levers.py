"""What would change the answer, in words, beside every treatment that is not clean."""

import pytest
import time_machine
from django.urls import reverse

from conference.showing import turning_words
from tests.cast import House, worked_case
from tests.eligibility.cases import ALL_CASES
from treatments.eligibility import assess

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> House:
    return House()


def page(cast: House, reference: str) -> str:
    """The page of a worked case on its own day: later its bloods are out of date."""
    with time_machine.travel(f"{worked_case(reference)['as_of']}T12:00:00Z", tick=False):
        case = cast.worked(reference)
        answer = cast.browser_of("surgeon").get(reverse("conference:case", args=[case.pk]))
    assert answer.status_code == 200
    return answer.text


def of(code: str, text: str) -> str:
    """The part of the page about one treatment."""
    start = text.index(f'id="modality-{code}"')
    return text[start : text.index("</article>", start)]


def test_a_stranger_reads_why_ablation_is_refused_and_what_would_reopen_it(cast: House) -> None:
    ablation = of("ablation", page(cast, "W04"))
    assert "Contraindicated." in ablation
    assert "Open with" in ablation
    assert "Number of liver metastases ≤\u00a07 (now 25)" in ablation
    assert "≤\u00a050\u00a0mm (now 65\u00a0mm)" in ablation


def test_a_caution_says_what_would_take_it_away(cast: House) -> None:
    tare = of("tare", page(cast, "W04"))
    assert "Without cautions with" in tare


def test_what_only_another_tumour_would_change_is_not_offered(cast: House) -> None:
    assert "Indicated with" not in of("captem", page(cast, "W04"))


@pytest.mark.parametrize("name", ALL_CASES)
def test_every_change_has_its_words(name: str) -> None:
    assessment = assess(ALL_CASES[name])
    for verdict in assessment.verdicts.values():
        for sentence in turning_words(verdict, assessment.facts):
            assert not set("{}[]'") & set(sentence), sentence


def test_lesions_that_stand_in_the_way_are_named() -> None:
    case = ALL_CASES["W08"]
    assessment = assess(case)
    (duct,) = [one for one in turning_words(assessment.verdicts["ablation"], assessment.facts) if "duct" in one]
    assert duct.endswith("(now L1 5\u00a0mm)")


def test_a_clean_treatment_has_nothing_to_change(cast: House) -> None:
    resection = of("resection", page(cast, "W01"))
    assert "Open with" not in resection
    assert "Without cautions with" not in resection
