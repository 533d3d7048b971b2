"""CTACE: chemoembolisation, the drug mixed in oil."""

from treatments.eligibility.intents import control
from treatments.eligibility.modalities import embolisation
from treatments.eligibility.modality import Modality
from treatments.eligibility.words import _

MODALITY = Modality(
    code="ctace",
    kb="CTACE",
    name=_("Chemoembolisation with oil"),
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
