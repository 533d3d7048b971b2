"""What a form lets through, its column can keep: else the answer is an error page, and everything typed is lost."""

import inspect
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.db import models

import patients.forms
import treatments.forms
from core.forms import Form
from patients.fields import CensoredField, NumberField, SizeField
from patients.items import ITEMS, WORKUP_ITEMS
from patients.models import Entry, Lesion, Measurement, Observation, PathologyReport, Patient, Study
from treatments.details import APPROACHES
from treatments.models import Complication, Course

WRITES: dict[str, tuple[type[models.Model], ...]] = {
    "StudyForm": (Study,),
    "LesionForm": (Lesion, Measurement),
    "MeasureForm": (Measurement,),
    "CorrectPlaceForm": (Lesion,),
    "PathologyForm": (PathologyReport,),
    "CorrectReportForm": (PathologyReport,),
    "EntryForm": (Entry,),
    "EndForm": (Entry,),
    "ReasonForm": (Entry,),
    "RegisterForm": (Patient,),
    "PersonForm": (Patient,),
    "EarlierForm": (Course,),
    "PerformForm": (Course,),
    "CorrectForm": (Course,),
    "CancelForm": (Course,),
    "ComplicationForm": (Complication,),
}
ELSEWHERE = {
    "FactsForm",
    "CorrectAnswerForm",
    "MeasureAllForm",
}  # made of the catalogue and of the lesions there are: see below
ALSO = {  # one box, several columns
    "size": ("longest_mm", "second_mm", "third_mm"),
    "ki67": ("ki67_low", "ki67_high", "ki67_printed"),
    "mitoses": ("mitoses_low", "mitoses_high", "mitoses_printed"),
}
BASES = {"Form", "WhereForm", "Correction", "DatedForm", "PlaceForm", "SizesForm"}


def forms_of(*modules: Any) -> dict[str, type[Form]]:
    """Every form a module offers, by name."""
    found = [one for module in modules for one in vars(module).values() if inspect.isclass(one)]
    return {one.__name__: one for one in found if issubclass(one, Form) and one.__name__ not in BASES}


FORMS = forms_of(patients.forms, treatments.forms)
PAIRS = [
    pytest.param(field, column, id=f"{form}.{name}-{column.name}")
    for form, written in WRITES.items()
    for name, field in FORMS[form].base_fields.items()
    for model in written
    for column in model._meta.concrete_fields
    if column.name in ALSO.get(name, (name,))
]


def too_narrow(field: Any, column: Any) -> str:
    """Why the column cannot keep everything the field lets through; nothing when it can."""
    if isinstance(column, models.DecimalField):
        room = 10 ** (column.max_digits - column.decimal_places)
        most, decimals = (field.MOST, field.DECIMALS) if isinstance(field, SizeField) else (field.high, field.decimals)
        if most is None or most >= room:
            return f"numbers up to {most}, room below {room}"
        return "" if decimals is not None and decimals <= column.decimal_places else f"{decimals} decimals"
    if column.max_length is None:
        return ""
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        longest = max((len(str(code)) for code, _label in choices), default=0)
    else:
        longest = field.max_length or 10**9
    return "" if longest <= column.max_length else f"{longest} characters, room for {column.max_length}"


def test_every_form_says_which_table_it_fills() -> None:
    assert set(FORMS) == set(WRITES) | ELSEWHERE


@pytest.mark.parametrize(("field", "column"), PAIRS)
def test_a_column_keeps_whatever_its_form_lets_through(field: Any, column: Any) -> None:
    assert too_narrow(field, column) == ""


def test_the_pairs_are_found_by_their_names() -> None:
    kinds = {type(pair.values[0]) for pair in PAIRS}
    assert {NumberField, SizeField, CensoredField, forms.URLField} <= kinds


@pytest.mark.parametrize("code", [code for kind in APPROACHES.values() for code, _label in kind])
def test_an_approach_has_room_on_its_course(code: str) -> None:
    column: Any = Course._meta.get_field("approach")
    assert len(code) <= column.max_length


@pytest.mark.parametrize("item", [*ITEMS, *WORKUP_ITEMS], ids=lambda item: item.code)
def test_an_item_of_the_catalogue_has_room_in_its_columns(item: Any) -> None:
    columns: dict[str, Any] = {name: Observation._meta.get_field(name) for name in ("item", "unit", "number")}
    assert len(item.code) <= columns["item"].max_length
    assert all(len(unit) <= columns["unit"].max_length for unit in (item.unit, *item.units))
    room = Decimal(10 ** (columns["number"].max_digits - columns["number"].decimal_places))
    assert all(abs(end) < room for end in (item.hard_low, item.hard_high) if end is not None)
