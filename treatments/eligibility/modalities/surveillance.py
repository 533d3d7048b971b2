"""SURV: active surveillance. NET can be lived with for years; nothing forces treatment."""

from treatments.eligibility.asks import AtMost, Outcomes, asking
from treatments.eligibility.criteria import CAUTION, MET, NOT_MET, PROVISIONAL, Answer, Hard, Indication, Soft, missing
from treatments.eligibility.dates import months, weeks
from treatments.eligibility.facts import Facts
from treatments.eligibility.intents import watch
from treatments.eligibility.modalities import expectations, shared
from treatments.eligibility.modality import Figure, Modality, Window
from treatments.eligibility.parameters import LARGE_BURDEN, TGR_FAST
from treatments.eligibility.words import _


@asking(
    "tumour.functional tumour.pressure_symptoms",
    met=_("no"),
    not_met=_("refractory hormonal or severe pressure symptoms"),
)
def not_severe(facts: Facts) -> Answer:
    """Severe symptoms call for treatment, not for watching."""
    severe = facts.severe
    return missing(*facts.symptoms_missing) if severe is None else NOT_MET if severe else MET


@asking(
    "tumour.progression tumour.tgr_percent_per_month",
    bands=(TGR_FAST,),
    met=_("not growing, growth rate < {TGR_FAST.met} % per month"),
    caution=_("growing, or growth rate ≥ {TGR_FAST.met} % per month"),
)
def grows_slowly(facts: Facts) -> Answer:
    """By the radiologist's judgement or by the growth rate; one of the two must be known."""
    growing, rate = facts["tumour.progression"], facts["tumour.tgr_percent_per_month"]
    if growing is None and rate is None:
        return missing("tumour.progression")
    return CAUTION if growing or (rate is not None and rate >= facts.limits(TGR_FAST).met) else MET


MODALITY = Modality(
    code="surveillance",
    kb="SURV",
    name=_("Active surveillance"),
    step=12,
    intents=watch,
    criteria=(
        Hard(
            "SURV-1",
            shared.graded(g2=CAUTION, g3=NOT_MET, nec=NOT_MET),
            says=_("The tumour is G1"),
            source="000-03 R:enets2016",
        ),
        Indication("SURV-2", not_severe, says=_("There are no severe symptoms"), source="000-06"),
        Soft(
            "SURV-3",
            AtMost("liver.tumour_burden_percent", LARGE_BURDEN, beyond=CAUTION),
            says=_("Little of the liver is tumour"),
            source="000-16",
        ),
        Soft("SURV-4", grows_slowly, says=_("The tumour grows slowly or not at all"), source="000-06"),
        Soft(
            "SURV-5",
            Outcomes("resection resection-ablation", eligible=CAUTION, cannot_tell=PROVISIONAL),
            says=_("No operation that could cure would be missed"),
            source="004-02",
        ),
    ),
    method=(Figure(_("CT or MRI every 3–6 months at first, with markers"), "R:enets2016"),),
    follow_up=(
        Window(
            "surveillance-control",
            _("Images and markers under surveillance"),
            exams=("ct-or-mri", "markers"),
            opens=months(3),
            due=months(6),
            overdue=months(6) + weeks(4),
            source="R:enets2016",
        ),
    ),
    outcomes=(
        Figure(_("It usually grows slowly; people can live with it for many years"), "000-03"),
        expectations.SELDOM_PERMANENT,
    ),
)
