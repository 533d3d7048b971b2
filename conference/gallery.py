"""Fictional data for the gallery: every component in every state, on one page that axe visits."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator

from conference.gallery_case import case_parts, owed
from conference.gallery_live import live_parts
from conference.gallery_voices import voices_parts

TODAY = dt.date(2026, 11, 20)


def gallery() -> dict[str, Any]:
    """The context of conference/gallery.html. The liver maps come from the view."""
    return {
        "today": TODAY,
        "patients": patients(),
        "verdicts": ["eligible", "cautions", "not-eligible", "cannot-tell"],
        "results": ["met", "caution", "not-met", "unknown", "not-applicable"],
        "states": states(),
        "missing": missing(),
        "modalities": modalities(),
        "options": options(),
        "decisions": decisions(),
        "events": events(),
        "windows": windows(),
        "agenda": agenda(),
        "page": Paginator(range(90), 20).get_page(2),
        "tabs": tabs(),
        "icons": ICONS,
        "form": Sample(),
        "wrong": Sample({"wrong-longest": "-3", "wrong-segments": ["6"]}, prefix="wrong"),
        "hidden": [("version", 4)],
        **case_parts(),
        **voices_parts(),
        **live_parts(),
    }


# The number is one of Skatteverket's test numbers: it belongs to nobody.
KNOWN = {
    "surname": "Lindqvist",
    "given": "Anna Karin",
    "title": "Dr",
    "born": dt.date(1944, 8, 13),
    "age": 82,
    "sex": "Female",
    "number": "19440813-9089",
    "number_label": "Swedish personnummer",
    "hospital": "Storhamn University Hospital",
    "deceased": None,
    "protected": False,
    "allergies": {"state": "known", "items": ["iodine contrast (rash)", "cefuroxime"]},
    "ecog": 1,
    "primary": "Small bowel",
    "grade": "G2",
    "ki67": "4",
}
SILENT = {"title": "", "sex": "", "number": "", "ecog": None, "primary": "", "grade": "", "ki67": ""}


def patients() -> list[dict[str, Any]]:
    """The banner: all known; little known; deceased; protected."""
    little = {**KNOWN, **SILENT, "surname": "Straße-Østergård", "given": "Søren", "born": "1948", "age": 78}
    little["allergies"] = {"state": "not_recorded"}
    dead = {**KNOWN, "surname": "İnce", "given": "Emre", "title": "", "sex": "Male", "deceased": dt.date(2026, 3, 3)}
    dead["allergies"] = {"state": "unavailable"}
    guarded = {
        **KNOWN,
        "surname": "Nygaard",
        "given": "Ida",
        "title": "",
        "protected": True,
        "allergies": {"state": "none"},
    }
    return [KNOWN, little, dead, guarded]


def states() -> list[dict[str, Any]]:
    return [
        {"label": "INR", "state": "value", "value": "1.1", "unit": "", "date": dt.date(2026, 11, 12), "age": "8 days"},
        {
            "label": "Bilirubin",
            "state": "value",
            "value": "14",
            "unit": "µmol/L",
            "date": dt.date(2026, 6, 2),
            "old": True,
        },
        {"label": "ASA class", "state": "not-asked"},
        {"label": "Echocardiography", "state": "not-done", "date": dt.date(2026, 11, 3)},
        {"label": "Biliary tract", "state": "unknown", "date": "Oct-2026"},
    ]


def missing() -> list[dict[str, Any]]:
    return [
        {"label": "ASA class", "url": "#", "owner": "Anaesthesia", "why": "for resection and ablation"},
        {"label": "Distance to a central bile duct, L5", "url": "#", "owner": "Radiology", "why": ""},
        {"label": "What the patient wishes", "url": "#", "owner": "Dr. Berg", "why": ""},
    ]


def criterion(code: str, says: str, result: str, facts: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    row = {"id": code, "kind": "hard", "says": says, "result": result, "facts": facts, "threshold": None}
    return {**row, "sources": ["001-15"], **more}


def modalities() -> list[dict[str, Any]]:
    """One treatment in each outcome."""
    number = {"label": "lesions", "state": "value", "value": "5", "unit": "", "date": dt.date(2026, 11, 4)}
    longest = {"label": "largest", "state": "value", "value": "34", "unit": "mm", "date": dt.date(2026, 11, 4)}
    inr = {"label": "INR", "state": "value", "value": "1.1", "unit": "", "date": dt.date(2026, 6, 2), "old": True}
    asa = {"label": "ASA class", "state": "not-asked"}
    ablation = [
        criterion("ABL-1", "Few enough lesions to ablate", "met", [number], threshold="≤ 6 · 7"),
        criterion(
            *("ABL-2", "The largest lesion is small enough to ablate", "caution", [longest]),
            threshold="< 25 mm · 50",
            local=["here 25 mm; usually 30 mm"],
        ),
        criterion("ABL-6", "General anaesthesia is acceptable", "unknown", [asa], sources=["001-13", "local setting"]),
        criterion("ABL-10", "No bleeding risk", "unknown", [inr], threshold="≤ 1.5", kind="soft", sources=["sir2019"]),
        criterion("ABL-11", "No pacemaker where radiofrequency is used", "not-applicable", [], kind="gate"),
    ]
    return _treatments(number, asa, ablation)


def _treatments(number: dict[str, Any], asa: dict[str, Any], ablation: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "code": "resection-ablation",
            "name": "Resection with ablation",
            "outcome": "eligible",
            "intents": ["curative"],
            "reasons": ["100 % of 5 lesions, 100 % of volume", "future liver remnant 46 %"],
            "criteria": [criterion("COMB-5", "Both together reach nine tenths", "met", [number], threshold="≥ 90 %")],
        },
        {
            "code": "ablation",
            "name": "Thermal ablation",
            "outcome": "cautions",
            "intents": ["curative"],
            "reasons": ["L1 is 34 mm: between 30 and 50 mm", "possible without reserve if L1 ≤ 30 mm"],
            "criteria": ablation,
            "disagreements": disagreements(),
        },
        {
            "code": "resection",
            "name": "Resection",
            "outcome": "not-eligible",
            "because": "not-indicated",
            "reasons": ["resection alone reaches 60 % of the lesions, 74 % of the volume"],
            "criteria": [criterion("RES-5", "Nine tenths can be removed", "not-met", [number], threshold="≥ 90 %")],
        },
        {
            "code": "tare",
            "name": "Radioembolisation (SIRT)",
            "outcome": "cannot-tell",
            "missing": ["platelets", "portal vein"],
            "reachable": ["eligible", "cautions", "not-eligible"],
            "possible_from": dt.date(2027, 1, 12),
            "criteria": [criterion("TARE-5", "The portal vein is open", "unknown", [asa], kind="soft")],
        },
    ]


def disagreements() -> list[dict[str, Any]]:
    sides = [{"text": "Under 3 cm; up to 5 cm", "source": "001-15"}, {"text": "Large ones too", "source": "004-09"}]
    one = {"id": "D6", "about": "How large a lesion can be ablated", "sides": sides}
    return [one | {"applied": "Under 30 mm met, up to 50 mm a caution", "because": "They are two techniques"}]


def options() -> SimpleNamespace:
    """The same treatments as the board's screen lists them; one line for those of which the same is said."""

    def line(outcome: str, *names: str, **more: Any) -> dict[str, Any]:
        treatments = [{"code": name.lower(), "name": name, "short": name} for name in names]
        return {"outcome": outcome, "options": treatments, "intents": ["curative"], "reasons": [], "missing": []} | more

    size = {
        "result": "caution",
        "fact": "largest metastasis 34 mm",
        "says": "The largest lesion is small enough to ablate",
    }
    gate = {"result": "unknown", "fact": "", "says": "Antibiotics are planned"}
    return SimpleNamespace(
        ranks=[[line("eligible", "Resection with ablation")], [line("cautions", "Ablation", reasons=[size, gate])]],
        unranked=[line("cautions", "Transplantation", reasons=[gate])],
        untold=[line("cannot-tell", "TAE", "cTACE", "SIRT", missing=["platelets", "portal vein"])],
        untold_count=3,
        closed={
            "contraindicated": [{"code": "r", "short": "Resection"}],
            "not-indicated": [{"code": "c", "short": "CAPTEM"}],
        },
        closed_count=2,
        lines=4,
    )


def decisions() -> list[dict[str, Any]]:
    signed = {
        "status": "signed",
        "number": 2,
        "kind": "Treatment",
        "intent": "curative or maximal",
        "wording": "Resection of segment 6 with ablation of the two lesions in 4a and 8 in the same session.",
        "steps": [{"modality": "Resection with ablation", "territory": "segments 4a, 6, 8"}],
        "agrees": False,
        "alternatives": "Ablation of all five, if the anaesthetist advises against open surgery.",
        "conditions": "Echocardiography before the operation.",
        "deviation": "selected case",
        "deviation_text": "L1 lies on the surface and can be wedged.",
        "dissent": "Radiology would ablate first.",
        "gaps": ["ASA class"],
        "responsible": "Dr. Holm",
        "target_date": dt.date(2026, 12, 18),
        "signed_by": "Dr. Ek",
        "signed_at": dt.datetime(2026, 11, 20, 15, 12, tzinfo=dt.UTC),
        "amended_because": "Anaesthesia was consulted.",
    }
    draft = {
        "status": "draft",
        "number": 1,
        "kind": "More information needed",
        "wording": "MRI of segment 8, then back.",
        "needs": needs(),
    }
    dropped = {**draft, "status": "dropped", "needs": [], "dropped_because": "The meeting was cancelled."}
    plain = {**signed, "agrees": True, "deviation": ""}
    return [signed, draft, {**plain, "status": "superseded", "number": 1, "newer_url": "#"}, dropped]


def needs() -> list[dict[str, Any]]:
    return [
        {"what": "MRI of segment 8", "who": "Radiology", "by": dt.date(2026, 11, 20), "is_late": True},
        {"what": "Chromogranin A", "who": "Dr. Berg", "by": dt.date(2026, 12, 2), "is_late": False},
    ]


def events() -> list[dict[str, Any]]:
    return [
        {"date": dt.date(2026, 11, 20), "kind": "board", "title": "Liver conference", "detail": "decided", "url": "#"},
        {"date": dt.date(2026, 11, 4), "kind": "image", "title": "CT liver", "detail": "5 lesions, largest 34 mm"},
        {"date": dt.date(2026, 10, 28), "kind": "lab", "title": "Chromogranin A 310 µg/L"},
        {"date": "Mar-2022", "kind": "course", "title": "TAE right hemiliver", "gap": "4 years 7 months"},
        {"date": dt.date(2021, 12, 9), "kind": "pathology", "title": "NET G2, Ki-67 4 %", "detail": "liver biopsy"},
        {"date": dt.date(2021, 11, 1), "kind": "follow-up", "title": "Control after operation"},
    ]


def windows() -> list[dict[str, Any]]:
    """Before, open, due, overdue; the second is booked."""
    starts = (dt.timedelta(days=days) for days in (20, -6, -18, -50))
    rows = []
    for number, start in enumerate(starts):
        opens = TODAY + start
        due, overdue = opens + dt.timedelta(days=14), opens + dt.timedelta(days=28)
        booked = TODAY + dt.timedelta(days=5) if number == 1 else None
        rows.append({"opens": opens, "due": due, "overdue": overdue, "booked": booked})
    return rows


def agenda() -> list[dict[str, Any]]:
    base = {"url": "#", "hospital": "Storhamn", "minutes": 4, "lane": "discuss", "presenter": "Dr. Berg"}
    return [
        {**base, "number": 1, "patient": "Lindqvist, Anna Karin", "born": dt.date(1961, 7, 14), "starts": "14:20",
         "question": "Can all five lesions be resected or ablated in one session?", "why": "new referral", "missing": 5,
         "status": "listed", "up_url": "#", "down_url": "#", "owed": owed(), "blocked": 4, "sort_url": "#"},
        {**base, "number": 2, "patient": "Østergård, Søren", "born": "1948", "starts": "14:24", "status": "decided",
         "question": "Second embolisation of the left side?", "why": "scan after embolisation is read", "missing": 0,
         "lane": "standard", "answer": "Treatment · TAE left hemiliver · Dr. Holm · 18-Dec-2026", "sort_url": "#",
         "confirm_url": "#", "suggested": "discuss", "suggested_because": "2 things are missing", "pause": True},
        {**base, "number": 3, "patient": "İnce, Emre", "born": dt.date(1957, 2, 1), "starts": "14:28", "missing": 0,
         "question": "Progression after everolimus: what next?", "why": "progression", "status": "postponed",
         "status_word": "Postponed", "because": "MRI not read", "deceased": True},
    ]  # fmt: skip


def tabs() -> list[dict[str, Any]]:
    return [
        {"url": "#", "label": "Case", "current": True},
        {"url": "#", "label": "Lesions", "count": 5},
        {"url": "#", "label": "Treatments", "count": 0},
    ]


class Sample(forms.Form):
    """Every kind of field."""

    template_name = "components/form.html"
    use_required_attribute = False

    label = forms.CharField(label="Label", help_text="L1, L2 … as the radiologist names it.")
    longest = forms.DecimalField(label="Longest diameter", min_value=1, max_value=300)
    date = forms.DateField(label="Date of the scan", widget=forms.DateInput({"type": "date"}))
    modality = forms.ChoiceField(label="Modality", choices=[("", "—"), ("ct", "CT"), ("mri", "MRI")], required=False)
    target = forms.ChoiceField(
        label="Target lesion", choices=[("yes", "Yes"), ("no", "No"), ("", "Not asked")], widget=forms.RadioSelect
    )
    segments = forms.MultipleChoiceField(
        label="Segments",
        choices=[(code, code) for code in ("1", "2", "3", "4a", "4b", "5", "6", "7", "8")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(label="Note", widget=forms.Textarea({"rows": 2}), required=False)
    treated = forms.BooleanField(label="Treated before", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["longest"].unit = "mm"  # type: ignore[attr-defined]


ICONS = (
    "arrow-down arrow-left arrow-right arrow-up bell building-2 calendar check chevron-down chevron-right circle-alert "
    "circle-question-mark clipboard-list clock download external-link eye-off file-text history image inbox info keyboard "
    "languages list lock log-out mail monitor moon paperclip pencil plus presentation printer rotate-ccw search send sun "
    "sun-moon triangle-alert user users x disc triangle octagon ring dash mark"
).split()
