"""What is asked once a decision is signed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conference.models import CarryingOut, Telling
from core.forms import Form
from patients.fields import NameField, NoteField, PartialDateField
from patients.forms import choice


class TellForm(Form):
    """Who told the patient, on which day, how."""

    on = PartialDateField(label=_("Told on"), exact=True)
    who = NameField(label=_("By whom"), max_length=200)
    how = forms.ChoiceField(label=_("How"), choices=Telling.How.choices, widget=forms.RadioSelect)
    words = NoteField(
        label=_("What the patient said"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("If anything."),
    )

    def __init__(self, *args: Any, of: Telling | None, by: User, **kwargs: Any) -> None:
        names = ("on", "who", "how", "words")
        told = {name: getattr(of, name) for name in names} if of else {"who": by.get_full_name()}
        super().__init__(*args, of=of, initial=told, **kwargs)

    def values(self) -> dict[str, Any]:
        values = super().values()
        return values | {"on": values["on"].date}


class CarryOutForm(Form):
    """What became of a decision, and why not all of it."""

    state = forms.ChoiceField(label=_("Carried out"), choices=CarryingOut.State.choices, widget=forms.RadioSelect)
    why = choice(_("Why not, or not all of it"), CarryingOut.Why.choices)
    words = NoteField(label=_("In words"), required=False, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, of: CarryingOut | None, likely: str = "", **kwargs: Any) -> None:
        said = {name: getattr(of, name) for name in ("state", "why", "words")} if of else {"why": likely}
        super().__init__(*args, of=of, initial=said, **kwargs)


class PeriodForm(Form):
    """How far back to look."""

    once = None
    PERIODS = (
        ("90", _("the last three months")),
        ("365", _("the last year")),
        ("1095", _("the last three years")),
        ("all", _("all years")),
    )

    period = forms.ChoiceField(label=_("Meetings of"), choices=PERIODS)

    @property
    def days(self) -> int | None:
        """How far back; None: to the first meeting."""
        period = self.cleaned_data["period"]
        return None if period == "all" else int(period)
