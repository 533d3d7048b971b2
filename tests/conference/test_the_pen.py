"""The pen and the ballot beside a screen: one answer to who saved first, and no name where the screen hides it."""

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
NAMES = ("Ahlgren", "Saga", "14-Jul-1961", "1961-07-14", "T-77")


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
    sign = f"/decisions/{draft.pk}/sign/?hide=1"
    late = as_("surgeon").post(sign, {"pen": "1", "version": draft.version, "seen": "x"}, **BESIDE)
    assert "The facts have changed since this draft was written." in late.text
    assert "<html" not in late.text
    assert not named(late.text)


# --- where the name is hidden ---


def named(text: str) -> list[str]:
    return [name for name in NAMES if name in text]


@pytest.mark.parametrize("verb", ["jot", "vote"])
def test_what_lies_beside_a_screen_without_the_name_shows_the_place_instead(
    item: AgendaItem, as_: Any, verb: str
) -> None:
    shown = as_("surgeon").get(url(item, verb), **BESIDE).text
    hidden = as_("surgeon").get(f"{url(item, verb)}?hide=1", **BESIDE).text
    assert named(shown) == ["Ahlgren", "Saga", "14-Jul-1961"]
    assert (named(hidden), "Case 1 of 1" in hidden) == ([], True)


def test_it_stays_hidden_whatever_is_sent(item: AgendaItem, as_: Any) -> None:
    """The addresses in it carry the switch on: to the next save, both texts, the draft, and the ballot that is kept."""
    pen = as_("surgeon").get(f"{url(item, 'jot')}?hide=1", **BESIDE).text
    for verb in ("jot", "decide"):
        assert f'"{url(item, verb)}?hide=1"' in pen
        assert f'"{url(item, verb)}"' not in pen
    sent = [
        as_("surgeon").post(f"{url(item, 'decide')}?hide=1", {**ASKED, "version": 0}, **BESIDE),
        as_("surgeon").post(f"{url(item, 'decide')}?hide=1", {**ASKED, "kind": ""}, **BESIDE),
        as_("surgeon").post(f"{url(item, 'jot')}?hide=1", {**ASKED, "wording": "Mine.", "version": 0}),
        as_("surgeon").post(f"{url(item, 'vote')}?hide=1", {"resectable": "yes"}, **BESIDE),
    ]
    assert [(answer.status_code, named(answer.text)) for answer in sent] == [(200, []), (422, []), (409, []), (200, [])]
    assert f'hx-post="/decisions/{Decision.objects.get().pk}/sign/?hide=1"' in sent[0].text
    assert f'hx-get="{url(item, "jot")}?hide=1"' in sent[2].text
    assert f'hx-post="{url(item, "vote")}?hide=1"' in sent[3].text


def test_the_page_of_the_ballot_hides_the_name_too(item: AgendaItem, as_: Any) -> None:
    text = as_("surgeon").get(f"{url(item, 'vote')}?hide=1").text
    assert (named(text), "Identity hidden" in text) == ([], True)


@pytest.mark.parametrize("address", ["", "?hide=1"])
def test_no_title_says_who_it_is(item: AgendaItem, cast: House, as_: Any, address: str) -> None:
    actions.begin(board=item.board, by=cast["surgeon"])
    actions.present(item=item, by=cast["surgeon"])
    for page in (f"/boards/{item.board_id}/live/", f"/agenda/{item.pk}/", url(item, "vote")):
        text = as_("surgeon").get(page + address).text
        assert not named(text[: text.index("</title>")])
        assert address == "" or not named(text), page
