"""The demo: published cases and worked cases, given to invented people, on a past, a present and a next meeting."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import Hospital, User
from conference import actions
from conference.actions.decisions import NeedPlan, StepPlan, Wording
from conference.agreement import agrees, outcomes_of
from conference.demo import afterwards, drawings, earlier
from conference.demo.cast import Cast, Invented, engage
from conference.imports import import_case
from conference.models import Board, Case, Decision, Referral
from conference.reading import cases_to_present, present
from patients import actions as write
from patients.actions import Answer
from patients.chart import Chart
from patients.models import Study
from treatments import actions as treat
from treatments.checklist import checklist_for
from treatments.models import Course

CASES = settings.BASE_DIR / "tests" / "data"

# Where each case stands: weeks from today of its meeting, or a step before any meeting. What was done comes below.
MEETINGS: dict[int, tuple[str, ...]] = {
    -14: ("W01", "P01"),
    -9: ("W04", "P15"),
    -7: ("W10", "P14"),
    -1: ("W03", "W06", "W12", "P02", "P06", "P09", "P20"),
    0: ("W07", "P03", "W08", "P10", "P04", "W02", "P22", "W16"),
    1: ("W14", "W15", "W11", "P08", "P27", "P13", "P33", "W20"),
}
PREPARING = (
    "W05",
    "W09",
    "W13",
    "W12b",
    "W17a",
    "W17b",
    "W17c",
    "P05",
    "P07",
    "P11",
    "P12",
    "P16",
    "P18",
    "P23",
)
ARRIVED = ("P25", "P26", "P28", "P30")
COMPLEX = frozenset({"P03", "P10", "W14", "P09"})


@dataclass(frozen=True)
class Done:
    """What a past board decided on a case, and what was performed on which day after it."""

    modality: str
    wording: str
    days_after: int | None = None
    territory: str = ""
    segments: tuple[str, ...] = ()
    kind: str = Decision.Kind.TREATMENT


DONE: dict[str, Done] = {
    "W01": Done("resection", "Resection of all three lesions in segments 6 and 7.", 5, "segments", ("6", "7")),
    "P01": Done("resection", "Laparoscopic resection of the single lesion in segment 6.", 4, "segments", ("6",)),
    "W04": Done("tae", "Bland embolisation of the right hemiliver first, then the left.", 4, "right"),
    "P15": Done("ctace", "Chemoembolisation with oil, as before; the right hemiliver now.", 9, "right"),
    "W10": Done("tae", "Embolisation of the right hemiliver under prolonged antibiotics.", 6, "right"),
    "P14": Done("tae", "Embolisation for disease control: the largest is 130 mm.", 2, "right"),
    "W03": Done("resection-ablation", "Resection of the two on the right, ablation of the six small ones."),
    "W06": Done("chemotherapy", "Carboplatin and etoposide; surgery is not for a carcinoma."),
    "W12": Done("tae", "Wait for symptoms or growth; embolisation if either comes."),
    "P02": Done("resection", "A limited resection in segment 5, because of the age.", 3, "segments", ("5",)),
    "P06": Done("", "What is the remnant? Volumetry first.", kind=Decision.Kind.MORE_INFORMATION),
    "P09": Done("resection", "Left bisegmentectomy with segment 4."),
    "P20": Done("tare", "Radioembolisation: embolisation is risky with cirrhosis."),
}
WISHES = (
    "Wants to keep working part-time; prefers one operation to many sessions.",
    "Wants as few days in hospital as possible.",
    "Wants relief from flushing before the summer.",
    "Has no wish for surgery unless it cures.",
    "Wants whatever the conference finds best.",
)
QUESTIONS = (  # each with the reason it is asked now
    ("Can all of it be removed or destroyed, and in which way?", Referral.Reason.CURATIVE_CHANCE),
    ("Is an operation worth its risk here, or is a smaller procedure enough?", Referral.Reason.OTHER),
    ("Does the growth call for treatment now, and of which kind?", Referral.Reason.GROWTH),
    ("Which half of the liver first, and by which route?", Referral.Reason.BURDEN),
    ("Is there still an option with a chance of cure?", Referral.Reason.CURATIVE_CHANCE),
    ("The symptoms break through the analogue: what relieves them best?", Referral.Reason.SYMPTOMS),
)
AS = {
    "referrer": "endocrinologist",
    "endocrinologist": "endocrinologist",
    "surgeon": "surgeon",
}  # who refers, and as what


@transaction.atomic
def load(today: dt.date | None = None) -> int:
    """Fill an empty database; the number of patients, 0 when there is anything already."""
    if Hospital.objects.exists():
        return 0
    day = today or timezone.localdate()
    return Demo(engage(), day).play()


class Demo:
    """One performance of the demo, on one day."""

    def __init__(self, cast: Cast, today: dt.date) -> None:
        self.cast, self.today = cast, today
        self.people = Invented()
        self.files = {
            path.stem.split("-")[0]: path for path in sorted((CASES / "worked").glob("W*.json")) if "-" not in path.stem
        }
        published = [
            json.loads(path.read_text(encoding="utf-8")) for path in sorted((CASES / "published").glob("*.json"))
        ]
        self.published = {one["case"]["reference"]: one for one in published}
        whole = json.loads((CASES / "published_cases.json").read_text(encoding="utf-8"))
        self.sources = {one["no"]: one for one in whole["cases"]}
        self.count = 0

    def play(self) -> int:
        boards = {week: self._board(self.today + dt.timedelta(weeks=week)) for week in sorted(MEETINGS)}
        for week, references in MEETINGS.items():
            for reference in references:
                self._on_board(reference, boards[week])
        for reference in (*PREPARING, *self._rest()):
            self._case(reference, self.today)
        for reference in (*ARRIVED, *afterwards.ANSWERED):
            self._case(reference, self.today, accept=False)
        drawings.play(self)
        earlier.play(self)
        afterwards.play(self, DONE, boards[min(week for week in boards if week > 0)])
        for board in boards.values():
            if board.ends_at < timezone.now() and board.day < self.today:
                actions.close_board(board=board, by=self.cast["coordinator"])
        return self.count

    def _rest(self) -> list[str]:
        placed = {reference for references in MEETINGS.values() for reference in references}
        placed |= {*PREPARING, *ARRIVED, *afterwards.ANSWERED}
        return [reference for reference in (*self.files, *self.published) if reference not in placed]

    def _board(self, day: dt.date) -> Board:
        starts = timezone.make_aware(dt.datetime.combine(day, dt.time(14)))
        board = actions.call_board(
            unit=self.cast.unit,
            name="Liver conference",
            starts_at=starts,
            ends_at=starts + dt.timedelta(hours=1),
            room="Conference room 4",
            chair=self.cast["surgeon"],
            by=self.cast["coordinator"],
        )
        for username in ("surgeon", "interventionist", "radiologist", "endocrinologist", "nuclear", "pathologist"):
            user = self.cast[username]
            actions.seat(board=board, user=user, role=user.acting.roles[0], by=self.cast["coordinator"])
        if day < self.today:
            present_ = [self.cast[name] for name in ("surgeon", "interventionist", "radiologist", "endocrinologist")]
            actions.attend(board=board, present=present_, by=self.cast["coordinator"])
        return board

    def _case(self, reference: str, day: dt.date, *, accept: bool = True) -> Any:
        """One case with its dates moved so that it stands on the day."""
        is_published = reference in self.published
        document = (
            self.published[reference] if is_published else json.loads(self.files[reference].read_text(encoding="utf-8"))
        )
        case = moved(document["case"], day)
        question, reason = QUESTIONS[self.count % len(QUESTIONS)]
        author = self._author()
        invented: dict[str, Any] = {"question": question}
        if (
            not is_published
        ):  # what a publication never says stays unsaid; our own worked patients are referred with all of it
            invented |= {"reasons": [reason], "referrer_role": AS[author.username]}
        case["referral"] = invented | (case.get("referral") or {})
        extra = self._lesions(reference) if is_published else {}
        made: Any = import_case(
            case,
            unit=self.cast.unit,
            source="published" if is_published else "worked",
            by=author,
            person=self.people.person(case, day),
            places={label: lesion["place"] for label, lesion in extra.items()},
            accept=accept,
            note=citation(document["citation"]) if is_published else "",
        )
        self.count += 1
        listed = {lesion["label"] for lesion in case.get("lesions") or []}
        self._add_lesions(made, {label: lesion for label, lesion in extra.items() if label not in listed}, day)
        self._tell_the_rest(made, is_published, day)
        return made

    def _author(self) -> User:
        return (
            self.cast["referrer"]
            if self.count % 3 == 0
            else self.cast["endocrinologist" if self.count % 3 == 1 else "surgeon"]
        )

    def _lesions(self, reference: str) -> dict[str, dict[str, Any]]:
        """Lesions as the publication places them, also where the format has no code: "segment 4", "left lobe"."""
        found = {}
        for number, stated in enumerate(self.sources[reference]["liver"]["lesions"] or [], start=1):
            side = "" if stated["segments"] else stated["lobe"] or ""
            if stated["segments"] or side or stated["size_mm"]:
                found[f"L{number}"] = {
                    "place": {"segments": stated["segments"] or [], "side": side},
                    "size": stated["size_mm"],
                }
        return found

    def _add_lesions(self, case: Any, lesions: dict[str, dict[str, Any]], day: dt.date) -> None:
        if not lesions:
            return
        patient, by = case.patient, self.cast["radiologist"]
        # Found at the operation, when the images had shown fewer: that is known only after the meeting.
        later = bool(case.patient.lesions.exists())
        noted = min(day + dt.timedelta(days=3) if later else day, self.today)
        modality = Study.Modality.INTRAOPERATIVE if later else Study.Modality.NOT_STATED
        study = write.add_study(
            patient=patient, modality=modality, by=by, date=noted if later else None, noted_on=noted
        )
        for label, lesion in lesions.items():
            one = write.add_lesion(patient=patient, label=label, by=by, noted_on=noted, **lesion["place"])
            size = {"state": "measured", "longest_mm": lesion["size"]} if lesion["size"] else {"state": "seen"}
            write.measure(lesion=one, study=study, by=by, noted_on=noted, **size)

    def _tell_the_rest(self, made: Any, is_published: bool, day: dt.date) -> None:
        """What a publication never says stays unsaid; our own worked patients have a wish and answered lists."""
        if is_published:
            return
        answers = {
            "patient.wish": Answer(text=WISHES[self.count % len(WISHES)]),
            "list.allergies": Answer(text="none"),
            "list.drugs": Answer(text="none"),
        }
        asked = min(day, self.today)
        write.observe(
            patient=made.patient, answers=answers, by=self.cast["endocrinologist"], date=asked, noted_on=asked
        )

    def _on_board(self, reference: str, board: Board) -> None:
        case = self._case(reference, board.day)
        item = actions.schedule(case=case, board=board, by=self.cast["coordinator"])
        if reference in COMPLEX:
            item = actions.allot(item=item, minutes=8, complex=True, by=self.cast["coordinator"])
        if (done := DONE.get(reference)) is None:
            return
        case = cases_to_present(Case.objects).get(pk=case.pk)
        actions.propose(item=item, facts=present(case, board.day).facts, by=self.cast["coordinator"])
        decision = actions.decide(item=item, wording=self.wording(item, done), by=self.cast["endocrinologist"])
        actions.sign(decision=decision, by=self.cast["surgeon"], at=board.ends_at)
        if done.days_after is not None:
            self._perform(case, board.day + dt.timedelta(days=done.days_after), done)

    def wording(self, item: Any, done: Done) -> Wording:
        steps = [StepPlan(done.modality, done.territory, done.segments)] if done.modality else []
        off = agrees(done.kind, [done.modality], outcomes_of(item.proposals.first())) is False
        intent = Decision.Intent.CURATIVE if "resection" in done.modality else Decision.Intent.DISEASE_CONTROL
        return Wording(
            kind=done.kind,
            wording=done.wording,
            intent=intent if steps else "",
            responsible=self.cast["surgeon"],
            target_date=item.board.day + dt.timedelta(weeks=4),
            steps=steps,
            needs=[]
            if done.modality
            else [NeedPlan("Volumetry of the remnant", "Radiology", self.today + dt.timedelta(days=5))],
            deviation=Decision.Deviation.NEW_FACTS if off else "",
            deviation_text="The images were reviewed at the meeting; the missing facts were supplied there."
            if off
            else "",
        )

    def _perform(self, case: Case, day: dt.date, done: Done) -> None:
        course = Course.objects.planned().get(patient=case.patient)
        by = self.cast["surgeon" if "resection" in done.modality else "interventionist"]
        chart = present(case).chart
        lesions = [history.lesion for history in chart.present_lesions]
        treat.perform(
            course=course,
            by=by,
            date=day,
            territory=done.territory,
            segments=list(done.segments),
            lesions=lesions if done.segments else (),
            checklist=prepared(done.modality, chart),
        )


def prepared(kind: str, chart: Chart) -> dict[str, tuple[str, str]]:
    """Every item of the preparation that binds, done."""
    return {one["item"]: ("done", "") for one in checklist_for(kind, chart) if one["binding"]}


def moved(case: dict[str, Any], day: dt.date) -> dict[str, Any]:
    """The case with all its dates shifted together, so that its as_of is the day."""
    shift = day - dt.date.fromisoformat(case["as_of"])

    def shifted(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: shifted(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [shifted(inner) for inner in value]
        if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
            return (dt.date.fromisoformat(value) + shift).isoformat()
        return value

    moved_case: dict[str, Any] = shifted(case)
    return moved_case


def citation(source: dict[str, Any]) -> str:
    """The publication a demo patient's facts come from."""
    parts = [source.get("authors"), source.get("title"), source.get("journal"), source.get("doi") or source.get("url")]
    return ". ".join(str(part) for part in parts if part)
