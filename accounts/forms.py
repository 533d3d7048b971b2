"""What a person may set for himself or herself."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.forms import Form


class SettingsForm(Form):
    """Language and keys."""

    language = forms.ChoiceField(label=_("Language"), required=False)
    shortcuts = forms.BooleanField(
        label=_("Single-key shortcuts"), required=False, help_text=_("Press ? on any page to see them. They rest while you type.")
    )

    def __init__(self, *args: Any, of: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, of=of, **kwargs)
        self.fields["language"].choices = [("", _("As the browser says")), *settings.LANGUAGES]  # type: ignore[attr-defined]
        if of is not None:
            self.initial |= {"language": of.language, "shortcuts": of.shortcuts}
