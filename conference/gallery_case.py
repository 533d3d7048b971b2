"""Fictional data for the gallery: the parts of the desk, of a referral and of a case."""

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django import forms

from conference.frozen import OutcomeChange, RowChange, Since
from conference.local_limits import local_limits
from conference.plans import Weighed
from conference.scores import Score
from conference.sessions import Session, Sessions
from conference.sessionstrip import Strip
from treatments.eligibility.drawn import Act, Drawing, balance
from treatments.eligibility.liver import SEGMENTS
from treatments.eligibility.parameters import Limits
from treatments.models import Alternative

SOME_ID = UUID(int=1)
PATIENT = SimpleNamespace(surname="Lindqvist", given="Anna Karin", born=dt.date(1961, 7, 14), deceased_on=None)


def case_parts() -> dict[str, Any]:
    """What the gallery shows beside the parts of the house itself."""
    gaps = owed()
    return {
        "asked": question(),
        "case_sheet": case_sheet(gaps),
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
        "rules_changed": rules_changed(),
        "scores": some_scores(),
        "strip": Strip(some_sessions()),
        "weighed": some_plans(),
        "local_limits": local_limits(Limits({"ABL_D.met": 25, "ABL_N.caution": 6})),
    }


def some_sessions() -> Sessions:
    """The right half treated twice, the left one planned, one session nobody placed."""
    done = [
        Session("TAE", dt.date(2026, 2, 3), "3-Feb-2026", ("right",), "right hemiliver", is_done=True, imaged=True),
        Session("TACE", dt.date(2026, 6, 9), "9-Jun-2026", ("right",), "segments 5, 8", is_done=True, imaged=False),
        Session("TAE", dt.date(2026, 8, 20), "20-Aug-2026", ("unstated",), "", is_done=True),
    ]
    planned = [Session("TARE", dt.date(2026, 12, 1), "by 1-Dec-2026", ("left",), "left hemiliver", is_done=False)]
    return Sessions(done, planned, {"right": True, "left": True}, dt.date(2026, 11, 20), 2)


def some_plans() -> list[Any]:
    """One chosen that clears all, and one that falls short and says what nobody has told."""
    lesions: list[dict[str, Any]] = [
        {"label": "L1", "segments": ["6"], "longest_mm": 24},
        {"label": "L2", "segments": ["2", "3"]},
    ]
    case = {
        "format": "cantlie-case/1",
        "reference": "gallery",
        "as_of": "2026-11-20",
        "liver": {"background": "normal", "segment_volumes_ml": dict.fromkeys(SEGMENTS, 140)},
        "lesions": lesions,
    }
    outcomes = [{"name": "Resection", "outcome": "eligible", "other": True}]
    both: list[tuple[str, dict[str, Act], bool]] = [
        ("A", {"L1": "ablate", "L2": "resect"}, True),
        ("B", {"L1": "embolise", "L2": "ablate"}, False),
    ]
    return [
        Weighed(letter, drawing, balance(case, drawing), outcomes, Alternative(letter=letter, chosen=chosen))
        for letter, acts, chosen in both
        for drawing in [Drawing.of(lesions, (), acts)]
    ]


def some_scores() -> list[Score]:
    """One worked out, one too old, one that lacks a fact."""
    day = dt.date(2026, 11, 4)
    inr = {"label": "INR", "value": "1.1", "date": day, "old": False}
    bilirubin = {"label": "Bilirubin", "value": "10 µmol/L", "date": day, "old": False}
    return [
        Score("Child-Pugh", "A5", (inr, bilirubin), note="made for cirrhosis", tags="V:ccjm"),
        Score("ALBI", "-2.91, grade 1", (bilirubin | {"old": True},), tags="V2:albi"),
        Score("MELD 3.0", "", (inr, bilirubin | {"date": dt.date(2026, 10, 1)}), ("Sodium",), tags="V2:meld"),
    ]


def rules_changed() -> list[Since]:
    """The rules have changed: the same comes out, or something else."""
    same = Since("2026.1+9adbf120", "2026.2+5c0d7f31")
    row = RowChange(
        *("ABL-2", "The largest lesion is small enough to ablate", "met", "caution"),
        *("met < 30 mm · caution ≤ 50 mm · not met > 50 mm", "met < 25 mm · caution ≤ 50 mm · not met > 50 mm"),
    )
    return [same, replace(same, changes=[OutcomeChange("Thermal ablation", "eligible", "with cautions", [row])])]


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


def case_sheet(gaps: list[dict[str, Any]]) -> dict[str, Any]:
    """A case to be read ahead; its map, facts and options come from the rest of the gallery."""
    said = {
        "kind": "Treatment",
        "steps": [{"modality": "TAE", "territory": "right hemiliver"}],
        "wording": "Control in week 6.",
    }
    return {
        "number": 2,
        "count": 9,
        "why": "Follow-up done",
        "minutes": 8,
        "complex": True,
        "lane": "standard",
        "lane_word": "standard of care",
        "ready": False,
        "asked": question() | {"wish": "Nothing larger than needed.", "wish_state": "value"},
        "lesions": ["L1 · segment 8 · 34 mm · to resect", "L2 · segment 6, 7 · 52 mm"],
        "owed": gaps,
        "missing": 5,
        "earlier": {"on": dt.date(2026, 10, 7), "said": said},
        "decision": None,
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
        {"question": ask, "tag": "progression", "owed": gaps, "missing": 5, "folded": True},
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
    return {
        "board": board,
        "item": item,
        "own": False,
        "status": "decided",
        "decisions": [decision],
        "dropped": [{"url": "#"}],
    }


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
