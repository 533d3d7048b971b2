"""Everything beside the rules on the page of a case: the facts in groups, the judgements, the meetings, the history."""

import datetime as dt
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Permission
from conference.frozen import have_changed
from conference.models import AgendaItem, Board, Case, Decision, Need, Referral, Step, something_stands
from conference.reading import Presentation, lesions_too_old, standing_judgements
from conference.showing import shown_fact, shown_facts, untold, value_with_unit, with_chosen_remnant
from patients.chart import SHOWS_LIVER, Chart, Fact
from patients.fields.shown import shown as as_typed
from patients.items import by_code
from patients.models import State, Study
from patients.reading import entry_words
from patients.wording import ago, dated_words
from treatments.eligibility import label
from treatments.facts import judgement_value
from treatments.models import Course, FollowUp
from treatments.wording import place, task, treatment_name

TUMOUR = (
    "tumour.primary_site",
    "tumour.primary_status",
    "tumour.functional",
    "tumour.syndrome",
    "tumour.pressure_symptoms",
)
SPREAD = ("tumour.progression", "tumour.extrahepatic", "tumour.krenning", "heart.carcinoid_heart_disease")
LIVER = (
    *("liver.tumour_burden_percent", "liver.hemilivers", "liver.background", "liver.portal_vein", "liver.biliary"),
    *("liver.flr_percent", "liver.total_volume_ml"),
)
FITNESS = ("fitness.ecog", "fitness.asa", "fitness.anaesthesia")
BLOODS = tuple(
    f"labs.{name}"
    for name in (
        *("bilirubin_umol_l", "albumin_g_l", "inr", "platelets_10e9_l", "haemoglobin_g_l", "creatinine_umol_l"),
        *("egfr_ml_min_1_73m2", "alt_u_l", "alp_u_l"),
    )
)
MARKERS = ("labs.chromogranin_a_ug_l", "labs.hiaa5_urine_umol_24h", "labs.hiaa5_plasma_nmol_l", "labs.nt_probnp_ng_l")
WAY = ("refer", "prepare", "schedule", "propose", "decide", "perform", "follow_up")


type Row = Any  # of items_of: an AgendaItem that knows its decisions (`told`) and whether the reader sees its meeting (`is_seen`)


def items_of(case: Case, user: User) -> list[Row]:
    """Every board the patient was on, latest first, each with its decisions as `told`, to the board its drafts too; one query."""
    steps = Step.objects.filter(decision=OuterRef("pk"), dropped=False).order_by("order")
    told = Decision.objects.read_by(user).filter(item=OuterRef("pk"))
    told = told.filter(~Q(status=Decision.Status.DROPPED) | something_stands())
    needs = Need.objects.filter(decision=OuterRef("pk"), dropped=False).order_by("by")
    packed = told.order_by("number").values(
        json=JSONObject(
            **{name: name for name in ("id", "number", "status", "kind", "wording", "signed_at")},
            steps=ArraySubquery(
                steps.values(json=JSONObject(modality="modality", territory="territory", segments="segments"))
            ),
            rules="proposal__rules_version",
            needs=ArraySubquery(needs.values(json=JSONObject(what="what", who="who", by="by"))),
        )
    )
    seen = Exists(Board.objects.visible_to(user).filter(pk=OuterRef("board")))
    rows = AgendaItem.objects.filter(patient=case.patient_id).select_related("board")
    return list(rows.annotate(told=ArraySubquery(packed), is_seen=seen).order_by("-board__starts_at"))


def seen_items(items: list[Row]) -> list[Row]:
    """Of the rows of `items_of` those whose meeting the person sees."""
    return [item for item in items if item.is_seen]


def asked(referral: Referral, wish: Fact, question: str) -> dict[str, Any]:
    """The question for components/question.html."""
    reasons = dict(Referral.Reason.choices)
    return {
        "question": question,
        "wish": wish.value,
        "wish_state": wish.state,
        "who": referral.referrer.name if referral.referrer else "",
        "role": referral.get_referrer_role_display(),
        "hospital": referral.hospital.name,
        "on": timezone.localdate(referral.sent_at) if referral.sent_at else None,
        "why": referral.get_why_display(),
        "reasons": [reasons[reason] for reason in referral.reasons if reason in reasons],
        "unsaid": [_(label(f"referral.{name}")) for name in referral.unsaid],
        "earlier_url": reverse("conference:decision", args=[referral.earlier_decision_id])
        if referral.earlier_decision_id
        else "",
    }


def dossier(presentation: Presentation, items: list[Row], follow_ups: list[FollowUp], user: User) -> dict[str, Any]:
    """The rest of the case page."""
    return {
        "facts": fact_groups(presentation),
        "imaged": imaged(presentation.chart),
        "judgements": judgements(presentation),
        "plans": plans(presentation),
        "meetings": [meeting(item, presentation.case) for item in items],
        "planned": [in_words(course) for course in presentation.planned],
        "follow_ups": [{"follow_up": one, "task": task(one.code), "late": one.is_overdue()} for one in follow_ups],
        "no_treatment": presentation.chart.list_state("earlier_treatments") == "none",
        "performed": [in_words(course) for course in reversed([*presentation.performed, *presentation.later])],
        "way": way(presentation, items, follow_ups, user),
    }


def imaged(chart: Chart) -> str:
    """The images the map is drawn from."""
    shown = [study for study in chart.studies if study.modality in SHOWS_LIVER and study.date]
    last = max(shown, key=lambda study: study.when, default=None)
    return f"{_named(last)} {dated_words(last)}" if last else ""


def _named(study: Study) -> Any:
    return _("Images") if study.modality == Study.Modality.NOT_STATED else study.get_modality_display()


def fact_groups(presentation: Presentation) -> dict[str, Any]:
    """What the board looks at first, in groups; bloods of one day share that day."""
    chart = presentation.chart
    bloods = [
        *shown_facts(chart, BLOODS),
        *(fact for fact in shown_facts(chart, MARKERS) if fact["state"] == State.VALUE),
    ]
    days = [fact["date"] for fact in bloods if fact["date"]]
    drawn = max(days, key=lambda day: (days.count(day), day), default=None)
    for fact in bloods:
        if fact["date"] == drawn:
            fact["date"] = None
    tumour = [fact for fact in shown_facts(chart, TUMOUR, dated=False) if _is_asked(fact, chart)]
    return {
        "tumour": [*tumour[:2], *pathology_facts(chart), *tumour[2:], *shown_facts(chart, SPREAD, dated=False)],
        "liver": [*counted(presentation), *with_chosen_remnant(shown_facts(chart, LIVER, dated=False), presentation)],
        "fitness": [*shown_facts(chart, FITNESS, dated=False), listed(chart, "comorbidities"), listed(chart, "drugs")],
        "bloods": bloods,
        "drawn_on": drawn,
    }


def counted(presentation: Presentation) -> list[dict[str, Any]]:
    """How many lesions and how large, as the rules count them; when the images are too old, as they were then."""
    chart, known = presentation.chart, presentation.assessment.facts
    facts = [shown_fact(path, known[path], chart) for path in ("lesion_count", "largest_lesion_mm")]
    seen_on = lesions_too_old(presentation.assessment, chart)
    sizes = [history.longest_mm for history in chart.present_lesions if history.longest_mm is not None]
    for fact, then in zip(facts, (len(chart.present_lesions), max(sizes, default=None)), strict=True):
        if seen_on and fact["state"] != State.VALUE and then:
            fact |= {
                "state": State.VALUE,
                "value": as_typed(then),
                "date": seen_on,
                "age": ago((chart.as_of - seen_on).days),
                "old": True,
            }
    return facts


def _is_asked(fact: dict[str, Any], chart: Chart) -> bool:
    """The kind of a syndrome is no question where there is none."""
    return fact["code"] != "tumour.syndrome" or chart.facts["tumour.functional"].value != "none"


def pathology_facts(chart: Chart) -> list[dict[str, Any]]:
    """Grade, differentiation and the two indices, as the latest report that states each."""
    rows = [
        (_("Differentiation"), "differentiation", "get_differentiation_display", ""),
        (_("Grade"), "grade", "get_grade_display", ""),
        ("Ki-67", "ki67_printed", "", "%"),
        (_("Mitoses"), "mitoses_printed", "", "/2 mm²"),
    ]
    shown = []
    for name, field, display, unit in rows:
        report = next((one for one in reversed(chart.pathology) if getattr(one, field)), None)
        fact = untold(name, unit)
        if report is not None:
            value = getattr(report, display)() if display else getattr(report, field)
            fact |= {"state": State.VALUE, "value": value}
        if report is not None or field != "mitoses_printed":
            shown.append(fact)
    return shown


def listed(chart: Chart, name: str) -> dict[str, Any]:
    """A list in one line; an empty one is only ever "none" when somebody said so."""
    fact = chart.facts[f"list.{name}"]
    shown = untold(fact.item.label) | {"state": fact.state, "value": fact.shown}
    if chart.entries[name]:
        words = [" ".join(filter(None, (str(entry_words(entry)), entry.dose))) for entry in chart.entries[name]]
        shown |= {"state": State.VALUE, "value": ", ".join(words)}
    elif fact.known:
        shown["value"] = {"none": _("none"), "unobtainable": _("could not be found out")}.get(
            str(fact.value), _("listed, but no line")
        )
    return shown


def judgements(presentation: Presentation) -> list[dict[str, Any]]:
    """What the surgeon and the radiologist have said for this presentation."""
    rows = []
    standing = standing_judgements(presentation.case.workup, presentation.as_of)
    for code, item in by_code.items():
        judgement = standing.get(code) if item.group in {"surgery", "gates", "intended"} else None
        if judgement is not None and judgement.state == State.VALUE:
            rows.append({"label": item.label, "value": value_with_unit(code, judgement_value(judgement))})
    return rows


def plans(presentation: Presentation) -> list[tuple[Any, str]]:
    """Which lesions are to be resected, ablated or left."""
    labels = {history.lesion.key: history.lesion.label for history in presentation.chart.present_lesions}
    meant = [
        (name, [label for key, label in labels.items() if presentation.plans.get(key) == code])
        for code, name in by_code["lesion.plan"].choices
    ]
    return [(name, ", ".join(named)) for name, named in meant if named]


def meeting(item: Row, case: Case) -> dict[str, Any]:
    """One board and what came of it."""
    gone = (Decision.Status.SUPERSEDED, Decision.Status.DROPPED)
    return {
        "item": item,
        "board": item.board,
        "own": item.case_id == case.pk,
        "status": item.get_status_display(),
        "decisions": [_decided(one) for one in item.told if one["status"] not in gone],
        "dropped": [_decided(one) for one in item.told if one["status"] == Decision.Status.DROPPED],
    }


def _decided(told: dict[str, Any]) -> dict[str, Any]:
    steps = [
        " ".join(filter(None, (treatment_name(step["modality"]), place(step["territory"], step["segments"]))))
        for step in told["steps"]
    ]
    return {
        "signed": told["status"] == Decision.Status.SIGNED,
        "url": reverse("conference:decision", args=[told["id"]]),
        "kind": dict(Decision.Kind.choices).get(told["kind"], ""),  # a draft may still be open
        "wording": told["wording"],
        "rules_changed": bool(told["rules"]) and have_changed(told["rules"]),
        "steps": steps,
        "needs": [
            {"what": need["what"], "who": need["who"], "by": need["by"] and dt.date.fromisoformat(need["by"])}
            for need in told["needs"]
        ],
    }


def _is_answered(item: Row) -> bool:
    return any(told["status"] != Decision.Status.DROPPED for told in item.told)


def in_words(course: Course) -> dict[str, Any]:
    """One treatment in a line."""
    return {
        "course": course,
        "day": dated_words(course),
        "name": course.get_type_display(),
        "place": place(course.territory, course.segments),
        "url": reverse("treatments:course", args=[course.pk]),
        "response": course.get_response_display(),
    }


def way(presentation: Presentation, items: list[Row], follow_ups: list[FollowUp], user: User) -> dict[str, Any]:
    """Where the case stands between referral and follow-up."""
    case, item = presentation.case, presentation.item
    own = [one for one in items if one.case_id == case.pk]
    latest = item or next(iter(own), None)
    now = {Case.Status.PREPARING: "prepare", Case.Status.LISTED: "schedule", Case.Status.CLOSED: ""}.get(
        Case.Status(case.status), "perform"
    )
    if item is not None and item.status == AgendaItem.Status.LISTED and _is_answered(item):
        now = "decide"
    if now == "perform" and not presentation.planned:
        now = "follow_up"
    urls = {}
    if user.may(Permission.REFER) or user.may(Permission.PREPARE):
        urls["refer"] = reverse("conference:referral", args=[case.referral_id])
    if latest is not None and latest in seen_items(items):
        urls["schedule"] = reverse("conference:board", args=[latest.board_id])
        urls["propose"] = urls["decide"] = reverse("conference:item", args=[latest.pk])
    if presentation.planned:
        urls["perform"] = reverse("treatments:course", args=[presentation.planned[0].pk])
    if follow_ups and user.may(Permission.FOLLOW_UP):
        urls["follow_up"] = reverse("conference:follow_up", args=[follow_ups[0].pk])
    return {"now": now, "done": WAY[: WAY.index(now)] if now else (), "urls": urls}
