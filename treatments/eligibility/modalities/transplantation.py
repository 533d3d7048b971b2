"""LT: referral to the transplant board; never decided in this house, never ranked."""

from treatments.eligibility.asks import Always, AtMost, OneOf, asking
from treatments.eligibility.criteria import CAUTION, MET, NOT_MET, Answer, Hard, Indication, Soft, missing
from treatments.eligibility.facts import Facts
from treatments.eligibility.intents import cure
from treatments.eligibility.modalities import expectations, shared
from treatments.eligibility.modality import Figure, Modality
from treatments.eligibility.parameters import LT_AGE, LT_BURDEN, LT_KI67, LT_STABLE
from treatments.eligibility.words import _


@asking("tumour.portal_drained tumour.primary_site", met=_("yes"), not_met=_("no"))
def drained_by_the_portal_vein(facts: Facts) -> Answer:
    """Told, or by the site of the primary."""
    drained = facts.portal_drained
    if drained is None:
        return missing("tumour.portal_drained" if facts["tumour.primary_site"] else "tumour.primary_site")
    return MET if drained else NOT_MET


@asking(
    "tumour.progression tumour.stable_months",
    bands=(LT_STABLE,),
    met=_("≥ {LT_STABLE.met} months"),
    not_met=_("less, or growing"),
)
def stable(facts: Facts) -> Answer:
    """Growing ends it; otherwise the months count."""
    if facts["tumour.progression"]:
        return NOT_MET
    held = facts["tumour.stable_months"]
    return missing("tumour.stable_months") if held is None else MET if held >= facts.limits(LT_STABLE).met else NOT_MET


MODALITY = Modality(
    code="transplantation",
    kb="LT",
    name=_("Liver transplantation"),
    step=None,
    intents=cure,
    criteria=(
        Indication(
            "LT-1",
            shared.none_open("resection resection-ablation two-stage"),
            says=_("The liver cannot be cleared by an operation"),
            source="V2:mazzaferro",
        ),
        Hard(
            "LT-2",
            shared.graded(g3=NOT_MET, nec=NOT_MET),
            says=_("The tumour is well differentiated, G1 or G2"),
            source="V2:mazzaferro",
        ),
        Hard(
            "LT-3",
            drained_by_the_portal_vein,
            says=_("The primary drained into the portal vein"),
            source="V2:mazzaferro",
        ),
        Hard(
            "LT-4",
            OneOf("tumour.primary_status", met="resected", not_met="in-place not-found"),
            says=_("The primary has been removed"),
            source="V2:mazzaferro",
        ),
        Hard(
            "LT-5",
            OneOf("tumour.extrahepatic", met="none", not_met="limited present"),
            says=_("There is no disease outside the liver"),
            source="V2:mazzaferro",
        ),
        Hard("LT-6", AtMost("liver.tumour_burden_percent", LT_BURDEN), says=_("Enough of the liver is free of tumour")),
        Hard("LT-7", stable, says=_("The disease has been stable long enough")),
        Hard("LT-8", AtMost("patient.age_years", LT_AGE), says=_("The patient is young enough")),
        shared.fit("LT-9"),
        shared.proliferation("LT-10", LT_KI67),
        shared.heart("LT-11"),
        Soft(
            "LT-12",
            Always(CAUTION, _("always")),
            says=_("The transplant centre reviews every case"),
            source="V2:mazzaferro V:optn2015",
        ),
    ),
    outcomes=(
        Figure(_("Mixed series: survival at 5 years 47–71 %, recurrence 31–57 %"), "V:kim-lt"),
        Figure(
            _("Milan criteria: survival at 10 years 93 %, after resection 75 %; without recurrence 52 and 18 %"),
            "V:maspero2022",
        ),
        expectations.SELDOM_PERMANENT,
    ),
)
