"""SYS, CAPTEM: capecitabine with temozolomide."""

from treatments.eligibility.intents import control
from treatments.eligibility.modalities import expectations, systemic
from treatments.eligibility.modality import Figure, Modality
from treatments.eligibility.words import _

MODALITY = Modality(
    code="captem",
    kb="SYS",
    name=_("Capecitabine and temozolomide"),
    step=11,
    intents=control(relieves=False),
    criteria=systemic.rows("CAPTEM", "V:e2211"),
    outcomes=(
        Figure(_("Pancreas: 22.7 months without progression, 14.4 with temozolomide alone"), "V:e2211"),
        Figure(_("MGMT helps to predict the response"), "V:e2211"),
        expectations.SELDOM_PERMANENT,
    ),
)
