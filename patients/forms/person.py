"""Who the patient is."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import Form
from patients.fields import NameField, PartialDateField
from patients.forms.shared import choice
from patients.identity import Scheme, grouped, read
from patients.models import Patient
from patients.quantities import Refused

COUNTRIES = {  # the number schemes offered first
    "SE": (Scheme.SE_PERSONNUMMER, Scheme.SE_SAMORDNINGSNUMMER, Scheme.SE_RESERVE),
    "DK": (Scheme.DK_CPR, Scheme.DK_REPLACEMENT),
    "DE": (Scheme.DE_KVNR,),
}


class RegisterForm(Form):
    """A new patient."""

    scheme = forms.ChoiceField(label=_("Kind of number"))
    number = NameField(label=_("Number"), max_length=40)
    surname = NameField(label=_("Surname"))
    given = NameField(label=_("Given name"), required=False)
    title = NameField(label=_("Title"), required=False, max_length=40)
    born = PartialDateField(
        label=_("Birth date"),
        required=False,
        help_text=_("Taken from the number when that holds it. A month or a year alone will do."),
    )
    sex = choice(_("Sex"), Patient.Sex.choices)
    language = NameField(label=_("Language"), required=False, max_length=10)
    protected = forms.BooleanField(label=_("Protected identity"), required=False)
    not_a_double = forms.BooleanField(label=_("This is another person"), required=False)

    BLAMED = {"birth_date": "born"}

    def __init__(self, *args: Any, country: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = COUNTRIES.get(country, ())
        rest = [scheme for scheme in Scheme if scheme not in first]
        self.fields["scheme"].choices = [(scheme.value, scheme.label) for scheme in (*first, *rest)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Read the number here, so that a mistyped one is blamed in its box and its birth date finds doubles."""
        cleaned = super().clean() or {}
        if cleaned.get("scheme") and cleaned.get("number"):
            try:
                self.read = read(cleaned["scheme"], cleaned["number"])
            except Refused as bad:
                self.add_error("number", str(bad))
        return cleaned

    def values(self) -> dict[str, Any]:
        values = super().values()
        values.pop("not_a_double")
        born = values.pop("born")
        known = born.precision if born else ""
        values["birth_date"] = born.date if known == "day" else None
        values["birth_year"] = born.date.year if known in {"month", "year"} else None
        values["birth_month"] = born.date.month if known == "month" else None
        return values


class PersonForm(RegisterForm):
    """A correction of who the patient is."""

    once = None

    reason = NameField(label=_("Reason for the change"), required=False)

    def __init__(self, *args: Any, of: Patient, **kwargs: Any) -> None:
        super().__init__(*args, country=of.hospital.country, of=of, **kwargs)
        self.fields.pop("not_a_double")
        for name in ("scheme", "number", "surname", "given", "title", "sex", "language", "protected"):
            self.initial[name] = getattr(of, name)
        self.initial["number"] = grouped(of.scheme, of.number)
        self.initial["born"] = of.birth

    def values(self) -> dict[str, Any]:
        self.cleaned_data.setdefault("not_a_double", True)
        return super().values()
