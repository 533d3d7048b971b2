"""Refer a patient, and answer a referral."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.may import Request, may
from accounts.roles import Permission
from conference import actions
from conference.forms import AcceptForm, BecauseForm, ReferralForm
from conference.models import Referral
from core.pages import done, page, posted
from core.rules import RuleBroken
from patients import actions as patient_actions
from patients.chart import Chart
from patients.forms import FactsForm, PathologyForm
from patients.items import by_code
from patients.reading import banner, mapped, read_chart

# The minimum dataset of clinical.md 5.1 that is not in a list, a report or a study of its own.
ASKED = (
    "patient.wish",
    *("tumour.primary_site", "tumour.primary_status", "tumour.functional", "tumour.syndrome", "tumour.pressure_symptoms"),
    *("tumour.extrahepatic", "tumour.progression", "fitness.ecog", "fitness.asa", "liver.biliary"),
    *("list.comorbidities", "list.drugs", "list.allergies", "list.earlier_treatments"),
)
BLOODS = ("bilirubin_umol_l", "albumin_g_l", "inr", "platelets_10e9_l", "haemoglobin_g_l", "creatinine_umol_l", "egfr_ml_min_1_73m2", "alt_u_l", "alp_u_l")


class ReferPage:
    """The four forms of one referral page: the question, the facts, the bloods, the pathology."""

    def __init__(self, request: Request, chart: Chart, referral: Referral | None) -> None:
        data = posted(request)
        self.request, self.chart, self.referral = request, chart, referral
        self.question = ReferralForm(data, of=referral)
        self.facts = FactsForm(data, items=[by_code[code] for code in ASKED], chart=chart, prefix="facts")
        self.bloods = FactsForm(data, items=[by_code[f"labs.{name}"] for name in BLOODS], chart=chart, prefix="bloods")
        self.pathology = PathologyForm(data, prefix="pathology", empty_permitted=True, use_required_attribute=False)
        for name in ("morphology", "accession", "text"):
            self.pathology.fields.pop(name)

    @property
    def forms(self) -> list[Any]:
        return [self.question, self.facts, self.bloods, self.pathology]

    def is_valid(self) -> bool:
        return all([form.is_valid() for form in self.forms])

    def save(self, *, send: bool) -> Referral | None:
        """Write the facts and the referral together, or nothing."""
        try:
            with transaction.atomic():
                self._save_facts()
                return actions.refer(
                    patient=self.chart.patient, by=self.request.user, referral=self.referral, send=send, **self.question.values()
                )
        except RuleBroken as broken:
            owner = next((form for form in self.forms if broken.field in form.fields), self.question)
            owner.add_error(broken.field if broken.field in owner.fields else None, broken.message)
            return None

    def _save_facts(self) -> None:
        patient, by = self.chart.patient, self.request.user
        for form in (self.facts, self.bloods):
            if answers := form.answers():
                patient_actions.observe(patient=patient, answers=answers, by=by, key=form.cleaned_data.get("once"), **form.when())
        stated = {name for name in self.pathology.changed_data if name != "once"}
        if stated - {"date", "specimen"}:
            patient_actions.report_pathology(patient=patient, by=by, **self.pathology.values())

    def context(self) -> dict[str, Any]:
        return {
            "chart": self.chart,
            "patient": self.chart.patient,
            "banner": banner(self.chart),
            "referral": self.referral,
            "question": self.question,
            "facts": self.facts,
            "bloods": self.bloods,
            "pathology": self.pathology,
            "reports": self.chart.pathology,
            "map": mapped(self.chart.lesions),
            "forms": self.forms,
        }


def _refer(request: Request, chart: Chart, referral: Referral | None) -> HttpResponse:
    form = ReferPage(request, chart, referral)
    if request.method == "POST" and form.is_valid():
        sends = request.POST.get("act") != "draft"
        saved = form.save(send=sends)
        if saved is not None:
            message = _("The referral is sent.") if sends else _("The draft is saved.")
            return done(request, "referred", "conference:referral", saved.pk, message=message)
    status = 422 if any(one.is_bound and one.errors for one in form.forms) else 200
    return page(request, "conference/refer.html", "refer", form.context(), status=status)


@may(Permission.REFER)
def refer(request: Request, patient_id: UUID) -> HttpResponse:
    """Refer a registered patient; what is known already is carried over with its dates."""
    return _refer(request, read_chart(request.user, patient_id), None)


@may(Permission.REFER)
def refer_again(request: Request, referral_id: UUID) -> HttpResponse:
    """Go on with a draft, or complete a referral that was returned."""
    rows = Referral.objects.visible_to(request.user).by(request.user)
    referral = get_object_or_404(rows, pk=referral_id)
    return _refer(request, read_chart(request.user, referral.patient_id), referral)


def _referral(request: Request, referral_id: UUID) -> Referral:
    rows = Referral.objects.visible_to(request.user)
    related = ("patient", "unit__hospital", "referrer", "case", "because_of__course", "earlier_decision__item__board", "hospital")
    return get_object_or_404(rows.select_related(*related), pk=referral_id)


@may(Permission.REFER, Permission.PREPARE)
def referral(request: Request, referral_id: UUID) -> HttpResponse:
    """One referral: what it asks, what is missing in it, what became of it."""
    one = _referral(request, referral_id)
    chart = read_chart(request.user, one.patient_id)
    asked = [chart.facts[code] for code in ASKED]
    bloods = [chart.facts[f"labs.{name}"] for name in BLOODS]
    decisions = _published(one)
    context = {
        "referral": one,
        "chart": chart,
        "patient": chart.patient,
        "banner": banner(chart),
        "facts": asked,
        "bloods": bloods,
        "missing": [fact for fact in (*asked, *bloods) if not fact.known or fact.is_old],
        "map": mapped(chart.lesions),
        "decisions": decisions,
        "mine": one.referrer_id == request.user.pk,
        "accept": AcceptForm(),
        "because": BecauseForm(),
    }
    return page(request, "conference/referral.html", None, context)


def _published(one: Referral) -> list[Any]:
    """Signed decisions of the referral's case: the referring doctor reads these and no draft."""
    case = getattr(one, "case", None)
    if case is None:
        return []
    items = case.items.prefetch_related("decisions__steps", "decisions__signed_by").select_related("board")
    return [decision for item in items for decision in item.decisions.all() if decision.status == "signed"]


@may(Permission.PREPARE)
@require_POST
def prepare(request: Request, referral_id: UUID) -> HttpResponse:
    """Accept a referral: it becomes a case."""
    form = AcceptForm(posted(request))
    if not form.is_valid():
        return done(request, "prepared", "conference:referral", referral_id)
    case = actions.prepare(referral=_referral(request, referral_id), by=request.user, **_without_version(form.values()))
    return done(request, "prepared", "conference:case", case.pk, message=_("Accepted. The case is in preparation."))


def _without_version(values: dict[str, Any]) -> dict[str, Any]:
    values.pop("version", None)
    return values


def _answered(request: Request, referral_id: UUID, action: Any, template: str, title: str, message: str, *, own: bool = False) -> HttpResponse:
    one = _referral(request, referral_id)
    if own and one.referrer_id != request.user.pk:
        raise RuleBroken(_("Only the referring doctor withdraws a referral."))
    form = BecauseForm(posted(request), of=one)
    if form.is_valid():
        values = form.values()
        values.pop("key")
        try:
            action(referral=one, by=request.user, **values)
        except RuleBroken as broken:
            form.add_error(broken.field if broken.field in form.fields else None, broken.message)
        else:
            return done(request, template, "conference:referral", one.pk, message=message)
    chart = read_chart(request.user, one.patient_id)
    context = {"form": form, "referral": one, "patient": one.patient, "banner": banner(chart), "title": title, "act": template}
    return page(request, "conference/answer_referral.html", "answer_referral", context)


@may(Permission.PREPARE)
def send_back(request: Request, referral_id: UUID) -> HttpResponse:
    return _answered(request, referral_id, actions.send_back, "send_back", _("Return for completion"), _("Returned to the referring doctor."))


@may(Permission.PREPARE)
def decline(request: Request, referral_id: UUID) -> HttpResponse:
    return _answered(request, referral_id, actions.decline, "decline", _("Decline"), _("Declined."))


@may(Permission.REFER)
def withdraw(request: Request, referral_id: UUID) -> HttpResponse:
    return _answered(request, referral_id, actions.withdraw, "withdraw", _("Withdraw"), _("Withdrawn."), own=True)
