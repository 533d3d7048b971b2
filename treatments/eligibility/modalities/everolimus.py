"""SYS, EVE: everolimus."""

from treatments.eligibility.asks import asking
from treatments.eligibility.criteria import MET, NOT_MET, Answer, missing
from treatments.eligibility.facts import Facts
from treatments.eligibility.intents import control
from treatments.eligibility.modalities import expectations, systemic
from treatments.eligibility.modality import Figure, Modality
from treatments.eligibility.words import _

IF_NOT_FUNCTIONING = frozenset({"small-bowel", "colon", "appendix", "rectum", "stomach", "duodenum", "lung"})


@asking(
    "tumour.primary_site tumour.functional",
    met=_("pancreas; gut or lung if not functioning"),
    not_met=_("others"),
)
def tried_for_this_site(facts: Facts) -> Answer:
    """RADIANT-3 in the pancreas, RADIANT-4 in gut and lung without hormones."""
    site, functional = facts["tumour.primary_site"], facts["tumour.functional"]
    if site is None:
        return missing("tumour.primary_site")
    if site in IF_NOT_FUNCTIONING and functional is None:
        return missing("tumour.functional")
    return MET if site == "pancreas" or (site in IF_NOT_FUNCTIONING and functional == "none") else NOT_MET


MODALITY = Modality(
    code="everolimus",
    kb="SYS",
    name=_("Everolimus"),
    step=11,
    intents=control(relieves=False),
    criteria=systemic.rows("EVE", "V:phase3table", site=tried_for_this_site),
    method=(Figure(_("10 mg daily"), "V:phase3table"),),
    outcomes=(
        Figure(_("Pancreas: 11.0 and 4.6 months without progression"), "V:phase3table"),
        Figure(_("Lung and gut, not functioning: 11 and 3.9 months without progression"), "V:phase3table"),
        expectations.SELDOM_PERMANENT,
    ),
)
