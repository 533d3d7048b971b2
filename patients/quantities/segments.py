"""Couinaud's segments as radiologists write them (clinical.md 3.2, trust.md B13)."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from patients.quantities.refusals import Unreadable

# The order of the liver. "4" is said when nobody has told a from b; the format's nine codes do not have it.
SEGMENTS = ("1", "2", "3", "4", "4a", "4b", "5", "6", "7", "8")
NO_SEGMENT = "none"  # an answer too: a wedge removes no whole segment
_ROMAN = {"viii": "8", "vii": "7", "vi": "6", "v": "5", "iv": "4", "iii": "3", "ii": "2", "i": "1", "ix": "9"}
_ARABIC = "|".join(sorted(_ROMAN, key=len, reverse=True))
_CAUDATE = re.compile(r"(?:the )?(?:caudate(?: lobe)?|lobus caudatus|caudatus)", re.IGNORECASE)
_PREFIX = re.compile(r"(?:segments?|segmente|segmentet|segmenter|seg\.?|sg\.?|s)\s*(?=[0-9ivx])", re.IGNORECASE)
_PART = re.compile(rf"(?P<number>[0-9]+|{_ARABIC})\s?(?P<half>[a-z]?)", re.IGNORECASE)
_BOTH_HALVES = re.compile(r"(4|iv)\s?a\s*[/+&,]\s*b\b", re.IGNORECASE)  # IVa/b
_BETWEEN = re.compile(r"\s*(?:[/,;+&]|\b(?:and|och|og|und)\b)\s*", re.IGNORECASE)


def segments(text: str) -> tuple[str, ...]:
    """The segments named, in the order of the liver: "VII/VIII", "S4a", "caudate", "2,3", "5-8"; () for "none"."""
    bare = _BOTH_HALVES.sub("4a/4b", _CAUDATE.sub("1", text.strip()))
    if not bare:
        raise Unreadable(_("Type a segment."), "empty")
    if bare.casefold() == NO_SEGMENT:
        return ()
    named: set[str] = set()
    for part in _BETWEEN.split(bare):
        ends = [_one(end, text.strip()) for end in re.split(r"\s*[-\u2013\u2014]\s*", part)]
        match ends:
            case [segment]:
                named.add(segment)
            case [first, last]:
                named |= _span(first, last, text.strip())
            case _:
                raise _not_a_segment(text.strip())
    return tuple(segment for segment in SEGMENTS if segment in named)


def listed(named: Iterable[str]) -> str:
    """Segments as text that `segments` reads back."""
    return ",".join(named) or NO_SEGMENT


def nine(named: tuple[str, ...]) -> tuple[str, ...]:
    """The same in the nine codes of the format: an unspecified 4 counts as both its halves."""
    halves = {"4a", "4b"} if "4" in named else set()
    return tuple(segment for segment in SEGMENTS if segment != "4" and segment in {*named, *halves})


def _one(part: str, typed: str) -> str:
    match = _PART.fullmatch(_PREFIX.sub("", part.strip()))
    if match is None:
        raise _not_a_segment(typed)
    figure = _ROMAN.get(match["number"].lower(), match["number"])
    segment = figure + match["half"].lower()
    if segment == "9":
        message = _("Segment IX is an older name for a part of the dorsal sector. Write one of 1 to 8.")
        raise Unreadable(message, "segment-nine", text=typed)
    if segment not in SEGMENTS:
        message = _("There is no segment %(part)s. Segments are 1 to 8, with 4a and 4b.")
        raise Unreadable(message, "no-such-segment", part=part.strip())
    return segment


def _span(first: str, last: str, typed: str) -> set[str]:
    """Every segment from the first to the last; a span that passes through 4 holds all of it."""
    start, end = SEGMENTS.index(first), SEGMENTS.index(last)
    if start >= end:
        raise Unreadable(_("The range “%(text)s” runs backwards."), "reversed", text=typed)
    span = set(SEGMENTS[start : end + 1])
    if last == "4a":
        return span - {"4"}
    return span - {"4a", "4b"} if "4" in span else span


def _not_a_segment(typed: str) -> Unreadable:
    message = _("“%(text)s” does not name liver segments. Write for example 6, 4a or VII/VIII.")
    return Unreadable(message, "not-a-segment", text=typed)
