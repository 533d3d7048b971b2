"""DEBTACE: chemoembolisation with drug-eluting beads."""

from treatments.eligibility.asks import Always
from treatments.eligibility.criteria import CAUTION, Soft
from treatments.eligibility.intents import control
from treatments.eligibility.modalities import embolisation, shared
from treatments.eligibility.modality import Figure, Modality
from treatments.eligibility.words import _

MODALITY = Modality(
    code="deb-tace",
    kb="DEBTACE",
    name=_("Chemoembolisation with beads"),
    step=9,  # directly below the other arterial treatments
    intents=control(relieves=True),
    preparation="embolisation",
    keeps_interval=True,
    criteria=(
        *embolisation.BEAD_ROWS,
        Soft(
            "DEBTACE-1",
            Always(CAUTION, _("always")),
            says=_("Bilomas in 7 of 13 patients: prefer particles or oil, above all with many small lesions"),
            source="V:bhagat2013",
        ),
        shared.offered("DEBTACE-2", "deb_tace"),
    ),
    method=(
        Figure(
            _("Drug-loaded beads block the vessels and release the drug in the tumour; the body is spared"), "001-28"
        ),
        *embolisation.METHOD,
    ),
    follow_up=embolisation.FOLLOW_UP,
    outcomes=embolisation.OUTCOMES,
    complications=(
        Figure(_("Biloma in 7 of 13 patients (54 %), all with multiple lesions under 4 cm"), "V:bhagat2013"),
        *embolisation.COMPLICATIONS,
    ),
)
