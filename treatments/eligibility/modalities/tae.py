"""TAE: bland embolisation with particles."""

from treatments.eligibility.intents import control
from treatments.eligibility.modalities import embolisation
from treatments.eligibility.modality import Modality
from treatments.eligibility.words import _

MODALITY = Modality(
    code="tae",
    kb="TAE",
    name=_("Bland embolisation"),
    step=8,
    peers="arterial",
    intents=control(relieves=True),
    preparation="embolisation",
    keeps_interval=True,
    criteria=embolisation.ROWS,
    follow_up=embolisation.FOLLOW_UP,
    outcomes=embolisation.OUTCOMES,
    complications=embolisation.COMPLICATIONS,
)
