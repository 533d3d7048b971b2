"""The questions criteria are made of: a number in a band, a word of a list, a yes or no, a lesion, an earlier outcome.

A fact is needed unless it is said to be optional.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from treatments.eligibility.criteria import (
    CAUTION,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    UNTOLD,
    Answer,
    Ask,
    Clause,
    Result,
    combined,
    missing,
)
from treatments.eligibility.dates import days, months
from treatments.eligibility.parameters import Band, Limits, Number
from treatments.eligibility.words import _

if TYPE_CHECKING:
    from treatments.eligibility.facts import Facts


RESULTS: tuple[Result, ...] = ("met", "caution", "not-met")

type Comparison = staticmethod[[Any, Any], bool]

UP_TO, UNDER = staticmethod(operator.le), staticmethod(operator.lt)
FROM, OVER = staticmethod(operator.ge), staticmethod(operator.gt)


class Fact(Ask):
    """A question about one path of the case."""

    def __init__(self, path: str, *, optional: bool = False) -> None:
        self.path = path
        self.paths = (path,)
        self.untold = UNTOLD if optional else missing(path)


class Measured(Fact):
    """A number against a band: met, still a caution, or beyond."""

    meets: ClassVar[Comparison]
    still: ClassVar[Comparison]
    signs: ClassVar[tuple[str, str, str, str]]  # met, caution, past met, past caution
    low_bound_decides: ClassVar[bool] = False

    def __init__(
        self,
        path: str,
        band: Band,
        *,
        beyond: Answer = NOT_MET,
        optional: bool = False,
        times: Band | None = None,
        beside: str = "",
    ) -> None:
        super().__init__(path, optional=optional)
        self.paths = (path, *beside.split())  # shown beside it, not judged
        self.band = band
        self.beyond = beyond
        self.times = times  # the band counts in upper limits of normal: this one, unless the laboratory gives its own
        self.bands = (band,) if times is None else (band, times)

    def under(self, limits: Limits) -> Callable[[Facts], Answer]:
        path, untold, beyond, judged = self.path, self.untold, self.beyond, self._judging(limits(self.band))
        low_bound_decides = self.low_bound_decides

        def answer(facts: Facts) -> Answer:
            value = facts.values.get(path)
            if value is not None:
                return judged(value, facts)
            least = facts.at_least.get(path) if low_bound_decides else None
            return untold if least is None or judged(least, facts) is not beyond else beyond

        return answer

    def _judging(self, band: Band) -> Callable[[Number, Facts], Answer]:
        path, times = self.path, self.times
        if times is None:
            return self._against(band)
        return lambda value, facts: self._against(band.times(facts.upper_limit(path, times)))(value, facts)

    def _against(self, band: Band) -> Callable[[Number, Facts], Answer]:
        meets, still, beyond, met, caution = self.meets, self.still, self.beyond, band.met, band.caution

        def judged(value: Number, facts: Facts) -> Answer:
            if meets(value, met):
                return MET
            return CAUTION if caution is not None and still(value, caution) else beyond

        return judged

    def clauses(self, limits: Limits) -> tuple[Clause, ...]:
        band = limits(self.band)
        first, second, past_first, past_second = self.signs
        rows: list[tuple[Result, str]] = [("met", f"{first} {band.met}")]
        if band.caution is None:
            rows.append((self.beyond.result, f"{past_first} {band.met}"))
        else:
            rows += [("caution", f"{second} {band.caution}"), (self.beyond.result, f"{past_second} {band.caution}")]
        return tuple(Clause(result, text, band.unit, self.path) for result, text in rows)


class AtMost(Measured):
    """Met up to the limit and on it."""

    meets, still, signs, low_bound_decides = UP_TO, UP_TO, ("≤", "≤", ">", ">"), True


class Below(Measured):
    """Met under the limit, a caution from it to the second."""

    meets, still, signs, low_bound_decides = UNDER, UP_TO, ("<", "≤", "≥", ">"), True


class AtLeast(Measured):
    """Met from the limit on."""

    meets, still, signs = FROM, FROM, ("≥", "≥", "<", "<")


class Above(Measured):
    """Met over the limit."""

    meets, still, signs = OVER, FROM, (">", "≥", "≤", "<")


class OneOf(Fact):
    """A word of a list, each with its result; several words are separated by spaces."""

    def __init__(
        self, path: str, *, met: str = "", caution: str = "", not_met: str = "", optional: bool = False
    ) -> None:
        super().__init__(path, optional=optional)
        self.words = [
            (answer, words) for answer, words in ((MET, met), (CAUTION, caution), (NOT_MET, not_met)) if words
        ]
        self.answers: dict[str | None, Answer] = {
            word: answer for answer, words in self.words for word in words.split()
        }

    def under(self, limits: Limits) -> Callable[[Facts], Answer]:
        path = self.path
        answers: dict[str | None, Answer] = {None: self.untold}
        answers |= self.answers
        return lambda facts: answers[facts.values.get(path)]

    def clauses(self, limits: Limits) -> tuple[Clause, ...]:
        return tuple(Clause(answer.result, words.replace(" ", ", "), "", self.path) for answer, words in self.words)


class Yes(Fact):
    """Met when the fact is true."""

    good: ClassVar[bool] = True

    def __init__(self, path: str, *, otherwise: Answer, optional: bool = False) -> None:
        super().__init__(path, optional=optional)
        self.otherwise = otherwise

    def under(self, limits: Limits) -> Callable[[Facts], Answer]:
        path = self.path
        answers: dict[bool | None, Answer] = {None: self.untold, self.good: MET, not self.good: self.otherwise}
        return lambda facts: answers[facts.values.get(path)]

    def clauses(self, limits: Limits) -> tuple[Clause, ...]:
        good, bad = (_("yes"), _("no")) if self.good else (_("no"), _("yes"))
        return Clause("met", good, "", self.path), Clause(self.otherwise.result, bad, "", self.path)


class No(Yes):
    """Met when the fact is false."""

    good = False


class EachLesion(Ask):
    """A fact of every metastasis, or of those to ablate: one bad lesion decides, all good ones are met. Optional."""

    def __init__(
        self,
        key: str,
        *,
        says: str,
        otherwise: Answer = CAUTION,
        good: Callable[[Any], bool] | None = None,
        at_least: Band | None = None,
        to_ablate: bool = False,
    ) -> None:
        self.key = key
        self.says = says  # what a bad lesion is
        self.otherwise = otherwise
        self.good = good
        self.band = at_least
        self.to_ablate = to_ablate
        self.bands = (at_least,) if at_least else ()
        self.paths = (f"lesions.{key}", "lesions.plan") if to_ablate else (f"lesions.{key}",)

    def answer(self, facts: Facts) -> Answer:
        if self.to_ablate and facts.lesions.number_to_ablate == 0:
            return NOT_APPLICABLE
        told, complete = facts.lesions.evidence(self.key, to_ablate=self.to_ablate)
        if not all(self._is_good(value, facts.limits) for value in told):
            return self.otherwise
        return MET if complete else UNTOLD

    def _is_good(self, value: Any, limits: Limits) -> bool:
        return self.good(value) if self.good else bool(self.band and value >= limits(self.band).met)

    def clauses(self, limits: Limits) -> tuple[Clause, ...]:
        bands = {band.key: limits(band) for band in self.bands}
        return (Clause(self.otherwise.result, self.says, "", self.paths[0], bands),)


class NoneEarlier(Ask):
    """None of these treatments was given; with a band: none within that time of the question. Optional."""

    paths = ("earlier_treatments",)

    def __init__(self, types: str, *, within: Band | None = None, otherwise: Answer = CAUTION) -> None:
        self.types = frozenset(types.split())
        self.within = within
        self.otherwise = otherwise
        self.bands = (within,) if within else ()

    def answer(self, facts: Facts) -> Answer:
        given = facts.history.any_of(self.types)
        if given and self.within is not None:
            band = facts.limits(self.within)
            span = months(int(band.met)) if band.unit == "months" else days(int(band.met))
            given = facts.history.any_since(self.types, span.before(facts.as_of))
        return UNTOLD if given is None else self.otherwise if given else MET

    def clauses(self, limits: Limits) -> tuple[Clause, ...]:
        about = self.paths[0]
        if self.within is None:
            return Clause("met", _("none"), "", about), Clause(self.otherwise.result, _("any"), "", about)
        band, drugs = limits(self.within), ", ".join(sorted(self.types))
        recent = Clause(self.otherwise.result, f"{drugs} < {band.met}", band.unit, about)
        return Clause("met", f"{drugs} ≥ {band.met}", band.unit, about), recent


class Outcomes(Ask):
    """The outcomes of modalities judged before this one, each with what it means here; not eligible is met."""

    def __init__(
        self, codes: str, *, eligible: Answer, cautions: Answer = MET, cannot_tell: Answer | None = None
    ) -> None:
        self.codes = tuple(codes.split())
        self.paths = tuple(f"outcome.{code}" for code in self.codes)
        self.means = {"eligible": eligible, "cautions": cautions, "not-eligible": MET}
        self.cannot_tell = cannot_tell  # None: what they miss is missing here

    def answer(self, facts: Facts) -> Answer:
        return combined([self._meaning(code, facts) for code in self.codes])

    def _meaning(self, code: str, facts: Facts) -> Answer:
        verdict = facts.verdicts[code]
        if verdict.outcome == "cannot-tell":
            return self.cannot_tell or Answer("unknown", verdict.missing)
        return self.means[verdict.outcome]

    def clauses(self, limits: Limits) -> tuple[Clause, ...]:
        names = {"eligible": _("eligible"), "cautions": _("eligible with cautions")}
        bad = [(answer.result, names[name]) for name, answer in self.means.items() if answer is not MET]
        if self.cannot_tell:
            bad.append((self.cannot_tell.result, _("cannot tell")))
        return tuple(Clause(result, name) for result, name in bad)


class Always(Ask):
    """The same answer in every case."""

    def __init__(self, answer: Answer, says: str) -> None:
        self.always = answer
        self.says = says

    def answer(self, facts: Facts) -> Answer:
        return self.always

    def clauses(self, limits: Limits) -> tuple[Clause, ...]:
        return (Clause(self.always.result, self.says),)


class Judged(Ask):
    """A question only a function can answer; made with `asking`."""

    def __init__(
        self, judge: Callable[[Facts], Answer], paths: tuple[str, ...], bands: tuple[Band, ...], says: dict[Result, str]
    ) -> None:
        self.judge = judge
        self.paths = paths
        self.bands = bands
        self.says = says

    def under(self, limits: Limits) -> Callable[[Facts], Answer]:
        return self.judge

    def clauses(self, limits: Limits) -> tuple[Clause, ...]:
        bands = {band.key: limits(band) for band in self.bands}
        return tuple(Clause(result, self.says[result], bands=bands) for result in RESULTS if result in self.says)


def asking(
    *reads: str, bands: tuple[Band, ...] = (), met: str = "", caution: str = "", not_met: str = ""
) -> Callable[[Callable[[Facts], Answer]], Judged]:
    """Make a question of a function: the paths it reads, the bands it uses, and its threshold in words."""
    paths = tuple(path for several in reads for path in several.split())
    said: list[tuple[Result, str]] = [("met", met), ("caution", caution), ("not-met", not_met)]
    return lambda judge: Judged(judge, paths, bands, {result: words for result, words in said if words})
