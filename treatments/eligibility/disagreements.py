"""Where the sources disagree or leave a doubt: what each says, what is applied here, and why."""

from __future__ import annotations

from dataclasses import dataclass

from treatments.eligibility.modality import Figure
from treatments.eligibility.parameters import Limits, filled
from treatments.eligibility.words import _

SURGERY = ("resection", "resection-ablation", "two-stage", "debulking")
NEEDLES = ("ablation", "stereotactic-ablation")
EMBOLISATIONS = ("tae", "ctace", "deb-tace")
ARTERIAL = (*EMBOLISATIONS, "tare")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One doubt: its two or more sides, and the side this house takes."""

    id: str
    about: str
    sides: tuple[Figure, ...]
    applied: str  # {ABL_D.met} stands for the number that holds here
    because: str
    concerns: tuple[str, ...]  # codes of modalities
    tasks: tuple[str, ...] = ()  # codes of follow-up windows

    def holds(self, limits: Limits, text: str = "") -> str:
        """What is applied, or its translation TEXT, with the numbers that hold here."""
        return filled(text or self.applied, limits)


DISAGREEMENTS = (
    Disagreement(
        "D1",
        _("When to look after embolisation"),
        (
            Figure(_("CT 6–8 weeks after it"), "001-34"),
            Figure(_("Blood tests and CT about 6 weeks after it"), "001-35"),
        ),
        applied=_("One task with blood tests and CT, in the weeks both allow"),
        because=_("One visit answers both"),
        concerns=ARTERIAL,
        tasks=("arterial-control",),
    ),
    Disagreement(
        "D2",
        _("Controls after an operation"),
        (
            Figure(_("Blood tests and CT 3–6 months after it"), "001-37"),
            Figure(_("Controls at 6 and 12 months"), "001-38"),
        ),
        applied=_("Three tasks: one within the first statement, two at the times of the second"),
        because=_("So neither statement is lost"),
        concerns=SURGERY,
        tasks=("surgery-a", "surgery-b", "surgery-c"),
    ),
    Disagreement(
        "D3",
        _("Nine tenths, or relief with less"),
        (
            Figure(_("At least 90 % must be within reach of a treatment"), "000-10"),
            Figure(_("Part is removed for severe symptoms; no share is named"), "001-08"),
        ),
        applied=_(
            "The ground rule ({GROUND90.met} %) governs resection, ablation beside it and staged plans; "
            "debulking is a treatment of its own, below the rule at best with cautions"
        ),
        because=_("Relief is another aim than clearance, so it has its own indication"),
        concerns=("resection", "resection-ablation", "two-stage", "debulking"),
    ),
    Disagreement(
        "D4",
        _("Ninety per cent by count or by volume"),
        (
            Figure(_("“Of the metastases”: a count"), "000-10"),
            Figure(_("Series of debulking speak of tumour volume"), "V:cith2023"),
        ),
        applied=_(
            "Both are computed. Both at least {GROUND90.met} %: met; one of the two: a caution; neither: not met"
        ),
        because=_("Nobody has said which is meant (Q1)"),
        concerns=("resection", "resection-ablation", "two-stage", "debulking"),
    ),
    Disagreement(
        "D5",
        _("Does the ground rule hold for embolisation"),
        (
            Figure(_("It is stated for treatment in general"), "000-10"),
            Figure(_("Embolisation is for a large number or volume, and leaves tumour behind"), "000-16 001-24"),
        ),
        applied=_(
            "It holds for what removes or destroys; not for treatment through the artery, radiotherapy, PRRT and drugs"
        ),
        because=_("It could never be fulfilled by a treatment that only holds the tumour down"),
        concerns=(*ARTERIAL, "sbrt", "prrt"),
    ),
    Disagreement(
        "D6",
        _("How large a lesion can be ablated"),
        (
            Figure(_("Smaller than 3 cm; up to 5 cm can be treated"), "001-15"),
            Figure(_("Large metastases too, by several probes placed stereotactically"), "004-09"),
        ),
        applied=_(
            "Thermal ablation: under {ABL_D.met} mm met, up to {ABL_D.caution} mm a caution; "
            "stereotactic ablation beyond that, with a caution, where it is offered"
        ),
        because=_("They are two techniques; the larger limit needs the equipment"),
        concerns=NEEDLES,
    ),
    Disagreement(
        "D7",
        _("What ablation is for"),
        (
            Figure(_("Instead of an operation when health is too poor for one"), "001-19"),
            Figure(_("Can cure few metastases that cannot be resected"), "002-07"),
            Figure(_("In limited disease cure by resection or by ablation"), "004-08"),
        ),
        applied=_(
            "All three are indications; resection stands first in a fit "
            "patient with resectable disease, ablation otherwise"
        ),
        because=_("They speak of different patients"),
        concerns=("resection", "ablation"),
    ),
    Disagreement(
        "D8",
        _("How many lesions can be ablated"),
        (Figure(_("“Fewer than 7–8”: 6 or 7, all of them or those to ablate"), "001-15"),),
        applied=_(
            "Up to {ABL_N.met} met, {ABL_N.caution} a caution, more not met; those to "
            "ablate beside a resection, all of them where ablation stands alone"
        ),
        because=_("The doubtful number is left to the board (Q2)"),
        concerns=("ablation", "resection-ablation"),
    ),
    Disagreement(
        "D9",
        _("Can they be cured"),
        (
            Figure(_("As a rule not; they often come back"), "000-05"),
            Figure(_("Complete removal where there are few and none outside the liver"), "001-05"),
            Figure(_("Ablation can be curative"), "002-07"),
            Figure(_("From curative approaches to palliation"), "003-05"),
            Figure(_("Local cure by resection or ablation in limited disease"), "004-08"),
        ),
        applied=_(
            "The intent is called curative or maximal, and the expectation that they often come back stands beside it"
        ),
        because=_("To clear the liver is not to be cured for good"),
        concerns=(*SURGERY[:3], *NEEDLES, "sbrt", "transplantation"),
    ),
    Disagreement(
        "D10",
        _("Microwaves: now, or later"),
        (
            Figure(_("Microwaves and radiofrequency are both in use"), "000-14 001-03"),
            Figure(_("A microwave method may be used more in future"), "001-20"),
        ),
        applied=_("Both are thermal ablation, with the same limits"),
        because=_("The limits were given for heat, not for one device"),
        concerns=("ablation",),
    ),
    Disagreement(
        "D11",
        _("What guides the needle"),
        (
            Figure(_("Ultrasound"), "001-14"),
            Figure(_("Image fusion with stereotaxy"), "004-09"),
        ),
        applied=_(
            "The guidance is recorded: ultrasound, CT, MRI, fusion, stereotactic, or ultrasound during an operation"
        ),
        because=_("Each is right for its technique"),
        concerns=NEEDLES,
    ),
    Disagreement(
        "D12",
        _("When the other half of the liver may be embolised"),
        (
            Figure(_("One half is treated in a session; it is repeated so that both are covered"), "000-17 000-18"),
            Figure(_("Repeated at intervals of 2–3 months"), "001-27"),
        ),
        applied=_(
            "{INTERVAL.met} months for the same half, and for the other one until the hospital sets its own interval"
        ),
        because=_("The interval is given for a repeat; the other half is left to the hospital (Q8)"),
        concerns=ARTERIAL,
        tasks=("arterial-repeat",),
    ),
    Disagreement(
        "D13",
        _("Embolisation where metastases are many"),
        (
            Figure(_("Used for a large number or volume, and when disseminated"), "000-16 002-08"),
            Figure(_("The effect is poorest when they are many"), "001-25"),
        ),
        applied=_("The indication stands; the poorer effect is told beside it and costs no caution"),
        because=_("Where nothing else is possible a smaller effect is still one"),
        concerns=ARTERIAL,
    ),
    Disagreement(
        "D14",
        _("How gentle radioembolisation is"),
        (
            Figure(_("Only the tumour is hit; often gentler than embolisation"), "001-29"),
            Figure(_("Late liver damage, above all after treatment of the whole liver"), "V:su2017"),
            Figure(_("One death of liver disease in 44 patients after PRRT"), "V:braat2019"),
        ),
        applied=_("Both are shown; the whole liver in a patient with a long expectation is a caution"),
        because=_("Late harm matters to those who live long"),
        concerns=("tare",),
    ),
    Disagreement(
        "D15",
        _("What the two sessions of radioembolisation are"),
        (
            Figure(_("Given in two sessions, for technical reasons"), "001-29"),
            Figure(_("Mapping angiography first, treatment one to two weeks later"), "V:mapping2015"),
        ),
        applied=_("One work-up and one or more treatments: at least {TARE_SESSIONS.met} sessions in all"),
        because=_("Right holds whichever was meant: work-up and treatment, or one half and the other"),
        concerns=("tare",),
    ),
    Disagreement(
        "D16",
        _("Antibiotics and octreotide beyond embolisation"),
        (
            Figure(_("Antibiotics for all, around embolisation"), "001-32"),
            Figure(_("Octreotide before embolisation, for a small-bowel or unknown primary"), "001-33"),
        ),
        applied=_(
            "Mandatory before every treatment through the artery; before surgery and "
            "ablation octreotide is advised and antibiotics follow the local rule"
        ),
        because=_("The seeds are silent on other treatments"),
        concerns=(*SURGERY, *NEEDLES, *ARTERIAL),
    ),
    Disagreement(
        "D17",
        _("Controls after ablation and radiotherapy"),
        (
            Figure(_("No seed gives a schedule; first images after ablation at 4–8 weeks"), "V:wang2013"),
            Figure(_("After radiotherapy MRI at 2 months"), "V:stintzing2019"),
        ),
        applied=_("One first control after each, at the time the literature gives"),
        because=_("A literature default until the hospital sets its own (Q12)"),
        concerns=(*NEEDLES, "sbrt"),
        tasks=("ablation-control", "sbrt-control"),
    ),
    Disagreement(
        "D18",
        _("What decreases in 25–80 %"),
        (
            Figure(
                _("“Reduces the number of metastases in 25–80 %, mean 50 %”: of patients, or of metastases"), "001-25"
            ),
        ),
        applied=_("Shown as written, never computed with"),
        because=_("Nobody has said which is meant (Q3)"),
        concerns=ARTERIAL,
    ),
    Disagreement(
        "D19",
        _("What “NEC G3” means today"),
        (
            Figure(_("Surgery is declined in NEC G3"), "001-12"),
            Figure(_("The present classification knows NET G3 beside NEC"), "V2:who"),
        ),
        applied=_("NEC is not eligible for surgery, the board may overrule it; NET G3 is a caution"),
        because=_("The seed is older than NET G3"),
        concerns=SURGERY,
    ),
    Disagreement(
        "D20",
        _("Words without numbers"),
        (
            Figure(_("“Very weakened”"), "001-11"),
            Figure(_("“Few” metastases"), "001-05"),
            Figure(_("“Large number”, “large volume”"), "000-16"),
            Figure(_("“Disseminated”"), "002-08"),
        ),
        applied=_(
            "Weak is ECOG above {FIT.met}; few is what can be cleared; a large burden is above "
            "{LARGE_BURDEN.met} %; disseminated is diffuse, or {DISSEM.met} and more in both halves"
        ),
        because=_("A rule needs a number; these are the project’s own and need the sign-off of the hospital"),
        concerns=(*SURGERY, *NEEDLES, *ARTERIAL, "surveillance"),
    ),
)


def concerning(code: str) -> tuple[Disagreement, ...]:
    """Those that concern a modality."""
    return tuple(one for one in DISAGREEMENTS if code in one.concerns)


def of_task(code: str) -> tuple[Disagreement, ...]:
    """Those that decided when a control is made."""
    return tuple(one for one in DISAGREEMENTS if code in one.tasks)
