"""Person numbers: trust.md B15 to B18 and B22.

The Swedish numbers are test numbers (tests/data/ids). Danish ones are replacement numbers or of people born before 1900,
Finnish ones temporary, Norwegian ones of people born before 1900: none can be a living person's.
"""

import datetime as dt
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.dk import cpr
from stdnum.fi import hetu
from stdnum.no import fodselsnummer

from patients.identity import BadNumber, PersonNumber, Scheme, grouped, guess, kvnr_check_digit, read, shown
from patients.quantities import BadText, Refused

TODAY = dt.date(2026, 11, 22)
IDS = Path(__file__).parents[1] / "data/ids"
PU = (IDS / "pu_testpersonnummer.txt").read_text().split()
RESERVE = [number for number in PU if number.startswith("99")]
SWEDISH = sorted({*PU, *(IDS / "skatteverket_testpersonnummer_2021.csv").read_text().split()[1:]} - set(RESERVE))
quick = settings(max_examples=60, deadline=None)


def refused(scheme: str, text: str) -> BadNumber:
    with pytest.raises(BadNumber) as caught:
        read(scheme, text, TODAY)
    return caught.value


def coordination_number(personnummer: str) -> str:
    """The test number with the day raised by 60 and its check digit worked out anew."""
    body = f"{personnummer[:6]}{int(personnummer[6:8]) + 60}{personnummer[8:11]}"
    return body + luhn.calc_check_digit(body[2:])


# --- Sweden ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", SWEDISH[:60])
def test_every_swedish_test_number_is_read_with_its_birth_date_and_sex(number):
    person = read(Scheme.SE_PERSONNUMMER, number, TODAY)
    assert person.normalised == number
    assert person.birth_date == dt.date(int(number[:4]), int(number[4:6]), int(number[6:8]))
    assert person.sex == ("male" if int(number[10]) % 2 else "female")


def test_all_455_swedish_test_numbers_pass():
    assert len(SWEDISH) == 455
    assert all(read(Scheme.SE_PERSONNUMMER, number, TODAY).normalised == number for number in SWEDISH)


@pytest.mark.parametrize(
    "text", ["19440813-9089", "440813-9089", "4408139089", "19440813 9089", "440813\u20139089", " 194408139089\n"]
)
def test_ten_and_twelve_digits_become_the_same_number(text):
    assert read(Scheme.SE_PERSONNUMMER, text, TODAY).normalised == "194408139089"


def test_a_plus_stands_for_a_hundred_years_and_more():
    assert read(Scheme.SE_PERSONNUMMER, "121212+1212", TODAY).normalised == "191212121212"
    assert read(Scheme.SE_PERSONNUMMER, "19121212+1212", TODAY).normalised == "191212121212"
    assert read(Scheme.SE_PERSONNUMMER, "121212-1212", TODAY).normalised == "201212121212"
    assert refused(Scheme.SE_PERSONNUMMER, "19440813+9089").part == "separator"


def test_the_hyphen_becomes_a_plus_in_the_year_of_the_hundredth_birthday():
    turns_100 = dt.date(2044, 1, 1)
    assert read(Scheme.SE_PERSONNUMMER, "440813+9089", turns_100).normalised == "194408139089"
    with pytest.raises(BadNumber) as caught:  # with a hyphen it would be somebody not yet born
        read(Scheme.SE_PERSONNUMMER, "440813-9089", turns_100)
    assert caught.value.part == "future"


@quick
@given(st.sampled_from(SWEDISH), st.integers(2, 11), st.integers(1, 9))
def test_one_mistyped_digit_never_passes_as_the_same_person(number, place, step):
    wrong = f"{number[:place]}{(int(number[place]) + step) % 10}{number[place + 1 :]}"
    error = refused(Scheme.SE_PERSONNUMMER, wrong)
    assert error.part in {"check", "date"}
    if error.part == "check":
        assert error.position == 12
        assert wrong[-1] in str(error)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("194402309089", "date"),
        ("194413139089", "date"),
        ("19440813-908", "form"),
        ("44081390891", "form"),
        ("１９４４08139089", "form"),
        ("174408139089", "form"),
        ("", "form"),
        ("19440813-9O89", "form"),
    ],
)
def test_a_swedish_number_with_an_impossible_part_is_refused_by_that_part(text, part):
    assert refused(Scheme.SE_PERSONNUMMER, text).part == part


@quick
@given(st.sampled_from(SWEDISH))
def test_a_coordination_number_is_its_own_kind(number):
    coordination = coordination_number(number)
    person = read(Scheme.SE_SAMORDNINGSNUMMER, coordination, TODAY)
    assert person.normalised == coordination
    assert person.birth_date == dt.date(int(number[:4]), int(number[4:6]), int(number[6:8]))
    assert refused(Scheme.SE_PERSONNUMMER, coordination).part == "date"
    assert refused(Scheme.SE_SAMORDNINGSNUMMER, number).part == "date"


@pytest.mark.parametrize("number", RESERVE)
def test_a_reserve_number_of_stockholm_needs_no_date(number):
    assert read(Scheme.SE_RESERVE, number, TODAY) == PersonNumber(Scheme.SE_RESERVE, number)
    assert refused(Scheme.SE_RESERVE, number[:-1] + str((int(number[-1]) + 1) % 10)).part == "check"


def test_a_reserve_number_with_letters_holds_a_date():
    person = read(Scheme.SE_RESERVE, "18500813-a12b", TODAY)
    assert (person.normalised, person.birth_date) == ("18500813A12B", dt.date(1850, 8, 13))
    assert refused(Scheme.SE_RESERVE, "18501399A12B").part == "date"
    assert refused(Scheme.SE_RESERVE, "194408139089").part == "form"


# --- Denmark ---------------------------------------------------------------------------------------------------------


def test_a_danish_number_that_fails_modulus_11_is_accepted():
    number = next(one for one in (f"010160{serial}" for serial in range(5001, 5999)) if cpr.checksum(one) != 0)
    person = read(Scheme.DK_CPR, f"{number[:6]}-{number[6:]}", TODAY)
    assert (person.normalised, person.birth_date) == (number, dt.date(1860, 1, 1))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("310260-5001", "date"),
        ("001260-5001", "date"),
        ("670761-5001", "date"),
        ("01016050010", "form"),
        ("010160-50O1", "form"),
    ],
)
def test_an_impossible_danish_number_is_refused(text, part):
    assert refused(Scheme.DK_CPR, text).part == part


@quick
@given(st.dates(dt.date(1937, 1, 1), dt.date(1999, 12, 31)), st.integers(0, 3999))
def test_a_danish_replacement_number_has_its_day_raised_by_sixty(born, serial):
    number = f"{born.day + 60}{born:%m%y}{serial:04}"
    person = read(Scheme.DK_REPLACEMENT, number, TODAY)
    assert (person.birth_date, person.sex) == (born, "male" if serial % 2 else "female")
    assert shown(person) == f"{number[:6]}-{number[6:]}"
    assert guess(number, TODAY)[-1] == Scheme.LOCAL
    assert Scheme.DK_CPR not in guess(number, TODAY)


@pytest.mark.parametrize(("text", "part"), [("070761-5001", "date"), ("910261-5001", "date"), ("600761-5001", "date")])
def test_a_replacement_number_without_the_raised_day_is_refused(text, part):
    assert refused(Scheme.DK_REPLACEMENT, text).part == part


def test_somebody_not_yet_born_is_refused():
    assert refused(Scheme.DK_REPLACEMENT, "613036-4001").part == "date"
    assert refused(Scheme.DK_REPLACEMENT, "610136-4001").part == "future"


# --- Germany, Norway, Finland ----------------------------------------------------------------------------------------


def test_a_german_insurance_number_is_read_with_its_check_digit():
    example = "A123456780"  # the example of the specifications
    assert kvnr_check_digit(example[:9]) == example[9]
    assert read(Scheme.DE_KVNR, "a 123 456 780", TODAY) == PersonNumber(Scheme.DE_KVNR, example)
    error = refused(Scheme.DE_KVNR, "A123456781")
    assert (error.part, error.position) == ("check", 10)


@pytest.mark.parametrize("text", ["Ä123456780", "1234567890", "A12345678", "AB12345678", "A１23456780"])
def test_a_german_number_of_another_form_is_refused(text):
    assert refused(Scheme.DE_KVNR, text).part == "form"


@quick
@given(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), st.text("0123456789", min_size=8, max_size=8), st.integers(1, 9))
def test_the_german_check_digit_finds_a_wrong_last_digit(letter, digits, step):
    right = kvnr_check_digit(letter + digits)
    assert read(Scheme.DE_KVNR, letter + digits + right, TODAY).sex is None
    assert refused(Scheme.DE_KVNR, f"{letter}{digits}{(int(right) + step) % 10}").part == "check"


def norwegian(body: str) -> str:
    """A number of somebody born in the 1860s: the first serial from 500 with two check digits of one figure."""
    for serial in range(500, 750):
        first = fodselsnummer.calc_check_digit1(f"{body}{serial}")
        second = fodselsnummer.calc_check_digit2(f"{body}{serial}{first}")
        if len(first) == len(second) == 1:
            return f"{body}{serial}{first}{second}"
    raise AssertionError(body)


@pytest.mark.parametrize("body", ["070761", "470761", "074761"], ids=["plain", "D number", "H number"])
def test_norwegian_birth_d_and_h_numbers_are_read(body):
    number = norwegian(body)
    person = read(Scheme.NO_FNR, f"{number[:6]} {number[6:]}", TODAY)
    assert (person.normalised, person.birth_date) == (number, dt.date(1861, 7, 7))
    assert shown(person) == f"{number[:6]} {number[6:]}"


def test_a_norwegian_help_number_has_no_birth_date_and_a_wrong_one_is_refused():
    number = norwegian("800761")
    assert read(Scheme.NO_FNR, number, TODAY).birth_date is None
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert refused(Scheme.NO_FNR, wrong).position == 11
    assert refused(Scheme.NO_FNR, "123").part == "form"


@pytest.mark.parametrize(
    ("separator", "year"), [("+", 1861), ("-", 1961), ("Y", 1961), ("U", 1961), ("A", 1961 + 100), ("F", 2061)]
)
def test_finnish_numbers_take_the_old_and_the_new_separators(separator, year):
    number = f"070761{separator}900{hetu._calc_checksum('070761900')}"
    person = read(Scheme.FI_HETU, number.lower(), dt.date(2070, 1, 1))
    assert (person.normalised, person.birth_date, person.sex) == (number, dt.date(year, 7, 7), "female")


@pytest.mark.parametrize(
    ("text", "part"),
    [("070761-9000", "check"), ("070761Z9001", "form"), ("310261-900X", "form"), ("０70761-9001", "form")],
)
def test_a_bad_finnish_number_is_refused(text, part):
    assert refused(Scheme.FI_HETU, text).part == part


# --- The hospital's own, and all together ----------------------------------------------------------------------------


def test_a_hospital_number_is_kept_as_it_is():
    assert read(Scheme.LOCAL, " AB-00123/7 ", TODAY).normalised == "AB-00123/7"
    assert grouped(Scheme.LOCAL, "AB-00123/7") == "AB-00123/7"
    assert refused(Scheme.LOCAL, " ").part == "form"
    assert refused(Scheme.LOCAL, "7" * 41).part == "form"


@pytest.mark.parametrize("scheme", Scheme)
def test_an_unseen_character_is_refused_in_every_scheme(scheme):
    with pytest.raises(BadText):
        read(scheme, "19440813\u200b9089", TODAY)


@pytest.mark.parametrize("scheme", Scheme)
@quick
@given(text=st.text(max_size=20))
def test_no_text_brings_a_reader_down_and_what_is_read_is_read_again(scheme, text):
    with suppress(Refused):
        person = read(scheme, text, TODAY)
        assert read(scheme, shown(person), TODAY) == person


def test_a_number_is_shown_as_its_country_writes_it():
    assert grouped(Scheme.SE_PERSONNUMMER, "194408139089") == "19440813-9089"
    assert grouped(Scheme.DE_KVNR, "A123456780") == "A123456780"


def test_the_schemes_a_number_could_belong_to_are_guessed():
    assert guess("194408139089", TODAY) == [Scheme.SE_PERSONNUMMER, Scheme.LOCAL]
    assert guess(coordination_number("199006022397"), TODAY) == [Scheme.SE_SAMORDNINGSNUMMER, Scheme.LOCAL]
    assert guess(RESERVE[0], TODAY) == [Scheme.SE_RESERVE, Scheme.LOCAL]
    assert guess("A123456780", TODAY) == [Scheme.DE_KVNR, Scheme.LOCAL]
    assert guess("", TODAY) == []


def test_the_demo_uses_only_test_numbers():
    lines = (Path(__file__).parents[2] / "conference/demo/person_numbers.txt").read_text(encoding="utf-8").splitlines()
    numbers = [line for line in lines if not line.startswith("#")]
    assert numbers == PU
    assert "Licence" in "".join(lines[:5])
