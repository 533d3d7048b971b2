"""What a page showed: a mark its form carries along, so that an answer to other facts than the present ones is noticed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conference.models import Decision
from conference.reading import Presentation
from conference.showing import OUTCOMES
from treatments.wording import treatment_name


@dataclass(frozen=True)
class Change:
    """One treatment that came out otherwise than shown, in words."""

    name: str
    before: Any
    now: Any


def mark_of(facts: Mapping[str, Any], answer: Mapping[str, Any]) -> str:
    """The facts and the rules as one word, then what came out: "3f09a1 resection=eligible ablation=cautions"."""
    content = json.dumps([facts, answer["rules_version"]], sort_keys=True)
    outcomes = (f"{one['code']}={one['outcome']}" for one in answer["modalities"])
    return " ".join([hashlib.sha256(content.encode()).hexdigest()[:16], *outcomes])


def mark(presentation: Presentation) -> str:
    """The mark of a case as it is read now."""
    return mark_of(presentation.facts, presentation.answer)


def stale_since(draft: Decision, presentation: Presentation) -> list[Change] | None:
    """What has changed since the proposal the draft was written on; None when nothing has, or none was frozen."""
    if draft.proposal is None:
        return None
    return changes(mark_of(draft.proposal.facts, draft.proposal.answer), mark(presentation))


def changes(seen: str, now: str) -> list[Change] | None:
    """What has changed between two marks: None when nothing has, and an empty list when no outcome has."""
    if seen == now:
        return None
    before, after = _outcomes(seen), _outcomes(now)
    return [
        Change(treatment_name(code), OUTCOMES.get(before[code], before[code]), OUTCOMES[outcome])
        for code, outcome in after.items()
        if code in before and before[code] != outcome
    ]


def _outcomes(mark: str) -> dict[str, str]:
    return dict(word.split("=", 1) for word in mark.split()[1:] if "=" in word)
