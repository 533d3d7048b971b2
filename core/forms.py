"""The form every write comes through: it can be sent twice and knows which version it was filled in on."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar
from uuid import uuid4

from django import forms

from core.rules import RuleBroken


class Form(forms.Form):
    """A form with a key that makes it count once (core.pages.posted) and, for a change, the version the person saw.

    A change that the version alone guards says `once = None`: its action takes no key.
    """

    template_name = "components/form.html"
    required_css_class: ClassVar[str] = "required"
    use_required_attribute = False  # the server names what is missing, and why it matters
    BLAMED: ClassVar[Mapping[str, str]] = {}  # an action's argument, and the box it came from

    once: Any = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, of: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if of is None:
            del self.fields["version"]
        else:
            self.fields["version"].initial = of.version

    def values(self) -> dict[str, Any]:
        """The cleaned answers for an action's keyword arguments; `once` goes as `key`.

        A form that does not say which version it was filled in on saw none: 0 is never the present one, so that what
        others saved is shown and never overwritten.
        """
        values = dict(self.cleaned_data)
        if "once" in self.fields:
            values["key"] = values.pop("once")
        if "version" in self.fields:
            values["version"] = values["version"] or 0
        return values

    def guards(self) -> dict[str, Any]:
        """Of the values, what makes the write count once and on what was seen."""
        return {name: value for name, value in self.values().items() if name in {"key", "version"}}

    def attempt[T](self, action: Callable[..., T], **kwargs: Any) -> T | None:
        """Run the action with the answers; a broken rule becomes an error of the form and None comes back."""
        try:
            return action(**self.values(), **kwargs)
        except RuleBroken as broken:
            self.blame(broken)
            return None

    @contextmanager
    def blaming(self) -> Iterator[None]:
        """A rule broken inside ends it, as an error at its box; a transaction goes inside, so that it is undone."""
        try:
            yield
        except RuleBroken as broken:
            self.blame(broken)

    def blame(self, broken: RuleBroken) -> None:
        """Show a broken rule at the box it is about."""
        field = self.BLAMED.get(broken.field or "", broken.field)
        self.add_error(field if field in self.fields else None, broken.message)
