"""Finding a patient, registering one, and the page of a patient."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.may import Request, may
from accounts.roles import Permission
from core.pages import done, page, posted
from core.rules import RuleBroken
from patients import actions
from patients.actions.person import AlreadyRegistered
from patients.forms import PersonForm, RegisterForm
from patients.identity import Scheme
from patients.livermap import IN_A_COLUMN
from patients.models import Patient
from patients.reading import lesion_rows, mapped, read_chart, record_page, sections

SHOWN_AT_MOST = 50
LATEST = 15
LEFT = ("wish", "tumour", "symptoms", "fitness")
RIGHT = ("liver", "labs", "heart", "drugs", "allergies")


@may(Permission.SEE_PATIENT, Permission.REGISTER)
def find(request: Request) -> HttpResponse:
    """Search among the patients this person may see. The words go by POST: a URL names nobody."""
    words = request.POST.get("words", "").strip()
    mine = Patient.objects.visible_to(request.user).select_related("hospital").prefetch_related("former_numbers")
    if words:
        found = list(mine.found_by(words).order_by("surname", "given", "pk")[: SHOWN_AT_MOST + 1])
    else:
        found = list(mine.order_by("-created_at", "pk")[:LATEST])
    context = {
        "words": words,
        "found": found[:SHOWN_AT_MOST],
        "more": len(found) > SHOWN_AT_MOST,
        "today": timezone.localdate(),
    }
    return page(request, "patients/find.html", "find", context)


@may(Permission.REGISTER)
def register(request: Request) -> HttpResponse:
    """A new patient, after looking for doubles: the same number is refused, the same name and birth date asked about."""
    hospital = request.user.acting.home
    form = RegisterForm(posted(request), country=hospital.country)
    context: dict[str, Any] = {"form": form, "doubles": [], "hidden": False, "had_by_another": False, "existing": None}
    if form.is_valid():
        if not form.cleaned_data["not_a_double"]:
            context |= _doubles(request, form)
        if context["doubles"] or context["hidden"] or context["had_by_another"]:
            return page(request, "patients/register.html", "register", context, status=422)
        try:
            patient = actions.register(hospital=hospital, by=request.user, **form.values())
        except AlreadyRegistered as taken:
            form.add_error("number", taken.message)
            context["existing"] = taken.patient
        except RuleBroken as broken:
            form.blame(broken)
        else:
            return done(request, "registered", "patients:patient", patient.pk, message=_("Registered."))
    return page(request, "patients/register.html", "register", context)


def _doubles(request: Request, form: RegisterForm) -> dict[str, Any]:
    """Patients with the same surname, born on the same day, under another number; and who had this number before.

    Those this person sees are shown. Of one of the same hospital that he or she does not see, only that there is one.
    """
    values, home = form.values(), request.user.acting.home
    number = {"scheme": values["scheme"], "number": form.read.normalised}
    alike = Patient.objects.like(surname=values["surname"], birth_date=values["birth_date"] or form.read.birth_date)
    had = Patient.objects.once_numbered(**number)
    seen = (alike | had).visible_to(request.user).exclude(**number)
    return {
        "doubles": list(seen.select_related("hospital").prefetch_related("former_numbers")[:5]),
        "hidden": alike.unseen_in(home, request.user).exclude(**number).exists(),
        "had_by_another": had.unseen_in(home, request.user).exists(),
    }


@may(Permission.REGISTER)
@require_POST
def open_by_number(request: Request) -> HttpResponse:
    """Somebody with the number in hand joins the care of a patient already registered in the same hospital."""
    scheme, number = request.POST.get("scheme", ""), request.POST.get("number", "")
    if scheme not in Scheme.values:
        return redirect("patients:register")
    patient = actions.open_by_number(hospital=request.user.acting.home, scheme=scheme, number=number, by=request.user)
    return redirect("patients:patient", patient.pk) if patient else redirect("patients:register")


@may(Permission.SEE_PATIENT)
def patient(request: Request, patient_id: UUID) -> HttpResponse:
    """Everything known about one patient."""
    chart = read_chart(request.user, patient_id)
    context = record_page(
        chart,
        request.user,
        "patients:patient",
        left=sections(chart, LEFT),
        right=sections(chart, RIGHT),
        lesions=lesion_rows(chart),
        complete=chart.facts["list.lesions"],
        primary=chart.facts["tumour.primary_site"].value,
        reports=list(reversed(chart.pathology)),
        map=mapped(chart, letters=IN_A_COLUMN),
        diffuse=chart.facts["liver.diffuse"],
    )
    return page(request, "patients/patient.html", None, context)


@may(Permission.REGISTER)
def change_person(request: Request, patient_id: UUID) -> HttpResponse:
    """Correct name, number, birth date or sex."""
    chart = read_chart(request.user, patient_id)
    form = PersonForm(posted(request), of=chart.patient)
    if form.is_valid() and form.attempt(actions.change_person, patient=chart.patient, by=request.user) is not None:
        return done(request, "changed", "patients:patient", patient_id, message=_("Changed."))
    return page(request, "patients/change_person.html", "change_person", record_page(chart, request.user, form=form))
