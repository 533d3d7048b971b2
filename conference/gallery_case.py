"""Fictional data for the gallery: the parts of the desk, of a referral and of a case."""

import datetime as dt
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django import forms

SOME_ID = UUID(int=1)
PATIENT = SimpleNamespace(surname="Lindqvist", given="Anna Karin", born=dt.date(1961, 7, 14), deceased_on=None)


def case_parts() -> dict[str, Any]:
    """What the gallery shows beside the parts of the house itself."""
    gaps = owed()
    return {
        "asked": question(),
        "blank_wish": question() | {"wish_state": "not-asked", "reasons": [], "earlier_url": ""},
        "owed": gaps,
        "rows": rows(gaps),
        "gallery_patient": PATIENT,
        "stated": Stated(prefix="stated"),
        "meeting": SimpleNamespace(
            pk=SOME_ID,
            name="Liver conference",
            room="4",
            starts_at=dt.datetime(2026, 11, 25, 14, tzinfo=dt.UTC),
            listed=7,
            needed=28,
            length=60,
        ),
        "past": past_meeting(),
        "heaps": heaps(),
        "door": Door(prefix="door"),
        "demo": [somebody()],
    }


def somebody() -> SimpleNamespace:
    user = SimpleNamespace(name="Dr. Ek", username="surgeon")
    return SimpleNamespace(hospital="Storhamn", hospital_id=SOME_ID, get_role_display="Surgeon", user=user)


def question() -> dict[str, Any]:
    return {
        "question": "Can all five lesions be resected or ablated in one session?",
        "wish": "Wants to be at home for the summer; accepts an operation.",
        "wish_state": "value",
        "who": "Mette Holm",
        "role": "endocrinologist",
        "hospital": "Østerkær Hospital",
        "on": dt.date(2026, 11, 12),
        "why": "new referral",
        "reasons": ["growth", "symptoms"],
        "earlier_url": "#",
    }


def owed() -> list[dict[str, Any]]:
    old = {"label": "INR", "url": "#", "why": "9 treatments", "seen_on": dt.date(2026, 6, 2)}
    duct = {"label": "Distance to a central bile duct", "url": "#", "why": "Thermal ablation", "seen_on": None}
    many = [{"label": name, "url": "", "why": "", "seen_on": None} for name in ("Ascites", "Portal vein", "Bile ducts")]
    return [
        {"supplier": "radiology", "mine": True, "gaps": [duct, *many]},
        {"supplier": "laboratory", "mine": False, "gaps": [old]},
    ]


def rows(gaps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Just arrived; in preparation; complete; returned to its author; an overdue follow-up."""
    ask = "Second embolisation of the left side?"
    return [
        {
            "question": ask,
            "tag": "new referral",
            "note": "Storhamn",
            "when": "sent 12-Nov-2026",
            "act_url": "#",
            "act": "Read",
        },
        {"question": ask, "tag": "complex", "owed": gaps, "missing": 5, "when": "since 02-Nov-2026"},
        {"question": ask, "missing": 0, "state": "On the list of 25-Nov-2026", "state_url": "#"},
        {
            "question": ask,
            "because": "The CT is missing.",
            "state": "Returned for completion",
            "act_url": "#",
            "act": "Go on",
        },
        {"question": "Control after embolisation", "when": "due 05-Nov-2026", "late": True, "narrow": True},
    ]


def past_meeting() -> dict[str, Any]:
    decision = {
        "signed": True,
        "url": "#",
        "kind": "treatment",
        "wording": "Embolise the right side.",
        "steps": ["TAE"],
    }
    item = SimpleNamespace(pk=SOME_ID, because="")
    board = SimpleNamespace(day=dt.date(2026, 3, 4), name="Liver conference")
    return {"board": board, "item": item, "own": False, "status": "decided", "decisions": [decision]}


def heaps() -> dict[str, Any]:
    """The four heaps of a ranking, with treatments the gallery shows nowhere else."""

    def treatment(code: str, name: str, outcome: str, **more: Any) -> dict[str, Any]:
        return {"code": code, "name": name, "outcome": outcome, "intents": ["disease control"], "criteria": []} | more

    check = {"label": "Antibiotics", "status": "mandatory", "because": "for all", "asked": False}
    figure = {"text": "Symptoms decrease in 70–90 %", "source": "001-18"}
    expected: dict[str, Any] = {"method": [figure], "outcomes": [figure], "complications": [], "checklist": [check]}
    return {
        "ranked": [
            [treatment("ssa", "Somatostatin analogue", "eligible", **expected)],
            [
                treatment("prrt", "PRRT", "cautions", reasons=["It grows slowly: caution (2 %/month)"]),
                treatment("tae", "TAE", "cautions"),
            ],
        ],
        "unranked": [treatment("lt", "Transplantation", "cautions")],
        "untold": [treatment("sbrt", "Radiotherapy", "cannot-tell", missing=["Bilirubin"], reachable=["eligible"])],
        "closed": [
            treatment(
                "captem",
                "CAPTEM",
                "not-eligible",
                because="not-indicated",
                reasons=["The tumour is growing: not met (no)"],
            )
        ],
    }


class Door(forms.Form):
    """The two fields of the door."""

    username = forms.CharField()
    password = forms.CharField(widget=forms.PasswordInput)


class Stated(forms.Form):
    """Two answers beside what stands."""

    modality = forms.ChoiceField(choices=[("", "—"), ("ct", "CT")], required=False)
    label = forms.CharField(required=False)
