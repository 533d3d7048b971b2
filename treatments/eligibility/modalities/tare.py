"""TARE: radioembolisation (SIRT)."""

from treatments.eligibility.asks import AtLeast, AtMost, No, NoneEarlier, OneOf, asking
from treatments.eligibility.criteria import CAUTION, MET, NOT_MET, UNTOLD, Answer, Gate, Hard, Soft, missing
from treatments.eligibility.facts import Facts
from treatments.eligibility.intents import control
from treatments.eligibility.modalities import embolisation, expectations, shared
from treatments.eligibility.modality import Figure, Modality
from treatments.eligibility.parameters import (
    BILI_TARE,
    BURDEN_TARE,
    FIT_TARE,
    LSF_RESIN,
    LUNG_DOSE,
    LUNG_DOSE_SUM,
    TARE_DRUGS,
    TARE_EGFR,
    TARE_INR,
    TARE_PLT,
    TARE_SESSIONS,
    TARE_WBC,
)
from treatments.eligibility.words import _


@asking(
    "labs.bilirubin_umol_l intended.territory liver.biliary",
    bands=(BILI_TARE,),
    met=_("≤ {BILI_TARE.met} µmol/L"),
    caution=_("above, if only segments are treated or an obstruction explains it"),
    not_met=_("above"),
)
def bilirubin_allows(facts: Facts) -> Answer:
    """BILI_TARE, with its two excuses."""
    bilirubin = facts["labs.bilirubin_umol_l"]
    if bilirubin is None:
        return missing("labs.bilirubin_umol_l")
    if bilirubin <= facts.limits(BILI_TARE).met:
        return MET
    return CAUTION if facts["intended.territory"] == "segments" or facts["liver.biliary"] == "obstruction" else NOT_MET


@asking(
    "intended.whole_liver fitness.life_expectancy_under_3_months",
    *shared.GRADE_PATHS,
    met=_("part of the liver, or a short expectation"),
    caution=_("the whole liver with a long expectation"),
)
def spares_the_liver(facts: Facts) -> Answer:
    """The late harm of whole-liver treatment matters to those who live long."""
    whole = facts["intended.whole_liver"]
    if not whole:
        return UNTOLD if whole is None else MET
    short = facts.grading.is_nec or facts.grading.grade == "g3" or facts["fitness.life_expectancy_under_3_months"]
    return MET if short else CAUTION


@asking(
    "gates.lung_dose_gy gates.planned_activity_gbq gates.lung_shunt_percent gates.lung_mass_kg",
    "gates.lung_dose_cumulative_gy gates.microspheres gates.gi_shunt",
    bands=(LUNG_DOSE, LUNG_DOSE_SUM, LSF_RESIN),
    met=_(
        "lung ≤ {LUNG_DOSE.met} Gy, in all ≤ {LUNG_DOSE_SUM.met} Gy, resin shunt ≤ {LSF_RESIN.met} %, gut shunt correctable"
    ),
    not_met=_("any of these exceeded"),
)
def work_up_allows(facts: Facts) -> Answer:
    """LUNG_DOSE, LSF_RESIN, GI_SHUNT: what mapping angiography found."""
    dose, total = facts.lung_dose, facts["gates.lung_dose_cumulative_gy"]
    shunt, gut = facts["gates.lung_shunt_percent"], facts["gates.gi_shunt"]
    too_much = (
        dose is not None and dose > facts.limits(LUNG_DOSE).met,
        total is not None and total > facts.limits(LUNG_DOSE_SUM).met,
        facts["gates.microspheres"] == "resin" and shunt is not None and shunt > facts.limits(LSF_RESIN).met,
        gut == "uncorrectable",
    )
    if any(too_much):
        return NOT_MET
    unknown = (*(("gates.lung_dose_gy",) if dose is None else ()), *facts.untold("gates.gi_shunt"))
    return missing(*unknown) if unknown else MET


@asking("gates.tare_sessions_booked", bands=(TARE_SESSIONS,), met=_("≥ {TARE_SESSIONS.met} booked"))
def sessions_booked(facts: Facts) -> Answer:
    """Too few is not a no: the rest may still be booked."""
    booked = facts["gates.tare_sessions_booked"]
    return (
        MET
        if booked is not None and booked >= facts.limits(TARE_SESSIONS).met
        else missing("gates.tare_sessions_booked")
    )


LABORATORY_AND_DRUGS = Soft(
    "TARE-5",
    OneOf("liver.portal_vein", met="patent branch", caution="main"),
    AtLeast("labs.platelets_10e9_l", TARE_PLT, beyond=CAUTION),
    AtLeast("labs.leucocytes_10e9_l", TARE_WBC, beyond=CAUTION, optional=True),
    AtLeast("labs.egfr_ml_min_1_73m2", TARE_EGFR, beyond=CAUTION),
    AtMost("labs.inr", TARE_INR, beyond=CAUTION),
    No("drugs.antiangiogenic", otherwise=CAUTION, optional=True),
    NoneEarlier("chemotherapy captem everolimus sunitinib", within=TARE_DRUGS),
    OneOf("liver.biliary", met="normal anastomosis sphincterotomy", caution="stent dilatation obstruction"),
    says=_("Portal vein, blood, kidneys, drugs and bile ducts allow radioembolisation"),
)

MODALITY = Modality(
    code="tare",
    kb="TARE",
    name=_("Radioembolisation"),
    step=8,
    peers="arterial",
    intents=control(relieves=True),
    preparation="radioembolisation",
    keeps_interval=True,
    criteria=(
        embolisation.no_clean_option("TARE-1"),
        embolisation.reason_to_treat("TARE-1b"),
        Hard(
            "TARE-2",
            AtMost("fitness.ecog", FIT_TARE),
            No("fitness.life_expectancy_under_3_months", otherwise=NOT_MET, optional=True),
            says=_("The patient is fit for radioembolisation"),
        ),
        Hard("TARE-3", bilirubin_allows, says=_("Bilirubin allows radioembolisation")),
        shared.decompensation(
            "TARE-4",
            No("liver.active_hepatitis", otherwise=NOT_MET, optional=True),
            OneOf("liver.varices", met="none treated", not_met="untreated", optional=True),
            source="V2:vanroekel",
        ),
        LABORATORY_AND_DRUGS,
        Soft(
            "TARE-6",
            AtMost("liver.tumour_burden_percent", BURDEN_TARE, beyond=CAUTION),
            says=_("Enough of the liver is free of tumour"),
        ),
        Soft(
            "TARE-7",
            spares_the_liver,
            says=_("The liver is spared for the years to come"),
            source="V:su2017 V:zuckerman2019",
        ),
        Soft(
            "TARE-8",
            NoneEarlier("prrt sbrt liver-radiotherapy"),
            says=_("The liver was not irradiated before; otherwise review the summed dose"),
            source="V:braat2019",
        ),
        shared.bile_ducts("TARE-9", "V:agahi2022"),
        Gate("TARE-10", work_up_allows, says=_("Mapping angiography allows it")),
        embolisation.preparation("TARE-11", sessions_booked, source="001-29"),
        shared.not_pregnant("TARE-12"),
        embolisation.interval("TARE-13"),
        shared.offered("TARE-14", "tare"),
    ),
    method=(
        Figure(_("Small radioactive spheres collect in the tumour and irradiate it"), "001-28"),
        *embolisation.METHOD,
        Figure(_("Mapping angiography comes first, treatment one to two weeks later"), "V:mapping2015"),
    ),
    follow_up=embolisation.FOLLOW_UP,
    outcomes=(
        Figure(_("Objective response 50 % (38–62), disease control 86 % (78–92)"), "V:devcic2014"),
        Figure(_("Objective response 51 %, disease control 88 %"), "V:frilling2019"),
        Figure(
            _("After PRRT: objective response 16 %, disease control 91 %, median survival 3.5 years"), "V:braat2019"
        ),
        Figure(_("After PRRT: relief of symptoms in 65 %"), "V:braat2019"),
        Figure(_("Often gentler than embolisation; given in two sessions"), "001-29"),
        *embolisation.OUTCOMES[:6],
        expectations.SELDOM_PERMANENT,
    ),
    complications=(
        *embolisation.COMPLICATIONS,
        Figure(
            _("Late after whole-liver treatment: cirrhosis-like change 56.4 %, ascites 41.0 %, varices 15.4 %"),
            "V:su2017",
        ),
        Figure(_("After one half: cirrhosis-like change 26.7 %, ascites 13.3 %, varices 6.7 %"), "V:su2017"),
        Figure(_("With a compromised sphincter or an anastomosis: 2 infections and 1 abscess in 15"), "V:agahi2022"),
        Figure(_("Radioembolisation-induced liver disease, one fatal in 44 patients after PRRT"), "V:braat2019"),
        Figure(_("Radiation pneumonitis, gastroduodenal ulcer"), "P"),
    ),
)
