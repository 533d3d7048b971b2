"""CTACE: chemoembolisation, the drug mixed in oil."""

from treatments.eligibility.intents import control
from treatments.eligibility.modalities import embolisation
from treatments.eligibility.modality import Figure, Modality
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
    method=(
        Figure(
            _("A drug in oil stays in the tumour as the flow stops: the full dose there, the body spared"), "001-28"
        ),
        *embolisation.METHOD,
    ),
    follow_up=embolisation.FOLLOW_UP,
    outcomes=embolisation.OUTCOMES,
    complications=embolisation.COMPLICATIONS,
)
