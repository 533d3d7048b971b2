"""The silent first vote: nobody sees another's before it is revealed, and nobody changes one afterwards."""

import datetime as dt
from collections import Counter
from concurrent.futures import wait
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conference import actions
from conference.models import AgendaItem, Board, Turn, Vote
from conference.voices import shown_votes
from conference.voting import Agreement, Ballot, against, agreement_with, ballots_of, in_words, tally
from core.models import AuditEvent
from core.rules import RuleBroken, SavedBefore
from tests.cast import House
from tests.conference.conftest import Meanwhile

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
SECRET = "Too close to the bile duct."
MINE: dict[str, Any] = {"resectable": "no", "ablatable": "unsure", "preferred": "deb-tace", "words": SECRET}
IN_WORDS = ("DEB-TACE", "deb-tace", SECRET)  # what only this vote would bring on a page
EVERYBODY = (
    *("coordinator", "surgeon", "interventional-radiologist", "diagnostic-radiologist", "endocrinologist"),
    *("nuclear-medicine", "pathologist", "room-display", "referrer", "stranger", "auditor", "administrator"),
)


@pytest.fixture
def item(cast: House) -> AgendaItem:
    """A case on today's meeting, which the surgeon chairs."""
    return cast.listed()


@pytest.fixture
def voted(cast: House, item: AgendaItem) -> AgendaItem:
    """The interventional radiologist has voted, and nobody else."""
    actions.vote(item=item, by=cast["interventional-radiologist"], **MINE)
    return item


def url(item: AgendaItem, act: str = "vote") -> str:
    return f"/agenda/{item.pk}/{act}/"


def fresh(item: AgendaItem) -> AgendaItem:
    return AgendaItem.objects.select_related("board").get(pk=item.pk)


def rested(item: AgendaItem) -> AgendaItem:
    """The case has stood on the screens for a while."""
    item.showings.update(began_at=timezone.now() - dt.timedelta(minutes=1))
    return item


def read(answer: Any) -> str:
    """The page without the choices of its form, which name every treatment."""
    text: str = answer.content.decode()
    before, _select, rest = text.partition('<select name="preferred"')
    return before + rest.partition("</select>")[2]


# --- casting and changing -----------------------------------------------------------------------------------------------


def test_a_vote_is_kept_for_its_discipline_and_the_trail_says_that_and_not_how(
    item: AgendaItem, as_: Any, cast: House
) -> None:
    answer = as_("endocrinologist").post(url(item), MINE)
    assert (answer.status_code, answer["Location"]) == (302, url(item))
    vote = Vote.objects.get()
    assert (vote.user, vote.role, vote.patient_id) == (cast["endocrinologist"], "endocrinologist", item.patient_id)
    assert {name: getattr(vote, name) for name in MINE} == MINE
    event = AuditEvent.objects.get(action="agenda.vote")
    assert (event.object_id, event.patients, event.details, event.reason) == (vote.pk, [item.patient_id], {}, "")


def test_whoever_of_the_unit_may_decide_votes_without_a_seat(item: AgendaItem, as_: Any) -> None:
    assert as_("pathologist").post(url(item), MINE).status_code == 302
    assert Vote.objects.get().role == "pathologist"


@pytest.mark.parametrize("username", ["coordinator", "referrer", "room-display", "auditor", "administrator"])
def test_who_does_not_decide_does_not_vote(item: AgendaItem, as_: Any, username: str) -> None:
    assert as_(username).get(url(item)).status_code == 403
    assert as_(username).post(url(item), MINE).status_code == 403
    assert not Vote.objects.exists()


def test_a_surgeon_of_elsewhere_does_not_vote(item: AgendaItem, as_: Any, cast: House) -> None:
    assert as_("stranger").post(url(item), MINE).status_code == 404
    with pytest.raises(RuleBroken, match="Only the clinicians of this conference"):
        actions.vote(item=item, by=cast["stranger"], resectable="yes")


def test_the_ballot_is_a_form_that_names_its_patient_and_works_without_a_script(item: AgendaItem, as_: Any) -> None:
    answer = as_("surgeon").get(url(item), headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert "<html" not in text
    assert f'action="{url(item)}"' in text
    assert f'data-item="{item.pk}"' in text
    assert "Ahlgren" in text
    assert text.count('type="radio"') == 8


def test_what_is_left_open_is_no_answer_and_nothing_at_all_is_no_vote(item: AgendaItem, as_: Any) -> None:
    empty = as_("surgeon").post(url(item), {"words": SECRET})
    assert empty.status_code == 422
    assert "Answer at least one of the three questions." in empty.context["form"].errors["resectable"]
    assert SECRET in empty.content.decode()
    assert as_("surgeon").post(url(item), {"resectable": "yes"}).status_code == 302
    assert (Vote.objects.get().ablatable, Vote.objects.get().preferred) == ("", "")


def test_too_many_words_are_refused_and_none_is_lost(item: AgendaItem, as_: Any) -> None:
    answer = as_("surgeon").post(url(item), {"resectable": "yes", "words": "long " * 100})
    assert answer.status_code == 422
    assert "long long" in answer.content.decode()


def test_one_s_own_vote_stands_in_the_ballot_again_and_can_be_changed(voted: AgendaItem, as_: Any) -> None:
    browser = as_("interventional-radiologist")
    form = browser.get(url(voted)).context["form"]
    assert {name: form[name].value() for name in MINE} == MINE
    data = {**MINE, "resectable": "yes", "version": form["version"].value()}
    assert browser.post(url(voted), data).status_code == 302
    vote = Vote.objects.get()
    assert (vote.resectable, vote.version) == ("yes", 2)


def test_two_tabs_see_both_texts_and_overwrite_nothing(item: AgendaItem, as_: Any) -> None:
    """Both were opened before there was a vote."""
    assert as_("surgeon").post(url(item), {"resectable": "yes", "words": "First tab."}).status_code == 302
    late = as_("surgeon").post(url(item), {"resectable": "no", "words": "Second tab."})
    text = late.content.decode()
    assert late.status_code == 409
    assert "First tab." in text
    assert "Second tab." in text
    assert Vote.objects.get().words == "First tab."
    kept = as_("surgeon").post(url(item), {"resectable": "no", "words": "Second tab.", "version": 1})
    assert kept.status_code == 302
    assert Vote.objects.get().words == "Second tab."


def test_a_ballot_sent_twice_counts_once(item: AgendaItem, as_: Any, audited: Any) -> None:
    data = {**MINE, "once": "018f0000-0000-7000-8000-000000000002"}
    for _time in range(2):
        assert as_("surgeon").post(url(item), data).status_code == 302
    changed = {**data, "resectable": "yes", "version": 1}
    del changed["once"]
    for _time in range(2):
        assert as_("surgeon").post(url(item), changed).status_code == 302
    assert Vote.objects.get().version == 2
    assert audited("agenda.vote") == 2


def test_beside_a_screen_the_ballot_stays_and_says_that_it_is_kept(item: AgendaItem, as_: Any) -> None:
    answer = as_("surgeon").post(url(item), MINE, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert (answer.status_code, answer["HX-Trigger"]) == (200, "voted")
    assert "Your vote is kept." in text
    again = {**MINE, "resectable": "yes", "version": answer.context["form"]["version"].value()}
    assert as_("surgeon").post(url(item), again, headers={"HX-Request": "true"}).status_code == 200
    assert Vote.objects.get().resectable == "yes"


def test_a_case_that_does_not_wait_takes_no_vote(item: AgendaItem, as_: Any, cast: House) -> None:
    actions.postpone(item=item, because="No CT.", by=cast["coordinator"])
    answer = as_("surgeon").post(url(item), MINE)
    assert answer.status_code == 422
    assert "This case is postponed." in answer.content.decode()
    assert SECRET in answer.content.decode()
    assert "The vote on this case is over." in as_("surgeon").get(url(item)).content.decode()


def test_a_vote_turns_the_screens_of_the_meeting(item: AgendaItem, cast: House) -> None:
    actions.begin(board=item.board, by=cast["surgeon"])
    before = Turn.objects.count()
    actions.vote(item=item, by=cast["endocrinologist"], resectable="yes")
    actions.reveal(item=rested(item), by=cast["surgeon"])
    assert Turn.objects.count() == before + 2


# --- secrecy ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("username", [name for name in EVERYBODY if name != "interventional-radiologist"])
def test_before_the_reveal_no_page_of_anybody_tells_another_s_vote(voted: AgendaItem, as_: Any, username: str) -> None:
    board = voted.board_id
    pages = (
        *(url(voted), url(voted, "remark"), f"/agenda/{voted.pk}/", f"/agenda/{voted.pk}/?view=wall"),
        *(f"/agenda/{voted.pk}/?criteria=1", f"/boards/{board}/", f"/boards/{board}/live/"),
        *(f"/cases/{voted.case_id}/", "/", "/trail/", f"/patients/{voted.patient_id}/"),
    )
    for address in pages:
        answer = as_(username).get(address)
        assert answer.status_code == 200 or username != "surgeon" or address == "/trail/", address
        text = read(answer)
        assert SECRET not in text, address
        if address in {url(voted), url(voted, "remark")}:
            assert not [word for word in IN_WORDS if word in text], address


def test_before_the_reveal_everybody_of_the_meeting_sees_who_has_voted_and_how_many(
    voted: AgendaItem, as_: Any
) -> None:
    for username in ("coordinator", "surgeon", "pathologist"):
        text = as_(username).get(f"/agenda/{voted.pk}/").content.decode()
        assert "1 of 4 have voted" in text
    votes = shown_votes(fresh(voted))
    assert votes["voted"] == ["Interventional radiologist"]
    assert votes["awaited"] == ["Surgeon", "Diagnostic radiologist", "Endocrinologist / oncologist"]
    assert not votes["questions"]
    assert not votes["words"]


def test_before_the_reveal_nothing_reads_what_was_voted(voted: AgendaItem) -> None:
    item = fresh(voted)
    with CaptureQueriesContext(connection) as asked:
        shown_votes(item)
    assert len(asked) == 2
    assert not [one for one in asked if "resectable" in one["sql"]]


def test_a_ballot_that_is_refused_tells_no_other_vote(voted: AgendaItem, as_: Any) -> None:
    as_("surgeon").post(url(voted), {"resectable": "yes"})
    for data in ({"resectable": "perhaps"}, {"resectable": "no"}, {}):  # no such choice; two tabs; empty
        answer = as_("surgeon").post(url(voted), data)
        assert answer.status_code in {409, 422}
        assert not [word for word in IN_WORDS if word in read(answer)]


def test_a_decision_refused_beside_it_tells_no_vote(voted: AgendaItem, as_: Any) -> None:
    answer = as_("surgeon").post(url(voted, "decide"), {"kind": "treatment"})
    assert answer.status_code == 422
    assert SECRET not in answer.content.decode()


def test_the_referring_doctor_sees_neither_the_count_nor_the_votes(voted: AgendaItem, as_: Any, cast: House) -> None:
    actions.reveal(item=voted, by=cast["surgeon"])
    decision = cast.signed(fresh(voted))
    for address in (f"/decisions/{decision.pk}/", f"/patients/{voted.patient_id}/"):
        answer = as_("referrer").get(address)
        assert answer.status_code == 200
        assert SECRET not in answer.content.decode()
        assert "Silent vote" not in answer.content.decode()
    for address in (url(voted), f"/agenda/{voted.pk}/"):
        assert as_("referrer").get(address).status_code == 403


# --- the reveal ---------------------------------------------------------------------------------------------------------


def test_the_chair_reveals_and_everybody_of_the_meeting_sees_how_each_discipline_voted(
    voted: AgendaItem, as_: Any, cast: House
) -> None:
    actions.vote(item=voted, by=cast["surgeon"], resectable="yes", ablatable="yes")
    answer = as_("surgeon").post(url(voted, "reveal"))
    assert (answer.status_code, answer["Location"]) == (302, f"/agenda/{voted.pk}/")
    event = AuditEvent.objects.get(action="agenda.reveal")
    assert (event.object_id, event.details) == (voted.pk, {})
    for username in ("coordinator", "pathologist"):
        text = as_(username).get(f"/agenda/{voted.pk}/").content.decode()
        assert "Divided" in text
        assert SECRET in text
        assert "DEB-TACE" in text
        assert (
            cast["interventional-radiologist"].name not in text.partition('id="voices"')[2].partition("</section>")[0]
        )


@pytest.mark.parametrize("username", ["coordinator", "endocrinologist", "interventional-radiologist"])
def test_only_the_chair_or_who_leads_reveals(voted: AgendaItem, as_: Any, cast: House, username: str) -> None:
    assert "Reveal the votes" not in as_(username).get(f"/agenda/{voted.pk}/").content.decode()
    assert as_(username).post(url(voted, "reveal")).status_code == 422
    assert fresh(voted).revealed_at is None
    actions.begin(board=voted.board, by=cast["surgeon"])
    if username != "coordinator":
        actions.hand_over(board=voted.board, to=cast[username], by=cast["surgeon"])
        assert "Reveal the votes" in as_(username).get(f"/agenda/{voted.pk}/").content.decode()
        assert as_(username).post(url(rested(voted), "reveal")).status_code == 302
        assert fresh(voted).revealed_by == cast[username]


@pytest.mark.parametrize(("username", "status"), [("referrer", 403), ("auditor", 403), ("stranger", 404)])
def test_a_stranger_reveals_nothing(voted: AgendaItem, as_: Any, username: str, status: int) -> None:
    assert as_(username).post(url(voted, "reveal")).status_code == status


def test_there_is_nothing_to_reveal_before_somebody_has_voted(item: AgendaItem, as_: Any) -> None:
    assert "Reveal the votes" not in as_("surgeon").get(f"/agenda/{item.pk}/").content.decode()
    answer = as_("surgeon").post(url(item, "reveal"))
    assert answer.status_code == 422
    assert "Nobody has voted yet." in answer.content.decode()


def test_after_the_reveal_no_vote_is_cast_or_changed_and_what_was_typed_is_not_lost(
    voted: AgendaItem, as_: Any, cast: House
) -> None:
    actions.reveal(item=voted, by=cast["surgeon"])
    for username in ("interventional-radiologist", "endocrinologist"):
        late = as_(username).post(url(voted), {"resectable": "yes", "words": "I was late.", "version": 1})
        assert late.status_code == 422
        assert "none is cast or changed any more" in late.content.decode()
        assert "I was late." in late.content.decode()
    assert Vote.objects.get().words == SECRET


def test_the_votes_are_revealed_once(voted: AgendaItem, cast: House, audited: Any) -> None:
    first = actions.reveal(item=voted, by=cast["surgeon"]).revealed_at
    assert actions.reveal(item=voted, by=cast["surgeon"]).revealed_at == first
    assert audited("agenda.reveal") == 1


def test_postgresql_itself_keeps_a_revealed_vote_as_it_is(voted: AgendaItem, cast: House) -> None:
    actions.reveal(item=voted, by=cast["surgeon"])
    vote = Vote.objects.get()
    other = cast.listed(cast.case(cast.patient(number="T-2")), cast.board())
    copy = (
        "insert into conference_vote (id, version, created_at, item_id, patient_id, user_id, role, resectable, ablatable,"
        " preferred, words) select gen_random_uuid(), 1, now(), item_id, patient_id, %s, role, 'yes', '', '', '' from"
        " conference_vote"
    )
    raw: list[tuple[str, list[Any]]] = [
        ("update conference_vote set resectable = 'yes' where id = %s", [vote.pk]),
        ("update conference_vote set item_id = %s where id = %s", [other.pk, vote.pk]),
        (copy, [cast["endocrinologist"].pk]),
        ("update conference_agendaitem set revealed_at = null, revealed_by_id = null where id = %s", [voted.pk]),
        ("update conference_agendaitem set revealed_at = now() where id = %s", [voted.pk]),
    ]
    for statement, values in raw:
        with pytest.raises(IntegrityError, match="revealed"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    with connection.cursor() as cursor:
        cursor.execute("update conference_agendaitem set minutes = 9 where id = %s", [voted.pk])
    assert fresh(voted).minutes == 9


def test_postgresql_takes_no_vote_into_a_case_that_is_revealed(voted: AgendaItem, cast: House) -> None:
    other = cast.listed(cast.case(cast.patient(number="T-2")), cast.board())
    vote = actions.vote(item=other, by=cast["surgeon"], resectable="yes")
    actions.reveal(item=voted, by=cast["surgeon"])
    with pytest.raises(IntegrityError, match="revealed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update conference_vote set item_id = %s where id = %s", [voted.pk, vote.pk])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("raw", [False, True], ids=["by the action", "by raw SQL"])
def test_a_vote_cast_while_the_chair_reveals_waits_and_is_refused(cast: House, meanwhile: Meanwhile, raw: bool) -> None:
    item = cast.listed()
    vote = actions.vote(item=item, by=cast["endocrinologist"], resectable="yes")

    def late() -> None:
        if raw:
            with connection.cursor() as cursor:
                cursor.execute("update conference_vote set resectable = 'no' where id = %s", [vote.pk])
        else:
            actions.vote(item=item, by=cast["endocrinologist"], resectable="no", version=1)

    with transaction.atomic():
        actions.reveal(item=item, by=cast["surgeon"])
        second = meanwhile(late)
        wait([second], timeout=0.5)
        assert not second.done(), "it waits for us"
    assert isinstance(second.exception(), IntegrityError if raw else RuleBroken)
    assert Vote.objects.get().resectable == "yes"


@pytest.mark.django_db(transaction=True)
def test_two_first_votes_of_one_person_at_the_same_moment_find_each_other(cast: House, meanwhile: Meanwhile) -> None:
    item = cast.listed()
    with transaction.atomic():
        actions.vote(item=item, by=cast["surgeon"], resectable="yes", version=0)
        second = meanwhile(lambda: actions.vote(item=item, by=cast["surgeon"], resectable="no", version=0))
        wait([second], timeout=0.5)  # it waits for us
    assert isinstance(second.exception(), SavedBefore)
    assert Vote.objects.get().resectable == "yes"


# --- agreement and dissent ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "agreement", "share", "says"),
    [
        ("", Agreement.OPEN, None, "Nobody answered"),
        ("y", Agreement.OPEN, None, "One vote: yes"),  # it takes two to agree
        ("yy", Agreement.FULL, 100, "All agree: yes"),
        ("nnn", Agreement.FULL, 100, "All agree: no"),
        ("yyn", Agreement.MOST, 67, "Most agree: yes"),
        ("yyyu", Agreement.MOST, 75, "Most agree: yes"),  # who cannot say does not agree
        ("yn", Agreement.DIVIDED, 50, "Divided"),
        ("yynu", Agreement.DIVIDED, 50, "Divided"),  # half is not most
        ("yyu", Agreement.MOST, 67, "Most agree: yes"),
        ("yu", Agreement.OPEN, None, "Half or more cannot say"),
        ("uuu", Agreement.OPEN, None, "Nobody can say"),
    ],
)
def test_agreement_in_words_and_as_a_share(given: str, agreement: Agreement, share: int | None, says: str) -> None:
    answers = {"y": "yes", "n": "no", "u": "unsure"}
    one = tally([Ballot("surgeon", resectable=answers[letter]) for letter in given], "resectable")
    assert (one.agreement, one.share, one.all_agree) == (agreement, share, agreement == Agreement.FULL)
    assert in_words(one, {"yes": "yes", "no": "no", "unsure": "cannot say"}) == says


def test_who_says_otherwise_than_the_most_dissents_and_who_cannot_say_does_not() -> None:
    votes = [Ballot(role, resectable=says) for role, says in (("a", "yes"), ("b", "yes"), ("c", "no"), ("b", "yes"))]
    one = tally([*votes, Ballot("d", resectable="unsure"), Ballot("e")], "resectable")
    assert one.dissent == Counter({("c", "no"): 1})
    assert one.answers == {"yes": {"a": 1, "b": 2}, "no": {"c": 1}, "unsure": {"d": 1}}
    assert (one.votes, one.share) == (5, 60)  # who left the question open did not answer it


def test_where_nobody_leads_nobody_dissents() -> None:
    votes = [Ballot("a", preferred="tae"), Ballot("b", preferred="resection")]
    assert not tally(votes, "preferred").dissent


@pytest.mark.parametrize(
    ("kind", "modalities", "same", "followed"),
    [
        ("treatment", ["tae"], 2, True),
        ("treatment", ["resection", "tae"], 3, True),  # what is decided may be several
        ("treatment", ["resection"], 1, False),
        ("no-change", [], 1, False),  # waiting
        ("elsewhere", [], 0, False),
    ],
)
def test_a_decision_stands_beside_the_vote_before_it(
    kind: str, modalities: list[str], same: int, followed: bool
) -> None:
    preferred = ("tae", "tae", "resection", "surveillance", "")
    one = against([Ballot("surgeon", preferred=code, resectable="yes") for code in preferred], kind, modalities)
    assert one is not None
    assert (one.same, one.of, one.followed) == (same, 4, followed)
    assert one.others.total() == 4 - same


def test_nothing_is_compared_with_an_answer_that_asks_or_with_no_preference() -> None:
    assert against([Ballot("surgeon", preferred="tae")], "more-information", []) is None
    assert against([Ballot("surgeon", resectable="yes")], "treatment", ["tae"]) is None


def test_the_signed_decision_says_how_it_stood_to_the_vote_once_that_is_revealed(
    voted: AgendaItem, cast: House
) -> None:
    actions.vote(item=voted, by=cast["surgeon"], preferred="tae")
    decision = cast.signed(fresh(voted), modality="tae")
    assert agreement_with(decision, ballots_of(decision.item)) is None  # not revealed: nobody may know
    actions.reveal(item=fresh(voted), by=cast["surgeon"])
    decision.item.refresh_from_db()
    found = agreement_with(decision, ballots_of(decision.item))
    assert found is not None
    assert (found.same, found.of, found.followed) == (1, 2, None)
    assert found.others == Counter({("interventional-radiologist", "deb-tace"): 1})
    assert shown_votes(fresh(voted))["decided"] == "1 of 2 had preferred what was decided (50 %)."


# --- the cost -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("revealed", [False, True])
def test_the_ballot_asks_the_database_as_often_for_one_vote_as_for_six(cast: House, as_: Any, revealed: bool) -> None:
    clinicians = EVERYBODY[1:7]
    counts = []
    for number, voters in enumerate((clinicians[:1], clinicians)):
        item = cast.listed(cast.case(cast.patient(number=f"T-{number}")), cast.board())
        for username in voters:
            actions.vote(item=item, by=cast[username], **MINE)
            actions.remark(item=item, by=cast[username], text="Look at segment 8.")
        if revealed:
            actions.reveal(item=item, by=cast["surgeon"])
        as_("surgeon").get(url(item))
        with CaptureQueriesContext(connection) as asked:
            assert as_("surgeon").get(url(item)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] < 45


# --- the moment of the reveal -------------------------------------------------------------------------------------------


def test_only_what_has_stood_on_the_screens_a_moment_is_revealed(voted: AgendaItem, cast: House, as_: Any) -> None:
    next_one = cast.listed(cast.case(cast.patient(number="T-2")), voted.board)
    actions.vote(item=next_one, by=cast["endocrinologist"], **MINE)
    actions.begin(board=voted.board, by=cast["surgeon"])
    assert "only just come" in as_("surgeon").post(url(voted, "reveal")).text
    actions.present(item=next_one, by=cast["surgeon"])
    assert "Another case" in as_("surgeon").post(url(rested(voted), "reveal")).text
    assert "only just come" in as_("surgeon").post(url(next_one, "reveal")).text
    assert not AgendaItem.objects.filter(revealed_at__isnull=False).exists()
    assert as_("surgeon").post(url(rested(next_one), "reveal")).status_code == 302


def test_nobody_reveals_once_the_meeting_is_over(voted: AgendaItem, cast: House, as_: Any) -> None:
    board = actions.begin(board=voted.board, by=cast["surgeon"])
    actions.hand_over(board=board, to=cast["endocrinologist"], by=cast["surgeon"])
    cast.signed(rested(voted))
    actions.close_board(board=Board.objects.get(pk=board.pk), by=cast["surgeon"])
    for last in ("endocrinologist", "surgeon"):
        assert as_(last).post(url(voted, "reveal")).status_code == 422
        assert "Reveal the votes" not in as_(last).get(f"/agenda/{voted.pk}/").text


# --- the key of a form --------------------------------------------------------------------------------------------------


def test_the_key_of_a_ballot_is_of_one_person_and_of_what_it_says(item: AgendaItem, as_: Any) -> None:
    mine = {**MINE, "once": "018f0000-0000-7000-8000-000000000002"}
    for _twice in range(2):
        assert as_("endocrinologist").post(url(item), mine).status_code == 302
    assert as_("endocrinologist").post(url(item), mine | {"resectable": "yes"}).status_code == 409
    theirs = as_("surgeon").post(url(item), mine | {"resectable": "unsure", "words": ""}, headers=HTMX)
    assert SECRET not in theirs.text
    assert set(Vote.objects.values_list("user__username", "resectable")) == {
        ("endocrinologist", "no"),
        ("surgeon", "unsure"),
    }
