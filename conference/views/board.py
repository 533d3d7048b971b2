"""One meeting: its lists in three lanes, who owes what for which case, and who is there."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from accounts.may import Request, may
from accounts.models import User
from accounts.roles import ROLES, Permission
from conference.actions.lanes import ONE_IN
from conference.actions.roster import may_be_chaired
from conference.lanes import (
    AT_MOST,
    Intake,
    blocking,
    break_after,
    could_come,
    intake,
    is_ready,
    minutes_shown,
    owing,
    suggested_lane,
)
from conference.models import AgendaItem, Board, Case, Decision
from conference.quorum import absent_of
from conference.reading import Presentation, cases_to_present, present_many
from conference.screen import draft_words
from conference.screens import visible_items
from conference.views.boards import found_board
from core.pages import page

Lane = AgendaItem.Lane
LANES = (Lane.DISCUSS, Lane.STANDARD)


@may(Permission.SEE_BOARD)
def board(request: Request, board_id: UUID) -> HttpResponse:
    """One meeting: who is there and, in order, what is discussed."""
    one = found_board(Board.objects.visible_to(request.user), board_id)
    return page(request, "conference/board.html", "board", board_context(request, one))


def board_context(request: Request, one: Board) -> dict[str, Any]:
    """The roster and, in order, the cases with what each lacks: the same few queries for one case and for twenty."""
    rows = AgendaItem.objects.filter(board=one).select_related("patient__hospital", "case__referral__referrer")
    items = list(rows.prefetch_related("decisions__steps", "decisions__responsible").in_order())
    seen = visible_items(request.user, one.pk)
    seats = list(one.seats.taken().select_related("user").order_by("role", "user__name"))
    waiting = [item for item in items if not item.is_off]
    may_run = Board.objects.run_by(request.user).filter(pk=one.pk).exists()
    agenda = Agenda(one, waiting, request.user, runs=one.is_open and may_run, seen=seen)
    own = [item for item in items if item.pk in seen]
    return {
        "board": one,
        **agenda.lists(),
        "start": next((item for item in own if item.status == AgendaItem.Status.LISTED), None),
        "decided": sum(item.status == AgendaItem.Status.DECIDED for item in waiting),
        "off": [agenda.shown(item, number="–") for item in own if item.is_off],
        "unseen": sum(item.pk not in seen for item in waiting),
        "seats": seats,
        "attendance_taken": any(seat.present is not None for seat in seats),
        "absent": absent_of(seats),
        "is_chair": agenda.is_chair,
        "one_in": ONE_IN,
        "drafts": [item for item in own if agenda.draft_of(item) is not None],
        "may_move": agenda.schedules,
        "may_order": agenda.runs,
        "may_look": request.user.may(Permission.DECIDE),
        "may_name_chair": may_run and request.user.may(Permission.SCHEDULE) and may_be_chaired(one),
        "may_begin": agenda.runs and one.day <= timezone.localdate(),
        "may_end": agenda.runs and one.may_end,
        "is_over": one.ends_at < timezone.now(),
        "may_attend": one.is_open and (request.user.may(Permission.SCHEDULE) or request.user.may(Permission.DECIDE)),
        "chairs": [seat for seat in seats if Permission.SIGN in ROLES[seat.role]],
    }


class Agenda:
    """The list of one meeting as one person reads it; the cases he or she may not see keep their number and their time."""

    def __init__(
        self, board: Board, waiting: Sequence[AgendaItem], user: User, *, runs: bool, seen: Collection[UUID]
    ) -> None:
        self.board, self.waiting, self.user, self.runs, self.seen = board, waiting, user, runs, seen
        self.schedules = runs and user.may(Permission.SCHEDULE)
        self.is_chair = board.chair_id == user.pk
        self.decides = board.is_open and user.may(Permission.DECIDE)
        self.read, self.coming = self._read()

    def _read(self) -> tuple[Mapping[UUID, Presentation], list[Presentation]]:
        """What is listed and what could have come, as of the meeting; nothing is asked of a meeting that is over.

        What could have come is shown to those who prepare it, and as long as there is time to bring it.
        """
        if not self.board.is_open:
            return {}, []
        listed = Case.objects.filter(pk__in=[item.case_id for item in self.waiting if item.pk in self.seen])
        cases = list(cases_to_present(listed))
        others: list[Case] = []
        if not self.board.is_live and self.user.may(Permission.PROPOSE):
            mine = could_come(self.board, Case.objects.worked_on_by(self.user))
            others = list(cases_to_present(mine)[:AT_MOST])
        days = dict.fromkeys((case.pk for case in [*cases, *others]), self.board.day)
        found = present_many([*cases, *others], days)
        return {one.case.pk: one for one in found[: len(cases)]}, found[len(cases) :]

    def lists(self) -> dict[str, Any]:
        """The running order by lane, with its minutes; and what is not ready, or ready and not listed."""
        minutes = sum(item.minutes for item in self.waiting)
        agenda = list(self._running_order())
        lanes = [
            {"lane": lane, "title": capfirst(lane.label), "items": [one for one in agenda if one["lane"] == lane]}
            for lane in LANES
        ]
        return {
            "agenda": agenda,
            "lanes": [lane for lane in lanes if lane["items"]],
            "count": len(self.waiting),
            "minutes": minutes,
            "over": minutes - self.board.length,
            "unready": [one for one in agenda if one["blocked"] and one["status"] == AgendaItem.Status.LISTED],
            "not_ready": [self._case(one) for one in self.coming if not is_ready(one)],
            "intake": self._intake(),
            "sample": [one for one in agenda if one["to_audit"]],
        }

    def _intake(self) -> dict[str, Any] | None:
        """What the meeting would take in at one press; None where nothing is ready beside what is listed."""
        if not any(is_ready(one) for one in self.coming):
            return None
        patients = [one.case.patient_id for one in self.coming]
        found: Intake = intake(self.board, self.coming, minutes_shown(patients))
        fits = [self._case(one) | {"minutes": minutes} for one, minutes in found.fits]
        return {"fits": fits, "full": [self._case(one) for one in found.full], "minutes": found.minutes}

    def _case(self, one: Presentation) -> dict[str, Any]:
        """A case that is on no list, for the lists beside the running order."""
        return {
            "case": one.case,
            "patient": one.case.patient,
            "url": reverse("conference:case", args=[one.case.pk]),
            "why": capfirst(one.case.get_why_display()),
            "owed": owing(one, self.user),
            "missing": len(one.gaps),
        }

    def _running_order(self) -> Iterator[dict[str, Any]]:
        """The running order, each case with the time it starts."""
        clock = timezone.localtime(self.board.starts_at)
        pause = break_after([item.minutes for item in self.waiting])
        for place, item in enumerate(self.waiting):
            starts, clock = clock, clock + dt.timedelta(minutes=item.minutes)
            if item.pk not in self.seen:
                continue
            beside = [self.waiting[at].lane for at in (place - 1, place + 1) if 0 <= at < len(self.waiting)]
            before = place > 0 and beside[0] == item.lane
            after = place < len(self.waiting) - 1 and beside[-1] == item.lane
            yield (
                self.shown(item, number=place + 1)
                | {"starts": starts.strftime("%H:%M"), "pause": self.board.is_open and place == pause}
                | (self._to_order(item, up=before, down=after) if self.runs else {})
                | (self._to_change(item) if item.status == AgendaItem.Status.LISTED else {})
            )

    def draft_of(self, item: AgendaItem) -> Decision | None:
        return next((decision for decision in item.decisions.all() if decision.is_draft), None)

    def shown(self, item: AgendaItem, *, number: int | str) -> dict[str, Any]:
        """One case for components/agenda_item.html."""
        patient, referral, draft = item.patient, item.case.referral, self.draft_of(item)
        return {
            "id": item.pk,
            "number": number,
            "patient": patient.name,
            "born": patient.born,
            "deceased": patient.deceased_on,
            "url": reverse("conference:item", args=[item.pk]),
            "question": item.case.question,
            "why": capfirst(item.get_why_display()),
            "hospital": patient.hospital.name if patient.hospital_id != self.board.hospital_id else "",
            "presenter": referral.referrer.get_full_name() if referral.referrer else "",
            "minutes": item.minutes,
            "complex": item.case.complex,
            "status": item.status,
            "status_word": capfirst(item.get_status_display()),
            "because": item.why_off,
            "draft": draft is not None,
            "lane": item.lane,
            "to_audit": item.to_audit,
            "audited": item.audited_at,
            **self._lacks(item),
        }

    def _lacks(self, item: AgendaItem) -> dict[str, Any]:
        """What the case lacks on the day: how much, how much of it keeps a treatment from being told, and who owes it."""
        one = self.read.get(item.case_id)
        if one is None:
            return {"missing": None, "blocked": 0}
        waits = item.status == AgendaItem.Status.LISTED
        return {
            "missing": len(one.gaps),
            "blocked": len(blocking(one)) if waits else 0,
            "owed": owing(one, self.user) if waits else [],
        }

    def _to_order(self, item: AgendaItem, *, up: bool, down: bool) -> dict[str, str]:
        """Where it is moved: inside its lane."""
        move = reverse("conference:move", args=[item.pk])
        return {
            "move_url": move,
            "up_url": f"{move}?to=up" if up else "",
            "down_url": f"{move}?to=down" if down else "",
        }

    def _to_change(self, item: AgendaItem) -> dict[str, Any]:
        """Where a waiting case gets its time, the ways off the list, and the way into the other lane."""
        urls = {}
        if self.schedules:
            names = {"allot_url": "allot", "postpone_url": "postpone", "take_off_url": "take_off"}
            urls = {key: reverse(f"conference:{name}", args=[item.pk]) for key, name in names.items()}
        return urls | self._to_sort(item)

    def _to_sort(self, item: AgendaItem) -> dict[str, Any]:
        """The lane the case would be taken in and why; where it is sorted; and for the chair, the answer to confirm."""
        one, draft, standard = self.read.get(item.case_id), self.draft_of(item), item.lane == Lane.STANDARD
        if one is None or not (self.runs or self.decides):
            return {}
        suggested = suggested_lane(one, draft)
        may_sort = self.runs or standard
        return {
            "suggested": suggested.lane if suggested.lane != item.lane else "",
            "suggested_because": suggested.because,
            "sort_url": reverse("conference:sort", args=[item.pk]) if may_sort else "",
            "version": item.version,
            "answer": draft_words(draft) if standard and draft else "",
            "confirm_url": reverse("conference:confirm", args=[item.pk])
            if standard and draft and self.is_chair
            else "",
            "draft_version": draft.version if draft else None,
        }
