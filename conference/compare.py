"""Two imaging dates side by side: every lesion then and now, the response by RECIST 1.1, and a liver for each day.

The earlier of the two is the baseline. All numbers of the response come from treatments.eligibility.response.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from conference.reading import Presentation
from conference.recist import Change, Recist, change
from patients.chart import SHOWS_LIVER, Chart, LesionHistory, in_order
from patients.livermap import LETTERS, LiverMap, Spot, draw
from patients.models import Lesion, Measurement, Study
from patients.reading import lesion_rows, spot
from patients.wording import study_words
from treatments.eligibility.response import Series, response, validate_measurements
from treatments.measurements import measurements_of, one_a_day
from treatments.models import Course
from treatments.models.course import INTRA_ARTERIAL


@dataclass(frozen=True)
class Row:
    """One lesion on both days."""

    history: LesionHistory
    earlier: Measurement | None
    later: Measurement | None
    since_baseline: Change | None
    since_previous: Change | None
    is_target: bool
    is_new: bool
    since_unknown: bool  # first seen after the baseline, and nobody has said whether it is new

    @property
    def lesion(self) -> Lesion:
        return self.history.lesion

    @property
    def is_gone(self) -> bool:
        """Vanished by the later day, and not yet on the earlier one."""
        return _vanished(self.history.last) and not _vanished(self.earlier)

    @property
    def is_open(self) -> bool:
        """The later study is silent about it, and nothing before has found it gone."""
        return self.later is None and self.history.is_present


def _vanished(one: Measurement | None) -> bool:
    return one is not None and one.state == Measurement.State.VANISHED


class Comparison:
    """Two studies of one chart. Without a choice: the first and the last on which lesions were looked at."""

    def __init__(self, chart: Chart, courses: Iterable[Course] = (), *, first: Any = None, second: Any = None) -> None:
        self.chart, self.courses = chart, list(courses)
        self.measured = chart.looked_at
        one, other = self._chosen(first, self.measured[:1]), self._chosen(second, self.measured[-1:])
        both = sorted({study.pk: study for study in (one, other) if study}.values(), key=in_order)
        self.earlier = both[0] if both else None
        self.later = both[1] if len(both) > 1 else None

    def _chosen(self, key: Any, usual: Sequence[Study]) -> Study | None:
        return next((study for study in self.studies if study.key == key), usual[0] if usual else None)

    @cached_property
    def studies(self) -> list[Study]:
        """Those one can choose: with a day, and of the liver or with a lesion on them; the earliest first."""
        seen = {study.key for study in self.measured}
        found = (one for one in self.chart.studies if one.date and (one.key in seen or one.modality in SHOWS_LIVER))
        return sorted(found, key=in_order)

    @property
    def choices(self) -> list[tuple[Any, str]]:
        """The studies in words, for a select."""
        seen = {study.key for study in self.measured}
        silent = _("nothing measured")
        return [
            (one.key, study_words(one) if one.key in seen else f"{study_words(one)} ({silent})") for one in self.studies
        ]

    @cached_property
    def series(self) -> list[Study]:
        """The studies from the baseline to the later day, one of a day."""
        if self.earlier is None:
            return []
        chosen = [one for one in (self.earlier, self.later) if one]
        last = chosen[-1]
        between = [one for one in self.measured if in_order(self.earlier) < in_order(one) < in_order(last)]
        return one_a_day([*between, *chosen], self.chart, chosen)

    @property
    def same_day(self) -> bool:
        """Two studies of one day: what differs is the kind of images, not the disease."""
        return self.earlier is not None and self.later is not None and self.earlier.date == self.later.date

    @property
    def previous(self) -> Study | None:
        """The study before the later one, where it is not the baseline itself."""
        return self.series[-2] if len(self.series) > 2 else None

    @property
    def earlier_words(self) -> str:
        return study_words(self.earlier)

    @property
    def later_words(self) -> str:
        return study_words(self.later)

    @property
    def previous_words(self) -> str:
        return study_words(self.previous)

    @property
    def left_out(self) -> int:
        """How many measured studies lie before the baseline."""
        earlier = self.earlier
        return sum(in_order(one) < in_order(earlier) for one in self.measured) if earlier else 0

    @property
    def kinds(self) -> str:
        """Whether sizes of two kinds of images are compared: "differ", "unknown", or nothing."""
        kinds = {one.modality for one in (self.earlier, self.later) if one}
        if Study.Modality.NOT_STATED in kinds:
            return "unknown"
        return "differ" if len(kinds) > 1 else ""

    @cached_property
    def record(self) -> dict[str, Any]:
        return measurements_of(self.chart, self.series, reference="compare")

    @cached_property
    def judge(self) -> Series:
        return Series(self.record)

    @cached_property
    def refused(self) -> bool:
        """Whether what is recorded contradicts itself, so that no response can be told."""
        return bool(validate_measurements(self.record))

    @property
    def contradicting(self) -> list[str]:
        """The lesions it is about."""
        faults = [one.path for one in validate_measurements(self.record)]
        lesions = enumerate(self.record["lesions"])
        return [one["label"] for place, one in lesions if any(path.startswith(f"lesions[{place}]") for path in faults)]

    @cached_property
    def recist(self) -> Recist | None:
        """The response on the later day; None when there are no two days to compare, or the record contradicts itself."""
        if self.later is None or self.same_day or self.refused:
            return None
        baseline, *_between, judged = response(self.record)["studies"]
        targets = set(judged["targets"])
        demoted = [one.lesion.label for one in self.chart.lesions if one.lesion.target]
        return Recist(
            judged, baseline, self._from_first(judged["overall"]), tuple(one for one in demoted if one not in targets)
        )

    def _from_first(self, overall: str | None) -> str:
        """The category counted from the first study there is, where it is not the same."""
        if not self.left_out or self.later is None:
            return ""
        until = [one for one in self.measured if in_order(one) < in_order(self.later)]
        record = measurements_of(self.chart, one_a_day([*until, self.later], self.chart, [self.later]), reference="all")
        found = "" if validate_measurements(record) else str(response(record)["studies"][-1]["overall"] or "")
        return found if found != overall else ""

    @cached_property
    def rows(self) -> list[Row]:
        """Every lesion known by the later day: of the liver first; targets lead."""
        last = self.later or self.earlier
        if last is None or self.earlier is None:
            return []
        targets = {lesion.label for lesion in self.judge.targets}
        known = [(row, _until(row.history, last)) for row in lesion_rows(self.chart)]
        rows = [
            self._row(self.earlier, until, row.history, row.lesion.label in targets)
            for row, until in known
            if until.measurements or not row.history.measurements
        ]
        return sorted(rows, key=lambda row: (not row.lesion.in_liver, not row.is_target))

    def _row(self, since: Study, until: LesionHistory, whole: LesionHistory, is_target: bool) -> Row:
        earlier, later = whole.on(since), whole.on(self.later) if self.later else None
        later_keys = {study.key for study in self.series[1:]}
        is_new = whole.lesion.new_in_id in later_keys
        seen = _until(whole, since).measurements
        return Row(
            history=until,
            earlier=earlier,
            later=later,
            since_baseline=self._changed(whole.lesion.label, since),
            since_previous=self._changed(whole.lesion.label, self.previous) if self.previous else None,
            is_target=is_target,
            is_new=is_new,
            since_unknown=bool(until.measurements) and not seen and not is_new,
        )

    def _changed(self, label: str, since: Study) -> Change | None:
        """The change of one lesion's size as the response counts it; one that has merged has none of its own."""
        if self.later is None:
            return None
        lesion, then, now = self.judge.lesions[label], str(since.key), str(self.later.key)
        if lesion.merged_into(now) or lesion.new_in is not None:
            return None
        return change(lesion.value(then), lesion.value(now))

    @property
    def new(self) -> list[str]:
        return [row.lesion.label for row in self.rows if row.is_new]

    @property
    def vanished(self) -> list[str]:
        return [row.lesion.label for row in self.rows if row.is_gone]

    @property
    def unmeasured(self) -> list[str]:
        """Known, and the later study is silent about them: nobody has said how large they are now."""
        return [row.lesion.label for row in self.rows if row.is_open] if self.later else []

    @property
    def unsaid(self) -> list[str]:
        """First seen after the baseline, and nobody has said whether they are new."""
        return [row.lesion.label for row in self.rows if row.since_unknown]

    @property
    def counts_too_small(self) -> bool:
        """Whether a change counts a lesion that was too small to measure."""
        small = Measurement.State.TOO_SMALL
        return any(one is not None and one.state == small for row in self.rows for one in (row.earlier, row.later))

    @property
    def between(self) -> list[Course]:
        """What was done between the two days."""
        if self.earlier is None or self.later is None:
            return []
        since, until = self.earlier.when, self.later.when
        done = [one for one in self.courses if one.status == Course.Status.PERFORMED]
        return [one for one in done if one.date and since <= one.date <= until]

    def maps(self, letters: float = LETTERS) -> list[tuple[LiverMap, str]]:
        """The liver on each day, every lesion in the same place of both."""
        days = [one for one in (self.earlier, self.later) if one]
        names = ("before", "after")
        return [(self._map(study, name, letters), study_words(study)) for study, name in zip(days, names, strict=False)]

    def _map(self, study: Study, name: str, letters: float) -> LiverMap:
        inside = [one for one in self.chart.lesions if one.lesion.in_liver]
        done = [one for one in self.courses if one.status == Course.Status.PERFORMED and one.type in INTRA_ARTERIAL]
        embolised = (one.covered for one in done if one.date and one.date <= study.when)
        diffuse = self.chart.facts["liver.diffuse"]
        told = diffuse.date is None or diffuse.date <= study.when or study is self.later
        return draw(
            [self._spot(one, study) for one in inside],
            embolised=frozenset().union(*embolised),
            diffuse=self.chart.diffuse_side if told else None,
            name=name,
            letters=letters,
        )

    def _spot(self, history: LesionHistory, study: Study) -> Spot:
        """One lesion as the study shows it: a size of another day is not its size on this one."""
        labels = {one.lesion.key: one.lesion.label for one in self.chart.lesions}
        until, on = _until(history, study), history.on(study)
        sizes = [one.longest_mm for one in (history.on(day) for day in (self.earlier, self.later) if day) if one]
        drawn = spot(until, labels=labels)
        return replace(
            drawn,
            url="",
            longest_mm=on.longest_mm if on else None,
            too_small=drawn.too_small and on is not None,
            room_mm=max(filter(None, sizes), default=None),
            unseen=not until.measurements,
        )


def _until(history: LesionHistory, study: Study) -> LesionHistory:
    """What was known of a lesion when the study had been read."""
    end = in_order(study)
    known = [one for one in history.measurements if one.study_id == study.key or in_order(one.study) < end]
    return LesionHistory(history.lesion, known)


def drawn_now_and_before(presentation: Presentation, letters: float = LETTERS) -> LiverMap:
    """The liver as it is now, with a dashed ring for the size on the study before; nothing in it is a link."""
    studies = one_a_day(presentation.chart.looked_at, presentation.chart)
    before = studies[-2] if len(studies) > 1 else None
    return presentation.liver(before=before, letters=letters, linked=False)
