"""TAE: bland embolisation with particles."""

from treatments.eligibility.intents import control
from treatments.eligibility.modalities import embolisation
from treatments.eligibility.modality import Figure, Modality
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
    method=(
        Figure(_("Small plastic microspheres block the vessels"), "001-28"),
        *embolisation.METHOD,
    ),
    follow_up=embolisation.FOLLOW_UP,
    outcomes=embolisation.OUTCOMES,
    complications=embolisation.COMPLICATIONS,
)
