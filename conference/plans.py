"""Plans drawn side by side, as the pages show them: what each clears and costs, and what the rules would say of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from functools import cached_property
from typing import Any, Self

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.models import Decision
from conference.reading import Presentation, lesions_too_old
from patients.models import Lesion
from treatments.actions.plans import drawing_of
from treatments.eligibility import assess, label
from treatments.eligibility.drawn import ACTS, Act, Balance, Drawing, Start, as_drawn, balance, starts
from treatments.eligibility.parameters import DEB_MIN_EVID, GROUND90, Number
from treatments.eligibility.plan import validate_for_plan
from treatments.limits import here, limits
from treatments.models import Alternative
from treatments.wording import resection, treatment_name

ACT_WORDS: dict[str, Any] = {
    "resect": gettext_lazy("resect"),
    "wedge": gettext_lazy("wedge"),
    "ablate": gettext_lazy("ablate"),
    "embolise": gettext_lazy("embolise"),
    "leave": gettext_lazy("leave"),
}
REASONS: dict[str, Any] = {
    "least-liver": gettext_lazy("clears %(share)s %% with the least liver lost"),
    "fewest-steps": gettext_lazy("clears %(share)s %% in the fewest steps"),
    "most-cleared": gettext_lazy("no plan clears %(share)s %%: this one clears most"),
}
MEANT: dict[str, Act] = {act: act for act in ACTS}
SHOWN = ("resection", "resection-ablation", "two-stage", "ablation", "debulking")  # what a plan of lesions bears upon
OF_SEGMENTS = frozenset({"resection", "resection-ablation", "two-stage", "debulking"})
AS_DRAFTED = "as-drafted"
LETTERS = Alternative.Letter.values


@dataclass(frozen=True)
class Measure:
    """One share of a balance, as a bar and in words."""

    label: Any
    value: Number | None
    words: str
    lines: tuple[Number, ...]  # where it must reach
    verdict: str


@dataclass(frozen=True)
class Weighed:
    """One plan with its balance and what the rules would say."""

    letter: str
    drawing: Drawing
    balance: Balance
    outcomes: list[dict[str, Any]]
    alternative: Alternative | None = None
    listed_since: tuple[str, ...] = ()  # lesions listed since it was kept

    @property
    def version(self) -> int:
        return self.alternative.version if self.alternative else 0

    @property
    def chosen(self) -> bool:
        return self.alternative is not None and self.alternative.chosen

    @cached_property
    def name(self) -> str:
        """The plan in one line: "right hepatectomy; ablate L3, L4"."""
        return in_words(self.drawing)

    @cached_property
    def measures(self) -> list[Measure]:
        """By number, by volume, and what liver remains."""
        evidence, ground = limits()(DEB_MIN_EVID).met, limits()(GROUND90).met
        number, volume = self.balance.clearance.count, self.balance.clearance.volume
        told = {"share": share(number), "cleared": self.balance.cleared, "all": self.balance.lesions}
        by_number = "" if number is None else _("%(share)s %% (%(cleared)s of %(all)s)") % told
        by_volume = "" if volume is None else f"{share(volume)} %"
        return [
            Measure(_("Cleared, by number"), number, by_number, (ground,), _reach(number, ground)),
            Measure(_("Cleared, by volume"), volume, by_volume, (evidence, ground), _reach(volume, ground, evidence)),
            self._remains(),
        ]

    def _remains(self) -> Measure:
        remnant, least = self.balance.remnant, self.balance.least
        words = "" if remnant is None else f"{share(remnant)} %"
        if words and least is not None:
            words = _("%(remnant)s, at least %(least)s %%") % {"remnant": words, "least": least}
        verdict = "unknown" if least is None else _reach(remnant, least)
        return Measure(_("Liver that remains"), remnant, words, () if least is None else (least,), verdict)

    @cached_property
    def notices(self) -> list[str]:
        """What the arithmetic does not know, or what the board should mind."""
        one = self.balance
        return [
            words
            for words in (
                one.told_remnant
                and one.remnant is not None
                and _("The remnant is as it was told, not of these segments."),
                self.listed_since
                and _("Listed since the plan was kept, and left: %(lesions)s")
                % {"lesions": ", ".join(self.listed_since)},
                one.unplaced
                and _("Of no known segment, so resected with none: %(lesions)s") % {"lesions": ", ".join(one.unplaced)},
                one.too_many and _("More to ablate than ablation reaches: %(count)s") % {"count": one.too_many},
                one.unsized
                and _("Of no known size, so nobody can tell whether ablation reaches: %(lesions)s")
                % {"lesions": ", ".join(one.unsized)},
                one.too_large
                and _("Larger than ablation reaches: %(lesions)s") % {"lesions": ", ".join(one.too_large)},
                one.no_wedge
                and _("Judged not removable with little parenchyma: %(lesions)s")
                % {"lesions": ", ".join(one.no_wedge)},
                one.wedge_untold
                and _("Not stated whether removable with little parenchyma: %(lesions)s")
                % {"lesions": ", ".join(one.wedge_untold)},
            )
            if words
        ]


def _reach(value: Number | None, ground: Number, evidence: Number | None = None) -> str:
    if value is None:
        return "unknown"
    if value >= ground:
        return "met"
    return "caution" if evidence is not None and value >= evidence else "not-met"


def share(value: Number | None) -> str:
    """A share with at most one decimal, never rounded up to a limit it does not reach."""
    if value is None:
        return ""
    cut = Decimal(value).quantize(Decimal("0.1"), ROUND_DOWN)
    return f"{cut.normalize():f}" if cut != cut.to_integral_value() else f"{cut:.0f}"


def in_words(drawing: Drawing) -> str:
    """A plan in one line."""
    parts = [resection(drawing.segments)] if drawing.segments else []
    meant = ((act, drawing.labels(act)) for act in ("wedge", "ablate", "embolise"))
    parts += [f"{ACT_WORDS[act]} {', '.join(labels)}" for act, labels in meant if labels]
    return "; ".join(str(part) for part in parts) or _("nothing treated")


class Sheet:
    """The plans of one case: what is listed, what is drawn, what the planner offers."""

    def __init__(self, presentation: Presentation) -> None:
        self.presentation = presentation
        self.facts = presentation.told  # each plan is laid over what was told, not over the chosen one
        self.listed = bool(self.facts.get("lesions"))
        self.lesions: dict[str, Lesion] = (
            {one.lesion.label: one.lesion for one in presentation.chart.present_lesions} if self.listed else {}
        )
        self._segments = {one["label"]: set(one.get("segments") or ()) for one in self.facts.get("lesions") or ()}
        self.alternatives = {one.letter: one for one in presentation.case.workup.alternatives.all()}
        self.too_old = lesions_too_old(presentation.assessment, presentation.chart)
        now = presentation.assessment.verdicts
        self._now = {code: one.outcome for code, one in now.items()}

    def weighed(self, letter: str, drawing: Drawing) -> Weighed:
        """A drawing with its balance and the outcomes as if it held."""
        supposed = assess(as_drawn(self.facts, drawing), limits=here()).verdicts
        outcomes = [
            {
                "name": treatment_name(code),
                "outcome": supposed[code].outcome,
                "other": supposed[code].outcome != self._now[code],
            }
            for code, one in supposed.items()
            if code in SHOWN or one.outcome != self._now[code]
        ]
        weight = balance(self.facts, drawing, limits())
        kept = self.alternatives.get(letter)
        since = (
            () if kept is None else tuple(name for name, one in self.lesions.items() if str(one.key) not in kept.acts)
        )
        return Weighed(letter, drawing, weight, outcomes, kept, since)

    def drawing(self, letter: str) -> Drawing:
        """What is kept under a letter; an empty sheet when nothing is."""
        kept = self.alternatives.get(letter)
        if kept is None:
            return Drawing.of(self.facts.get("lesions") or [], (), {})
        return drawing_of(kept, self.facts, self.lesions)

    @cached_property
    def kept(self) -> list[Weighed]:
        """The plans drawn so far, side by side."""
        return (
            [self.weighed(letter, self.drawing(letter)) for letter in LETTERS if letter in self.alternatives]
            if self.listed
            else []
        )

    @cached_property
    def chosen(self) -> Weighed | None:
        return next((one for one in self.kept if one.chosen), None)

    @cached_property
    def offers(self) -> list[dict[str, Any]]:
        """What the planner would begin with, each with its reason and the address that draws it."""
        return [self._offer(start) for start in starts(self.facts)] if self.listed else []

    def _offer(self, start: Start) -> dict[str, Any]:
        return {
            "reason": REASONS[start.reason] % {"share": GROUND90.met},
            "name": in_words(start.drawing),
            "query": self.query(start.drawing),
        }

    @cached_property
    def lacks(self) -> list[str]:
        """What the planner would have to know."""
        return list(dict.fromkeys(_(label(fault.path.partition("[")[0])) for fault in validate_for_plan(self.facts)))

    def query(self, drawing: Drawing) -> str:
        """The address's part that draws this again."""
        data = QueryDict(mutable=True)
        data["drawn"] = "1"
        data.setlist("segment", list(drawing.segments))
        data.setlist("was_segment", list(drawing.segments))
        for name, act in drawing.acts.items():
            data[f"act-{self.lesions[name].key}"] = act
        data.setlist("was_resected", [str(self.lesions[name].key) for name in drawing.labels("resect")])
        return data.urlencode()

    def read(self, data: QueryDict) -> Drawing:
        """The drawing a form or an address describes, what was changed in it taking the rest along.

        A segment let go lets go of the lesions resected with it; a lesion no longer resected lets go of its segments.
        """
        segments = set(data.getlist("segment"))
        if toggled := data.get("toggle"):
            segments ^= {toggled}
        let_go = set(data.getlist("was_segment")) - segments
        acts: dict[str, Act] = {}
        for name, lesion in self.lesions.items():
            act = MEANT.get(data.get(f"act-{lesion.key}") or "", "leave")
            own = self._segments[name]
            if act == "resect" and own & let_go:
                act = "leave"
            elif act != "resect" and str(lesion.key) in data.getlist("was_resected"):
                segments -= own
            acts[name] = act
        return Drawing.of(self.facts.get("lesions") or [], segments, acts)


def frozen(weighed: Weighed) -> dict[str, Any]:
    """A plan as a decision keeps it: what it was, and what it weighed on the day."""
    one = weighed.balance
    return {
        "letter": weighed.letter,
        "segments": list(weighed.drawing.segments),
        "acts": dict(weighed.drawing.acts),
        "cleared": one.cleared,
        "lesions": one.lesions,
        "count_percent": share(one.clearance.count),
        "volume_percent": share(one.clearance.volume),
        "remnant_percent": share(one.remnant),
        "least_percent": share(one.least),
        "sessions": one.sessions,
        "left": one.left,
    }


@dataclass(frozen=True)
class Plans:
    """The plans a decision can take in, each as it is frozen, and the one that is chosen."""

    weighed: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    chosen: str = ""

    @classmethod
    def of(cls, sheet: Sheet, draft: Decision | None) -> Self:
        """Those drawn, and the one a draft has already taken in."""
        kept = {one.letter: frozen(one) for one in sheet.kept}
        before = draft.plan if draft else None
        if before and kept.get(before["letter"]) == before:
            before = None
        return cls({AS_DRAFTED: before} | kept if before else kept, sheet.chosen.letter if sheet.chosen else "")

    def initial(self, draft: Decision) -> str:
        """The plan a draft has taken in: as it was, when it has been drawn anew since."""
        return "" if not draft.plan else AS_DRAFTED if AS_DRAFTED in self.weighed else str(draft.plan["letter"])

    def choices(self) -> list[tuple[str, str]]:
        """Each plan in one line."""
        return [
            (
                key,
                (
                    _("Plan %(letter)s, as in this draft: %(plan)s")
                    if key == AS_DRAFTED
                    else _("Plan %(letter)s: %(plan)s")
                )
                % {"letter": plan["letter"], "plan": in_words(_drawing(plan))},
            )
            for key, plan in self.weighed.items()
        ]


def _drawing(plan: Mapping[str, Any]) -> Drawing:
    return Drawing(tuple(plan["segments"]), plan["acts"])


def plan_words(plan: Mapping[str, Any] | None) -> str:
    """A frozen plan in one line; empty when there is none."""
    return _("Plan %(letter)s: %(plan)s") % {"letter": plan["letter"], "plan": in_words(_drawing(plan))} if plan else ""


def shown_plan(plan: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A frozen plan in words, for components/decision.html."""
    if not plan:
        return None
    return {**plan, "name": in_words(_drawing(plan))}


def planned_lesions(plan: Mapping[str, Any], modality: str) -> list[str]:
    """The labels of those lesions of a plan that a treatment of this kind is for."""
    wanted = acts_for(modality)
    return [name for name, act in plan["acts"].items() if act in wanted]


def acts_for(modality: str) -> tuple[str, ...]:
    """What is meant to be done with the lesions a treatment is aimed at."""
    return {
        **dict.fromkeys(("resection", "two-stage"), ("resect", "wedge")),
        **dict.fromkeys(("resection-ablation", "debulking"), ("resect", "wedge", "ablate")),
        **dict.fromkeys(("ablation", "stereotactic-ablation"), ("ablate",)),
        **dict.fromkeys(("tae", "ctace", "deb-tace", "tare"), ("embolise",)),
    }.get(modality, ())


def on_the_map(weighed: Weighed, lesions: Mapping[str, Lesion]) -> dict[Any, str]:
    """By the key of the lesion what the map draws."""
    return {lesions[name].key: act for name, act in weighed.drawing.acts.items()}
