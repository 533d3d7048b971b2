"""What a modality is: its criteria, its place on the ladder, its follow-up, and what may be expected of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from treatments.eligibility.criteria import Criterion
from treatments.eligibility.dates import Span
from treatments.eligibility.parameters import citations

if TYPE_CHECKING:
    from treatments.eligibility.engine import Row
    from treatments.eligibility.facts import Facts

type Intent = Literal["curative", "debulking", "symptom-control", "disease-control", "surveillance"]
type IntentRule = Callable[[Facts, tuple[Row, ...]], tuple[Intent, ...]]
type Preparation = Literal["surgery", "ablation", "embolisation", "radioembolisation", "prrt"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure or one known complication, and who says so."""

    text: str
    source: str

    @property
    def citation(self) -> str:
        """The source as a screen may show it."""
        return ", ".join(citations(self.source))


@dataclass(frozen=True, slots=True)
class Window:
    """One control after a procedure, counted from the day it was performed."""

    code: str
    says: str
    exams: tuple[str, ...]
    opens: Span
    due: Span
    overdue: Span
    source: str
    only_if_response: str | None = None  # exists only after this response

    @property
    def sources(self) -> tuple[str, ...]:
        """The citable tags, as the follow-up format writes them."""
        return citations(self.source, local="local-setting")


@dataclass(frozen=True, slots=True, eq=False)
class Modality:
    """One treatment the board can choose, with everything the house knows of it."""

    code: str
    kb: str  # its chapter in the clinical knowledge base
    name: str
    step: int | None  # of the ladder, 1 comes first; None is shown apart and never ranked
    intents: IntentRule
    criteria: tuple[Criterion, ...]
    peers: str = ""  # modalities that share one rank, whatever their outcomes
    preparation: Preparation | None = None  # its column of the checklist
    keeps_interval: bool = False  # says from which day it is possible again
    method: tuple[Figure, ...] = ()  # how it is done
    follow_up: tuple[Window, ...] = ()
    outcomes: tuple[Figure, ...] = ()
    complications: tuple[Figure, ...] = ()
