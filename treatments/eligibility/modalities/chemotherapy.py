"""SYS, CHEMO: chemotherapy for neuroendocrine carcinoma; it goes first there."""

from treatments.eligibility.asks import AtLeast, AtMost
from treatments.eligibility.criteria import CAUTION, MET, NOT_MET, Hard, Indication, Soft
from treatments.eligibility.intents import control
from treatments.eligibility.modalities import expectations, shared
from treatments.eligibility.modality import Figure, Modality
from treatments.eligibility.parameters import CHEMO_EGFR, FIT_CHEMO
from treatments.eligibility.words import _

MODALITY = Modality(
    code="chemotherapy",
    kb="SYS",
    name=_("Chemotherapy"),
    step=11,
    intents=control(relieves=False),
    criteria=(
        Indication(
            "CHEMO-1",
            shared.nec(yes=MET, no=NOT_MET),
            says=_("The tumour is a neuroendocrine carcinoma"),
            source="V:enets-nec2023",
        ),
        Hard("CHEMO-2", AtMost("fitness.ecog", FIT_CHEMO), says=_("The patient is fit for chemotherapy")),
        Soft(
            "CHEMO-3",
            AtLeast("labs.egfr_ml_min_1_73m2", CHEMO_EGFR, beyond=CAUTION, optional=True),
            says=_("The kidneys bear chemotherapy"),
        ),
    ),
    outcomes=(
        Figure(_("Carboplatin and etoposide first; median survival 11–12 months"), "V:enets-nec2023"),
        Figure(_("Irinotecan with a fluoropyrimidine second"), "V:enets-nec2023"),
        expectations.SELDOM_PERMANENT,
    ),
)
