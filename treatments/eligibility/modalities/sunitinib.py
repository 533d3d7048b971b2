"""SYS, SUN: sunitinib."""

from treatments.eligibility.intents import control
from treatments.eligibility.modalities import expectations, systemic
from treatments.eligibility.modality import Figure, Modality
from treatments.eligibility.words import _

MODALITY = Modality(
    code="sunitinib",
    kb="SYS",
    name=_("Sunitinib"),
    step=11,
    intents=control(relieves=False),
    criteria=systemic.rows("SUN", "V:phase3table"),
    method=(Figure(_("37.5 mg daily"), "V:phase3table"),),
    outcomes=(
        Figure(_("Pancreas: 11.4 and 5.5 months without progression"), "V:phase3table"),
        expectations.SELDOM_PERMANENT,
    ),
)
