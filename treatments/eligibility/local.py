"""A hospital's own limits as a file: one line a band, its part and its number, such as `ABL_D.met 25  # radiology, 2026-11`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from difflib import get_close_matches

from treatments.eligibility.parameters import PARAMETERS, Band, Limits

PLAIN = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
LONGEST = {"days": 3650, "months": 120}  # counted in whole ones: the calendar knows no others


class BadFile(ValueError):
    """Everything that is wrong with what a hospital has written for itself, a sentence a fault: "limits.txt, line 3: …"."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def faults_of(read: Callable[[], object]) -> list[str]:
    """What is wrong with what READ reads."""
    try:
        read()
    except BadFile as bad:
        return bad.faults
    return []


def read_limits(text: str, *, name: str = "limits") -> dict[str, Decimal]:
    """The limits of the file called NAME; # begins a comment. One that says the house's own number changes nothing."""
    stands: dict[str, tuple[int, Decimal]] = {}
    faults: list[tuple[int, str]] = []
    for line, words in _filled(text):
        try:
            key, number = _limit(words)
            if key in stands:
                raise ValueError(f"{key} stands already in line {stands[key][0]}")
        except ValueError as fault:
            faults.append((line, str(fault)))
        else:
            stands[key] = line, number
    faults += _out_of_order(stands)
    if faults:
        raise BadFile([f"{name}, line {line}: {fault}" for line, fault in sorted(faults)])
    return {key: number for key, (_line, number) in stands.items() if number != _of_the_house(key)}


def _filled(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines that say something, with their number; an equals sign may stand between band and number."""
    for line, written in enumerate(text.splitlines(), 1):
        if words := written.partition("#")[0].replace("=", " ").split():
            yield line, words


def _limit(words: list[str]) -> tuple[str, Decimal]:
    """One line read: the band with its part, and a number that can be one."""
    if len(words) != 2:
        raise ValueError(f"“{' '.join(words)}” is no limit: write a band, its part and a number, as in ABL_D.met 25")
    key, written = words
    band = _band(key)
    if not PLAIN.fullmatch(written):
        raise ValueError(f"“{written}” is not a number: {key} is a finite number, 0 or more (decimals have a point)")
    number = Decimal(written)
    if band.unit == "%" and number > 100:
        raise ValueError(f"{key} {written}: more than 100 %")
    if (longest := LONGEST.get(band.unit)) and (number % 1 or number > longest):
        raise ValueError(f"{key} {written}: counted in whole {band.unit}, {longest} at most")
    return key, number


def _band(key: str) -> Band:
    """The band a limit is of; the part must be one it has."""
    name, _dot, part = key.partition(".")
    if name not in PARAMETERS:
        near = get_close_matches(name.upper(), PARAMETERS)
        raise ValueError(f"there is no band {name}" + (f"; did you mean {' or '.join(near)}?" if near else ""))
    if part not in ("met", "caution"):
        raise ValueError(f"{key}: say which part of the band, {name}.met or {name}.caution")
    if part == "caution" and PARAMETERS[name].caution is None:
        raise ValueError(f"{key}: this band has no caution, only {name}.met")
    return PARAMETERS[name]


def _of_the_house(key: str) -> object:
    name, _dot, part = key.partition(".")
    return getattr(PARAMETERS[name], part)


def _out_of_order(stands: dict[str, tuple[int, Decimal]]) -> Iterator[tuple[int, str]]:
    """The bands whose two numbers would lie the other way round than the house's: met must come before caution."""
    here = Limits({key: number for key, (_line, number) in stands.items()})
    for key in dict.fromkeys(key.partition(".")[0] for key in stands):
        house, band = PARAMETERS[key], here(PARAMETERS[key])
        if not keeps_order(house, band):
            line = max(stands[one][0] for one in (f"{key}.met", f"{key}.caution") if one in stands)
            way = "at most" if house.caution is not None and house.caution > house.met else "at least"
            yield line, f"{key}.met {band.met} must be {way} {key}.caution {band.caution}"


def keeps_order(house: Band, band: Band) -> bool:
    """Whether what is met comes before what is still a caution, as in the house's own band."""
    if house.caution is None or band.caution is None or band.met == band.caution:
        return True
    return (band.caution > band.met) == (house.caution > house.met)
