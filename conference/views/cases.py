"""One case on its way to the board: what it asks, what is known, what is missing, what the rules say."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.may import Request, may
from accounts.roles import Permission
from conference import actions
from conference.dossier import Row, dossier, items_of, seen_items
from conference.forms import AnswerForm, JudgementForm, ScheduleForm
from conference.models import AgendaItem, Board, Case
from conference.owed import owed
from conference.plans import Sheet
from conference.reading import Presentation, cases_to_present, lesion_judgements, present, standing_judgements
from conference.scores import shown_scores
from conference.screens import shown
from conference.sessions import sessions_of
from conference.sessionstrip import Strip
from conference.showing import in_words, shown_options, value_with_unit
from core.pages import done, page, posted
from core.rules import SavedBefore
from patients.actions import Answer
from patients.items import WORKUP_ITEMS, by_code
from patients.livermap import IN_A_COLUMN
from patients.models import State
from treatments import actions as treat
from treatments.eligibility.grounds import EVIDENCE
from treatments.facts import judgement_value
from treatments.models import FollowUp, Workup


def presented(request: Request, cases: Any, case_id: UUID) -> tuple[Presentation, list[Row]]:
    """One of these cases as of its meeting's day: the one to come, else the one that decided it, else today.

    With every board its patient was on.
    """
    case = get_object_or_404(cases_to_present(cases), pk=case_id)
    items = items_of(case, request.user)
    own = [item for item in items if item.case_id == case.pk]
    listed = next((item for item in own if item.status == AgendaItem.Status.LISTED), None)
    decided = next((item for item in own if item.status == AgendaItem.Status.DECIDED and not case.is_open), None)
    on = listed or decided
    return present(case, on.board.day if on else None, on), items


@may(Permission.PROPOSE)
def case(request: Request, case_id: UUID) -> HttpResponse:
    """The case page."""
    presentation, items = presented(request, Case.objects.visible_to(request.user), case_id)
    follow_ups = list(FollowUp.objects.open().filter(patient=presentation.case.patient_id).order_by("due"))
    works = presentation.case.unit_id in request.user.acting.unit_ids
    context = shown(
        presentation,
        liver=presentation.liver(letters=IN_A_COLUMN),
        works=works,
        discusses=works or any(item.case_id == case_id for item in seen_items(items)),
        options=shown_options(presentation),
        evidence=", ".join(figure.citation for figure in EVIDENCE),
        scores=shown_scores(presentation),
        sheet=Sheet(presentation),
        strip=Strip(sessions) if (sessions := sessions_of(presentation)) else None,
        owed=owed(presentation, request.user),
        **dossier(presentation, items, follow_ups, request.user),
    )
    return page(request, "conference/case.html", None, context)


@may(Permission.JUDGE)
def judge(request: Request, case_id: UUID) -> HttpResponse:
    """The judgements that belong to this presentation: resectability, gates, territory, a plan for each lesion."""
    presentation, _items = presented(request, Case.objects.discussed_by(request.user), case_id)
    workup = presentation.case.workup
    standing, judged = standing_judgements(workup), lesion_judgements(workup)
    lesions = [(history, judged.get(history.lesion.key, {})) for history in presentation.chart.present_lesions]
    form = JudgementForm(posted(request), items=WORKUP_ITEMS, standing=standing, lesions=lesions, of=workup)
    if form.is_valid() and _judged(request, form, workup, standing, judged):
        return done(request, "judged", "conference:case", case_id, message=_("Saved."))
    clearance = presentation.assessment.facts.lesions.cleared_combined
    return page(request, "conference/judge.html", "judge", shown(presentation, form=form, clearance=clearance))


def _judged(
    request: Request, form: JudgementForm, workup: Workup, standing: dict[str, Any], judged: dict[UUID, dict[str, Any]]
) -> bool:
    """Write down what was changed; a broken rule becomes an error of the form, and a conflict shows every difference."""
    answers = {code: Answer(**stated.columns()) for code, stated in form.changed_answers().items()}
    answers = {code: answer for code, answer in answers.items() if code in standing or answer.state != State.NOT_ASKED}
    plans = form.changed_plans()
    try:
        with form.blaming():
            treat.judge(workup=workup, by=request.user, answers=answers, lesions=plans, **form.guards())
    except SavedBefore as stale:
        stale.beside = list(_differences(form, standing, judged))
        raise
    return form.is_valid()


def _differences(
    form: JudgementForm, standing: dict[str, Any], judged: dict[UUID, dict[str, Any]]
) -> Iterator[tuple[Any, str, str]]:
    """What stands and what this form says otherwise, in words: item, theirs, mine."""
    for code, stated in form.changed_answers().items():
        before = standing.get(code)
        theirs = _said(code, before.state, judgement_value(before)) if before else ""
        yield by_code[code].label, theirs, _said(code, stated.state, stated.value)
    for lesion, plan in form.changed_plans().items():
        for name, value in plan.items():
            code = f"lesion.{name}"
            before = judged.get(lesion.key, {}).get(name)
            words = [str(in_words(code, one)) if one not in (None, "") else "" for one in (before, value)]
            yield f"{lesion.label}: {by_code[code].label}", words[0], words[1]


def _said(code: str, state: str, value: Any) -> str:
    return value_with_unit(code, value) if state == State.VALUE else str(State(state).label)


def open_boards(request: Request, case: Case, *, but: Board | None = None) -> Any:
    """Meetings of the case's conference still to come, for a choice."""
    here = Board.objects.visible_to(request.user).filter(unit=case.unit_id)
    boards = here.coming().filter(ends_at__gte=timezone.now())
    return boards.exclude(pk=but.pk) if but else boards


@may(Permission.SCHEDULE)
def schedule(request: Request, case_id: UUID) -> HttpResponse:
    """Put the case on a meeting's list."""
    presentation, _items = presented(request, Case.objects.worked_on_by(request.user), case_id)
    boards = open_boards(request, presentation.case).with_load()
    form = ScheduleForm(posted(request), boards=boards, initial={"board": boards.first()})
    if form.is_valid():
        item = form.attempt(actions.schedule, case=presentation.case, by=request.user)
        if item is not None:
            return done(request, "scheduled", "conference:board", item.board_id, message=_("The case is on the list."))
    context = shown(presentation, form=form, owed=owed(presentation, request.user))
    return page(request, "conference/schedule.html", "schedule", context)


@may(Permission.PREPARE)
def close(request: Request, case_id: UUID) -> HttpResponse:
    """Close a case without a decision."""
    presentation, _items = presented(request, Case.objects.worked_on_by(request.user), case_id)
    form = AnswerForm(posted(request), of=presentation.case)
    if form.is_valid() and form.attempt(actions.close_case, case=presentation.case, by=request.user) is not None:
        return done(request, "closed", "conference:case", case_id, message=_("The case is closed."))
    return page(request, "conference/close_case.html", "close_case", shown(presentation, form=form))
