"""The form of the board's answer: what it asks for follows what is chosen, and nothing is filled in from the proposal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conference.actions.decisions import NeedPlan, StepPlan, Unfit, Wording
from conference.agreement import agrees
from conference.models import Decision
from conference.plans import OF_SEGMENTS, Plans, planned_lesions
from core.forms import Form
from core.rules import RuleBroken
from patients.fields import NameField, NoteField, PartialDateField
from patients.forms import choice
from patients.models import Lesion, Segment
from treatments.models import Territory, treatment_choices

SEGMENTS = [(code, label) for code, label in Segment.choices if code != "4"]
STEPS, NEEDS = 3, 3
UNKEPT = frozenset({"bad-character", "max_length", "null_characters_not_allowed"})
GROUPS = {
    "steps": ("step", "modality"),
    "needs": ("need", "what"),
}  # fields a rule is about together, and which answers it
PLAIN = tuple(name for name in Wording.__dataclass_fields__ if name not in {"target_date", "plan", "steps", "needs"})


class KindSelect(forms.RadioSelect):
    """The kinds of answer, saying which of them differ from the proposal; the page then asks for the reason."""

    outcomes: Mapping[str, str] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if value != Decision.Kind.TREATMENT and agrees(value, (), self.outcomes) is False:
            option["attrs"]["data-differs"] = True
        return option


class TreatmentSelect(forms.Select):
    """A choice of treatments that says which of them the rules do not find open; the page then asks for the reason."""

    outcomes: Mapping[str, str] = {}
    words = {"not-eligible": _("%(name)s: not eligible"), "cannot-tell": _("%(name)s: cannot tell")}

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        says = self.words.get(self.outcomes.get(str(value), ""))
        if says is not None:
            label = says % {"name": label}
        option: dict[str, Any] = super().create_option(name, value, label, *args, **kwargs)
        if says is not None:
            option["attrs"]["data-not-open"] = True
        return option


@dataclass(frozen=True)
class Part:
    """The fields of one treatment or one need, and whether anything stands in them."""

    number: int
    fields: list[forms.BoundField]

    @property
    def is_filled(self) -> bool:
        return any(field.value() or field.errors for field in self.fields)

    @property
    def has_errors(self) -> bool:
        return any(field.errors for field in self.fields)


class DecisionForm(Form):
    """The board's answer. Nothing is filled in for it."""

    KINDS = [(code, capfirst(label)) for code, label in Decision.Kind.choices]

    kind = forms.ChoiceField(label=_("Decision"), choices=KINDS, widget=KindSelect)
    wording = NoteField(label=_("Answer to the question"), widget=forms.Textarea({"rows": 3}))
    intent = choice(_("Intent"), Decision.Intent.choices)
    alternatives = NoteField(label=_("Alternatives the board would accept"), required=False)
    conditions = NoteField(label=_("Conditions before start"), required=False)
    dissent = NoteField(label=_("Dissent"), required=False)
    deviation = choice(_("Reason to differ from the proposal"), Decision.Deviation.choices)
    deviation_text = NoteField(label=_("Reason in words"), required=False)
    responsible = forms.ModelChoiceField(
        label=_("Responsible"), queryset=User.objects.none(), required=False, empty_label="—"
    )
    target_date = PartialDateField(label=_("To be done by"), exact=True, future=True, required=False)

    def __init__(
        self,
        *args: Any,
        people: Any,
        lesions: Mapping[Lesion, str],
        outcomes: Mapping[str, str] | None = None,
        plans: Plans | None = None,
        of: Decision | None = None,
        **kwargs: Any,
    ) -> None:
        """`lesions` go with the words of their box; `outcomes` is what the rules say of each treatment."""
        super().__init__(*args, of=of, **kwargs)
        self.plans = plans or Plans()
        self.fields["plan"] = choice(_("Plan drawn"), self.plans.choices())
        self.initial["plan"] = self.plans.chosen
        self.lesions = {str(lesion.key): lesion for lesion in lesions}
        self.lesion_words = {str(lesion.key): words for lesion, words in lesions.items()}
        self.outcomes = outcomes or {}
        self.fields["kind"].widget.outcomes = self.outcomes
        self.fields["responsible"].queryset = people  # type: ignore[attr-defined]
        for number in range(1, STEPS + 1):
            self._add_step(number)
        for number in range(1, NEEDS + 1):
            self.fields[f"need{number}_what"] = NameField(label=_("What is lacking"), required=False, max_length=300)
            self.fields[f"need{number}_who"] = NameField(label=_("Who brings it"), required=False)
            self.fields[f"need{number}_by"] = PartialDateField(label=_("By"), exact=True, future=True, required=False)
        if of is not None:
            self.initial.update(initial_of(of) | {"plan": self.plans.initial(of)})

    def _add_step(self, number: int) -> None:
        widget = TreatmentSelect()
        widget.outcomes = self.outcomes
        self.fields[f"step{number}_modality"] = choice(_("Treatment"), treatment_choices(), widget=widget)
        self.fields[f"step{number}_territory"] = choice(_("Territory"), Territory.choices)
        self.fields[f"step{number}_segments"] = forms.MultipleChoiceField(
            label=_("Segments"), required=False, choices=SEGMENTS, widget=forms.CheckboxSelectMultiple
        )
        self.fields[f"step{number}_lesions"] = forms.MultipleChoiceField(
            label=_("Lesions"),
            required=False,
            choices=list(self.lesion_words.items()),
            widget=forms.CheckboxSelectMultiple,
        )

    def steps(self) -> list[Part]:
        """The fields of each treatment in order, for the page."""
        names = ("modality", "territory", "segments", "lesions")
        return [Part(n, [self[f"step{n}_{name}"] for name in names]) for n in range(1, STEPS + 1)]

    def needs(self) -> list[Part]:
        return [Part(n, [self[f"need{n}_{name}"] for name in ("what", "who", "by")]) for n in range(1, NEEDS + 1)]

    def asides(self) -> Part:
        """What is rarely said: unfolded when it is."""
        return Part(1, [self[name] for name in ("alternatives", "conditions", "dissent")])

    def deviates(self) -> Part:
        return Part(1, [self["deviation"], self["deviation_text"]])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for number in range(1, STEPS + 1):
            territory, segments = cleaned.get(f"step{number}_territory"), cleaned.get(f"step{number}_segments")
            if segments and not territory:
                cleaned[f"step{number}_territory"] = Territory.SEGMENTS
            if territory == Territory.SEGMENTS and not segments:
                self.add_error(f"step{number}_segments", _("Name the segments."))
            aimed = any(cleaned.get(f"step{number}_{name}") for name in ("territory", "lesions"))
            if aimed and not cleaned.get(f"step{number}_modality"):
                self.add_error(f"step{number}_modality", _("Choose the treatment this place belongs to."))
        if cleaned.get("kind") == Decision.Kind.MORE_INFORMATION:
            self._clean_needs(cleaned)
        return cleaned

    def _clean_needs(self, cleaned: dict[str, Any]) -> None:
        """What is lacking is nothing without who brings it and by when."""
        says = {"what": _("Say what is lacking."), "who": _("Say who brings it."), "by": _("Say by when.")}
        for number in range(1, NEEDS + 1):
            blank = [name for name in says if not cleaned.get(f"need{number}_{name}")]
            for name in blank if len(blank) < len(says) else ():
                if not self.has_error(f"need{number}_{name}"):
                    self.add_error(f"need{number}_{name}", says[name])

    def complain(self, lacks: Iterable[tuple[str, str]]) -> None:
        """Say beside each field what the answer lacks, unless the field has its own complaint."""
        for name, sentence in lacks:
            prefix, answers = GROUPS.get(name, (name, ""))
            if not any(field.startswith(prefix) for field in self.errors):
                self.add_error(f"{prefix}1_{answers}" if answers else name, sentence)

    def blame(self, broken: RuleBroken) -> None:
        """An answer that is unfit is blamed beside everything it lacks; another broken rule is about all of it."""
        if isinstance(broken, Unfit):
            self.complain(broken.lacks)
        else:
            self.add_error(None, broken.message)

    def refuse_unkept(self) -> None:
        """Words that cannot be kept as they were sent leave what was kept: none are put in their place."""
        for name, errors in self.errors.as_data().items():
            for error in errors:
                if error.code in UNKEPT:
                    label, says = self.fields[name].label, " ".join(error.messages)
                    raise RuleBroken(_("%(field)s: %(says)s") % {"field": label, "says": says}, name)

    def worded(self) -> Wording:
        """The answers as the action takes them. The needs stand on the page only where more information is asked for."""
        cleaned = self.cleaned_data
        plain = {name: cleaned[name] for name in PLAIN if name in cleaned}
        target = cleaned.get("target_date")
        asks = cleaned.get("kind") == Decision.Kind.MORE_INFORMATION
        needs = [n for n in range(1, NEEDS + 1) if cleaned.get(f"need{n}_what")] if asks else []
        return Wording(
            **{"kind": "", "wording": ""} | plain,
            target_date=target.date if target else None,
            plan=self._plan() if cleaned.get("kind") == Decision.Kind.TREATMENT else None,
            steps=[self._step(n) for n in range(1, STEPS + 1) if cleaned.get(f"step{n}_modality")],
            needs=[self._need(n) for n in needs],
        )

    def _step(self, number: int) -> StepPlan:
        modality, territory, segments, lesions = (
            self.cleaned_data.get(f"step{number}_{name}") or ""
            for name in ("modality", "territory", "segments", "lesions")
        )
        plan = self._plan()
        if plan and not lesions:  # the plan says which
            named = planned_lesions(plan, modality)
            lesions = [key for key, lesion in self.lesions.items() if lesion.label in named]
        if plan and not territory and modality in OF_SEGMENTS and plan["segments"]:
            territory, segments = Territory.SEGMENTS, plan["segments"]
        return StepPlan(modality, territory, list(segments), [self.lesions[key] for key in lesions])

    def _plan(self) -> dict[str, Any] | None:
        return self.plans.weighed.get(self.cleaned_data.get("plan") or "")

    def _need(self, number: int) -> NeedPlan:
        by = self.cleaned_data.get(f"need{number}_by")
        return NeedPlan(
            self.cleaned_data[f"need{number}_what"],
            self.cleaned_data.get(f"need{number}_who", ""),
            by.date if by else None,
        )


def initial_of(decision: Decision) -> dict[str, Any]:
    """A draft as its form shows it again."""
    initial: dict[str, Any] = {
        name: getattr(decision, name)
        for name in (
            *(
                "kind",
                "wording",
                "intent",
                "alternatives",
                "conditions",
                "dissent",
                "deviation",
                "deviation_text",
                "target_date",
            ),
        )
    }
    initial["responsible"] = decision.responsible_id
    for number, step in enumerate(decision.steps.filter(dropped=False).prefetch_related("lesions"), start=1):
        initial |= {
            f"step{number}_modality": step.modality,
            f"step{number}_territory": step.territory,
            f"step{number}_segments": step.segments,
            f"step{number}_lesions": [str(lesion.key) for lesion in step.lesions.all()],
        }
    for number, need in enumerate(decision.needs.filter(dropped=False), start=1):
        initial |= {f"need{number}_what": need.what, f"need{number}_who": need.who, f"need{number}_by": need.by}
    return initial
