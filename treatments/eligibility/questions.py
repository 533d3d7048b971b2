"""What only the clinical owner can answer, and what holds until somebody does, with the numbers that hold here."""

from __future__ import annotations

from dataclasses import dataclass

from treatments.eligibility.parameters import Limits, filled
from treatments.eligibility.words import _


@dataclass(frozen=True, slots=True)
class Question:
    """One open question."""

    id: str
    asks: str
    until_answered: str  # {ABL_N.met} stands for the number that holds here

    def holds(self, limits: Limits, text: str = "") -> str:
        """The default, or its translation TEXT, with the numbers that hold here."""
        return filled(text or self.until_answered, limits)


QUESTIONS = (
    Question(
        "Q1",
        _("Is the ground rule one of count, of volume, or of both?"),
        _("Both are computed. Both at least {GROUND90.met} %: met; one of the two: a caution; neither: not met"),
    ),
    Question(
        "Q2",
        _("Does “fewer than 7–8” count all metastases or those to ablate? Is 7 allowed?"),
        _(
            "Up to {ABL_N.met} met, {ABL_N.caution} a caution, more not met; those to "
            "ablate beside a resection, all of them where ablation stands alone"
        ),
    ),
    Question(
        "Q3",
        _("What does “reduces the number of metastases in 25–80 %” mean: patients, or metastases?"),
        _("It is shown as written and never computed with"),
    ),
    Question(
        "Q4",
        _(
            "Which disease outside the liver still allows liver surgery "
            "(resectable nodes, primary in place, indolent bone)?"
        ),
        _("None is met; limited, removable or indolent a caution; any other not met"),
    ),
    Question(
        "Q5",
        _("Is debulking of less than the ground rule accepted here?"),
        _(
            "A volume of at least {DEB_MIN_EVID.met} %: a caution, and only with severe symptoms or "
            "to make other treatment possible; less: only with severe symptoms"
        ),
    ),
    Question(
        "Q6",
        _("Which performance status, ASA class or age is too weak for an operation?"),
        _(
            "ECOG up to {FIT.met} met, {FIT.caution} a caution, above not met; ASA "
            "up to {ASA_MAX.met} met, above not met; no limit of age"
        ),
    ),
    Question(
        "Q7",
        _(
            "What is the order of PRRT and intra-arterial treatment? Must surgery and "
            "ablation be impossible first where PRRT is available?"
        ),
        _("Intra-arterial treatment stands before PRRT on the ladder; both are shown"),
    ),
    Question(
        "Q8",
        _("What is the shortest interval before the other half of the liver?"),
        _("{INTERVAL.met} months, as for the same half"),
    ),
    Question(
        "Q9",
        _("What is the octreotide protocol, and who gets it for surgery, ablation and PRRT?"),
        _(
            "The rules give no dose; before embolisation the gate is not passed until "
            "octreotide is planned; before surgery, ablation and PRRT it is advised"
        ),
    ),
    Question(
        "Q10",
        _("Is chemoembolisation with beads offered at all?"),
        _("Always a caution, one step below particles and oil"),
    ),
    Question(
        "Q11",
        _("Is the bilirubin limit of radioembolisation absolute or relative? Which lung dose holds?"),
        _(
            "Over {BILI_TARE.met} µmol/L not met, a caution where only segments are treated or an obstruction "
            "explains it; lung {LUNG_DOSE.met} Gy a session, {LUNG_DOSE_SUM.met} Gy in all"
        ),
    ),
    Question(
        "Q12",
        _(
            "Is the first control after surgery at 3 months or up to 6? What "
            "beyond 12 months? What after ablation and radiotherapy?"
        ),
        _(
            "A first control and then the two others, as the controls beside each operation say, and nothing beyond; "
            "after ablation and radiotherapy those shown beside them"
        ),
    ),
    Question(
        "Q13",
        _("Which way do NET G3 and mixed tumours (MiNEN) go?"),
        _("G3 is a caution; a mixed tumour counts as its worst component, as a carcinoma"),
    ),
    Question(
        "Q14",
        _("Are all rows that are still to be confirmed in keeping with current guidelines, drug and device labels?"),
        _("They hold as local settings, and their source is not shown as a citation"),
    ),
    Question(
        "Q15",
        _("Which national procedure codes are used?"),
        _("None: a treatment is recorded by its own name"),
    ),
)
