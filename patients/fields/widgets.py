"""What a page draws: the box with its unit, and the answer that may also be no value."""

from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from patients.fields.answers import Typed, doubt
from patients.items import Item
from patients.models import State
from patients.quantities import Refused, convert, number, split_unit


class Drawn(forms.Widget):
    """A widget drawn from the house's own templates, whatever renders the form around it."""

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> SafeString:
        return render_to_string(template_name, context)


class Box(Drawn, forms.TextInput):
    """One line, with the unit behind it."""

    template_name = "patients/widgets/box.html"

    def __init__(self, unit: str = "", *, numeric: bool = False, attrs: dict[str, Any] | None = None) -> None:
        self.unit = unit
        super().__init__({"autocomplete": "off"} | ({"inputmode": "decimal"} if numeric else {}) | (attrs or {}))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["unit"] = self.unit
        return context


class StatedWidget(Drawn):
    """The value of an item, or the reason there is none; drawn as one group."""

    template_name = "patients/widgets/stated.html"
    use_fieldset = True  # the legend is the item's label

    def __init__(self, item: Item, attrs: dict[str, Any] | None = None) -> None:
        self.item = item
        super().__init__(attrs)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Typed:
        text, state, unit = (data.get(key) or "" for key in (name, f"{name}_state", f"{name}_unit"))
        limit = (data.get(f"{name}_upper_limit") or "") if self.item.has_upper_limit else ""
        return Typed(text, state, unit, bool(data.get(f"{name}_confirmed")), limit)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}_state" not in data

    def format_value(self, value: Any) -> Any:
        return Typed.of(value)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        typed: Typed = context["widget"]["value"]
        item = self.item
        state = State.VALUE if typed.text.strip() and not typed.state else typed.state or State.NOT_ASKED
        context["widget"] |= {
            "item": item,
            "text": typed.text,
            "choices": [(code, label, code == typed.text) for code, label in self.choices],
            "units": [(unit, unit == (typed.unit or item.unit)) for unit in (item.unit, *item.units) if item.units],
            "states": [(value, label, value == state) for value, label in State.choices],
            "upper_limit": typed.upper_limit,
            "confirmed": typed.confirmed,
            "doubtful": typed.confirmed or self._is_doubtful(typed),
        }
        return context

    @property
    def choices(self) -> list[tuple[str, Any]]:
        if self.item.kind == "flag":
            return [("yes", self.item.says(value=True)), ("no", self.item.says(value=False))]
        return list(self.item.choices)

    def _is_doubtful(self, typed: Typed) -> bool:
        """Whether the value typed needs the tick that it is right."""
        item = self.item
        if not item.is_numeric or not typed.text.strip():
            return False
        bare, behind = split_unit(typed.text, (item.unit, *item.units))
        unit = behind or typed.unit or item.unit
        try:
            figure = number(bare, signed=item.allows_negative)
            return doubt(item, figure, unit, convert(item, figure, unit)) is not None
        except Refused:
            return False  # the field says why
