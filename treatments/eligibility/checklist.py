"""The preparation checklist: twelve items for every treatment that is open, each mandatory, advised, local or not needed.

One table, by kind of treatment; seven items are the same in every case, five depend on the facts. Decision 11.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, NamedTuple

from treatments.eligibility.facts import Facts
from treatments.eligibility.modality import Preparation as Column
from treatments.eligibility.parameters import citations
from treatments.eligibility.words import _

type Status = Literal["mandatory", "advised", "local", "not-needed", "unknown"]
type Found = tuple[Status, str]  # the status and why, in words

COLUMNS: tuple[Column, ...] = ("surgery", "ablation", "embolisation", "radioembolisation", "prrt")
LETTERS: dict[str, Status] = {"M": "mandatory", "A": "advised", "l": "local", "-": "not-needed"}


class Preparation(NamedTuple):
    """One item of the checklist of one treatment."""

    item: str
    says: str
    status: Status
    because: str
    sources: tuple[str, ...]

    def printed(self) -> dict[str, Any]:
        """As the proposal prints it."""
        return {"item": self.item, "status": self.status, "because": self.because, "sources": list(self.sources)}


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One line of the table: a letter for each column, and when it depends on the case, on what."""

    code: str
    says: str
    letters: str  # M mandatory, A advised, l local rule, - not needed; in the order of COLUMNS
    source: str
    because: str = ""
    depends: Callable[[Facts, Column, Status], Found] | None = None

    def prepared(self, facts: Facts, column: Column) -> Preparation:
        """What it is for this kind of treatment in this case."""
        always = in_every_case(self, column)
        if self.depends is None:
            return always
        status, because = self.depends(facts, column, always.status)
        return Preparation(self.code, self.says, status, because, always.sources)


@cache
def in_every_case(item: Item, column: Column) -> Preparation:
    """What the table says of an item."""
    status = LETTERS[item.letters[COLUMNS.index(column)]]
    because = _("not part of this treatment") if status == "not-needed" else item.because
    return Preparation(item.code, item.says, status, because, citations(item.source))


def octreotide(facts: Facts, column: Column, table: Status) -> Found:
    """Against carcinoid crisis: a small-bowel or unknown primary, or a tumour that makes serotonin."""
    if facts.octreotide_needed is None:
        return "unknown", _("the primary or the hormonal state is not known")
    if not facts.octreotide_needed:
        return "not-needed", _("neither a small-bowel or unknown primary nor a functioning carcinoid")
    reasons = {"small-bowel": _("small-bowel primary"), "unknown": _("primary looked for and not found")}
    return table, reasons.get(facts["tumour.primary_site"], _("functioning carcinoid"))


def antibiotics(facts: Facts, column: Column, table: Status) -> Found:
    """For ablation, changed bile ducts make the local rule a must."""
    biliary = facts["liver.biliary"]
    if column == "ablation" and biliary not in (None, "normal"):
        return "mandatory", _("the bile ducts are changed")
    reasons = {"mandatory": _("for all, around embolisation"), "local": _("by local rule")}
    return table, reasons.get(table, _("not around this treatment"))


def extended_antibiotics(facts: Facts, column: Column, table: Status) -> Found:
    """Longer, with bowel preparation, when bowel is joined to the bile ducts."""
    biliary = facts["liver.biliary"]
    if biliary == "anastomosis":
        return table, _("bilio-enteric anastomosis")
    if biliary is None and table != "not-needed":
        return "unknown", _("the bile ducts are not described")
    return "not-needed", _("no bilio-enteric anastomosis")


def heart_work_up(facts: Facts, column: Column, table: Status) -> Found:
    """For every carcinoid syndrome."""
    if facts.serotonin is None:
        return "unknown", _("the hormonal state is not known")
    return (table, _("carcinoid syndrome")) if facts.serotonin else ("not-needed", _("no carcinoid syndrome"))


ITEMS = (
    Item(
        "octreotide",
        _("Octreotide before, and during if needed"),
        "AAMMA",
        source="001-33 R:enets-periop",
        depends=octreotide,
    ),
    Item("antibiotics", _("Antibiotics"), "llMM-", source="001-32 V:odisio2016", depends=antibiotics),
    Item(
        "extended-antibiotics",
        _("Longer antibiotics with bowel preparation"),
        "-MMA-",
        source="V:odisio2016",
        depends=extended_antibiotics,
    ),
    Item(
        "general-anaesthesia",
        _("General anaesthesia booked"),
        "MM---",
        source="001-13",
        because=_("operation or ablation"),
    ),
    Item(
        "heart-work-up",
        _("5-HIAA, NT-proBNP and echocardiography"),
        "MAAAA",
        source="V:chd2019 V:kaltsas2017",
        depends=heart_work_up,
    ),
    Item(
        "coagulation-plan",
        _("INR, platelets, and a plan for anticoagulants"),
        "MMMMA",
        source="V:sir2019",
        because=_("every procedure can bleed"),
    ),
    Item(
        "renal-contrast-metformin",
        _("Kidney function, contrast allergy, metformin"),
        "AAMMM",
        source="V2:tace-cr",
        because=_("contrast and radionuclides pass the kidneys"),
    ),
    Item(
        "recent-imaging",
        _("CT or MRI within three months, volumetry before a major resection"),
        "MMMMA",
        source="001-07 P",
        because=_("the plan rests on it"),
    ),
    Item(
        "mapping-angiography",
        _("Mapping angiography with lung shunt"),
        "---M-",
        source="V:mapping2015",
        because=_("spheres must not reach lung or gut"),
    ),
    Item(
        "stop-long-acting-ssa",
        _("Long-acting analogue stopped for four weeks"),
        "----M",
        source="V:lutathera",
        because=_("it would occupy the receptors"),
    ),
    Item(
        "consider-cholecystectomy",
        _("Cholecystectomy considered if an analogue is planned"),
        "A----",
        source="R:nanets2017",
        because=_("analogues cause gallstones"),
    ),
    Item(
        "consent",
        _("Written consent, also to a change during the procedure"),
        "MMMMM",
        source="001-07",
        because=_("only during the procedure is it settled what can be done"),
    ),
)


def checklists(facts: Facts, columns: Mapping[str, Column]) -> dict[str, tuple[Preparation, ...]]:
    """The twelve items for each treatment, by its kind."""
    by_column = {
        column: tuple([item.prepared(facts, column) for item in ITEMS]) for column in dict.fromkeys(columns.values())
    }
    return {code: by_column[column] for code, column in columns.items()}
