"""What several pages about a patient show."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Permission
from patients import livermap
from patients.chart import SHOWS_LIVER, Chart, Fact, LesionHistory
from patients.forms import EntryForm
from patients.identity import grouped
from patients.items import GROUPS, group
from patients.models import Entry, Measurement, Observation, Patient, Study
from patients.wording import study_words


def patient_of(user: User, patient_id: UUID) -> Patient:
    """The patient, if this person may see him or her; otherwise as if there were none."""
    return get_object_or_404(Patient.objects.visible_to(user).select_related("hospital"), pk=patient_id)


def read_chart(user: User, patient_id: UUID, as_of: dt.date | None = None) -> Chart:
    """The history of a patient this person may see."""
    return Chart.read(patient_of(user, patient_id), as_of or timezone.localdate())


def banner(chart: Chart) -> dict[str, Any]:
    """The patient banner: who this is, allergies in one of four states, and the three facts that steer everything."""
    patient = chart.patient
    states = {"none": "none", "unobtainable": "unavailable"}
    allergies = _allergies(chart)
    ecog = chart.facts["fitness.ecog"]
    primary = chart.facts["tumour.primary_site"]
    return {
        "surname": patient.surname,
        "given": patient.given,
        "title": patient.title,
        "born": patient.born,
        "age": patient.age_on(chart.as_of),
        "sex": patient.get_sex_display(),
        "number": grouped(patient.scheme, patient.number),
        "number_label": patient.get_scheme_display(),
        "deceased": patient.deceased_on,
        "protected": patient.protected,
        "hospital": patient.hospital.name,
        "allergies": {
            # what is recorded is shown, whatever was said of the list as a whole
            "state": "known" if allergies else states.get(chart.list_state("allergies"), "not_recorded"),
            "items": allergies,
        },
        "ecog": ecog.row.number if ecog.known and ecog.row else None,
        "primary": primary.shown if primary.known else None,
        "grade": (chart.latest("grade") or "").upper(),
        "ki67": chart.latest("ki67_printed"),
    }


def _allergies(chart: Chart) -> list[Any]:
    """The lines of the list, and what single answers add to them."""
    entries, kinds = chart.entries["allergies"], dict(EntryForm.KINDS["allergies"])
    told = [fact.item.code.removeprefix("allergies.") for fact in chart.told_of("allergies")]
    listed = {entry.code for entry in entries}
    return [*(entry_words(entry) for entry in entries), *(kinds[code] for code in told if code not in listed)]


def record_page(chart: Chart, user: User, here: str = "", **more: Any) -> dict[str, Any]:
    """What every page of a patient's record shows: who this is, and the way to the other pages."""
    patient = chart.patient
    return {"chart": chart, "patient": patient, "banner": banner(chart), "tabs": tabs(user, patient, here), **more}


def tabs(user: User, patient: Patient, here: str) -> list[dict[str, Any]]:
    """The pages of one record. URL names are not imports: two of them live in the apps above."""
    pages = [
        ("patients:patient", _("Record")),
        ("patients:lesions", _("Lesions and images")),
        ("treatments:courses", _("Treatments")),
        ("conference:timeline", _("Timeline")),
    ]
    if not user.may(Permission.SEE_PATIENT):
        return []
    return [{"url": reverse(name, args=[patient.pk]), "label": label, "current": name == here} for name, label in pages]


def entry_words(entry: Entry) -> Any:
    """One line of a list in words."""
    kinds = dict(EntryForm.KINDS[entry.list])
    return entry.text or kinds.get(entry.code, entry.code)


def mapped(
    chart: Chart,
    *,
    plans: Mapping[Any, str] | None = None,
    before: Study | None = None,
    linked: bool = True,
    **how: Any,
) -> livermap.LiverMap:
    """The liver with its lesions drawn in it; `plans` maps a lesion's key to what is meant to be done with it.

    `before` is an earlier study: what it measured is drawn round the lesions, or inside them, as a ring. A page that has
    no lesion to go to draws it not `linked`.
    """
    plans = plans or {}
    labels = {history.lesion.key: history.lesion.label for history in chart.lesions}
    inside = [history for history in chart.lesions if history.lesion.in_liver]
    spots = [spot(one, plans.get(one.lesion.key, ""), labels) for one in inside]
    if before is not None:
        spots = [replace(drawn, was_mm=_was(one, before)) for drawn, one in zip(spots, inside, strict=True)]
    if not linked:
        spots = [replace(drawn, url="") for drawn in spots]
    return livermap.draw(spots, diffuse=chart.diffuse_side, before=study_words(before), **how)


def spot(history: LesionHistory, planned: str = "", labels: Mapping[Any, str] | None = None) -> livermap.Spot:
    """One lesion as the map draws it; `labels` names the one it may have merged into."""
    last = history.last
    return livermap.Spot(
        key=str(history.lesion.key),
        label=history.lesion.label,
        segments=tuple(history.lesion.segments),
        side=history.lesion.side,
        longest_mm=history.longest_mm,
        too_small=last is not None and last.state == Measurement.State.TOO_SMALL,
        state=_state(history),
        into=(labels or {}).get(last.merged_into_id, "") if last else "",
        planned=planned,  # type: ignore[arg-type]
        url=f"#lesion-{history.lesion.key}",
    )


def _was(history: LesionHistory, before: Study) -> Decimal | None:
    """Its size on the earlier study; none when nothing later was seen of it: a ring would say "unchanged"."""
    then, now = history.on(before), history.sized or history.last
    known = then is not None and now is not None and now.study_id != before.key and now.study.when > before.when
    return then.longest_mm if then and known else None


@dataclass(frozen=True)
class LesionRow:
    """One lesion as a table shows it: now, before, and the difference."""

    history: LesionHistory

    @property
    def lesion(self) -> Any:
        return self.history.lesion

    @property
    def now(self) -> Measurement | None:
        return self.history.last

    @property
    def before(self) -> Measurement | None:
        return self.history.before

    @property
    def first(self) -> Measurement | None:
        """The earliest measurement, when it is neither the last nor the one before."""
        return self.history.measurements[0] if len(self.history.measurements) > 2 else None

    @property
    def change_mm(self) -> Decimal | None:
        return _difference(self.now, self.before)

    @property
    def change_from_first(self) -> Decimal | None:
        return _difference(self.now, self.first)

    @property
    def state(self) -> livermap.State:
        return _state(self.history)


def _difference(now: Measurement | None, before: Measurement | None) -> Decimal | None:
    """By how much the longest diameter has changed; None unless both were measured."""
    if now is None or before is None or now.longest_mm is None or before.longest_mm is None:
        return None
    return Decimal(now.longest_mm) - Decimal(before.longest_mm)


def lesion_rows(chart: Chart) -> list[LesionRow]:
    """Every lesion ever listed: of the liver first, then the others; those that are gone come last of each."""
    rows = (LesionRow(history) for history in chart.lesions)
    return sorted(rows, key=lambda row: (not row.lesion.in_liver, not row.history.is_present))


@dataclass(frozen=True)
class StudyGrid:
    """Lesions down, studies across, the latest first: every measurement in its place."""

    chart: Chart
    at_most: int | None = None

    @cached_property
    def studies(self) -> list[Study]:
        return sorted(self.chart.studies, key=lambda study: (study.when, study.created_at), reverse=True)

    @property
    def columns(self) -> list[Study]:
        return self.studies[: self.at_most]

    @property
    def current(self) -> Any:
        """The latest CT or MRI: what is not measured on it is a task."""
        return next((study.key for study in self.studies if study.modality in SHOWS_LIVER), None)

    @property
    def left_out(self) -> int:
        return len(self.studies) - len(self.columns)

    @cached_property
    def rows(self) -> list[tuple[LesionRow, list[tuple[Study, Measurement | None]]]]:
        """Each lesion with its measurement on each study, None where it has none."""
        rows = []
        for row in lesion_rows(self.chart):
            by_study = {one.study_id: one for one in row.history.measurements}
            rows.append((row, [(study, by_study.get(study.key)) for study in self.columns]))
        return rows


RECORD_GROUPS = ("wish", "tumour", "symptoms", "fitness", "liver", "labs", "heart", "drugs", "allergies")
LISTS_OF = {"tumour": "extrahepatic_sites", "fitness": "comorbidities", "drugs": "drugs", "allergies": "allergies"}


@dataclass
class Section:
    """One group of facts as the record shows it: what is told, and by name what nobody has asked."""

    name: str
    label: Any
    facts: list[Fact]
    list_name: str
    chart: Chart

    @property
    def told(self) -> list[Fact]:
        return [fact for fact in self.facts if fact.row is not None and fact.state != "not-asked"]

    @property
    def not_asked(self) -> list[Fact]:
        return [fact for fact in self.facts if fact.row is None or fact.state == "not-asked"]

    @cached_property
    def on(self) -> Observation | None:
        """A row of the day most of the facts are from, so that the day is said once."""
        rows = [fact.row for fact in self.told if fact.row is not None and fact.row.date is not None]
        days = Counter((row.date, row.precision) for row in rows)
        day, times = max(days.items(), key=lambda found: (found[1], found[0]), default=((None, ""), 0))
        return next(row for row in rows if (row.date, row.precision) == day) if times > 1 else None

    @property
    def told_dated(self) -> list[tuple[Fact, bool]]:
        """Each fact told, and whether its day must be said beside it."""
        return [(fact, self.on is None or fact.row is None or fact.row.date != self.on.date) for fact in self.told]

    @property
    def list_state(self) -> Fact:
        return self.chart.facts[f"list.{self.list_name}"]

    @property
    def entries(self) -> list[Entry]:
        return self.chart.entries[self.list_name]


def sections(chart: Chart, names: Iterable[str] = RECORD_GROUPS) -> list[Section]:
    """The facts by group. Lists stand with their entries; lesions and treatments have pages of their own."""
    return [
        Section(
            name,
            GROUPS[name],
            [chart.facts[item.code] for item in group(name) if not item.code.startswith("list.")],
            LISTS_OF.get(name, ""),
            chart,
        )
        for name in names
    ]


STATES: Mapping[str, livermap.State] = {  # the state of the last measurement, where it is one of the map's
    Measurement.State.VANISHED: "vanished",
    Measurement.State.MERGED: "merged",
    Measurement.State.NOT_EVALUABLE: "not-evaluable",
}


def _state(history: LesionHistory) -> livermap.State:
    last = history.last
    if last is not None and last.state in STATES:
        return STATES[last.state]
    if history.known.get("treated"):
        return "treated"
    if last is not None and history.lesion.new_in_id == last.study_id:
        return "new"
    return "untreated"
