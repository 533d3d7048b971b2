"""SYS, SSA: somatostatin analogues, octreotide or lanreotide."""

from treatments.eligibility.asks import AtLeast, asking
from treatments.eligibility.criteria import CAUTION, MET, NOT_MET, Answer, Hard, Indication, Soft, missing
from treatments.eligibility.facts import Facts
from treatments.eligibility.intents import control
from treatments.eligibility.modalities import expectations, shared
from treatments.eligibility.modality import Figure, Modality
from treatments.eligibility.parameters import SSA_KI67, SSTR_SSA
from treatments.eligibility.words import _

LOCAL_OPTIONS = ("resection", "resection-ablation", "ablation")


@asking(
    "tumour.functional",
    *(f"outcome.{code}" for code in LOCAL_OPTIONS),
    met=_("hormonal symptoms, or no operation or ablation without cautions"),
    not_met=_("neither"),
)
def relieves_or_nothing_better(facts: Facts) -> Answer:
    """ "Cannot tell" is not a clean option: relief and control need not wait for it."""
    functional = facts["tumour.functional"]
    if functional in ("controlled", "refractory"):
        return MET
    if not any(facts.verdicts[code].outcome == "eligible" for code in LOCAL_OPTIONS):
        return MET
    return missing("tumour.functional") if functional is None else NOT_MET


MODALITY = Modality(
    code="ssa",
    kb="SYS",
    name=_("Somatostatin analogue"),
    step=11,
    intents=control(relieves=True),
    criteria=(
        Indication(
            "SSA-1",
            relieves_or_nothing_better,
            says=_("There are hormonal symptoms, or no operation or ablation would do better"),
            source="V:clarinet V:phase3table",
        ),
        Hard(
            "SSA-2",
            shared.nec(yes=NOT_MET),
            says=_("The tumour is not a neuroendocrine carcinoma"),
            source="V:clarinet",
        ),
        Soft(
            "SSA-3",
            AtLeast("tumour.krenning", SSTR_SSA, beyond=CAUTION),
            says=_("The tumour has somatostatin receptors"),
        ),
        shared.proliferation("SSA-4", SSA_KI67),
    ),
    method=(
        Figure(
            _("As in the trials, every 28 days: octreotide LAR 30 mg, lanreotide 120 mg"), "V:phase3table V:clarinet"
        ),
    ),
    outcomes=(
        Figure(
            _("CLARINET: hazard ratio 0.47 (0.30–0.73); without progression at 24 months 65.1 and 33.0 %"), "V:clarinet"
        ),
        Figure(_("In CLARINET a third had a liver burden above 25 %"), "V:clarinet"),
        Figure(_("PROMID: 14.3 and 6.0 months to progression, hazard ratio 0.34"), "V:phase3table"),
        expectations.SELDOM_PERMANENT,
    ),
)
