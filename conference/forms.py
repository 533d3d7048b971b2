"""What people fill in around a meeting."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from accounts.roles import ROLES, Permission, Role
from conference.models import Board, Referral
from core.forms import Form
from patients.fields import NameField, NoteField, NumberField, PartialDateField, StatedField
from patients.forms import BLANK, choice
from patients.items import GROUPS, by_code
from patients.models import Lesion, Patient
from treatments.eligibility.local import LONGEST, keeps_order
from treatments.eligibility.parameters import PARAMETERS, Band, Limits
from treatments.limits import here, limits
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


def _bands() -> list[tuple[str, str]]:
    """Every limit by its name, "ABL_D.met", in words and with the number that holds."""
    words = {
        "met": _("%(about)s: met %(number)s %(unit)s"),
        "caution": _("%(about)s: still a caution %(number)s %(unit)s"),
    }
    return [
        (
            f"{band.key}.{part}",
            (words[part] % {"about": gettext(band.about), "number": number, "unit": gettext(band.unit or " ")}).strip(),
        )
        for band in map(limits(), PARAMETERS.values())
        for part, number in (("met", band.met), ("caution", band.caution))
        if number is not None
    ]


class WhatIfForm(Form):
    """Up to three limits, each with another number, and how far back to look."""

    once = None
    ROWS = (1, 2, 3)
    PERIODS = (("1", _("the last year")), ("3", _("the last three years")), ("", _("all years")))

    period = forms.ChoiceField(label=_("Cases of"), choices=PERIODS, required=False, initial="1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in self.ROWS:
            self.fields[f"limit_{row}"] = forms.ChoiceField(
                label=_("Limit"), required=False, choices=lambda: [("", "–"), *_bands()]
            )
            self.fields[f"number_{row}"] = NumberField(label=_("would be"), required=False, low=Decimal(0))

    def rows(self) -> list[tuple[Any, Any]]:
        """Limit and number, row by row."""
        return [(self[f"limit_{row}"], self[f"number_{row}"]) for row in self.ROWS]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        changes: dict[str, Decimal] = {}
        for row in self.ROWS:
            limit, number = cleaned.get(f"limit_{row}"), cleaned.get(f"number_{row}")
            if limit and number is None and f"number_{row}" not in self.errors:
                self.add_error(f"number_{row}", _("Write the number to suppose."))
            elif number is not None and not limit:
                self.add_error(f"limit_{row}", _("Choose the limit this number is for."))
            elif limit in changes:
                self.add_error(f"limit_{row}", _("This limit is supposed twice."))
            elif limit and number is not None:
                changes[limit] = number
                self._refuse_impossible(row, PARAMETERS[limit.partition(".")[0]], number)
        self._refuse_out_of_order(changes)
        if not changes and not self.errors:
            self.add_error("limit_1", _("Choose a limit to suppose otherwise."))
        self.changes = changes
        return cleaned

    def _refuse_impossible(self, row: int, band: Band, number: Decimal) -> None:
        if band.unit == "%" and number > 100:
            self.add_error(f"number_{row}", _("More than 100 % is not possible."))
        elif band.unit in LONGEST and number % 1:
            self.add_error(f"number_{row}", _("Write a whole number."))
        elif band.unit in LONGEST and number > LONGEST[band.unit]:
            self.add_error(f"number_{row}", _("That is too long."))

    def _refuse_out_of_order(self, changes: dict[str, Decimal]) -> None:
        """What is met must come before what is still a caution, as in the house's own band."""
        supposed = Limits({**here(), **changes})
        for row in self.ROWS:
            key = (self.cleaned_data.get(f"limit_{row}") or "").partition(".")[0]
            if key and not keeps_order(PARAMETERS[key], supposed(PARAMETERS[key])):
                words = _("Met at %(met)s and a caution at %(caution)s: the other way round than the house's band.")
                band = supposed(PARAMETERS[key])
                self.add_error(f"number_{row}", words % {"met": band.met, "caution": band.caution})

    @property
    def supposed(self) -> Limits:
        """The limits that hold here, with those supposed over them."""
        return Limits({**here(), **self.changes})

    @property
    def in_words(self) -> str:
        """As a line of a limits file says it: "ABL_D.met 25, GROUND90.met 70"."""
        return ", ".join(f"{name} {number}" for name, number in self.changes.items())

    @property
    def years(self) -> int | None:
        """How far back to look; None: to the first case."""
        return int(period) if (period := self.cleaned_data["period"]) else None
