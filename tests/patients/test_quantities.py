"""Reading what people type: numbers, sizes, ranges and units (trust.md B2 to B7)."""

from contextlib import suppress
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from patients.items import by_code
from patients.quantities import (
    Censored,
    Unconvertible,
    Unreadable,
    censored,
    convert,
    millimetres,
    number,
    split_unit,
    written,
)

quick = settings(max_examples=80, deadline=None)
kept = st.decimals(min_value=0, max_value=9999999999, places=4)  # what a column of the house keeps


def refusal(read, *arguments, **keywords):
    """The Unreadable that the reader raises."""
    with pytest.raises(Unreadable) as caught:
        read(*arguments, **keywords)
    return caught.value


# --- Numbers: B2, B4 -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", "12"),
        (" 12 ", "12"),
        ("1,5", "1.5"),
        ("1.5", "1.5"),
        ("7,10", "7.10"),
        ("0,500", "0.500"),
        ("0.500", "0.500"),
        ("12345,678", "12345.678"),
        ("167 000", "167000"),
        ("167\u00a0000", "167000"),
        ("167\u2009000,5", "167000.5"),
        ("1\u202f500.25", "1500.25"),
        ("1.500,5", "1500.5"),
        ("1,500.5", "1500.5"),
        ("1.500.000", "1500000"),
        ("0", "0"),
    ],
)
def test_a_number_with_one_reading_is_read(text, value):
    assert number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["1.500", "1,500", "12.345", "999,999"])
def test_three_digits_after_one_separator_are_refused_with_both_readings(text):
    error = refusal(number, text)
    whole, decimals = text.replace(",", ".").split(".")
    assert error.code == "ambiguous"
    assert error.readings == (Decimal(f"{whole}.{decimals}"), Decimal(whole + decimals))
    assert all(offer in str(error) for offer in error.offers)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1e5", "exponent"),
        ("1E-5", "exponent"),
        ("1_000", "not-a-number"),
        ("１２", "foreign-digits"),
        ("٣", "foreign-digits"),
        ("½", "foreign-digits"),
        ("NaN", "not-a-number"),
        ("inf", "not-a-number"),
        ("-Infinity", "sign"),
        ("", "empty"),
        (" \u00a0", "empty"),
        ("-5", "sign"),
        ("\u22125", "sign"),
        ("+5", "sign"),
        ("5,", "not-a-number"),
        (",5", "not-a-number"),
        ("05", "not-a-number"),
        ("1 50", "not-a-number"),
        ("1 500 00", "not-a-number"),
        ("0x1F", "not-a-number"),
        ("1,2,3", "not-a-number"),
        ("9" * 5000, "too-long"),
        ("12345678901", "too-long"),
        ("1,23456", "too-precise"),
    ],
)
def test_what_python_would_take_for_a_number_but_a_chart_must_not_is_refused(text, code):
    assert refusal(number, text).code == code


def test_a_sign_is_read_only_where_the_value_can_be_below_zero():
    assert number("-12,5", signed=True) == number("\u221212.5", signed=True) == Decimal("-12.5")
    assert refusal(number, "-1.500", signed=True).readings == (Decimal("-1.5"), Decimal(-1500))
    assert refusal(number, "+5", signed=True).code == "sign"


def test_a_refusal_speaks_the_language_of_whoever_reads_it():
    error = refusal(number, "1.500")
    with translation.override(None):
        assert str(error) == "“1.500” could mean 1.5 or 1500. Write the one you mean."


@quick
@given(kept, st.sampled_from(".,"))
def test_what_the_house_writes_it_reads_back_unchanged(value, separator):
    assert number(written(value, separator)) == value


@quick
@given(st.text(max_size=60))
def test_no_text_brings_the_number_reader_down(text):
    with suppress(Unreadable):
        assert number(text, signed=True).is_finite()


@quick
@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from(".,"))
def test_every_offer_is_read_as_the_reading_it_stands_for(whole, decimals, separator):
    error = refusal(number, f"{whole}{separator}{decimals:03}")
    assert tuple(map(number, error.offers)) == error.readings


# --- Sizes: B3 -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "axes"),
    [
        ("12", ["12"]),
        ("12 mm", ["12"]),
        ("12mm", ["12"]),
        ("12\u00a0mm", ["12"]),
        ("1,2 cm", ["12"]),
        ("1.2 CM", ["12"]),
        ("12 x 9", ["12", "9"]),
        ("12×9×8 mm", ["12", "9", "8"]),
        ("1,2 X 0,9 cm", ["12", "9"]),
        ("12 mm * 0,9 cm", ["12", "9"]),
    ],
)
def test_a_size_is_read_in_millimetres(text, axes):
    assert millimetres(text) == tuple(map(Decimal, axes))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("12 x", "empty"),
        ("12 x 9 x 8 x 7", "axes"),
        ("12 cm x 9", "units"),
        ("12 in", "not-a-number"),
        ("-5", "sign"),
        ("1e2", "exponent"),
        ("12-14", "not-a-number"),
    ],
)
def test_a_size_that_has_no_one_reading_is_refused(text, code):
    assert refusal(millimetres, text).code == code


def test_a_size_with_two_readings_offers_the_whole_size_twice():
    error = refusal(millimetres, "1.500 x 9 cm")
    assert error.offers == ("1.5 x 9 cm", "1500 x 9 cm")
    assert error.readings == (Decimal(15), Decimal(15000))


@quick
@given(
    st.lists(st.decimals(min_value=1, max_value=300, places=1), min_size=1, max_size=3), st.sampled_from(["", " mm"])
)
def test_axes_come_back_in_the_order_typed(axes, unit):
    assert millimetres(" x ".join(map(written, axes)) + unit) == tuple(axes)


# --- Limits and ranges: B5 -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "low", "high", "opened"),
    [
        ("2", 2, 2, ""),
        ("<2", None, 2, "high"),
        ("< 2 %", None, 2, "high"),
        ("≤2", None, 2, ""),
        ("<=2", None, 2, ""),
        (">20", 20, None, "low"),
        ("≥ 20", 20, None, ""),
        (">=20", 20, None, ""),
        ("3-5", 3, 5, ""),
        ("3–5", 3, 5, ""),
        ("3 - 5 %", 3, 5, ""),
        ("3-3", 3, 3, ""),
    ],
)
def test_a_limit_or_range_is_kept_as_such(text, low, high, opened):
    value = censored(text, unit="%")
    assert (value.low, value.high) == (low, high)
    assert (value.low_open, value.high_open) == (opened == "low", opened == "high")
    assert value.text == text
    assert not value.approximate


@pytest.mark.parametrize("text", ["ca 2", "ca. 2", "c:a 2", "circa 2", "~2", "≈ 2", "ungefär 2", "etwa 2", "ca2"])
def test_an_estimate_says_that_it_is_one(text):
    value = censored(text)
    assert value == Censored(Decimal(2), Decimal(2), text=text, approximate=True)


def test_an_estimated_range_is_both():
    assert censored("ca 2-3") == Censored(Decimal(2), Decimal(3), text="ca 2-3", approximate=True)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("5-3", "reversed"),
        ("-1", "sign"),
        ("ca <2", "not-a-number"),
        ("cat", "not-a-number"),
        ("<", "empty"),
        ("3-", "not-a-number"),
        ("", "empty"),
    ],
)
def test_a_range_that_says_nothing_definite_is_refused(text, code):
    assert refusal(censored, text).code == code


def test_a_limit_with_two_readings_offers_limits():
    assert refusal(censored, "<1.500").offers == ("<1.5", "<1500")


# --- Units: B6, B7 ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "figure", "unit", "stored"),
    [
        ("labs.bilirubin_umol_l", "1.2", "mg/dL", "20.52"),
        ("labs.bilirubin_umol_l", "20", "µmol/L", "20"),
        ("labs.albumin_g_l", "4.2", "g/dL", "42"),
        ("labs.haemoglobin_g_l", "8.4", "mmol/L", "135.324"),
        ("labs.haemoglobin_g_l", "13.5", "g/dL", "135"),
        ("labs.creatinine_umol_l", "1.1", "mg/dL", "97.24"),
        ("labs.alt_u_l", "0.6", "µkat/L", "36"),
        ("labs.hiaa5_urine_umol_24h", "10", "mg/24 h", "52.3"),
        ("labs.nt_probnp_ng_l", "31", "pmol/L", "262.167"),
        ("labs.chromogranin_a_ug_l", "167000", "ng/mL", "167000"),
    ],
)
def test_a_result_is_converted_by_the_factor_of_its_own_analyte(code, figure, unit, stored):
    assert convert(by_code[code], Decimal(figure), unit) == Decimal(stored)


@pytest.mark.parametrize("unit", ["nmol/L", "U/L"])
def test_an_assay_dependent_marker_is_never_converted(unit):
    with pytest.raises(Unconvertible) as caught:
        convert(by_code["labs.chromogranin_a_ug_l"], Decimal(5), unit)
    assert caught.value.code == "assay"


def test_a_unit_of_another_analyte_is_refused_with_the_units_there_are():
    with pytest.raises(Unconvertible) as caught:
        convert(by_code["labs.albumin_g_l"], Decimal(5), "mg/dL")
    assert "g/L, g/dL" in str(caught.value)


def test_a_unit_behind_the_number_is_told_apart_from_it():
    assert split_unit("1,2 mg/dL", ("µmol/L", "mg/dL")) == ("1,2", "mg/dL")
    assert split_unit("1,2 MG/DL", ("µmol/L", "mg/dL")) == ("1,2", "mg/dL")
    assert split_unit("13 g/dL", ("g/L", "g/dL")) == ("13", "g/dL")
    assert split_unit("12", ("%",)) == ("12", "")
    assert split_unit("12 mmol/L", ("mol/L",)) == ("12 mmol/L", "")
