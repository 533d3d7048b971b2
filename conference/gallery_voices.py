"""Fictional data for the gallery: a silent vote in each of its states, one ballot, and remarks."""

import datetime as dt
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from conference.voices_form import VoteForm

SOME_ID = UUID(int=2)
NOON = dt.datetime(2026, 11, 25, 12, 4, tzinfo=dt.UTC)
SEALED: dict[str, Any] = {
    "cast": 0,
    "expected": 5,
    "voted": [],
    "awaited": ["Surgeon", "Interventional radiologist", "Diagnostic radiologist", "Endocrinologist / oncologist"],
    "open": True,
    "revealed": False,
    "questions": [],
}


def voices_parts() -> dict[str, Any]:
    return {
        "votes": [
            SEALED,
            SEALED | {"cast": 2, "voted": ["Surgeon", "Pathologist"], "awaited": SEALED["awaited"][1:]},
            revealed(),
        ],
        "ballot": VoteForm(auto_id="ballot_%s"),
        "ballot_item": SimpleNamespace(pk=SOME_ID),
        "ballot_place": {"number": 3, "count": 8},
        "ballot_own": SimpleNamespace(pk=SOME_ID),
        "remarks": remarks(),
    }


def revealed() -> dict[str, Any]:
    """One question all agree on, one where one dissents, one that is divided; and what the board decided."""

    surgeon, ir, dr, endo = SEALED["awaited"]
    return {
        "cast": 4,
        "revealed": True,
        "revealed_at": NOON,
        "questions": [
            question("Resectable", "All agree: yes", "met", 100, answer("yes", 4, surgeon, ir, dr, endo)),
            question(
                *("Ablatable", "Most agree: yes", "caution", 67),
                *(answer("yes", 2, surgeon, ir), answer("no", 1, dr)),
                dissent=[f"{dr}: no"],
            ),
            question(
                *("Preferred treatment", "Divided", "unknown", 50),
                *(answer("Resection", 2, surgeon, endo), answer("Thermal ablation", 2, ir, dr)),
            ),
        ],
        "words": [{"who": dr, "words": "L3 touches the hilar plate."}],
        "decided": "2 of 4 had preferred what was decided (50 %).",
        "otherwise": [f"{ir}: Thermal ablation", f"{dr}: Thermal ablation"],
    }


def question(label: str, says: str, status: str, share: int, *answers: Any, dissent: Any = ()) -> dict[str, Any]:
    return {"label": label, "says": says, "status": status, "share": share, "answers": answers, "dissent": dissent}


def answer(word: str, count: int, *disciplines: str) -> dict[str, Any]:
    return {"word": word, "count": count, "disciplines": disciplines}


def remarks() -> list[dict[str, Any]]:
    one = {
        "pk": SOME_ID,
        "who": "Dr. Lind",
        "role": "Diagnostic radiologist",
        "at": NOON,
        "text": "A new lesion in segment 8, seen on no list.",
        "own": True,
    }
    return [one, one | {"who": "Dr. Ek", "role": "Surgeon", "own": False, "text": "Fit for an open operation."}]
