"""The pen: what is typed is kept while one types, whole or not, and two who write at once get both texts."""

from concurrent.futures import wait
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conference import actions
from conference.actions.decisions import Unfit, Wording
from conference.models import AgendaItem, Decision
from core.rules import RuleBroken, SavedBefore
from patients import actions as patients
from patients.models import Lesion
from tests.cast import House
from tests.conference.conftest import Meanwhile

pytestmark = pytest.mark.django_db
HTMX = {"headers": {"HX-Request": "true"}}
QUERIES = 32  # of one pause in typing that changes no treatment


@pytest.fixture
def item(cast: House) -> AgendaItem:
    return cast.listed()


def url(item: AgendaItem) -> str:
    return f"/agenda/{item.pk}/jot/"


def test_half_an_answer_is_kept_and_says_what_it_lacks(item: AgendaItem, as_: Any, audited: Any) -> None:
    kept = as_("surgeon").post(url(item), {"kind": "treatment", "wording": "Embolise", "version": 0}).json()
    draft = Decision.objects.get(item=item)
    assert (draft.wording, draft.version, str(draft.written_by)) == ("Embolise", kept["version"], "Surgeon Test")
    assert "Choose at least one treatment." in kept["lacks"]
    assert audited("case.jot") == 1


def test_what_is_no_answer_yet_stays_in_the_browser_and_the_rest_is_kept(item: AgendaItem, as_: Any) -> None:
    sent = {"kind": "treatment", "wording": "Embolise", "target_date": "14.", "version": 0}
    assert as_("surgeon").post(url(item), sent).status_code == 200
    draft = Decision.objects.get(item=item)
    assert (draft.wording, draft.target_date) == ("Embolise", None)


def test_a_draft_that_lacks_something_is_not_signed(item: AgendaItem, cast: House) -> None:
    draft = actions.jot(item=item, wording=Wording(kind="", wording="Perhaps"), by=cast["surgeon"], version=0)
    with pytest.raises(Unfit):
        actions.sign(decision=draft, by=cast["surgeon"])


def test_text_comes_back_as_it_was_typed(item: AgendaItem, as_: Any) -> None:
    words = "L2 < 5 mm & ≤ 3: inga/ingen\nsecond line"
    as_("surgeon").post(url(item), {"wording": words, "version": 0})
    assert Decision.objects.get(item=item).wording == words


def test_the_second_writer_sees_both_texts_and_nothing_is_overwritten(item: AgendaItem, as_: Any) -> None:
    as_("surgeon").post(url(item), {"wording": "Resect.", "version": 0})
    answer = as_("endocrinologist").post(url(item), {"wording": "PRRT.", "version": 0})
    assert answer.status_code == 409
    assert "Resect." in answer.text
    assert "PRRT." in answer.text
    assert Decision.objects.get(item=item).wording == "Resect."
    assert 'data-keep-mine="1"' in answer.text


def test_who_may_not_decide_may_not_write(item: AgendaItem, as_: Any) -> None:
    assert as_("coordinator").post(url(item), {"wording": "x", "version": 0}).status_code == 403
    assert as_("stranger").post(url(item), {"wording": "x", "version": 0}).status_code == 404


def test_nothing_is_written_on_what_is_signed_or_off(item: AgendaItem, cast: House) -> None:
    actions.postpone(item=item, because="No scan.", by=cast["surgeon"])
    with pytest.raises(RuleBroken):
        actions.jot(item=item, wording=Wording(kind="", wording="x"), by=cast["surgeon"])
    signed = cast.signed(cast.listed(cast.case(cast.patient(number="T-2"))))
    with pytest.raises(RuleBroken, match="signed"):
        actions.jot(item=signed.item, wording=Wording(kind="", wording="x"), by=cast["surgeon"])


def test_a_picked_treatment_is_the_first_words_of_the_draft_and_only_then(cast: House, as_: Any) -> None:
    item = cast.listed(cast.worked("W01"))
    plain = as_("surgeon").get(url(item), headers={"HX-Request": "true"}).text
    picked = as_("surgeon").get(f"{url(item)}?take=resection", headers={"HX-Request": "true"}).text
    assert "data-taken" not in plain
    assert 'value="treatment" checked' not in plain.replace("\n", " ")
    assert "Resection" in picked.split("<textarea", 1)[1].split("</textarea>", 1)[0]
    assert '<option value="resection" selected' in picked


def test_a_treatment_nobody_knows_picks_nothing(item: AgendaItem, as_: Any) -> None:
    assert as_("surgeon").get(f"{url(item)}?take=magic", headers={"HX-Request": "true"}).status_code == 200


def test_the_pen_names_its_patient_itself(item: AgendaItem, as_: Any) -> None:
    text = as_("surgeon").get(url(item), headers={"HX-Request": "true"}).text
    assert item.patient.surname in text
    assert f'data-item="{item.pk}"' in text


def test_the_pen_offers_to_sign_only_a_whole_answer_to_the_chair(cast: House, item: AgendaItem, as_: Any) -> None:
    draft = cast.decided(item)
    ask = {"headers": {"HX-Request": "true"}}
    assert f"/decisions/{draft.pk}/sign/" in as_("surgeon").get(url(item), **ask).text
    assert f"/decisions/{draft.pk}/sign/" not in as_("endocrinologist").get(url(item), **ask).text
    actions.jot(item=item, wording=Wording(kind="", wording="x"), by=cast["surgeon"], version=draft.version)
    assert f"/decisions/{draft.pk}/sign/" not in as_("surgeon").get(url(item), **ask).text


def test_a_pause_in_typing_writes_no_treatment_and_no_need_anew(cast: House, as_: Any) -> None:
    item = cast.listed(cast.worked("W02"))
    lesion = Lesion.objects.filter(patient=item.patient).first()
    assert lesion is not None
    aimed = {"step1_modality": "ablation", "step1_lesions": [str(lesion.key)], "step2_modality": "surveillance"}
    needed = {"need1_what": "MRI", "need1_who": "Radiology", "need2_what": "An echo"}
    for version, words in enumerate(("Ablate", "Ablate, then", "Ablate, then look.")):
        sent = {"kind": "more-information", "wording": words, "version": version, **aimed, **needed}
        assert as_("surgeon").post(url(item), sent).status_code == 200
    draft = Decision.objects.get(item=item)
    assert (draft.wording, draft.steps.count(), draft.needs.count()) == ("Ablate, then look.", 2, 2)
    as_("surgeon").post(url(item), {**sent, "version": 3, "step1_lesions": [], "need2_what": "An echocardiogram"})
    assert [(step.order, step.lesions.count()) for step in draft.steps.filter(dropped=False)] == [(1, 0), (2, 0)]
    assert set(draft.needs.filter(dropped=False).values_list("what", flat=True)) == {"MRI", "An echocardiogram"}
    assert (draft.steps.count(), draft.needs.count()) == (4, 4)


def test_the_queries_of_a_pause_do_not_grow_with_the_lesions(cast: House, as_: Any) -> None:
    """The second of two pauses: the first writes the treatments, and freezes the proposal."""
    asked = {}
    for number in (1, 12):
        item = cast.listed(cast.case(cast.patient(number=f"T-{number}")))
        by, at = cast["diagnostic-radiologist"], timezone.localdate()
        study = patients.add_study(patient=item.patient, modality="ct", date=at, by=by)
        lesions = [
            patients.add_lesion(patient=item.patient, label=f"L{one + 1}", segments=["6"], by=by)
            for one in range(number)
        ]
        for lesion in lesions:
            patients.measure(lesion=lesion, study=study, state="measured", longest_mm=Decimal(12), by=by)
        aimed = {"step1_modality": "ablation", "step1_lesions": [str(lesion.key) for lesion in lesions]}
        sent = {"kind": "treatment", "seen": as_("surgeon").get(url(item), **HTMX).context["seen"], **aimed}
        assert as_("surgeon").post(url(item), {**sent, "wording": "Ablate", "version": 0}).status_code == 200
        with CaptureQueriesContext(connection) as asked[number]:
            assert as_("surgeon").post(url(item), {**sent, "wording": "All", "version": 1}).status_code == 200
    assert len(asked[1]) == len(asked[12]) <= QUERIES


@pytest.mark.django_db(transaction=True)
def test_of_fifty_saves_at_once_each_accepted_one_is_a_version(cast: House, meanwhile: Meanwhile) -> None:
    item = cast.listed()
    actions.jot(item=item, wording=Wording(kind="", wording="first"), by=cast["surgeon"], version=0)

    def save(words: str) -> str:
        return actions.jot(item=item, wording=Wording(kind="", wording=words), by=cast["surgeon"], version=1).wording

    saves = [meanwhile(partial(save, f"text {number}")) for number in range(50)]
    wait(saves)
    accepted = [one.result() for one in saves if one.exception() is None]
    refused = [fault for one in saves if isinstance(fault := one.exception(), SavedBefore)]
    draft = Decision.objects.get(item=item)
    assert (len(accepted), len(refused), draft.version, draft.wording) == (1, 49, 2, accepted[0])
    assert {stale.current.wording for stale in refused} == {accepted[0]}, "who is refused sees what is saved"


def test_a_draft_that_says_nothing_yet_breaks_no_page(item: AgendaItem, cast: House, as_: Any) -> None:
    actions.jot(item=item, wording=Wording(kind="", wording=""), by=cast["surgeon"], version=0)
    board = item.board_id
    for address in (
        *(f"/cases/{item.case_id}/", f"/agenda/{item.pk}/", f"/agenda/{item.pk}/?view=wall", "/"),
        *(
            f"/boards/{board}/",
            f"/boards/{board}/minutes/",
            f"/boards/{board}/sign_all/",
            f"/boards/{board}/read_ahead/",
        ),
    ):
        assert as_("surgeon").get(address).status_code == 200, address


@pytest.mark.parametrize("words", ["Embolise\0 and more", "x" * 20_001])
def test_words_that_cannot_be_kept_leave_what_was_kept(item: AgendaItem, as_: Any, words: str) -> None:
    kept = as_("surgeon").post(url(item), {"wording": "Embolise", "version": 0}).json()
    answer = as_("surgeon").post(url(item), {"wording": words, "version": kept["version"]})
    assert answer.status_code == 422
    assert "Answer to the question:" in answer.text
    draft = Decision.objects.get(item=item)
    assert (draft.wording, draft.version) == ("Embolise", kept["version"])
