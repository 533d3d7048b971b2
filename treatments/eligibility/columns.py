"""What is known of many cases, column by column: numbers to be compared, or words to be told apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from treatments.eligibility.facts import Facts
from treatments.eligibility.history import History


class Numbers(NamedTuple):
    """One number of every case; NaN is unknown."""

    values: NDArray[np.float64]
    known: NDArray[np.bool_]


class Words(NamedTuple):
    """One word, or anything that is not compared with limits, of every case; None is unknown."""

    places: NDArray[np.int32]  # of each case's word in `words`
    words: list[Any]


type Column = Numbers | Words
type Name = tuple[str, str]  # told, at least, worked out, of each lesion: and of what


class Columns(dict[Name, Column]):
    """What is known of every case, column by column, each read when first asked for."""

    def __init__(self, facts: Sequence[Facts]) -> None:
        self._facts = facts

    def __missing__(self, name: Name) -> Column:
        values = [_known(facts, name) for facts in self._facts]
        self[name] = column = _words(values) if _is_words(name, values) else _numbers(values)
        return column


def _known(facts: Facts, name: Name) -> Any:
    match name:
        case "told", path:
            return facts.values.get(path)
        case "at least", path:
            return facts.at_least.get(path)
        case "of each lesion", key:
            return facts.lesions.evidence(key, to_ablate=False)
        case "of each to ablate", key:
            return facts.lesions.evidence(key, to_ablate=True)
        case _, attribute:
            return attrgetter(attribute)(facts)


def _is_words(name: Name, values: Sequence[Any]) -> bool:
    """An upper limit of the laboratory counts as a word: a limit is multiplied with it, exactly."""
    first = next((value for value in values if value is not None), None)
    return name[1].endswith(".upper_limit") or isinstance(first, bool) or not hasattr(first, "__float__")


def _numbers(values: Sequence[Any]) -> Numbers:
    column = np.array([np.nan if value is None else float(value) for value in values])
    return Numbers(column, ~np.isnan(column))


def _words(values: Sequence[Any]) -> Words:
    seen: dict[Any, int] = {}
    words: list[Any] = []
    places = np.empty(len(values), np.int32)
    for place, value in enumerate(values):
        key = _key(value)
        if key not in seen:
            seen[key] = len(words)
            words.append(value)
        places[place] = seen[key]
    return Words(places, words)


def _key(value: Any) -> Any:
    """Something equal for equal words, and fit for a dictionary."""
    if isinstance(value, Mapping):
        return tuple(sorted((name, _key(part)) for name, part in value.items()))
    if isinstance(value, list | tuple):
        return tuple(_key(part) for part in value)
    return _key(value.treatments) if isinstance(value, History) else (type(value), value)
