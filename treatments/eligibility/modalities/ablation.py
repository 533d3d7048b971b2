"""ABL: thermal ablation by radiofrequency or microwaves; through the skin, by laparoscopy or open."""

from treatments.eligibility.asks import AtMost, Below, No
from treatments.eligibility.criteria import CAUTION, Hard, Soft
from treatments.eligibility.intents import local_cure
from treatments.eligibility.modalities import expectations, shared
from treatments.eligibility.modality import Figure, Modality
from treatments.eligibility.parameters import ABL_D, ABL_N
from treatments.eligibility.words import _

MODALITY = Modality(
    code="ablation",
    kb="ABL",
    name=_("Thermal ablation"),
    step=3,
    intents=local_cure(relieves=True),
    preparation="ablation",
    criteria=(
        Hard(
            "ABL-1",
            AtMost("lesion_count", ABL_N),
            shared.countable,
            says=_("There are few enough metastases to ablate"),
        ),
        Hard(
            "ABL-2",
            Below("largest_lesion_mm", ABL_D, beside="lesions.longest_mm"),
            says=_("The largest lesion is small enough to ablate"),
        ),
        *shared.needle_rows("ABL", 3),
        Soft(
            "ABL-11",
            No("fitness.pacemaker", otherwise=CAUTION, optional=True),
            says=_("There is no pacemaker; otherwise microwaves"),
            source="R:cirse-abl",
        ),
        shared.no_cholangitis("ABL-12", "R:cirse-abl"),
    ),
    method=(
        expectations.HEAT,
        Figure(_("Through the skin or during an operation, guided by ultrasound"), "000-13 001-14"),
        Figure(_("Under general anaesthesia; cells die at about 65 °C"), "001-13"),
    ),
    follow_up=expectations.AFTER_ABLATION,
    outcomes=(
        Figure(_("Hormonal symptoms decrease in 70–90 %"), "001-18"),
        Figure(_("Complete response in 31.6–95.3 %, depending on the study"), "002-04"),
        Figure(
            _("8 studies, 301 patients: symptoms better in 92 %, for a median of 14–27 months; recurrence in 63–87 %"),
            "V:mohan2015",
        ),
        Figure(_("In the same studies 48 % were resected at the same time"), "V:mohan2015"),
        Figure(_("Microwaves, 157 tumours of several kinds: complete ablation in 95 %"), "V:groeschl2012"),
        Figure(
            _("Stereotactic microwaves, 40 lesions, 17 of them NET: incomplete 2.5 %, local recurrence 10 %"),
            "V:perrodin2019",
        ),
        expectations.CAN_CURE,
        Figure(_("A smaller procedure: given instead when health is too poor for a liver operation"), "001-19"),
        Figure(_("The effect is especially good in small-bowel tumours"), "001-17"),
        Figure(_("It can be repeated several times"), "001-16"),
        expectations.SELDOM_PERMANENT,
    ),
    complications=expectations.ABLATION_COMPLICATIONS,
)
