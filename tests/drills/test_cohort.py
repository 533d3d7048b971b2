"""A hundred thousand cases judged together say what each says alone."""

from itertools import batched
from random import Random

import pytest

from tests.drills.conftest import Say
from tests.eligibility.any_case import any_case
from tests.eligibility.test_cohort import disagreements
from treatments.eligibility.cohort import BLOCK

CASES = 100_000


@pytest.mark.drill
def test_a_hundred_thousand_cases_are_judged_together_as_each_alone(say: Say) -> None:
    random = Random(2026)
    found = []
    for block in batched((any_case(random) for _one in range(CASES)), BLOCK, strict=False):
        found += disagreements(list(block))
    say(f"{CASES} cases: {len(found)} disagreements")
    assert found == []
