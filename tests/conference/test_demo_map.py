"""Every segment named in published_cases.json is seen on the liver map of its demo patient."""

import json
from typing import Any

import pytest
from django.utils import timezone

from conference.demo import load
from patients.chart import Chart
from patients.livershape import contains
from patients.models import Patient
from patients.reading import mapped
from tests.cast import DATA

pytestmark = pytest.mark.django_db
HALVES = {"4": ("4a", "4b")}  # "segment 4" without a letter lies across its halves


def segments_in(told: Any) -> set[str]:
    """Every segment under any key called "segments", however deep."""
    if isinstance(told, list):
        return set().union(*map(segments_in, told))
    if not isinstance(told, dict):
        return set()
    here = {str(one) for one in told.get("segments") or []}
    return here.union(*map(segments_in, told.values()))


def seen_on(patient: Patient) -> set[str]:
    """The segments in which the map of the patient draws a lesion today."""
    drawn: set[str] = set()
    for mark in mapped(Chart.read(patient, timezone.localdate())).marks:
        halves = [half for code in mark.spot.segments for half in HALVES.get(code, (code,))]
        if mark.where == "liver" and any(contains(half, mark.x, mark.y) for half in halves):
            drawn.update(mark.spot.segments)
    return drawn


def test_every_segment_a_publication_names_is_seen_on_the_map_of_its_demo_patient() -> None:
    load()
    cases = json.loads((DATA / "published_cases.json").read_text(encoding="utf-8"))["cases"]
    named = {case["no"]: segments_in(case) for case in cases}
    named = {number: segments for number, segments in named.items() if segments}
    assert len(named) >= 9
    seen = {number: seen_on(Patient.objects.get(reference=number)) for number in named}
    assert seen == named
