"""Rows that several modalities share, written once. Each takes the id it has in the modality that uses it.

Rows that ask the same share the question itself, so that the engine asks it once a case.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from treatments.eligibility.asks import AtLeast, AtMost, EachLesion, Judged, No, OneOf, Outcomes, Yes, asking
from treatments.eligibility.criteria import (
    CAUTION,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    UNTOLD,
    Answer,
    Ask,
    Criterion,
    Hard,
    Soft,
    missing,
)
from treatments.eligibility.facts import Facts
from treatments.eligibility.lesions import Clearance
from treatments.eligibility.parameters import (
    ABL_BD,
    ASA_MAX,
    DECOMP,
    FIT,
    FLR_MIN,
    GROUND90,
    INR_HI,
    NT_PROBNP,
    PLT_HI,
    Band,
    Number,
)
from treatments.eligibility.words import _

# Fitness and the tumour


fitness = (
    AtMost("fitness.ecog", FIT, beside="fitness.comorbidities"),
    AtMost("fitness.asa", ASA_MAX, optional=True),
)


def fit(row_id: str) -> Criterion:
    """FIT: strong enough for an operation. Comorbidities are shown, not judged."""
    return Hard(row_id, *fitness, says=_("The patient is fit for an operation"), source="001-11 000-09")


GRADE_PATHS = ("tumour.differentiation", "tumour.grade", "tumour.ki67_percent", "tumour.mitoses_per_2mm2")


@cache
def graded(*, g3: Answer, nec: Answer, g2: Answer = MET) -> Judged:
    """The WHO class, G1 always met."""
    means = {"g1": MET, "g2": g2, "g3": g3}
    said = (*means.values(), nec)
    words = {
        one.result: ", ".join(name for name, other in zip(("G1", "G2", "G3", "NEC"), said, strict=True) if other is one)
        for one in said
    }

    def judged(facts: Facts) -> Answer:
        grading = facts.grading
        if grading.is_nec:
            return nec
        return means[grading.grade] if grading.grade else missing(*grading.grade_missing)

    return Judged(judged, GRADE_PATHS, (), words)


@cache
def nec(*, yes: Answer, no: Answer = MET) -> Judged:
    """Whether it is a neuroendocrine carcinoma."""

    def judged(facts: Facts) -> Answer:
        is_nec = facts.grading.is_nec
        return missing(*facts.grading.nec_missing) if is_nec is None else yes if is_nec else no

    return Judged(judged, GRADE_PATHS, (), {no.result: _("well differentiated"), yes.result: "NEC"})


def grade(row_id: str) -> Criterion:
    """Well differentiated, G1 or G2; G3 is a caution."""
    return Hard(
        row_id,
        graded(g3=CAUTION, nec=NOT_MET),
        says=_("The tumour is well differentiated, G1 or G2"),
        source="001-12 R:enets2016",
    )


spread = OneOf("tumour.extrahepatic", met="none", caution="limited", not_met="present")


def extrahepatic(row_id: str) -> Criterion:
    """XH_SURG: no disease outside the liver that an operation would leave."""
    return Hard(row_id, spread, says=_("There is no spread outside the liver"), source="001-05 P")


def proliferation(row_id: str, band: Band) -> Criterion:
    """Ki-67 under the band; not counted: what the grade says of it."""

    @asking(
        *GRADE_PATHS,
        bands=(band,),
        met=f"< {{{band.key}.met}} %",
        caution=f"≥ {{{band.key}.met}} %",
    )
    def judged(facts: Facts) -> Answer:
        ki67 = facts["tumour.ki67_percent"]
        if ki67 is not None:
            return MET if ki67 < facts.limits(band).met else CAUTION
        grading = facts.grading
        if grading.is_nec or grading.grade == "g3":
            return CAUTION
        return MET if grading.grade == "g1" else missing("tumour.ki67_percent")

    return Soft(row_id, judged, says=_("The tumour grows slowly by Ki-67"))


# Clearance and remnant


def ground90(
    path: str, cleared: Callable[[Facts], Clearance], *, unless: Callable[[Facts], bool] | None = None
) -> Judged:
    """GROUND90 by number and by volume. UNLESS: what settles for no when a measure is not known."""

    @asking(
        path,
        bands=(GROUND90,),
        met=_("number and volume both ≥ {GROUND90.met} %"),
        caution=_("one of the two ≥ {GROUND90.met} %"),
        not_met=_("both < {GROUND90.met} %"),
    )
    def judged(facts: Facts) -> Answer:
        reached, needed = cleared(facts), facts.limits(GROUND90).met
        if reached.count is None or reached.volume is None:
            return NOT_MET if unless and unless(facts) else missing(path)
        good = (reached.count >= needed) + (reached.volume >= needed)
        return (NOT_MET, CAUTION, MET)[good]

    return judged


def remnant_missing(facts: Facts, percent: Number | None, path: str = "liver.flr_percent") -> tuple[str, ...]:
    """What is not known of the future liver remnant."""
    unknown = () if percent is not None else (path,)
    return (*unknown, *facts.untold("liver.background"))


@cache
def enough_remnant(*paths: str) -> Judged:
    """FLR_MIN for this liver; the first path that is known counts."""
    bands = tuple(FLR_MIN.values())

    @asking(
        *paths,
        "liver.background",
        bands=bands,
        met=_(
            "normal ≥ {FLR_MIN_NORMAL.met} %, injured ≥ {FLR_MIN_INJURED.met} %, cirrhosis ≥ {FLR_MIN_CIRRHOSIS.met} %"
        ),
        not_met=_("less"),
    )
    def judged(facts: Facts) -> Answer:
        percent = next((facts[path] for path in paths if facts[path] is not None), None)
        enough = facts.remnant_suffices(percent)
        return missing(*remnant_missing(facts, percent, paths[-1])) if enough is None else MET if enough else NOT_MET

    return judged


def remnant(row_id: str, *paths: str) -> Criterion:
    """Enough liver is left."""
    return Hard(row_id, enough_remnant(*paths, "liver.flr_percent"), says=_("Enough liver remains"))


# Liver function, heart, bleeding, bile ducts


@asking(
    "liver.ascites labs.bilirubin_umol_l labs.albumin_g_l labs.inr liver.encephalopathy_grade",
    bands=(DECOMP,),
    met=_("no ascites, no encephalopathy, Child-Pugh ≤ {DECOMP.met}"),
    caution=_("mild ascites or Child-Pugh {DECOMP.caution}"),
    not_met=_("moderate ascites, encephalopathy or Child-Pugh over {DECOMP.caution}"),
)
def compensated(facts: Facts) -> Answer:
    """DECOMP: the liver still does its work."""
    band, points = facts.limits(DECOMP), facts.child_pugh
    still = band.met if band.caution is None else band.caution
    if facts["liver.ascites"] == "moderate" or facts["liver.encephalopathy_grade"] or points > still:
        return NOT_MET
    unknown = facts.untold("liver.ascites", "labs.bilirubin_umol_l", "labs.albumin_g_l", "labs.inr")
    if unknown:
        return missing(*unknown)
    return CAUTION if facts["liver.ascites"] == "mild" or points > band.met else MET


def decompensation(row_id: str, *more: Ask, source: str = "") -> Criterion:
    """The liver is not decompensated."""
    return Hard(row_id, compensated, *more, says=_("The liver is not decompensated"), source=source)


@asking(
    "heart.carcinoid_heart_disease tumour.functional tumour.syndrome labs.nt_probnp_ng_l",
    bands=(NT_PROBNP,),
    met=_("none, or NT-proBNP < {NT_PROBNP.met} ng/L"),
    caution=_("mild, severe, or NT-proBNP ≥ {NT_PROBNP.met} ng/L"),
)
def healthy_heart(facts: Facts) -> Answer:
    """Carcinoid heart disease excluded: by echo, by the tumour's function, or by NT-proBNP."""
    disease = facts["heart.carcinoid_heart_disease"]
    if disease is not None:
        return MET if disease == "none" else CAUTION
    if facts.serotonin is False:
        return NOT_APPLICABLE
    peptide = facts["labs.nt_probnp_ng_l"]  # read too while nobody has told the hormonal state
    return UNTOLD if peptide is None else CAUTION if peptide >= facts.limits(NT_PROBNP).met else MET


def heart(row_id: str) -> Criterion:
    """No carcinoid heart disease that needs care first."""
    return Soft(row_id, healthy_heart, says=_("Carcinoid heart disease is excluded"), source="R:enets-chd V:chd2019")


clotting = (
    AtMost("labs.inr", INR_HI, beyond=CAUTION),
    AtLeast("labs.platelets_10e9_l", PLT_HI, beyond=CAUTION),
)
ascites_free = OneOf("liver.ascites", met="none", caution="mild moderate", optional=True)


def bleeding(row_id: str, *more: Ask, source: str = "") -> Criterion:
    """INR_HI, PLT_HI: clotting good enough for a procedure with high bleeding risk."""
    return Soft(row_id, *clotting, *more, says=_("The blood clots well enough"), source=source)


def bleeding_or_ascites(row_id: str) -> Criterion:
    """As `bleeding`, and no ascites to bleed into."""
    return bleeding(row_id, ascites_free, source="R:cirse-abl")


untouched = OneOf("liver.biliary", met="normal", caution="anastomosis sphincterotomy stent dilatation obstruction")


def bile_ducts(row_id: str, source: str) -> Criterion:
    """BILIARY: germs from the gut can reach the liver; plan longer antibiotics."""
    return Soft(row_id, untouched, says=_("The bile ducts are untouched"), source=source)


infection_free = No("liver.cholangitis", otherwise=NOT_MET, optional=True)


def no_cholangitis(row_id: str, source: str) -> Criterion:
    """No active infection in the liver."""
    return Hard(row_id, infection_free, says=_("There is no active infection of the liver"), source=source)


open_portal_vein = OneOf("liver.portal_vein", met="patent", caution="branch", not_met="main")


def portal_vein(row_id: str, source: str) -> Criterion:
    """PV: the portal vein still feeds the liver."""
    return Hard(row_id, open_portal_vein, says=_("The portal vein is open"), source=source)


def offered(row_id: str, service: str) -> Criterion:
    """This hospital offers it; otherwise refer."""
    return Soft(
        row_id,
        Yes(f"services.{service}", otherwise=CAUTION, optional=True),
        says=_("It is offered at this hospital"),
        source="P",
    )


def not_pregnant(row_id: str) -> Criterion:
    """No pregnancy, or not known of one."""
    return Hard(
        row_id, No("fitness.pregnancy", otherwise=NOT_MET, optional=True), says=_("There is no pregnancy"), source="P"
    )


# Lesions near things, and lesions one can reach


@cache
def ducts(*, to_ablate: bool) -> EachLesion:
    """ABL_BD: how near a central bile duct is."""
    says = _("any lesion under {ABL_BD.met} mm")
    return EachLesion("duct_distance_mm", at_least=ABL_BD, says=says, to_ablate=to_ablate)


@cache
def neighbours(*, to_ablate: bool) -> tuple[EachLesion, ...]:
    """ABL_VESSEL and neighbours: what cools the lesion or could be burnt."""
    return (
        EachLesion("vessel_touching", good=lambda touches: not touches, says=_("yes"), to_ablate=to_ablate),
        EachLesion("near", good=lambda near: near == ["none"], says=_("any organ"), to_ablate=to_ablate),
        EachLesion("segments", good=lambda segments: "1" not in segments, says="1", to_ablate=to_ablate),
    )


@cache
def reach(*, otherwise: Answer, to_ablate: bool) -> tuple[EachLesion, ...]:
    """Whether every lesion can be seen and reached with the guidance chosen."""
    return (
        EachLesion("visible", good=bool, otherwise=otherwise, says=_("no"), to_ablate=to_ablate),
        EachLesion("reachable", good=bool, otherwise=otherwise, says=_("no"), to_ablate=to_ablate),
    )


def away_from_ducts(row_id: str, *, to_ablate: bool = False) -> Criterion:
    """No lesion close to a central bile duct."""
    says = _("The lesions keep their distance from the central bile ducts")
    return Soft(row_id, ducts(to_ablate=to_ablate), says=says)


def away_from_organs(row_id: str, *, to_ablate: bool = False) -> Criterion:
    """Nothing near that cools the lesion or could be burnt."""
    says, source = _("No vessel or organ is too near the lesions"), "R:cirse-abl V:caudate2023 V:heart2021"
    return Soft(row_id, *neighbours(to_ablate=to_ablate), says=says, source=source)


def within_reach(row_id: str, kind: type[Criterion] = Hard, *, to_ablate: bool = False) -> Criterion:
    """Every lesion can be seen and reached."""
    asks = reach(otherwise=CAUTION if kind is Soft else NOT_MET, to_ablate=to_ablate)
    return kind(row_id, *asks, says=_("Every lesion can be seen and reached"), source="001-14")


def needle_rows(prefix: str, first: int) -> tuple[Criterion, ...]:
    """ABL-3 to ABL-10, which multi-probe ablation shares, under its own numbers."""
    ids = [f"{prefix}-{first + offset}" for offset in range(8)]
    return (
        away_from_ducts(ids[0]),
        away_from_organs(ids[1]),
        within_reach(ids[2]),
        anaesthesia(ids[3]),
        Soft(ids[4], nec(yes=CAUTION), says=_("The tumour is not a neuroendocrine carcinoma"), source="001-12 P"),
        liver_only(ids[5], "001-04 P"),
        bile_ducts(ids[6], "V:odisio2016 V:shibata"),
        bleeding_or_ascites(ids[7]),
    )


sleeps_safely = (
    OneOf("fitness.anaesthesia", met="acceptable", caution="caution unacceptable", optional=True),
    AtMost("fitness.asa", ASA_MAX, beyond=CAUTION, optional=True),
)


def anaesthesia(row_id: str) -> Criterion:
    """General anaesthesia is acceptable."""
    return Soft(row_id, *sleeps_safely, says=_("General anaesthesia is acceptable"), source="001-13")


in_the_liver_only = OneOf("tumour.extrahepatic", met="none", caution="limited present", optional=True)


def liver_only(row_id: str, source: str) -> Criterion:
    """Disease outside the liver is a caution, not a bar."""
    return Soft(row_id, in_the_liver_only, says=_("There is no disease outside the liver"), source=source)


# Countable disease


@asking("liver.diffuse lesion_count", not_met=_("diffuse, not counted"))
def countable(facts: Facts) -> Answer:
    """Diffuse and not counted is more than any number."""
    return NOT_MET if facts["liver.diffuse"] and facts["lesion_count"] is None else NOT_APPLICABLE


# Earlier outcomes


def none_open(codes: str) -> Outcomes:
    """None of these modalities is open, not even with cautions."""
    return Outcomes(codes, eligible=NOT_MET, cautions=NOT_MET)
