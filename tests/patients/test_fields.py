"""The form fields: what is typed is kept, what is meant is said (trust.md B1 to B6, B10, B11, B22 to B26)."""

import datetime as dt
import zoneinfo
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st

from patients.fields import CensoredField, NameField, NoteField, NumberField, PartialDateField, SizeField
from patients.items import by_code

INR = by_code["labs.inr"]
quick = settings(max_examples=60, deadline=None)


def error(field, typed):
    """The one error of a field."""
    with pytest.raises(ValidationError) as caught:
        field.clean(typed)
    (only,) = caught.value.error_list
    return only


# --- One number: B2, B4 ----------------------------------------------------------------------------------------------


def test_a_number_may_have_a_comma_a_point_or_its_unit_behind_it():
    field = NumberField(item=by_code["liver.tumour_burden_percent"])
    assert field.clean("12,5") == field.clean("12.5") == field.clean("12,5 %") == Decimal("12.5")


def test_nothing_typed_is_nothing_and_a_required_number_asks_for_it():
    assert NumberField(required=False).clean(" ") is None
    assert error(NumberField(), "").code == "required"


def test_an_ambiguous_number_lists_both_readings():
    problem = error(NumberField(), "1.500")
    assert problem.code == "ambiguous"
    assert problem.params["readings"] == (Decimal("1.5"), Decimal(1500))
    assert "1.5 or 1500" in problem.messages[0]


@pytest.mark.parametrize(
    ("code", "typed", "why", "says"),
    [
        ("liver.flr_percent", "140", "above", "between 0\u00a0% and 100\u00a0%"),
        ("liver.flr_percent", "-1", "sign", "without a sign"),
        ("labs.inr", "0", "below", "above 0"),
        ("largest_lesion_mm", "900", "above", "at most 300\u00a0mm"),
        ("fitness.ecog", "5", "above", "between 0 and 4"),
        ("fitness.ecog", "1,5", "not-whole", "whole number"),
        ("tumour.tgr_percent_per_month", "-101", "below", "at least -100\u00a0%/month"),
        ("labs.inr", "1e2", "exponent", "exponent"),
        ("labs.inr", "?", "says-nothing", "not an answer"),
    ],
)
def test_an_impossible_number_is_refused_with_what_is_possible(code, typed, why, says):
    problem = error(NumberField(item=by_code[code]), typed)
    assert problem.code == why
    assert says in problem.messages[0]


def test_a_growth_rate_may_be_below_zero():
    assert NumberField(item=by_code["tumour.tgr_percent_per_month"]).clean("-12,5") == Decimal("-12.5")


def test_the_typed_words_stay_in_the_box_after_an_error():
    form = type("Sizes", (forms.Form,), {"inr": NumberField(item=INR)})({"inr": "1,500"})
    assert not form.is_valid()
    assert 'value="1,500"' in str(form["inr"])


@pytest.mark.parametrize(("language", "box"), [("sv", "1,5"), ("en", "1.5")])
def test_a_stored_number_is_shown_in_the_readers_language(language, box):
    form = type("Sizes", (forms.Form,), {"inr": NumberField(item=INR)})(initial={"inr": Decimal("1.5000")})
    with translation.override(language):
        assert f'value="{box}"' in str(form["inr"])


@quick
@given(st.decimals(min_value=0, max_value=9999, places=4), st.sampled_from(["sv", "da", "de", "en"]))
def test_a_stored_number_sent_back_unchanged_is_the_same_number(value, language):
    field = NumberField()
    with translation.override(language):
        assert field.clean(field.prepare_value(value)) == value
        assert not field.has_changed(value, field.prepare_value(value))


# --- Sizes: B1 to B3 -------------------------------------------------------------------------------------------------


def test_a_size_is_kept_longest_first_in_millimetres():
    assert SizeField().clean("0,9 x 1,2 cm") == (Decimal(12), Decimal(9))


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("0", "zero"),
        ("0,4", "zero"),
        ("900", "above"),
        ("40 cm", "above"),
        ("-5", "sign"),
        ("12,34567", "too-precise"),
        ("1.500", "ambiguous"),
    ],
)
def test_a_size_no_lesion_has_is_refused(typed, why):
    assert error(SizeField(), typed).code == why


def test_a_size_of_nothing_is_met_with_the_two_states_that_are_meant():
    message = error(SizeField(), "0").messages[0]
    assert "too small to measure" in message
    assert "vanished" in message


def test_a_size_above_150_mm_is_taken_and_doubted():
    field = SizeField()
    assert not field.is_doubtful(field.clean("150"))
    assert field.is_doubtful(field.clean("151 x 20"))


# --- Limits and ranges: B5 -------------------------------------------------------------------------------------------


def test_ki67_keeps_limits_and_ranges_and_stays_within_a_hundred():
    field = CensoredField(unit="%", low=Decimal(0), high=Decimal(100))
    assert (field.clean("<1").high, field.clean("<1").high_open) == (1, True)
    assert (field.clean("3–5 %").low, field.clean("3–5 %").high) == (3, 5)
    assert field.clean("ca 2").approximate
    assert error(field, "140").code == "above"
    assert error(field, "5-140").code == "above"
    assert error(field, "-1").code == "sign"


# --- Dates: B10, B11 -------------------------------------------------------------------------------------------------


def test_a_date_may_be_a_month_or_a_year_unless_the_day_is_needed():
    assert PartialDateField().clean("3.2021").precision == "month"
    assert PartialDateField(exact=True).clean("14.3.2021").date == dt.date(2021, 3, 14)
    assert error(PartialDateField(exact=True), "2021").code == "not-a-day"


def test_a_date_lies_in_the_future_only_where_it_may():
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    assert error(PartialDateField(), tomorrow.isoformat()).code == "future"
    assert PartialDateField(future=True).clean(tomorrow.isoformat()).date == tomorrow
    assert PartialDateField().clean(timezone.localdate().isoformat()).date == timezone.localdate()


ZONES = [f"Etc/GMT{hours:+}" for hours in range(-12, 12)]


@quick
@given(st.dates(dt.date(1900, 1, 1), dt.date(2025, 12, 31)), st.sampled_from(ZONES))
def test_no_time_zone_moves_a_date(date, zone):
    field = PartialDateField()
    with timezone.override(zoneinfo.ZoneInfo(zone)):
        value = field.clean(date.isoformat())
        assert value.date == date
        assert field.clean(field.prepare_value(value)) == value


# --- Words: B22 to B26 -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["Ann\u202ea", "Ann\u200ba", "\ufeffAnna", "An\x07na", "An\x00na"])
def test_a_name_with_an_unseen_character_is_refused_by_its_code_point(typed):
    assert "U+" in error(NameField(), typed).messages[0]


@pytest.mark.parametrize(
    "typed", ["O'Brien", "Å", "Na", "X", "<script>alert(1)</script>", "'; DROP TABLE", "İpek", "Weiß"]
)
def test_a_name_is_taken_to_the_letter(typed):
    assert NameField().clean(typed) == typed


def test_a_decomposed_name_is_composed():
    assert NameField().clean("A\u030asa") == "Åsa"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("   ", "required"),
        ("N/A", "says-nothing"),
        ("okänt", "says-nothing"),
        ("-", "says-nothing"),
        ("?", "says-nothing"),
    ],
)
def test_words_that_are_no_answer_are_no_name(typed, why):
    assert error(NameField(), typed).code == why


def test_words_have_limits_and_a_note_keeps_its_spaces_and_hidden_signs():
    assert error(NameField(), "a" * 201).code == "max_length"
    assert error(NoteField(), "a" * 20_001).code == "max_length"
    assert NoteField().clean("  first\r\n\u202esecond ") == "  first\r\n\u202esecond "
    assert NoteField(required=False).clean("  \n ") == ""
    assert error(NoteField(), "N/A").code == "says-nothing"
    assert "U+0000" in error(NoteField(), "a\0b").messages[0]
