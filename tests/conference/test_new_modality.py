"""A modality the rules have learnt: a board chooses it, it is recorded and shown by its name, and PostgreSQL lets it in."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.cast import House
from treatments.eligibility import MODALITIES
from treatments.models import Course, course
from treatments.wording import treatment_name

pytestmark = pytest.mark.django_db


@pytest.fixture
def histotripsy(monkeypatch: pytest.MonkeyPatch) -> str:
    """The rules as they will be: one modality more."""
    more = replace(MODALITIES[3], code="histotripsy", name="Histotripsy")
    monkeypatch.setattr(course, "MODALITIES", (*MODALITIES, more))
    return more.code


def test_a_board_decides_on_it_and_the_course_carries_its_name(cast: House, as_: Any, histotripsy: str) -> None:
    decision = cast.decided(modality=histotripsy)
    page = as_("surgeon").get(f"/agenda/{decision.item_id}/decide/").content.decode()
    assert f'<option value="{histotripsy}" selected' in page
    assert decision.steps.get().get_modality_display() == treatment_name(histotripsy) == "Histotripsy"
    planned = Course(type=histotripsy)
    assert planned.get_type_display() == "Histotripsy"


def test_one_that_is_gone_from_the_rules_is_shown_as_it_was_written(cast: House, as_: Any) -> None:
    decision = cast.decided(modality="cryotherapy")
    answer = as_("surgeon").get(f"/cases/{decision.item.case_id}/")
    assert answer.status_code == 200
    assert "cryotherapy" in answer.content.decode()


@pytest.mark.parametrize("nonsense", ["", "Not a code", "tae; drop", "TAE"])
def test_what_is_no_code_is_refused_by_postgresql_itself(cast: House, nonsense: str) -> None:
    step = cast.decided().steps.get()
    with pytest.raises(IntegrityError, match="is_a_code"), transaction.atomic():
        type(step).objects.filter(pk=step.pk).update(modality=nonsense)
