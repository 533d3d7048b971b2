"""The lesions: where they lie, how large they are, and the map."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.may import Request, may
from accounts.roles import Permission
from core.pages import as_uuid, done, page, posted
from core.rules import RuleBroken, SavedBefore
from patients import actions
from patients.actions.disease import next_label
from patients.chart import Chart
from patients.forms import Correction, CorrectPlaceForm, LesionForm, MeasureAllForm, MeasureForm
from patients.models import Lesion, Segment, Study
from patients.reading import LesionRow, StudyGrid, lesion_rows, mapped, read_chart, record_page

COLUMNS = 5  # studies side by side before the older ones are folded away
ANSWERS = frozenset({"listed", "none", "unobtainable"})


def _study(chart: Chart, chosen: str) -> Study | None:
    key = as_uuid(chosen)
    return next((study for study in chart.studies if study.key == key), None)


@may(Permission.SEE_PATIENT)
def lesions(request: Request, patient_id: UUID) -> HttpResponse:
    """All lesions of a patient on the map and study by study; choosing a segment starts a new one there."""
    chart = read_chart(request.user, patient_id)
    segment = request.GET.get("segment", "")
    chosen = [segment] if segment in Segment.values else []
    form = LesionForm(studies=chart.studies, initial=_initial(chart, chosen))
    if chosen:
        form.fields["size"].widget.attrs["autofocus"] = True  # the segment is said: the size is next
    return _page(request, chart, form, chosen)


@may(Permission.RECORD_IMAGING)
def add_lesion(request: Request, patient_id: UUID) -> HttpResponse:
    """A new lesion with its first measurement."""
    chart = read_chart(request.user, patient_id)
    form = LesionForm(posted(request), studies=chart.studies, initial=_initial(chart, []))
    if form.is_valid() and _add(form, chart, request):
        return done(request, "lesion_added", "patients:lesions", patient_id, message=_("The lesion is saved."))
    return _page(request, chart, form, request.POST.getlist("segments"))


def _initial(chart: Chart, chosen: list[str]) -> dict[str, Any]:
    return {"label": next_label(chart.patient), "segments": chosen, "study": _latest(chart)}


def _latest(chart: Chart) -> str:
    return str(max(chart.studies, key=lambda study: (study.when, study.created_at)).key) if chart.studies else ""


def _page(request: Request, chart: Chart, form: LesionForm, chosen: list[str]) -> HttpResponse:
    # Without a study the way to a lesion leads over one, and back to the segment chosen.
    way = reverse("patients:lesions" if chart.studies else "patients:add_study", args=[chart.patient.pk])
    url = f"{way}?segment=" if request.user.may(Permission.RECORD_IMAGING) else ""
    context = record_page(
        chart,
        request.user,
        "patients:lesions",
        form=form,
        chosen=chosen,
        map=mapped(chart, selected=chosen, segment_url=url),
        grid=StudyGrid(chart, None if request.GET.get("studies") == "all" else COLUMNS),
        present=len(chart.present_lesions),
        index=next((history.lesion for history in chart.lesions if history.lesion.index), None),
        complete=chart.facts["list.lesions"],
        diffuse=chart.facts["liver.diffuse"],
    )
    return page(request, "patients/lesions.html", None, context)


OF_LESION = ("label", "segments", "side", "organ", "kind", "target", "index", "key")


def _add(form: LesionForm, chart: Chart, request: Request) -> bool:
    """The lesion, its first measurement, and what an index lesion says of the whole liver: all or nothing."""
    values = form.values()
    study = _study(chart, values.pop("study"))
    place = {name: values.pop(name) for name in OF_LESION}
    is_new = values.pop("is_new")
    with form.blaming(), transaction.atomic():
        if study is None:
            raise RuleBroken(_("Choose the study the lesion is seen on."), "study")
        new_in = study if is_new else None
        lesion = actions.add_lesion(patient=chart.patient, by=request.user, new_in=new_in, **place)
        if not lesion.measurements.exists():
            actions.measure(lesion=lesion, study=study, by=request.user, **values)
        _say_uncountable(chart, lesion, request)
    return form.is_valid()


def _say_uncountable(chart: Chart, lesion: Lesion, request: Request) -> None:
    """An index lesion says that there are too many to count."""
    if lesion.index and not chart.facts["liver.diffuse"].value:
        _answer_diffuse(chart, "yes", request)


def _answer_diffuse(chart: Chart, text: str, request: Request) -> None:
    """Said of the images, so of their day; but never before the answer that it takes the place of."""
    standing, on = chart.facts["liver.diffuse"].row, chart.imaged_on or chart.as_of
    day = max(on, standing.when) if standing else on
    answers = {"liver.diffuse": actions.Answer(text=text)}
    actions.observe(patient=chart.patient, answers=answers, date=day, by=request.user)


@may(Permission.RECORD_IMAGING)
@require_POST
def lesions_complete(request: Request, patient_id: UUID) -> HttpResponse:
    """Say that these are all the lesions, that there are none, or that they are too many to count."""
    chart = read_chart(request.user, patient_id)
    answer, diffuse = request.POST.get("answer", ""), request.POST.get("diffuse", "")
    if answer in ANSWERS:
        # The list is what the person looks at now, whatever day its images are of: today, so that the last word stands.
        today = timezone.localdate()
        actions.answer_list(patient=chart.patient, name="lesions", answer=answer, date=today, by=request.user)
    elif diffuse in {"yes", "no"}:
        _answer_diffuse(chart, diffuse, request)
    return done(request, "lesions_complete", "patients:lesions", patient_id, message=_("Saved."))


def _lesion(request: Request, lesion_id: UUID) -> Lesion:
    """The lesion by any of its rows, so that a page opened before a correction still leads to it."""
    rows = Lesion.objects.visible_to(request.user).select_related("patient")
    lesion: Lesion = get_object_or_404(rows, pk=lesion_id)
    standing = lesion.standing
    if standing is None:
        raise RuleBroken(_("%(label)s has been taken back: it was entered in error.") % {"label": lesion.label})
    return standing


@may(Permission.RECORD_IMAGING)
def measure(request: Request, lesion_id: UUID) -> HttpResponse:
    """Measure a lesion on a study, or correct its measurement there."""
    lesion = _lesion(request, lesion_id)
    chart = read_chart(request.user, lesion.patient_id)
    row = next((LesionRow(one) for one in chart.lesions if one.lesion.key == lesion.key), None)
    chosen = request.POST.get("study") or request.GET.get("study") or _latest(chart)
    study = _study(chart, chosen)
    standing = row.history.on(study) if row and study else None
    open_ones = [one for one in chart.studies if row is None or row.history.on(one) is None]
    form = MeasureForm(
        posted(request),
        studies=[study] if standing and study else open_ones,
        others=[one.lesion for one in chart.lesions if one.lesion.key != lesion.key],
        standing=standing,
        initial={"study": chosen},
    )
    if form.is_valid() and _measure(form, lesion, study, request):
        return done(request, "measured", "patients:lesions", lesion.patient_id, message=_("Measured."))
    context = record_page(
        chart,
        request.user,
        form=form,
        lesion=lesion,
        row=row,
        study=study,
        standing=standing,
        map=_map_of(chart, lesion),
    )
    return page(request, "patients/measure.html", "measure", context)


def _map_of(chart: Chart, lesion: Lesion) -> Any:
    """The liver with one lesion lit."""
    return mapped(chart, lit=[str(lesion.key)])


@may(Permission.RECORD_IMAGING)
def measure_all(request: Request, patient_id: UUID, study_id: UUID) -> HttpResponse:
    """Measure every lesion on one study, a row each."""
    chart = read_chart(request.user, patient_id)
    study = _study(chart, str(study_id))
    if study is None:
        raise Http404
    rows = [row for row in lesion_rows(chart) if row.history.is_present]
    open_rows = [row for row in rows if all(one.study_id != study.key for one in row.history.measurements)]
    form = MeasureAllForm(posted(request), lesions=[row.lesion for row in open_rows])
    if form.is_valid() and _measure_all(form, study, request):
        return done(request, "measured", "patients:lesions", patient_id, message=_("Measured."))
    lines = [(row, form.row(row.lesion)) for row in open_rows]
    done_rows = [row for row in rows if row not in open_rows]
    context = record_page(chart, request.user, form=form, study=study, lines=lines, done_rows=done_rows)
    return page(request, "patients/measure_all.html", "measure_all", context)


def _measure_all(form: MeasureAllForm, study: Study, request: Request) -> bool:
    """All or nothing; each row has a key made of the form's, so that sending it twice measures once."""
    once = form.cleaned_data.get("once")
    with form.blaming(), transaction.atomic():
        for lesion, sizes in form.measured():
            key = uuid5(once, str(lesion.key)) if once else None
            actions.measure(lesion=lesion, study=study, by=request.user, key=key, **sizes)
    return form.is_valid()


def _measure(form: MeasureForm, lesion: Lesion, study: Study | None, request: Request) -> bool:
    if study is None:
        form.add_error("study", _("Choose the study."))
        return False
    values = form.values() | {"study": study}
    return _written(form, actions.measure, lesion=lesion, by=request.user, **values)


def _written(form: Correction, action: Callable[..., Any], **values: Any) -> bool:
    """Run the action; a broken rule becomes an error of the form, and a conflict shows every difference in its words."""
    try:
        with form.blaming():
            action(**values)
    except SavedBefore as stale:
        stale.beside = form.beside(stale.current)
        raise
    return form.is_valid()


@may(Permission.RECORD_IMAGING)
def correct_lesion(request: Request, lesion_id: UUID) -> HttpResponse:
    """Say anew where a lesion lies."""
    lesion = _lesion(request, lesion_id)
    chart = read_chart(request.user, lesion.patient_id)
    form = CorrectPlaceForm(posted(request), standing=lesion)
    if form.is_valid() and _written(form, actions.correct_lesion, lesion=lesion, by=request.user, **form.values()):
        _say_uncountable(chart, lesion.standing or lesion, request)
        return done(request, "lesion_corrected", "patients:lesions", lesion.patient_id, message=_("Corrected."))
    context = record_page(chart, request.user, form=form, lesion=lesion, map=_map_of(chart, lesion))
    return page(request, "patients/correct_lesion.html", "correct_lesion", context)
