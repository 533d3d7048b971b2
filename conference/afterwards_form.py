"""What is asked once a decision is signed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conference.models import Telling
from core.forms import Form
from patients.fields import NameField, NoteField, PartialDateField


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
