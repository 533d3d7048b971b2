"""What became of it: the follow-up desk, a decision amended, a patient who came back, two referrals answered, who was told."""

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from conference import actions
from conference.models import AgendaItem, Board, Decision, Referral, Showing
from treatments import actions as treat
from treatments.models import FollowUp

if TYPE_CHECKING:
    from conference.demo import Demo, Done

ANSWERED = {  # referrals that are no case: what was done with each, and why
    "P19": (actions.send_back, "The grade, Ki-67 and every blood test are missing. Please add them and send it again."),
    "P21": (actions.decline, "At 96 the analogue goes on as it is. Please refer again if symptoms break through."),
}
TOLD = {"W01": 1, "P01": 0, "W04": 2, "P15": 6, "W10": 1, "P14": 3, "W03": 2, "P02": 3}  # days after the meeting
SHOWN = (190, 205, 240, 170, 265, 310, 330)  # seconds of each case on the screens; a meeting gets slower


def play(demo: "Demo", done: dict[str, "Done"], following: Board) -> None:
    """Everything after the past meetings, up to today."""
    _follow_ups(demo, following)
    _answers(demo)
    again = replace(done["P20"], wording="Radioembolisation of the right half; mapping angiography before it.")
    _amend(demo, "P20", again, "The images show tumour in the right half only.")
    _shown(demo)
    _told(demo)


def _task(reference: str, code: str) -> FollowUp:
    task: FollowUp = FollowUp.objects.get(patient__reference=reference, code=code)
    return task


def _follow_ups(demo: "Demo", following: Board) -> None:
    """One booked, one done and not read, two read, one closed, one brought back to the next meeting; the rest wait."""
    by, reader = demo.cast["coordinator"], demo.cast["radiologist"]

    def read(task: FollowUp, days_ago: int, **found: Any) -> None:
        treat.complete(follow_up=task, on=demo.today - dt.timedelta(days=days_ago), by=by)
        treat.read_result(follow_up=task, by=reader, **found)

    treat.book(follow_up=_task("P15", "arterial-control"), on=demo.today + dt.timedelta(days=1), by=by)
    treat.complete(follow_up=_task("W10", "arterial-control"), on=demo.today - dt.timedelta(days=1), by=by)
    read(_task("W01", "surgery-a"), 4, result="No sign of disease in the liver.", response="complete")
    treat.close(follow_up=_task("P01", "surgery-c"), reason=FollowUp.Reason.TRANSFERRED, by=by)
    grown = _task("P14", "arterial-control")
    read(grown, 3, result="The largest lesion is 142 mm now, 130 before the treatment.", response="progression")
    back = actions.return_to_board(follow_up=grown, by=demo.cast["interventionist"])
    actions.schedule(case=actions.prepare(referral=back, by=by), board=following, why=back.why, by=by)


def _answers(demo: "Demo") -> None:
    for reference, (answer, because) in ANSWERED.items():
        referral = Referral.objects.get(patient__reference=reference)
        answer(referral=referral, because=because, by=demo.cast["coordinator"])


def _amend(demo: "Demo", reference: str, done: "Done", because: str) -> None:
    item = AgendaItem.objects.select_related("board").get(patient__reference=reference)
    signed = item.decisions.get(status=Decision.Status.SIGNED)
    draft = actions.amend(decision=signed, because=because, by=demo.cast["surgeon"])
    wording = demo.wording(item, done)
    draft = actions.decide(item=item, wording=wording, version=draft.version, by=demo.cast["endocrinologist"])
    actions.sign(decision=draft, by=demo.cast["surgeon"])


def _shown(demo: "Demo") -> None:
    """The meetings that were held kept their own time."""
    for board in Board.objects.filter(starts_at__date__lt=demo.today):
        began = board.starts_at
        for item, seconds in zip(board.items.order_by("position"), SHOWN, strict=False):
            ended = began + dt.timedelta(seconds=seconds)
            shown = {"patient_id": item.patient_id, "began_at": began, "ended_at": ended, "by": demo.cast["surgeon"]}
            Showing.objects.create(board=board, item=item, **shown)
            began = ended


def _told(demo: "Demo") -> None:
    """Most patients know; of the last meeting some have waited too long, and one was treated elsewhere."""
    for reference, days in TOLD.items():
        decision = _signed(reference)
        on = min(decision.item.board.day + dt.timedelta(days=days), demo.today)
        who, how = str(decision.item.case.referral.referrer), "visit" if days else "phone"
        actions.tell_patient(decision=decision, on=on, who=who, how=how, by=demo.cast["coordinator"])
    words, by = "Started at the hospital at home.", demo.cast["endocrinologist"]
    actions.carry_out(decision=_signed("W12"), state="not-done", why="elsewhere", words=words, by=by)


def _signed(reference: str) -> Decision:
    rows = Decision.objects.filter(patient__reference=reference, status=Decision.Status.SIGNED)
    signed: Decision = rows.select_related("item__board", "item__case__referral__referrer").earliest("signed_at")
    return signed
