"""What people fill in around a meeting."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from accounts.roles import ROLES, Role
from accounts.roles import Permission as P
from conference.actions.decisions import NeedPlan, StepPlan, Wording
from conference.models import Board, Decision, Referral
from core.forms import Form
from patients.fields import NameField, NoteField, PartialDateField, StatedField
from patients.forms import BLANK, choice
from patients.items import by_code
from patients.models import Lesion, Segment
from treatments.models import Course, FollowUp, Territory, Treatment

SEGMENTS = [(code, label) for code, label in Segment.choices if code != "4"]
STEPS, NEEDS = 3, 3


class ReferralForm(Form):
    """The question to the board, the reason now, and what the patient wishes."""

    unit = forms.ModelChoiceField(label=_("Conference"), queryset=Unit.objects.none())
    question = NoteField(label=_("Question to the conference"), required=False)
    reasons = forms.MultipleChoiceField(
        label=_("Why now"), required=False, choices=Referral.Reason.choices, widget=forms.CheckboxSelectMultiple
    )
    referrer_role = choice(_("You refer as"), Referral.ReferrerRole.choices)

    def __init__(self, *args: Any, of: Referral | None = None, **kwargs: Any) -> None:
        super().__init__(*args, of=of, **kwargs)
        hosts = Unit.objects.filter(hosts_conference=True).select_related("hospital").order_by("hospital__name", "name")
        self.fields["unit"].queryset = hosts  # type: ignore[attr-defined]
        self.fields["unit"].empty_label = None  # type: ignore[attr-defined]
        if of is not None:
            self.initial |= {"unit": of.unit_id, "question": of.question, "reasons": of.reasons, "referrer_role": of.referrer_role}


class BecauseForm(Form):
    """Why: for every way out."""

    because = NoteField(label=_("Reason"))


class AcceptForm(Form):
    """Accepting a referral."""

    complex = forms.BooleanField(label=_("A complex case: first on the list"), required=False)


class ScheduleForm(Form):
    """Which meeting, and how many minutes."""

    board = forms.ModelChoiceField(label=_("Meeting"), queryset=Board.objects.none())
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=1, max_value=60)

    def __init__(self, *args: Any, boards: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["board"].queryset = boards  # type: ignore[attr-defined]


class PostponeForm(BecauseForm):
    """Why, and to which meeting."""

    to = forms.ModelChoiceField(label=_("To the meeting"), queryset=Board.objects.none(), required=False)

    def __init__(self, *args: Any, boards: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = boards  # type: ignore[attr-defined]


class SeriesForm(Form):
    """A conference that meets every week."""

    name = NameField(label=_("Name"))
    weekday = forms.TypedChoiceField(
        label=_("Weekday"),
        coerce=int,
        choices=enumerate((_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))),
    )
    starts = forms.TimeField(label=_("Starts"), widget=forms.TimeInput(attrs={"type": "time"}))
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=10, max_value=480, initial=60)
    minutes_per_case = forms.IntegerField(label=_("Minutes per case"), min_value=1, max_value=60, initial=4)
    room = NameField(label=_("Room"), required=False, max_length=120)
    link = forms.URLField(label=_("Video link"), required=False, assume_scheme="https")


class BoardForm(Form):
    """One meeting, of a series or called between weeks."""

    name = NameField(label=_("Name"))
    day = PartialDateField(label=_("Day"), exact=True, future=True)
    starts = forms.TimeField(label=_("Starts"), widget=forms.TimeInput(attrs={"type": "time"}))
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=10, max_value=480, initial=60)
    minutes_per_case = forms.IntegerField(label=_("Minutes per case"), min_value=1, max_value=60, initial=4)
    room = NameField(label=_("Room"), required=False, max_length=120)
    link = forms.URLField(label=_("Video link"), required=False, assume_scheme="https")
    chair = forms.ModelChoiceField(label=_("Chair"), queryset=User.objects.none(), required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chair"].queryset = people  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        values = super().values()
        starts = at(values.pop("day").date, values.pop("starts"))
        return values | {"starts_at": starts, "ends_at": starts + dt.timedelta(minutes=values.pop("minutes"))}


def at(day: dt.date, time: dt.time) -> dt.datetime:
    """A wall-clock time of a day, where the hospital is."""
    return timezone.make_aware(dt.datetime.combine(day, time))


class MoveBoardForm(Form):
    """Another time or room."""

    day = PartialDateField(label=_("Day"), exact=True, future=True)
    starts = forms.TimeField(label=_("Starts"), widget=forms.TimeInput(attrs={"type": "time"}))
    room = NameField(label=_("Room"), required=False, max_length=120)

    def values(self) -> dict[str, Any]:
        values = super().values()
        values.pop("key")
        return values | {"starts_at": at(values.pop("day").date, values.pop("starts"))}


class SeatForm(Form):
    """One more person on the roster."""

    user = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.none())
    role = forms.ChoiceField(label=_("Discipline"), choices=[(role.value, role.label) for role in Role if P.PROPOSE in ROLES[role]])

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people  # type: ignore[attr-defined]


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
    responsible = forms.ModelChoiceField(label=_("Responsible"), queryset=User.objects.none(), required=False)
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
            self.initial |= initial_of(of)

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
        plain = {name: cleaned[name] for name in Wording.__dataclass_fields__ if name in cleaned and name != "target_date"}
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
            cleaned[f"step{number}_modality"], cleaned[f"step{number}_territory"], cleaned[f"step{number}_segments"], lesions
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
            *("kind", "wording", "intent", "alternatives", "conditions", "dissent", "deviation", "deviation_text", "target_date"),
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


class JudgementForm(Form):
    """Judgements of one presentation: items of the work-up, and a plan for each lesion."""

    def __init__(self, *args: Any, items: Iterable[Any], standing: dict[str, Any], lesions: Iterable[tuple[Any, dict[str, Any]]], of: Any, **kwargs: Any) -> None:
        super().__init__(*args, of=of, **kwargs)
        self.items = list(items)
        for item in self.items:
            self.fields[item.code] = StatedField(item, initial=standing.get(item.code))
        self.lesions = [(history, f"plan_{history.lesion.key}", f"wedge_{history.lesion.key}") for history, _plan in lesions]
        for (_history, plan_name, wedge_name), (_same, judged) in zip(self.lesions, lesions, strict=True):
            self.fields[plan_name] = choice(_("Plan"), by_code["lesion.plan"].choices, initial=judged.get("plan") or "")
            self.fields[wedge_name] = forms.NullBooleanField(
                label=_("Removable with little parenchyma"),
                required=False,
                initial=judged.get("wedge_resectable"),
                widget=forms.Select(choices=[BLANK, ("true", _("Yes")), ("false", _("No"))]),
            )

    def rows(self) -> list[forms.BoundField]:
        return [self[item.code] for item in self.items]

    def lesion_rows(self) -> list[tuple[Any, forms.BoundField, forms.BoundField]]:
        return [(history, self[plan], self[wedge]) for history, plan, wedge in self.lesions]

    def changed_answers(self) -> dict[str, Any]:
        return {item.code: self.cleaned_data[item.code] for item in self.items if item.code in self.changed_data}

    def changed_plans(self) -> dict[Lesion, dict[str, Any]]:
        plans: dict[Lesion, dict[str, Any]] = {}
        for history, plan, wedge in self.lesions:
            for name, field in (("plan", plan), ("wedge_resectable", wedge)):
                if field in self.changed_data:
                    plans.setdefault(history.lesion, {})[name] = self.cleaned_data[field]
        return plans


class BookForm(Form):
    """The day of the examination."""

    on = PartialDateField(label=_("Booked for"), exact=True, future=True)
    note = NoteField(label=_("Note"), required=False, widget=forms.Textarea({"rows": 2}))


class CompleteForm(Form):
    """The day it was done."""

    on = PartialDateField(label=_("Done on"), exact=True)


class ReadForm(Form):
    """What it showed."""

    result = NoteField(label=_("Result"), widget=forms.Textarea({"rows": 3}))
    response = choice(_("Response"), Course.Response.choices)


class CloseForm(Form):
    """Why it will not be done."""

    reason = forms.ChoiceField(label=_("Reason"), choices=[BLANK, *FollowUp.Reason.choices])
    note = NoteField(label=_("Note"), required=False, widget=forms.Textarea({"rows": 2}))


class DeathForm(Form):
    """The day of death."""

    on = PartialDateField(label=_("Died on"), exact=True)
