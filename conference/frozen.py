"""A proposal frozen on its day: the facts with the age they had then, and what the rules of today make of the same facts."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from conference.models import Proposal
from conference.screen import saying
from conference.showing import OUTCOMES, untold, value_with_unit
from patients.models import State
from patients.wording import ago, day_words
from treatments.eligibility import assess, label, propose, validate
from treatments.eligibility.facts import Facts
from treatments.eligibility.version import rules_version
from treatments.limits import here, limits
from treatments.wording import RESULTS, treatment_name

type Printed = Mapping[str, Any]


class RowChange(NamedTuple):
    """One criterion that came out otherwise, or is measured otherwise; empty where it was not there."""

    id: str
    says: str
    before: str
    now: str
    limit_before: str
    limit_now: str


class OutcomeChange(NamedTuple):
    """One treatment of which the rules of today say something else."""

    name: str
    before: str
    now: str
    rows: list[RowChange]


@dataclass(frozen=True)
class Since:
    """What has become of a proposal since it was frozen, under other rules."""

    before: str  # the rule set it was made with
    now: str
    changes: list[OutcomeChange] = field(default_factory=list)
    reordered: bool = False
    only_limits: bool = False  # the house's rules are the same: the hospital has set its own limits otherwise
    unreadable: bool = False  # the case format has changed so much that the old facts cannot be asked again


def have_changed(version: str) -> bool:
    """Whether the rules of today are others than those of that name."""
    return version != rules_version(limits())


def read_again(proposal: Proposal) -> Facts | None:
    """The frozen facts as the rules of today read them; None when they cannot any more."""
    return None if validate(proposal.facts) else assess(proposal.facts, limits=here()).facts


def since(proposal: Proposal | None) -> Since | None:
    """The frozen facts put to the rules and limits of today; None when they are the same rules."""
    if proposal is None or not have_changed(proposal.rules_version):
        return None
    before, now = proposal.rules_version, rules_version(limits())
    only_limits = _of_the_house(before) == _of_the_house(now)
    if validate(proposal.facts):
        return Since(before, now, unreadable=True)
    answer = propose(proposal.facts, limits=here())
    changes = list(_changes(proposal.answer, answer))
    reordered = proposal.answer["ranking"] != answer["ranking"]
    return Since(before, now, changes, reordered=reordered, only_limits=only_limits)


def _of_the_house(version: str) -> str:
    """The name without the part that stands for the limits of a hospital: 2026.1+9adbf120 of 2026.1+9adbf120.1a48f836."""
    edition, plus, rest = version.partition("+")
    return f"{edition}{plus}{rest.partition('.')[0]}"


def _changes(before: Printed, now: Printed) -> Iterator[OutcomeChange]:
    old, new = _by(before["modalities"], "code"), _by(now["modalities"], "code")
    for code in dict.fromkeys([*new, *old]):
        then, today = old.get(code), new.get(code)
        if _verdict(then) != _verdict(today):
            rows = list(_row_changes(then or {}, today or {}))
            yield OutcomeChange(treatment_name(code), _verdict(then), _verdict(today), rows)


def _by(rows: Iterable[Printed], key: str) -> dict[str, Printed]:
    return {row[key]: row for row in rows}


def _verdict(modality: Printed | None) -> str:
    """The outcome with its reason, in words; a treatment the rules did not know was not judged."""
    if modality is None:
        return _("not judged")
    words = str(OUTCOMES[modality["outcome"]])
    because = {"contraindicated": _("contraindicated"), "not-indicated": _("not indicated")}.get(modality["because"])
    return f"{words}, {because}" if because else words


def _row_changes(then: Printed, today: Printed) -> Iterator[RowChange]:
    old, new = _by(then.get("criteria", ()), "id"), _by(today.get("criteria", ()), "id")
    for row_id in dict.fromkeys([*new, *old]):
        was, is_ = old.get(row_id, {}), new.get(row_id, {})
        if (was.get("result"), was.get("threshold")) != (is_.get("result"), is_.get("threshold")):
            yield RowChange(row_id, saying(row_id), _result(was), _result(is_), *map(_limit, (was, is_)))


def _result(row: Printed) -> str:
    return str(RESULTS[row["result"]]) if row else ""


def _limit(row: Printed) -> str:
    return row.get("threshold") or ""


# --- the facts of its day ---------------------------------------------------------------------------------------------


def frozen_facts(proposal: Proposal) -> list[dict[str, Any]]:
    """The facts of a frozen cantlie-case/1 for components/state.html, lesions last; each as old as it was on that day."""
    facts = proposal.facts
    as_of, too_old = dt.date.fromisoformat(facts["as_of"]), _too_old(proposal)
    rows = [_fact(path, value, as_of, old=path in too_old) for path, value in _flat(facts) if path not in NOT_TOLD]
    given = facts.get("earlier_treatments") or []
    rows += [_told(treatment_name(one["type"]), _day(one.get("date")) or _("no date")) for one in given]
    lesions, old = facts.get("lesions") or [], "lesions" in too_old
    return [*rows, *(_told(str(one.get("label") or one.get("id") or "?"), _lesion(one), old=old) for one in lesions)]


NOT_TOLD = frozenset({"format", "reference"})


def _too_old(proposal: Proposal) -> set[str]:
    """What was told and yet not used: the rules of the day found it out of date. Lesions are, when their count is."""
    used = {
        path: value
        for modality in proposal.answer["modalities"]
        for row in modality["criteria"]
        for path, value in row["facts"].items()
    }
    silent = {path for path, value in used.items() if value is None}
    told = {path for path, value in _flat(proposal.facts) if value is not None}
    lesions = {"lesions"} if "lesion_count" in silent and proposal.facts.get("lesions") else set()
    return silent & told | lesions


def _flat(facts: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in facts.items():
        path = f"{above}{name}"
        if isinstance(value, Mapping) and "value" not in value:
            yield from _flat(value, f"{path}.")
        elif not (isinstance(value, list) and value and isinstance(value[0], Mapping)):
            yield path, value


def _fact(path: str, value: Any, as_of: dt.date, *, old: bool) -> dict[str, Any]:
    """One fact; a blood test is shown with its day, and how long before the proposal that was."""
    if not isinstance(value, Mapping):
        shown = _day(value) if path == "as_of" or path.endswith("_date") else None
        words = shown or (value_with_unit(path, value) if value is not None else "")
        return _told(_name(path), words, old=old, known=value is not None)
    day = dt.date.fromisoformat(value["date"]) if value.get("date") else None
    row = _told(_name(path), value_with_unit(path, value["value"]), old=old, known=value["value"] is not None)
    return row | {"date": day, "age": ago((as_of - day).days) if day and day < as_of else ""}


def _name(path: str) -> str:
    """The name of a fact; a path the rules of today no longer know stays a path."""
    try:
        return _(label(path))
    except KeyError:
        return path


def _told(name: Any, words: str, *, old: bool = False, known: bool = True) -> dict[str, Any]:
    return untold(name) | {"state": State.VALUE if known else State.UNKNOWN, "value": words, "old": old}


def _day(text: str | None) -> str:
    return day_words(dt.date.fromisoformat(text)) if text else ""


def _lesion(lesion: Mapping[str, Any]) -> str:
    where = ", ".join(str(one) for one in lesion.get("segments") or [])
    size = lesion.get("longest_mm")
    parts = [_("segment %(list)s") % {"list": where} if where else "", f"{size}\u00a0mm" if size is not None else ""]
    return " · ".join(part for part in parts if part) or _("size not stated")
