"""Who sits at a meeting and who chairs it: for one meeting, or for the rest of its series."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from accounts import actions as accounts
from accounts.models import Membership
from accounts.roles import Role
from conference import actions
from conference.models import AgendaItem, Board
from patients.actions import grant_care
from patients.models import Patient
from tests.cast import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def series(cast: House) -> list[Board]:
    """Four meetings with nobody on them yet."""
    weekly = actions.open_series(unit=cast.unit, name="Weekly", starts=dt.time(14), by=None)
    return actions.next_boards(series=weekly, count=4, by=None)


def roster(board: Board) -> set[str]:
    return set(board.seats.taken().values_list("user__username", flat=True))


def test_somebody_is_put_on_the_roster_named_chair_and_another_taken_off(cast: House, as_: Any, audited: Any) -> None:
    board = cast.board()
    person = as_("coordinator")
    data = {"user": cast["pathologist"].pk, "role": "pathologist"}
    assert person.post(f"/boards/{board.pk}/seat/", data).status_code == 302
    assert person.post(f"/boards/{board.pk}/chair/", {"user": cast["pathologist"].pk}).status_code == 302
    board.refresh_from_db()
    assert board.chair == cast["pathologist"]
    assert "surgeon" in roster(board)
    assert person.post(f"/boards/{board.pk}/unseat/", {"user": cast["surgeon"].pk}).status_code == 302
    assert "surgeon" not in roster(board)
    assert audited("board.unseat") == 1
    assert person.post(f"/boards/{board.pk}/seat/", {"user": cast["surgeon"].pk, "role": "surgeon"}).status_code == 302
    assert "surgeon" in roster(board)


def test_the_chair_stays_on_the_roster(cast: House, as_: Any) -> None:
    board = cast.board()
    assert as_("coordinator").post(f"/boards/{board.pk}/unseat/", {"user": cast["surgeon"].pk}).status_code == 422
    assert "surgeon" in roster(board)


def test_the_roster_of_a_series_is_filled_once(cast: House, as_: Any, series: list[Board]) -> None:
    url = f"/boards/{series[0].pk}"
    data = {"user": cast["surgeon"].pk, "role": "surgeon", "onwards": "on"}
    assert as_("coordinator").post(f"{url}/seat/", data).status_code == 302
    assert [roster(board) for board in series] == [{"surgeon"}] * 4
    as_("coordinator").post(f"{url}/chair/", {"user": cast["surgeon"].pk, "onwards": "on"})
    assert [Board.objects.get(pk=board.pk).chair for board in series] == [cast["surgeon"]] * 4
    data = {"user": cast["endocrinologist"].pk, "role": "endocrinologist"}
    as_("coordinator").post(f"/boards/{series[1].pk}/seat/", data)
    assert [len(roster(board)) for board in series] == [1, 2, 1, 1]


def test_somebody_leaves_the_rest_of_a_series(cast: House, as_: Any, series: list[Board]) -> None:
    for username in ("surgeon", "endocrinologist"):
        actions.seat(board=series[0], user=cast[username], role=username, by=None, onwards=True)
    data = {"user": cast["surgeon"].pk, "onwards": "on"}
    as_("coordinator").post(f"/boards/{series[1].pk}/unseat/", data)
    assert [len(roster(board)) for board in series] == [2, 1, 1, 1]


def test_a_roster_is_copied_without_those_taken_off_and_those_who_left(cast: House, audited: Any) -> None:
    board = cast.board()
    actions.unseat(board=board, user=cast["diagnostic-radiologist"], by=cast["coordinator"])
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Membership.objects.filter(user__in=[cast["endocrinologist"], cast["surgeon"]]).update(until=yesterday)
    before = audited("board.seat")
    later = actions.call_board(
        unit=cast.unit,
        name="Extra",
        starts_at=board.starts_at + dt.timedelta(days=1),
        ends_at=board.ends_at + dt.timedelta(days=1),
        by=cast["coordinator"],
    )
    assert roster(later) == {"interventional-radiologist"}
    assert later.chair is None  # the surgeon who chaired works here no longer
    assert audited("board.seat") == before + 1


def test_a_chair_of_another_unit_has_a_seat_and_so_sees_and_signs(cast: House, as_: Any) -> None:
    surgery = accounts.open_unit(hospital=cast.hospital, name="Surgery", by=None)
    cast.hire("surgeon-2", Role.SURGEON, cast.hospital, surgery)
    board = actions.call_board(
        unit=cast.unit,
        name="Extra",
        starts_at=timezone.now(),
        ends_at=timezone.now() + dt.timedelta(hours=1),
        chair=cast["surgeon-2"],
        by=cast["coordinator"],
    )
    draft = cast.decided(cast.listed(board=board))
    assert as_("surgeon-2").get(f"/boards/{board.pk}/").status_code == 200
    judged = as_("surgeon-2").get(f"/cases/{draft.item.case_id}/judge/")
    assert judged.status_code == 200
    assert as_("surgeon-2").post(f"/decisions/{draft.pk}/sign/", {"version": draft.version}).status_code == 302


def test_a_chair_named_later_sees_what_is_listed_already(cast: House, as_: Any) -> None:
    surgery = accounts.open_unit(hospital=cast.hospital, name="Surgery", by=None)
    cast.hire("surgeon-2", Role.SURGEON, cast.hospital, surgery)
    item = cast.listed()
    actions.chair(board=Board.objects.get(), user=cast["surgeon-2"], by=cast["coordinator"])
    assert as_("surgeon-2").get(f"/agenda/{item.pk}/").status_code == 200


def test_who_may_not_sign_does_not_chair(cast: House, as_: Any) -> None:
    board = cast.board()
    actions.seat(board=board, user=cast["coordinator"], role="coordinator", by=cast["coordinator"])
    refused = as_("coordinator").post(f"/boards/{board.pk}/chair/", {"user": cast["coordinator"].pk})
    assert refused.status_code == 422
    assert "may not sign" in refused.content.decode()
    board.refresh_from_db()
    assert board.chair == cast["surgeon"]
    assert AgendaItem.objects.count() == 0


def now_of(board: Board) -> tuple[Any, set[str], set[str]]:
    present = board.seats.taken().filter(present=True).values_list("user__username", flat=True)
    return Board.objects.get(pk=board.pk).chair, roster(board), set(present)


@pytest.mark.parametrize("over", ["closed", "cancelled"])
def test_the_roster_the_chair_and_the_attendance_of_a_meeting_that_is_over_stay(
    cast: House, as_: Any, over: str
) -> None:
    board = cast.board(-1)
    actions.attend(board=board, present=[cast["surgeon"]], by=cast["coordinator"])
    if over == "closed":
        actions.close_board(board=board, by=cast["coordinator"])
    else:
        actions.cancel_board(board=board, because="Strike.", by=cast["coordinator"])
    before, person = now_of(board), as_("coordinator")
    board.refresh_from_db()
    acts: dict[str, dict[str, Any]] = {
        "attend": {"present": [cast["endocrinologist"].pk], "version": board.version},
        "seat": {"user": cast["pathologist"].pk, "role": "pathologist"},
        "unseat": {"user": cast["endocrinologist"].pk},
        "chair": {"user": cast["interventional-radiologist"].pk},
    }
    for act, data in acts.items():
        answer = person.post(f"/boards/{board.pk}/{act}/", data)
        assert answer.status_code == 422, act
        assert {"closed": "This meeting has ended.", "cancelled": "This meeting is cancelled."}[over] in answer.text, (
            act
        )
    assert now_of(board) == before
    assert "Name the chair" not in person.get(f"/boards/{board.pk}/").text


def test_an_ended_meeting_gets_another_chair_while_a_draft_waits_for_a_signature(cast: House, as_: Any) -> None:
    board = cast.board(-1)
    draft = cast.decided(cast.listed(board=board))
    actions.close_board(board=board, by=cast["coordinator"])
    person = as_("coordinator")
    data = {"user": cast["interventional-radiologist"].pk}
    assert "Name the chair" in person.get(f"/boards/{board.pk}/").text
    assert person.post(f"/boards/{board.pk}/chair/", data).status_code == 302
    board.refresh_from_db()
    assert board.chair == cast["interventional-radiologist"]
    actions.sign(decision=draft, by=cast["interventional-radiologist"])
    assert person.post(f"/boards/{board.pk}/chair/", {"user": cast["surgeon"].pk}).status_code == 422


def test_two_who_write_down_who_came_do_not_overwrite_each_other(cast: House, as_: Any) -> None:
    board = cast.board()
    url = f"/boards/{board.pk}/attend/"
    assert f'name="version" value="{board.version}"' in as_("coordinator").get(f"/boards/{board.pk}/").text
    first = {"present": [cast["surgeon"].pk], "version": board.version}
    second = {"present": [cast["endocrinologist"].pk], "version": board.version}
    assert as_("coordinator").post(url, first).status_code == 302
    assert as_("coordinator").post(url, first).status_code == 302  # the same twice is no conflict
    answer = as_("surgeon").post(url, second)
    assert answer.status_code == 409
    assert answer.context["rows"] == [
        {"name": "", "label": "Present", "theirs": "Surgeon Test", "mine": "Endocrinologist Test"}
    ]
    assert now_of(board)[2] == {"surgeon"}
    assert as_("surgeon").get(url).headers["Location"] == f"/boards/{board.pk}/"  # take theirs
    assert as_("surgeon").post(url, dict(answer.context["again"])).status_code == 302  # keep mine
    assert now_of(board)[2] == {"endocrinologist"}
    assert as_("surgeon").post(url, {"present": [cast["surgeon"].pk]}).status_code == 409  # saw no version: saw nothing


def seen(cast: House, username: str, item: AgendaItem) -> bool:
    return Patient.objects.visible_to(cast[username]).filter(pk=item.patient_id).exists()


def test_who_is_taken_off_the_roster_sees_the_patients_no_longer(cast: House, audited: Any) -> None:
    board = cast.board()
    item = cast.listed(board=board)
    for guest in ("stranger", "endocrinologist"):  # from another hospital, and of the unit
        actions.seat(board=board, user=cast[guest], role="surgeon", by=cast["coordinator"])
        assert seen(cast, guest, item)
        actions.unseat(board=board, user=cast[guest], by=cast["coordinator"])
    assert not seen(cast, "stranger", item)
    assert seen(cast, "endocrinologist", item), "the unit still does"
    assert audited("care.end") == 2
    actions.seat(board=board, user=cast["stranger"], role="surgeon", by=cast["coordinator"])
    assert seen(cast, "stranger", item)


def test_what_another_seat_or_another_ground_gives_stays(cast: House) -> None:
    board, before = cast.board(), cast.board(days=-7)
    two = [cast.listed(cast.case(cast.patient(number=f"T-{n}")), board) for n in range(2)]
    earlier = cast.listed(cast.case(two[0].patient), before)
    for one in (board, before):
        actions.seat(board=one, user=cast["stranger"], role="surgeon", by=cast["coordinator"])
    actions.unseat(board=board, user=cast["stranger"], by=cast["coordinator"])
    assert [seen(cast, "stranger", item) for item in two] == [True, False]
    actions.unseat(board=before, user=cast["stranger"], by=cast["coordinator"])
    assert not seen(cast, "stranger", earlier)
    grant_care(patient=two[1].patient, ground="treatment", by=None, user=cast["stranger"])
    actions.seat(board=board, user=cast["stranger"], role="surgeon", by=cast["coordinator"])
    actions.unseat(board=board, user=cast["stranger"], by=cast["coordinator"])
    assert [seen(cast, "stranger", item) for item in two] == [False, True]


def test_who_leads_and_is_taken_off_the_roster_leads_no_longer(cast: House, audited: Any) -> None:
    board = actions.begin(board=cast.board(), by=cast["surgeon"])
    actions.hand_over(board=board, to=cast["endocrinologist"], by=cast["surgeon"])
    actions.unseat(board=board, user=cast["endocrinologist"], by=cast["coordinator"])
    assert Board.objects.get(pk=board.pk).lead == cast["surgeon"]
    assert audited("board.hand_over") == 2
