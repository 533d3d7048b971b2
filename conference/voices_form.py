"""What one person fills in about a case: the ballot of the silent vote, and a remark before the meeting."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from conference.models import Vote
from core.forms import Form
from patients.fields import NoteField
from patients.forms import choice
from treatments.models import treatment_choices

A_FEW_WORDS, A_REMARK = 300, 2000


class VoteForm(Form):
    """One's own ballot; whatever is left open was not answered."""

    OPINIONS = [*((code, capfirst(label)) for code, label in Vote.Opinion.choices), ("", _("No answer"))]

    resectable = forms.ChoiceField(
        label=_("Can it be resected?"), choices=OPINIONS, required=False, widget=forms.RadioSelect
    )
    ablatable = forms.ChoiceField(
        label=_("Can it be ablated?"), choices=OPINIONS, required=False, widget=forms.RadioSelect
    )
    words = NoteField(
        label=_("In a few words"), required=False, max_length=A_FEW_WORDS, widget=forms.Textarea({"rows": 2})
    )

    field_order = ("resectable", "ablatable", "preferred", "words")

    def __init__(self, *args: Any, of: Vote | None = None, **kwargs: Any) -> None:
        super().__init__(*args, of=of, **kwargs)
        self.fields["preferred"] = choice(_("Which treatment do you prefer?"), treatment_choices())
        self.order_fields(self.field_order)
        if of is not None:
            self.initial = {**self.initial, **{name: getattr(of, name) for name in self.field_order}}


class RemarkForm(Form):
    """What the meeting is to know."""

    text = NoteField(label=_("A remark for the meeting"), max_length=A_REMARK, widget=forms.Textarea({"rows": 2}))
