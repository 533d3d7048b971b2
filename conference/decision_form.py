"""The form of the board's answer: what it asks for follows what is chosen, and nothing is filled in from the proposal."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conference.actions.decisions import NeedPlan, StepPlan, Wording
from conference.models import Decision
from core.forms import Form
from patients.fields import NameField, NoteField, PartialDateField
from patients.forms import choice
from patients.models import Lesion, Segment
from treatments.models import Territory, Treatment

SEGMENTS = [(code, label) for code, label in Segment.choices if code != "4"]
STEPS, NEEDS = 3, 3


class TreatmentSelect(forms.Select):
    """A choice of treatments that says which of them the rules do not find open; the page then asks for the reason."""

    not_open: Mapping[str, str] = {}
    words = {"not-eligible": _("%(name)s: not eligible"), "cannot-tell": _("%(name)s: cannot tell")}

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        outcome = self.not_open.get(str(value))
        if outcome is not None:
            label = self.words[outcome] % {"name": label}
        option: dict[str, Any] = super().create_option(name, value, label, *args, **kwargs)
        if outcome is not None:
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


class DecisionForm(Form):
    """The board's answer. Nothing is filled in for it."""

    KINDS = [(code, capfirst(label)) for code, label in Decision.Kind.choices]

    kind = forms.ChoiceField(label=_("Decision"), choices=KINDS, widget=forms.RadioSelect)
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
        not_open: Mapping[str, str] | None = None,
        of: Decision | None = None,
        **kwargs: Any,
    ) -> None:
        """`lesions` go with the words of their box; `not_open` are the outcomes of treatments the rules do not find open."""
        super().__init__(*args, of=of, **kwargs)
        self.lesions = {str(lesion.key): lesion for lesion in lesions}
        self.lesion_words = {str(lesion.key): words for lesion, words in lesions.items()}
        self.not_open = not_open or {}
        self.fields["responsible"].queryset = people  # type: ignore[attr-defined]
        for number in range(1, STEPS + 1):
            self._add_step(number)
        for number in range(1, NEEDS + 1):
            self.fields[f"need{number}_what"] = NameField(label=_("What is lacking"), required=False, max_length=300)
            self.fields[f"need{number}_who"] = NameField(label=_("Who brings it"), required=False)
            self.fields[f"need{number}_by"] = PartialDateField(label=_("By"), exact=True, future=True, required=False)
        if of is not None:
            self.initial.update(initial_of(of))

    def _add_step(self, number: int) -> None:
        widget = TreatmentSelect()
        widget.not_open = self.not_open
        self.fields[f"step{number}_modality"] = choice(_("Treatment"), Treatment.choices, widget=widget)
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
        return cleaned

    def worded(self) -> Wording:
        """The answers as the action takes them."""
        cleaned = self.cleaned_data
        plain = {
            name: cleaned[name] for name in Wording.__dataclass_fields__ if name in cleaned and name != "target_date"
        }
        target = cleaned.get("target_date")
        return Wording(
            **plain,
            target_date=target.date if target else None,
            steps=[self._step(number) for number in range(1, STEPS + 1) if cleaned.get(f"step{number}_modality")],
            needs=[self._need(number) for number in range(1, NEEDS + 1) if cleaned.get(f"need{number}_what")],
        )

    def _step(self, number: int) -> StepPlan:
        cleaned = self.cleaned_data
        lesions = [self.lesions[key] for key in cleaned[f"step{number}_lesions"]]
        return StepPlan(
            cleaned[f"step{number}_modality"],
            cleaned[f"step{number}_territory"],
            cleaned[f"step{number}_segments"],
            lesions,
        )

    def _need(self, number: int) -> NeedPlan:
        cleaned = self.cleaned_data
        by = cleaned.get(f"need{number}_by")
        return NeedPlan(cleaned[f"need{number}_what"], cleaned[f"need{number}_who"], by.date if by else None)


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
