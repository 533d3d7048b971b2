"""PRRT: peptide receptor radionuclide therapy with ¹⁷⁷Lu-DOTATATE."""

from treatments.eligibility.asks import AtLeast, AtMost, No, NoneEarlier, asking
from treatments.eligibility.criteria import CAUTION, MET, NOT_MET, Answer, Hard, Indication, Soft, missing
from treatments.eligibility.facts import Facts
from treatments.eligibility.intents import control
from treatments.eligibility.logic import either
from treatments.eligibility.modalities import expectations, shared
from treatments.eligibility.modality import Figure, Modality
from treatments.eligibility.parameters import (
    BILIRUBIN_ULN,
    FIT_PRRT,
    PRRT_BILI,
    PRRT_BURDEN,
    PRRT_EGFR,
    PRRT_HB,
    PRRT_PLT,
    PRRT_WBC,
    SSTR_PRRT,
)
from treatments.eligibility.words import _


@asking("tumour.progression tumour.functional", met=_("growing, or refractory symptoms"), not_met=_("neither"))
def grows_or_troubles(facts: Facts) -> Answer:
    """Growth, or hormones that drugs no longer hold."""
    functional = facts["tumour.functional"]
    reason = either(facts["tumour.progression"], None if functional is None else functional == "refractory")
    return (
        missing(*facts.untold("tumour.progression", "tumour.functional"))
        if reason is None
        else MET
        if reason
        else NOT_MET
    )


MODALITY = Modality(
    code="prrt",
    kb="PRRT",
    name=_("Peptide receptor radionuclide therapy"),
    step=10,
    intents=control(relieves=True),
    preparation="prrt",
    criteria=(
        Indication("PRRT-1", grows_or_troubles, says=_("There is growth or refractory symptoms"), source="V:lutathera"),
        Hard("PRRT-2", AtLeast("tumour.krenning", SSTR_PRRT), says=_("The tumour takes up the peptide")),
        Hard(
            "PRRT-3",
            shared.graded(g3=CAUTION, nec=NOT_MET),
            says=_("The tumour is well differentiated, G1 or G2"),
            source="V:lutathera V:netter2",
        ),
        Hard(
            "PRRT-4",
            AtLeast("labs.platelets_10e9_l", PRRT_PLT),
            AtLeast("labs.haemoglobin_g_l", PRRT_HB),
            AtLeast("labs.egfr_ml_min_1_73m2", PRRT_EGFR),
            AtMost("labs.bilirubin_umol_l", PRRT_BILI, times=BILIRUBIN_ULN),
            AtLeast("labs.leucocytes_10e9_l", PRRT_WBC, optional=True),
            says=_("Blood, kidneys and liver allow PRRT"),
        ),
        Hard("PRRT-5", AtMost("fitness.ecog", FIT_PRRT), says=_("The patient is fit for PRRT")),
        shared.not_pregnant("PRRT-6"),
        Hard(
            "PRRT-7",
            No("tumour.sstr_negative_fdg_avid", otherwise=NOT_MET, optional=True),
            says=_("No FDG-avid disease is without receptors"),
            source="V:netpet",
        ),
        Soft(
            "PRRT-8",
            AtMost("liver.tumour_burden_percent", PRRT_BURDEN, beyond=CAUTION, optional=True),
            says=_("Enough of the liver is free of tumour"),
        ),
        Soft(
            "PRRT-9",
            No("tumour.bone_marrow_involvement", otherwise=CAUTION, optional=True),
            says=_("The bone marrow is free"),
            source="P",
        ),
        Soft(
            "PRRT-10",
            No("tumour.bowel_obstruction_risk", otherwise=CAUTION, optional=True),
            says=_("The bowel is not at risk"),
            source="P",
        ),
        Soft("PRRT-11", NoneEarlier("tare"), says=_("The liver had no radioembolisation before"), source="V:braat2019"),
        shared.offered("PRRT-12", "prrt"),
    ),
    method=(
        Figure(_("Four infusions of 7.4 GBq, every 8 weeks (7 to 9), with amino acids for the kidneys"), "V:lutathera"),
        Figure(_("Blood tests within 2–4 weeks before each infusion"), "V:lutathera"),
    ),
    outcomes=(
        Figure(_("NETTER-1: progression or death, hazard ratio 0.21; objective response 18 and 3 %"), "V:netter1"),
        Figure(_("NETTER-2: 22.8 and 8.5 months without progression; objective response 43 and 9.3 %"), "V:netter2"),
        Figure(
            _("Rotterdam: objective response 39 %, 29 months without progression, median survival 63 months"),
            "V:brabander2017",
        ),
        expectations.SELDOM_PERMANENT,
    ),
    complications=(
        Figure(_("Thrombocytopenia, neutropenia"), "V:lutathera"),
        Figure(_("Myelodysplastic syndrome 1.5–2.3 %, acute leukaemia 0.5–0.7 %"), "V:lutathera V:brabander2017"),
        Figure(_("Hormonal crisis, harm to the kidneys"), "P"),
    ),
)
