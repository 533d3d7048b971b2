"""What people fill in around a meeting."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Unit, User
from accounts.roles import ROLES, Permission, Role
from conference.models import Board, Referral
from core.forms import Form
from patients.fields import NameField, NoteField, PartialDateField, StatedField
from patients.forms import BLANK, choice
from patients.items import GROUPS, by_code
from patients.models import Lesion, Patient
from treatments.models import Course, FollowUp


class ReferralForm(Form):
    """The question to the board, the reason now, and what the patient wishes."""

    unit = forms.ModelChoiceField(label=_("Conference"), queryset=Unit.objects.none())
    question = NoteField(label=_("Question to the conference"), required=False)
    reasons = forms.MultipleChoiceField(
        label=_("Why now"), required=False, choices=Referral.Reason.choices, widget=forms.CheckboxSelectMultiple
    )
    referrer_role = choice(_("You refer as"), Referral.ReferrerRole.choices)

    def __init__(self, *args: Any, by: User, of: Referral | None = None, **kwargs: Any) -> None:
        super().__init__(*args, of=of, **kwargs)
        hosts = Unit.objects.filter(hosts_conference=True).select_related("hospital").order_by("hospital__name", "name")
        self.hosts = list(hosts)
        unit: Any = self.fields["unit"]
        unit.queryset = hosts
        unit.empty_label = None
        if len(self.hosts) == 1:
            unit.widget = forms.HiddenInput()
        role = next((role for role in by.acting.roles if role in Referral.ReferrerRole.values), "")
        self.initial = {**self.initial, "unit": self.hosts[0].pk if self.hosts else None, "referrer_role": role}
        if of is not None:
            self.initial = {
                **self.initial,
                "unit": of.unit_id,
                "question": of.question,
                "reasons": of.reasons,
                "referrer_role": of.referrer_role,
            }


class BecauseForm(Form):
    """Why: for every way out."""

    because = NoteField(label=_("Reason"))


class AnswerForm(BecauseForm):
    """Why something goes back, is declined, withdrawn, called off, closed or dropped."""

    once = None


class EndForm(Form):
    """A yes, to the version the person saw."""

    once = None


class AcceptForm(Form):
    """Accepting a referral."""

    complex = forms.BooleanField(label=_("A complex case: first on the list"), required=False)
    note = NoteField(label=_("Note for the conference"), required=False, widget=forms.Textarea({"rows": 2}))


class MeetingField(forms.ModelChoiceField):
    """A meeting to come, with how full it is."""

    widget = forms.RadioSelect

    def label_from_instance(self, obj: Any) -> str:
        when = format_date(timezone.localtime(obj.starts_at), "D d-M-Y H:i")
        cases = ngettext("%(n)d case", "%(n)d cases", obj.listed) % {"n": obj.listed}
        load = _("%(needed)d of %(minutes)d min") % {"needed": obj.needed, "minutes": obj.length}
        return f"{when}, {obj.name}: {cases}, {load}"


class ScheduleForm(Form):
    """Which meeting, and how many minutes."""

    board = MeetingField(label=_("Meeting"), queryset=Board.objects.none(), empty_label=None)
    minutes = forms.IntegerField(
        label=_("Minutes"),
        required=False,
        min_value=1,
        max_value=60,
        help_text=_("Empty: as the meeting has for each case."),
    )

    def __init__(self, *args: Any, boards: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["board"].queryset = boards  # type: ignore[attr-defined]


class PostponeForm(AnswerForm):
    """Why, and to which meeting."""

    to = forms.ModelChoiceField(
        label=_("To the meeting"),
        queryset=Board.objects.none(),
        required=False,
        empty_label=_("No meeting yet: back in preparation"),
    )

    def __init__(self, *args: Any, boards: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = boards  # type: ignore[attr-defined]


class SeriesForm(Form):
    """A conference that meets every week."""

    name = NameField(label=_("Name"))
    weekday = forms.TypedChoiceField(
        label=_("Weekday"),
        coerce=int,
        choices=list(WEEKDAYS.items()),
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
    chair = forms.ModelChoiceField(
        label=_("Chair"), queryset=User.objects.none(), required=False, empty_label=_("as at the last meeting")
    )

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
    """Another time or room, another length or link."""

    once = None
    day = PartialDateField(label=_("Day"), exact=True, future=True)
    starts = forms.TimeField(label=_("Starts"), widget=forms.TimeInput(attrs={"type": "time"}))
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=10, max_value=480)
    minutes_per_case = forms.IntegerField(
        label=_("Minutes per case"), min_value=1, max_value=60, help_text=_("Of the cases still to be listed.")
    )
    room = NameField(label=_("Room"), required=False, max_length=120)
    link = forms.URLField(label=_("Video link"), required=False, assume_scheme="https")

    def values(self) -> dict[str, Any]:
        values = super().values()
        return values | {"starts_at": at(values.pop("day").date, values.pop("starts"))}


class RosterForm(Form):
    """A person of one meeting, and in a series of those after it."""

    once = None
    user = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.none(), empty_label="—")
    onwards = forms.BooleanField(label=_("Also at the later meetings of the series"), required=False, initial=True)

    def __init__(self, *args: Any, people: Any, board: Board, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people  # type: ignore[attr-defined]
        if board.series_id is None:
            del self.fields["onwards"]


class SeatForm(RosterForm):
    """One more person on the roster."""

    DISCIPLINES = [(role.value, role.label) for role in Role if Permission.PROPOSE in ROLES[role]]

    field_order = ("user", "role", "onwards")
    role = forms.ChoiceField(label=_("Discipline"), choices=DISCIPLINES)


class AllotForm(Form):
    """The time one listed case gets."""

    once = None
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=60)
    complex = forms.BooleanField(label=_("A complex case: before the others"), required=False)


class JudgementForm(Form):
    """Judgements of one presentation: items of the work-up, and a plan for each lesion."""

    def __init__(
        self,
        *args: Any,
        items: Iterable[Any],
        standing: dict[str, Any],
        lesions: list[tuple[Any, dict[str, Any]]],
        of: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, of=of, **kwargs)
        self.items = list(items)
        for item in self.items:
            self.fields[item.code] = StatedField(item, initial=standing.get(item.code))
        self.lesions = [
            (history, f"plan_{history.lesion.key}", f"wedge_{history.lesion.key}") for history, _plan in lesions
        ]
        for (_history, plan_name, wedge_name), (_same, judged) in zip(self.lesions, lesions, strict=True):
            self.fields[plan_name] = choice(_("Plan"), by_code["lesion.plan"].choices, initial=judged.get("plan") or "")
            self.fields[wedge_name] = forms.NullBooleanField(
                label=_("Removable with little parenchyma"),
                required=False,
                initial=judged.get("wedge_resectable"),
                widget=forms.Select(choices=[BLANK, ("true", _("Yes")), ("false", _("No"))]),
            )

    def groups(self) -> list[dict[str, Any]]:
        """The judgements under their headings, for the page."""
        rows: dict[str, list[forms.BoundField]] = {}
        for item in self.items:
            rows.setdefault(item.group, []).append(self[item.code])
        return [
            {"name": name, "title": GROUPS[name], "rows": fields, "has_errors": any(field.errors for field in fields)}
            for name, fields in rows.items()
        ]

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


class DayForm(Form):
    """A step that is done, or was, on one day."""

    once = None
    on = PartialDateField(exact=True)

    def values(self) -> dict[str, Any]:
        values = super().values()
        return values | {"on": values["on"].date}


class BookForm(DayForm):
    """The day of the examination."""

    on = PartialDateField(label=_("Booked for"), exact=True, future=True)
    note = NoteField(label=_("Note"), required=False, widget=forms.Textarea({"rows": 2}))


class CompleteForm(DayForm):
    """The day it was done."""

    on = PartialDateField(label=_("Done on"), exact=True)


class ReadForm(Form):
    """What it showed."""

    once = None
    result = NoteField(label=_("Result"), widget=forms.Textarea({"rows": 3}))
    response = choice(_("Response"), Course.Response.choices)


class CloseForm(Form):
    """Why it will not be done."""

    once = None
    reason = forms.ChoiceField(label=_("Reason"), choices=[BLANK, *FollowUp.Reason.choices])
    note = NoteField(label=_("Note"), required=False, widget=forms.Textarea({"rows": 2}))


class DeathForm(DayForm):
    """The day of death; one that is written down already is there to be corrected."""

    on = PartialDateField(label=_("Died on"), exact=True)

    def __init__(self, *args: Any, of: Patient, **kwargs: Any) -> None:
        super().__init__(*args, of=of, initial={"on": of.deceased_on}, **kwargs)


class DeathErrorForm(Form):
    """Why the death is taken back."""

    once = None
    reason = NoteField(label=_("Why it was an error"), widget=forms.Textarea({"rows": 2}))
