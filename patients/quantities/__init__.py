"""What a person types, read by explicit grammars.

Python's own readers take 1e5, 1_000, NaN and full-width digits for numbers; a chart must not. Whatever has two readings
is refused with both, never guessed (trust.md B2 to B6, B10, B13, B22 to B26).
"""

from patients.quantities.dates import PartialDate, partial_date, whole_years, years_before
from patients.quantities.numbers import (
    MAX_DECIMALS,
    MAX_WHOLE,
    Censored,
    censored,
    convert,
    fits,
    millimetres,
    number,
    split_unit,
    written,
)
from patients.quantities.refusals import Refused, Unconvertible, Unreadable, Words
from patients.quantities.segments import SEGMENTS, listed, nine, segments
from patients.quantities.wording import NAME_LENGTH, NOTE_LENGTH, BadText, clean_text, says_nothing

__all__ = [
    "MAX_DECIMALS",
    "MAX_WHOLE",
    "NAME_LENGTH",
    "NOTE_LENGTH",
    "SEGMENTS",
    "BadText",
    "Censored",
    "PartialDate",
    "Refused",
    "Unconvertible",
    "Unreadable",
    "Words",
    "censored",
    "clean_text",
    "convert",
    "fits",
    "listed",
    "millimetres",
    "nine",
    "number",
    "partial_date",
    "says_nothing",
    "segments",
    "split_unit",
    "whole_years",
    "written",
    "years_before",
]
