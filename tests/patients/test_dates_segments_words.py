"""Reading what people type: dates, liver segments and words (trust.md B10, B13, B22 to B24, B26)."""

import datetime as dt
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patients.quantities import SEGMENTS, BadText, Unreadable, clean_text, nine, partial_date, says_nothing, segments

TODAY = dt.date(2026, 11, 22)
quick = settings(max_examples=80, deadline=None)


def refusal(read, *arguments):
    """The Unreadable that the reader raises."""
    with pytest.raises(Unreadable) as caught:
        read(*arguments)
    return caught.value


# --- Dates: B10, B11 -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "date", "precision"),
    [
        ("2021-03-14", dt.date(2021, 3, 14), "day"),
        ("14.3.2021", dt.date(2021, 3, 14), "day"),
        ("14.03.2021", dt.date(2021, 3, 14), "day"),
        ("3.2021", dt.date(2021, 3, 1), "month"),
        ("2021-03", dt.date(2021, 3, 1), "month"),
        (" 2021 ", dt.date(2021, 1, 1), "year"),
        ("29.2.2024", dt.date(2024, 2, 29), "day"),
    ],
)
def test_a_date_is_as_exact_as_it_was_typed(text, date, precision):
    value = partial_date(text, TODAY)
    assert (value.date, value.precision) == (date, precision)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("30.2.2021", "no-such-date"),
        ("2021-02-30", "no-such-date"),
        ("2023-02-29", "no-such-date"),
        ("2021-13", "no-such-date"),
        ("0.3.2021", "no-such-date"),
        ("03/04/26", "two-digit-year"),
        ("14.3.21", "two-digit-year"),
        ("03/04/2026", "slashes"),
        ("44270", "serial"),
        ("1821", "year"),
        ("2026-11-23", "future"),
        ("12.2026", "future"),
        ("2027", "future"),
        ("14 March 2021", "not-a-date"),
        ("２０２１", "not-a-date"),
        ("", "empty"),
    ],
)
def test_a_date_that_does_not_exist_or_could_be_two_is_refused(text, code):
    assert refusal(partial_date, text, TODAY).code == code


def test_a_date_with_slashes_is_refused_with_both_readings():
    assert refusal(partial_date, "03/04/2026").offers == ("2026-04-03", "2026-03-04")
    assert refusal(partial_date, "31/12/2025").readings == (dt.date(2025, 12, 31),)


def test_the_future_is_refused_only_when_today_is_told():
    assert partial_date("2027-01-01").date == dt.date(2027, 1, 1)
    assert partial_date("2026-11-22", TODAY).date == TODAY
    assert partial_date("2026", TODAY).precision == "year"


def test_a_partial_date_knows_the_last_day_it_can_mean():
    assert partial_date("2024-02").last == dt.date(2024, 2, 29)
    assert partial_date("2023").last == dt.date(2023, 12, 31)
    assert partial_date("2023-05-06").last == dt.date(2023, 5, 6)


@quick
@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)))
def test_a_date_survives_being_written_in_either_way(date):
    assert partial_date(f"{date.day}.{date.month}.{date.year}") == partial_date(date.isoformat())
    assert str(partial_date(date.isoformat())) == date.isoformat()


@quick
@given(st.text(max_size=20))
def test_no_text_brings_the_date_reader_down(text):
    with suppress(Unreadable):
        assert partial_date(text, TODAY).date <= TODAY


# --- Segments: B13 ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("VII/VIII", "7 8"),
        ("vii-viii", "7 8"),
        ("4a", "4a"),
        ("S4a", "4a"),
        ("IVb", "4b"),
        ("IVa/b", "4a 4b"),
        ("4 a", "4a"),
        ("caudate", "1"),
        ("caudate lobe", "1"),
        ("lobus caudatus", "1"),
        ("2,3", "2 3"),
        ("5-8", "5 6 7 8"),
        ("S5–S8", "5 6 7 8"),
        ("3-5", "3 4 5"),
        ("4a-6", "4a 4b 5 6"),
        ("3-4a", "3 4a"),
        ("4", "4"),
        ("segment VI och VII", "6 7"),
        ("Seg. 8 + 1", "1 8"),
    ],
)
def test_segments_are_read_as_radiologists_write_them(text, read):
    assert segments(text) == tuple(read.split())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0", "no-such-segment"),
        ("4c", "no-such-segment"),
        ("2a", "no-such-segment"),
        ("10", "no-such-segment"),
        ("８", "not-a-segment"),
        ("8-5", "reversed"),
        ("5-6-7", "not-a-segment"),
        ("right lobe", "not-a-segment"),
        ("5,,6", "not-a-segment"),
        ("", "empty"),
    ],
)
def test_a_segment_the_liver_does_not_have_is_refused(text, code):
    assert refusal(segments, text).code == code


@pytest.mark.parametrize("text", ["IX", "9", "S9", "VIII/IX"])
def test_segment_nine_is_refused_with_an_explanation(text):
    assert "older name" in str(refusal(segments, text))


def test_an_unspecified_four_counts_as_both_halves_among_the_nine():
    assert nine(("3", "4", "5")) == ("3", "4a", "4b", "5")
    assert nine(("4a",)) == ("4a",)


@quick
@given(st.sets(st.sampled_from(SEGMENTS), min_size=1), st.sampled_from([",", "/", " + ", " and "]))
def test_a_list_of_segments_comes_back_in_the_order_of_the_liver(named, between):
    assert segments(between.join(sorted(named, reverse=True))) == tuple(one for one in SEGMENTS if one in named)


@quick
@given(st.text(max_size=30))
def test_no_text_brings_the_segment_reader_down(text):
    with suppress(Unreadable):
        assert set(segments(text)) <= set(SEGMENTS)


# --- Words: B22 to B24, B26 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "character", ["\u202e", "\u2066", "\u2069", "\u200b", "\u200d", "\ufeff", "\u00ad", "\x07", "\n"]
)
def test_an_unseen_character_in_a_name_is_named_and_in_a_note_kept(character):
    with pytest.raises(BadText) as caught:
        clean_text(f"Sven{character}sson", identity=True)
    assert caught.value.code_point == f"U+{ord(character):04X}"
    assert caught.value.code_point in str(caught.value)
    assert caught.value.position == 5
    assert clean_text(f"Sven{character}sson") == f"Sven{character}sson"


@pytest.mark.parametrize("character", ["\0", "\ud800"])
def test_what_no_database_takes_is_refused_everywhere(character):
    with pytest.raises(BadText):
        clean_text(f"a{character}b")


@pytest.mark.parametrize(
    "name", ["Åström", "Weiß", "Søren", "İpek", "O'Brien", "X", "Nguyễn Thị", "<script>alert(1)</script>", "{{7*7}}"]
)
def test_a_name_is_kept_to_the_letter(name):
    assert clean_text(name, identity=True) == name


def test_a_decomposed_letter_is_composed():
    assert clean_text("A\u030angstro\u0308m", identity=True) == "Ångström"


@quick
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0")))
def test_cleaning_twice_changes_nothing_more(text):
    assert clean_text(clean_text(text)) == clean_text(text)


@pytest.mark.parametrize(
    "text", ["", "  ", "\u00a0", "-", "?", "N/A", "n/a", "okänt", "Ej  känt", "ukendt", "unbekannt", "k.A.", "Unknown"]
)
def test_words_that_are_no_answer_are_recognised(text):
    assert says_nothing(text)


@pytest.mark.parametrize("text", ["none", "0", "no", "ingen", "12", "unknown primary"])
def test_words_that_are_an_answer_are_left_alone(text):
    assert not says_nothing(text)
