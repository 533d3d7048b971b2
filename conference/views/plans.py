"""The debulking balance: plans drawn on one case, and the one that is chosen."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.may import Request, may
from accounts.roles import Permission
from conference.models import Case
from conference.plans import ACT_WORDS, LETTERS, Sheet, Weighed, in_words, on_the_map
from conference.screens import shown
from conference.views.cases import presented
from core.pages import as_number, done, page
from core.rules import RuleBroken, SavedBefore
from patients.livermap import IN_A_COLUMN
from patients.reading import mapped
from treatments import actions as treat


def _sheet(request: Request, case_id: UUID) -> Sheet:
    presentation, _items = presented(request, Case.objects.discussed_by(request.user), case_id)
    return Sheet(presentation)


@may(Permission.JUDGE)
def draw_plan(request: Request, case_id: UUID) -> HttpResponse:
    """Draw a plan: work out what it clears and costs, and keep it. Working out changes nothing."""
    sheet = _sheet(request, case_id)
    data = request.POST if request.method == "POST" else request.GET
    letter = data.get("letter") or (sheet.chosen.letter if sheet.chosen else LETTERS[0])
    if letter not in LETTERS:
        raise Http404
    drawing = sheet.read(data) if data.get("drawn") else sheet.drawing(letter)
    weighed = sheet.weighed(letter, drawing)
    if request.method == "POST" and "save" in request.POST and sheet.listed:
        _save(request, sheet, weighed)
        to = f"{reverse('conference:draw_plan', args=[case_id])}?letter={letter}"
        return done(request, "drawn", to, message=_("Plan %(letter)s is kept.") % {"letter": letter})
    seen = as_number(data.get("version")) if data.get("drawn") else weighed.version
    return page(request, "conference/draw_plan.html", "draw_plan", _context(sheet, weighed, seen or 0))


def _save(request: Request, sheet: Sheet, weighed: Weighed) -> None:
    """Keep it; who has changed it in the meantime is shown what both say."""
    _refuse_over(sheet)
    try:
        treat.draw_plan(
            workup=sheet.presentation.case.workup,
            letter=weighed.letter,
            drawing=weighed.drawing,
            lesions=sheet.lesions,
            by=request.user,
            version=as_number(request.POST.get("version")) or 0,
        )
    except SavedBefore as stale:
        stale.wanted = {}
        stale.beside = [
            (_("Plan %(letter)s") % {"letter": weighed.letter}, in_words(sheet.drawing(weighed.letter)), weighed.name)
        ]
        raise


def _context(sheet: Sheet, weighed: Weighed, seen: int) -> dict[str, Any]:
    """The sheet: the drawing with its lesions and its map, and the plans kept beside it. SEEN: the version it began from."""
    url = reverse("conference:draw_plan", args=[sheet.presentation.case.pk])
    state = f"letter={weighed.letter}&version={seen}&{sheet.query(weighed.drawing)}"
    context = shown(sheet.presentation)
    context["map"] = mapped(
        sheet.presentation.chart,
        plans=on_the_map(weighed, sheet.lesions),
        resected=weighed.drawing.segments,
        segment_url=f"{url}?{state}&toggle=",
        letters=IN_A_COLUMN,
    )
    return context | {
        "sheet": sheet,
        "drawn": weighed,
        "seen": seen,
        "segments": [(one, one in weighed.drawing.segments) for one in context["map"].codes],
        "acts": ACT_WORDS.items(),
        "rows": _rows(sheet, weighed),
        "letters": [
            {
                "url": f"{url}?letter={letter}",
                "label": _("Plan %(letter)s") % {"letter": letter},
                "current": letter == weighed.letter,
            }
            for letter in LETTERS
        ],
        "is_kept": weighed.alternative is not None and weighed.drawing == sheet.drawing(weighed.letter),
    }


def _rows(sheet: Sheet, weighed: Weighed) -> list[dict[str, Any]]:
    histories = {one.lesion.label: one for one in sheet.presentation.chart.present_lesions}
    return [
        {"label": name, "lesion": lesion, "history": histories[name], "act": weighed.drawing.acts.get(name, "leave")}
        for name, lesion in sheet.lesions.items()
    ]


@may(Permission.JUDGE)
def choose_plan(request: Request, case_id: UUID) -> HttpResponse:
    """Make one of the plans the one that is meant. Whoever opens the address sees the plan."""
    sheet = _sheet(request, case_id)
    letter = (request.POST or request.GET).get("letter", "")
    alternative = sheet.alternatives.get(letter)
    if alternative is None:
        raise Http404
    if request.method != "POST":
        return redirect(f"{reverse('conference:draw_plan', args=[case_id])}?letter={letter}")
    _refuse_over(sheet)
    try:
        treat.choose_plan(
            alternative=alternative,
            drawing=sheet.drawing(letter),
            lesions=sheet.lesions,
            by=request.user,
            version=as_number(request.POST.get("version")) or 0,
        )
    except SavedBefore as stale:
        stale.wanted = {}
        now = in_words(sheet.drawing(letter))
        stale.beside = [(_("Plan %(letter)s") % {"letter": letter}, now, _("as it was on the page"))]
        raise
    words = _("Plan %(letter)s is chosen: the lesions are judged by it.") % {"letter": letter}
    return done(request, "chosen", "conference:case", case_id, message=words)


def _refuse_over(sheet: Sheet) -> None:
    """Nobody draws on a case that is decided or closed, or of somebody who has died."""
    case = sheet.presentation.case
    if not case.is_open or case.patient.deceased_on:
        raise RuleBroken(_("This case is over: its plans stay as they are."))
