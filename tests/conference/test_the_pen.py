"""The pen beside a screen: one answer to who saved first."""

import datetime as dt
from typing import Any

import pytest

from conference import actions
from conference.models import AgendaItem, Decision
from tests.cast import House, facts_of
from treatments import actions as treatments

pytestmark = pytest.mark.django_db
BESIDE = {"headers": {"HX-Request": "true"}}
ASKED = {
    "pen": "1",
    "kind": "more-information",
    "wording": "MRI first.",
    "need1_what": "MRI",
    "need1_who": "Radiology",
    "need1_by": "2031-05-04",
}


@pytest.fixture
def item(cast: House) -> AgendaItem:
    patient = cast.patient("Ahlgren", "T-77", given="Saga", birth_date=dt.date(1961, 7, 14))
    return cast.listed(cast.case(patient))


def url(item: AgendaItem, verb: str) -> str:
    return f"/agenda/{item.pk}/{verb}/"


# --- who saved first ---


def test_a_whole_answer_saved_too_late_gets_both_texts_as_a_pause_does(item: AgendaItem, as_: Any) -> None:
    as_("surgeon").post(url(item, "jot"), {"wording": "Resect.", "version": 0})
    late = as_("endocrinologist").post(url(item, "decide"), {**ASKED, "version": 0}, **BESIDE)
    assert late.status_code == 409
    for part in ("data-both-texts", "Resect.", "MRI first.", 'data-keep-mine="1"'):
        assert part in late.text
    assert late.headers["HX-Retarget"] == "[data-both-place]", "above the form, which stays"
    assert Decision.objects.get().wording == "Resect."
    kept = as_("endocrinologist").post(url(item, "decide"), {**ASKED, "version": 1}, **BESIDE)
    assert (kept.status_code, Decision.objects.get().wording) == (200, "MRI first.")


def test_what_comes_from_the_pen_without_a_script_is_answered_with_pages(item: AgendaItem, as_: Any) -> None:
    refused = as_("surgeon").post(url(item, "decide"), {**ASKED, "need1_who": ""})
    assert (refused.status_code, "<html" in refused.text) == (422, True)
    assert as_("surgeon").post(url(item, "decide"), ASKED).status_code == 302
    late = as_("surgeon").post(url(item, "decide"), {**ASKED, "wording": "Later."})
    assert (late.status_code, "<html" in late.text) == (409, True)


def test_a_signature_on_other_facts_shows_them_in_the_pen_and_no_page(item: AgendaItem, cast: House, as_: Any) -> None:
    actions.propose(item=item, facts=facts_of(item), by=cast["surgeon"])
    draft = cast.asked(item)
    treatments.report_course(patient=item.patient, type="prrt", date=dt.date(2020, 1, 1), by=cast["referrer"])
    sign = f"/decisions/{draft.pk}/sign/"
    late = as_("surgeon").post(sign, {"pen": "1", "version": draft.version, "seen": "x"}, **BESIDE)
    assert "The facts have changed since this draft was written." in late.text
    assert "<html" not in late.text
