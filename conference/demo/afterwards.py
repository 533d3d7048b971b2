"""What became of it: every list of the follow-up desk, a decision amended, a patient who came back, two referrals answered."""

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from conference import actions
from conference.models import AgendaItem, Board, Decision, Referral
from treatments import actions as treat
from treatments.models import FollowUp

if TYPE_CHECKING:
    from conference.demo import Demo, Done

ANSWERED = {  # referrals that are no case: what was done with each, and why
    "P19": (actions.send_back, "The grade, Ki-67 and every blood test are missing. Please add them and send it again."),
    "P21": (actions.decline, "At 96 the analogue goes on as it is. Please refer again if symptoms break through."),
}


def play(demo: "Demo", done: dict[str, "Done"], following: Board) -> None:
    """Everything after the past meetings, up to today."""
    _follow_ups(demo, following)
    _answers(demo)
    again = replace(done["P20"], wording="Radioembolisation of the right half; mapping angiography before it.")
    _amend(demo, "P20", again, "The images show tumour in the right half only.")


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
