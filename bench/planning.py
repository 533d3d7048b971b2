"""How long the balance of resection and ablation takes for forty lesions."""

import time
from random import Random
from typing import Any

from bench.rows import Row, middle, p95, short
from bench.rule_set import seeded
from treatments.eligibility.liver import SEGMENTS
from treatments.eligibility.plan import plan, validate_for_plan

LESIONS, CASES, AIM = 40, 240, 50
MILLISECONDS = 1000


def measure() -> list[Row]:
    """Every case once, after one to warm up."""
    asked = [case(seeded(seed)) for seed in range(CASES)]
    plan(asked[0])
    took, plans = [], []
    for one in asked:
        if validate_for_plan(one):
            raise RuntimeError("A case of the bench is refused.")
        started = time.perf_counter()
        answered = plan(one)
        took.append((time.perf_counter() - started) * MILLISECONDS)
        plans.append(len(answered["plans"]))
    missed = "" if p95(took) <= AIM else ", MISSED"
    method = (
        f"p95 of {CASES} random cases of {LESIONS} lesions of 4 to 70 mm in one or two segments, a third of which can be wedged "
        f"out; the whole front with every plan written out, {min(plans)} to {max(plans)} plans, median {short(middle(plans))}. "
        f"Median {short(middle(took))} ms, longest {short(max(took))} ms. Aim: at most {AIM}{missed}."
    )
    return [Row("plan.40_lesions.p95_ms", p95(took), "ms", method)]


def case(random: Random) -> dict[str, Any]:
    """A liver with forty lesions: many small ones, few large ones."""
    volumes = {segment: round(random.uniform(40, 260), 1) for segment in SEGMENTS}
    background = random.choice(("normal", "normal", "injured", "cirrhosis"))
    return {
        "format": "cantlie-case/1",
        "reference": "bench",
        "as_of": "2026-03-02",
        "liver": {"background": background, "segment_volumes_ml": volumes},
        "lesions": [_lesion(random, place) for place in range(1, LESIONS + 1)],
    }


def _lesion(random: Random, place: int) -> dict[str, Any]:
    first = random.randrange(len(SEGMENTS))
    segments = {first, min(first + 1, len(SEGMENTS) - 1)} if random.random() < 0.2 else {first}
    return {
        "label": f"L{place}",
        "segments": [SEGMENTS[one] for one in sorted(segments)],
        "longest_mm": round(4 + 66 * random.random() ** 2, 1),
        "wedge_resectable": random.random() < 1 / 3,
    }
