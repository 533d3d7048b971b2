"""Refer a patient, and answer a referral."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.may import Request, may
from accounts.roles import Permission
from conference import actions
from conference.dossier import BLOODS, asked, listed, pathology_facts
from conference.forms import AcceptForm, AnswerForm, ReferralForm
from conference.models import Decision, Referral
from conference.owed import STUDIES, by_supplier
from conference.reading import Gap, assess_chart, gaps_of
from conference.screen import shown_decision
from conference.showing import shown_facts, shown_standing
from core.pages import done, page, posted
from core.rules import RuleBroken
from patients import actions as patient_actions
from patients.chart import Chart
from patients.forms import FactsForm, PathologyForm
from patients.items import GROUPS, by_code
from patients.livermap import IN_A_COLUMN, IN_AN_ASIDE
from patients.models import State
from patients.reading import banner, entry_words, mapped, read_chart
from treatments.doubts import doubt_about_the_primary

# The minimum dataset of clinical.md 5.1 that is not in a list, a report or a study of its own.
ASKED = (
    "patient.wish",
    *(
        "tumour.primary_site",
        "tumour.primary_status",
        "tumour.functional",
        "tumour.syndrome",
        "tumour.pressure_symptoms",
    ),
    *("tumour.extrahepatic", "tumour.progression", "fitness.ecog", "fitness.asa", "liver.biliary"),
    *("list.comorbidities", "list.drugs", "list.allergies", "list.earlier_treatments"),
)


class ReferPage:
    """The four forms of one referral page: the question, the facts, the bloods, the pathology."""

    def __init__(self, request: Request, chart: Chart, referral: Referral | None) -> None:
        data = posted(request)
        self.request, self.chart, self.referral = request, chart, referral
        self.question = ReferralForm(data, of=referral, by=request.user)
        items, bloods = [by_code[code] for code in ASKED], [by_code[code] for code in BLOODS]
        self.facts = FactsForm(data, items=items, chart=chart, prefix="facts", initial={"date": chart.as_of})
        self.bloods = FactsForm(data, items=bloods, chart=chart, prefix="bloods", needs_date=True)
        self.bloods.fields["date"].label, self.bloods.fields["date"].help_text = _("Day the sample was taken"), ""
        self.pathology = PathologyForm(data, prefix="pathology", empty_permitted=True, use_required_attribute=False)
        for name in ("morphology", "accession", "text"):
            self.pathology.fields.pop(name)

    @property
    def forms(self) -> list[Any]:
        return [self.question, self.facts, self.bloods, self.pathology]

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in self.forms]  # every form says what is wrong with it, not only the first
        return all(valid)

    def save(self, *, send: bool) -> Referral | None:
        """Write the facts and the referral together, or nothing."""
        try:
            with transaction.atomic():
                self._save_facts()
                return actions.refer(
                    patient=self.chart.patient,
                    by=self.request.user,
                    referral=self.referral,
                    send=send,
                    **self.question.values(),
                )
        except RuleBroken as broken:
            next((form for form in self.forms if broken.field in form.fields), self.question).blame(broken)
            return None

    def _save_facts(self) -> None:
        patient, by = self.chart.patient, self.request.user
        for form in (self.facts, self.bloods):
            # A blank takes nothing back: somebody may have answered while this page stood open.
            answers = {code: answer for code, answer in form.answers().items() if answer.state != State.NOT_ASKED}
            if answers:
                form.write(answers, by)
        stated = {name for name in self.pathology.changed_data if name != "once"}
        if stated - {"date", "specimen"}:
            patient_actions.report_pathology(patient=patient, by=by, **self.pathology.values())

    def context(self) -> dict[str, Any]:
        host = self.referral.unit if self.referral else next(iter(self.question.hosts), None)
        gaps = gaps_of(assess_chart(self.chart, host.hospital.services if host else {}), self.chart)
        return {
            "chart": self.chart,
            "patient": self.chart.patient,
            "banner": banner(self.chart),
            "referral": self.referral,
            "host": host,
            "question": self.question,
            "facts": self.facts,
            "wish": self.facts["patient.wish"],
            "groups": self._groups(),
            "bloods": self.bloods,
            "blood_rows": _rows(self.bloods),
            "pathology": self.pathology,
            "reports": pathology_facts(self.chart),
            "doubt": doubt_about_the_primary(self.chart),
            "map": mapped(self.chart, letters=IN_AN_ASIDE),
            "forms": self.forms,
            **self._owed(gaps),
        }

    def _groups(self) -> list[dict[str, Any]]:
        """The facts under their headings; lists apart, each with its lines and where one adds one."""
        rows = [row for row in _rows(self.facts) if row["item"].code != "patient.wish"]
        lists = [
            row | _lines(row["item"].code.removeprefix("list."), self.chart)
            for row in rows
            if row["item"].code.startswith("list.")
        ]
        single = [row for row in rows if not row["item"].code.startswith("list.")]
        groups = [
            {"title": GROUPS[name], "rows": [row for row in single if row["item"].group == name]}
            for name in ("tumour", "fitness", "liver")
        ]
        return [*groups, {"title": _("Lists: an empty one is only none when you say so"), "rows": lists}]

    def _owed(self, gaps: list[Gap]) -> dict[str, Any]:
        """What this page can tell and holds treatments up, with a link to its field; what others bring is counted."""
        here = {code: f"#id_facts-{code}" for code in ASKED} | {code: f"#id_bloods-{code}" for code in BLOODS}
        here |= {"referral.wishes": "#id_facts-patient.wish", "tumour.differentiation": "#id_pathology-differentiation"}
        here |= {"tumour.grade": "#id_pathology-grade", "tumour.ki67_percent": "#id_pathology-ki67"}
        here |= {
            "fitness.comorbidities": "#id_facts-list.comorbidities",
            "earlier_treatments": "#id_facts-list.earlier_treatments",
        }
        unsaid = {f"referral.{name}": f"#{self.question[name].auto_id}" for name in self._unsaid()}
        told_here = [gap for gap in gaps if gap.path in here]
        ours = [*map(Gap, unsaid), *_imageless(self.chart), *told_here]
        owed = by_supplier(ours, self.chart.patient, self.request.user, here=here | unsaid)
        return {"owed": owed, "missing": len(ours), "others": len(gaps) - len(told_here)}

    def _unsaid(self) -> list[str]:
        """Which of the questions of the referral itself stand empty on the page."""
        to_say = (self.referral or Referral()).to_say
        return [name for name in to_say if not self.question[name].value()]


def _rows(form: FactsForm) -> list[dict[str, Any]]:
    """Each field with what stands, and since when."""
    return [{"field": field, "item": fact.item, "last": shown_standing(fact)} for field, fact in form.rows()]


def _lines(name: str, chart: Chart) -> dict[str, Any]:
    patient = chart.patient.pk
    if name == "earlier_treatments":
        return {"lines": [], "url": reverse("treatments:report_course", args=[patient])}
    return {
        "lines": [entry_words(entry) for entry in chart.entries[name]],
        "url": reverse("patients:answer_list", args=[patient, name]),
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


@may(Permission.REFER, Permission.RETURN_TO_BOARD)
def refer_again(request: Request, referral_id: UUID) -> HttpResponse:
    """Go on with a draft, or complete a referral that was returned."""
    own = _referral(request, referral_id, own=True)
    return _refer(request, read_chart(request.user, own.patient_id), own)


def _referral(request: Request, referral_id: UUID, *, own: bool = False, to_answer: bool = False) -> Referral:
    rows = Referral.objects.answered_by(request.user) if to_answer else Referral.objects.visible_to(request.user)
    rows = rows.by(request.user) if own else rows
    related = (
        "patient",
        "unit__hospital",
        "referrer",
        "case",
        "because_of__course",
        "earlier_decision__item__board",
        "hospital",
    )
    return get_object_or_404(rows.select_related(*related), pk=referral_id)


@may(Permission.SEE_PATIENT)
def referral(request: Request, referral_id: UUID) -> HttpResponse:
    """One referral: what it asks, what is missing, what became of it."""
    one = _referral(request, referral_id)
    chart = read_chart(request.user, one.patient_id)
    mine = one.referrer_id == request.user.pk
    owed = by_supplier(_missing(one, chart), chart.patient, request.user, here=_here(one) if mine else None)
    context = {
        "referral": one,
        "case": getattr(one, "case", None),
        "chart": chart,
        "patient": chart.patient,
        "banner": banner(chart),
        "asked": asked(one, chart.facts["patient.wish"], one.question or _("No question is written yet.")),
        "facts": _facts(chart),
        "doubt": doubt_about_the_primary(chart),
        "owed": owed,
        "missing": sum(len(heap["gaps"]) for heap in owed),
        "map": mapped(chart, letters=IN_A_COLUMN),
        "decisions": [shown_decision(decision) for decision in _published(one)],
        "mine": mine,
        "answers": Referral.objects.answered_by(request.user).filter(pk=one.pk).exists(),
        "accept": AcceptForm(),
    }
    return page(request, "conference/referral.html", None, context)


def _facts(chart: Chart) -> dict[str, Any]:
    codes = [code for code in ASKED if code != "patient.wish" and not code.startswith("list.")]
    lists = [listed(chart, name) for name in ("comorbidities", "drugs", "allergies")]
    return {
        "tumour": [*shown_facts(chart, codes[:7]), *pathology_facts(chart)],
        "fitness": [*shown_facts(chart, codes[7:]), *lists],
        "bloods": shown_facts(chart, BLOODS),
    }


def _missing(one: Referral, chart: Chart) -> list[Gap]:
    """What the rules lack, and what the referral was to say and does not."""
    gaps = gaps_of(assess_chart(chart, one.unit.hospital.services), chart)
    named = {gap.path for gap in gaps} | {"patient.wish"}
    blank = [code for code in ASKED if code not in named and not chart.facts[code].known]
    unsaid = [f"referral.{name}" for name in one.unsaid]
    return [*map(Gap, unsaid), *_imageless(chart), *gaps, *map(Gap, blank)]


def _imageless(chart: Chart) -> list[Gap]:
    """A referral comes with at least one imaging study (clinical.md 5.1)."""
    return [] if chart.studies else [Gap(STUDIES)]


def _here(one: Referral) -> dict[str, str]:
    """Where its author answers what the referral itself does not say."""
    if not one.is_open:
        return {}
    page_of = reverse("conference:refer_again", args=[one.pk])
    return {f"referral.{name}": f"{page_of}#id_{name}" for name in one.unsaid}


def _published(one: Referral) -> list[Decision]:
    """Signed decisions of the referral's case: the referring doctor reads these and no draft."""
    signed = Decision.objects.filter(item__case__referral=one, status=Decision.Status.SIGNED)
    rows = signed.select_related("signed_by", "responsible", "superseded_by").prefetch_related(
        "steps__lesions", "steps__course__later", "needs"
    )
    return list(rows.order_by("signed_at"))


@may(Permission.PREPARE)
@require_POST
def prepare(request: Request, referral_id: UUID) -> HttpResponse:
    """Accept a referral: it becomes a case."""
    form = AcceptForm(posted(request))
    if not form.is_valid():
        return done(request, "prepared", "conference:referral", referral_id)
    case = actions.prepare(referral=_referral(request, referral_id, to_answer=True), by=request.user, **form.values())
    return done(request, "prepared", "conference:case", case.pk, message=_("Accepted. The case is in preparation."))


def _answered(
    request: Request, referral_id: UUID, action: Any, verb: str, title: str, message: str, *, own: bool = False
) -> HttpResponse:
    one = _referral(request, referral_id, own=own, to_answer=not own)
    form = AnswerForm(posted(request), of=one)
    if form.is_valid() and form.attempt(action, referral=one, by=request.user) is not None:
        return done(request, verb, "conference:referral", one.pk, message=message)
    chart = read_chart(request.user, one.patient_id)
    context = {
        "form": form,
        "referral": one,
        "patient": one.patient,
        "banner": banner(chart),
        "asked": asked(one, chart.facts["patient.wish"], one.question),
        "title": title,
        "act": verb,
    }
    return page(request, "conference/answer_referral.html", "answer_referral", context)


@may(Permission.PREPARE)
def send_back(request: Request, referral_id: UUID) -> HttpResponse:
    return _answered(
        request,
        referral_id,
        actions.send_back,
        "send_back",
        _("Return for completion"),
        _("Returned to the referring doctor."),
    )


@may(Permission.PREPARE)
def decline(request: Request, referral_id: UUID) -> HttpResponse:
    return _answered(request, referral_id, actions.decline, "decline", _("Decline"), _("Declined."))


@may(Permission.REFER, Permission.RETURN_TO_BOARD)
def withdraw(request: Request, referral_id: UUID) -> HttpResponse:
    return _answered(request, referral_id, actions.withdraw, "withdraw", _("Withdraw"), _("Withdrawn."), own=True)
