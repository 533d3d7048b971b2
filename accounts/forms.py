"""What a person may set for himself or herself."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Hospital, Unit
from accounts.roles import Role
from core.forms import Form


class PreferForm(Form):
    """Language and keys."""

    once = None

    language = forms.ChoiceField(label=_("Language"), required=False)
    shortcuts = forms.BooleanField(
        label=_("Single-key shortcuts"),
        required=False,
        help_text=_("Press ? on any page to see them. They rest while you type."),
    )

    def __init__(self, *args: Any, of: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, of=of, **kwargs)
        self.fields["language"].choices = [("", _("As the browser says")), *settings.LANGUAGES]  # type: ignore[attr-defined]
        if of is not None:
            self.initial = {**self.initial, "language": of.language, "shortcuts": of.shortcuts}


class JoinForm(Form):
    """A role, and the unit it is held in."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none(), required=False)

    def __init__(self, *args: Any, hospital: Hospital, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(hospital=hospital).select_related("hospital")  # type: ignore[attr-defined]


class AddPersonForm(JoinForm):
    """A new person."""

    username = forms.CharField(
        label=_("User name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), required=False)
    password = forms.CharField(
        label=_("First password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["name", "username", "email", "password", "role", "unit"])


class NewPasswordForm(Form):
    """A new password for somebody."""

    once = None

    password = forms.CharField(
        label=_("New password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters."),
    )


class UnitForm(Form):
    """A clinic, a ward, or the unit that hosts a conference."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(
        label=_("E-mail of the role"), required=False, help_text=_("Reminders go here; they name nobody.")
    )
    hosts_conference = forms.BooleanField(label=_("Hosts a liver conference"), required=False)


class ChangeUnitForm(UnitForm):
    """Another name or address for a unit."""

    once = None

    def __init__(self, *args: Any, of: Unit, **kwargs: Any) -> None:
        super().__init__(*args, of=of, **kwargs)
        self.initial = {**self.initial, "name": of.name, "email": of.email, "hosts_conference": of.hosts_conference}
