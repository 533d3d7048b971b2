"""What the page for the patient is made of."""

from dataclasses import dataclass
from typing import Any

from treatments.eligibility.parameters import citations


@dataclass(frozen=True)
class Line:
    """One thing to know, and who says so."""

    text: Any
    source: str

    @property
    def citation(self) -> str:
        return ", ".join(citations(self.source))


@dataclass(frozen=True)
class Part:
    """Some lines under one heading."""

    title: Any
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Kind:
    """One kind of treatment: how it is done, what to expect, what can trouble one, and what follows."""

    code: str  # its place on the page, and how an address asks for it
    title: Any
    covers: tuple[str, ...]  # the modalities it speaks of
    parts: tuple[Part, ...]
