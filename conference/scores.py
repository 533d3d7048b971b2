"""The scores a board asks for beside the rules, which read none: each with what it was made from, or why there is none."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from conference.growth import growth
from conference.reading import Presentation
from conference.showing import name_of, shown_standing, untold, value_with_unit
from patients.chart import Chart, Fact
from patients.fields.shown import amount
from patients.models import Patient, State
from treatments.eligibility import scores
from treatments.eligibility.calculators import ASCITES_POINTS, LUNG_KG, child_pugh, flr_percent, half_up, lung_dose_gy
from treatments.eligibility.lesions import volume_ml
from treatments.eligibility.parameters import citations
from treatments.models.course import INTRA_ARTERIAL
from treatments.templatetags.who import who_grade

BILIRUBIN, ALBUMIN, INR = "labs.bilirubin_umol_l", "labs.albumin_g_l", "labs.inr"
CREATININE, SODIUM = "labs.creatinine_umol_l", "labs.sodium_mmol_l"
ASCITES, ENCEPHALOPATHY = "liver.ascites", "liver.encephalopathy_grade"
HEIGHT, WEIGHT = "patient.height_cm", "patient.weight_kg"
TOTAL, TUMOUR, REMNANT = "liver.total_volume_ml", "liver.tumour_volume_ml", "liver.flr_volume_ml"
MG_DL = {BILIRUBIN: Decimal("17.1"), CREATININE: Decimal("88.4"), ALBUMIN: Decimal(10)}  # clinical.md 3.13
ADULT = 18  # years


@dataclass(frozen=True)
class Score:
    """One score for components/scores.html."""

    name: Any
    value: str = ""  # with its unit; empty when it cannot be worked out
    inputs: tuple[dict[str, Any], ...] = ()  # as components/state.html shows them
    missing: tuple[Any, ...] = ()
    note: str = ""  # with what reserve, or why there is none
    tags: str = ""

    @property
    def is_old(self) -> bool:
        """Whether any of it is too old to decide on."""
        return any(one["old"] for one in self.inputs)

    @property
    def on(self) -> dt.date | None:
        """The one day all of it is from."""
        days = {one["date"] for one in self.inputs if one["date"]}
        return days.pop() if len(days) == 1 else None

    @property
    def source(self) -> str:
        return ", ".join(citations(self.tags))


class Told:
    """What the chart knows of some facts: their values, how they are shown, and which nobody has told as a number."""

    def __init__(self, chart: Chart, *codes: str) -> None:
        self.facts: dict[str, Fact] = {code: chart.facts[code] for code in codes}

    def __getitem__(self, code: str) -> Any:
        fact = self.facts[code]
        usable = fact.known and (isinstance(fact.value, Decimal) or not fact.item.is_numeric)
        return fact.value if usable else None

    def in_mg_dl(self, code: str) -> Any:
        return None if self[code] is None else self[code] / MG_DL[code]

    @property
    def missing(self) -> tuple[Any, ...]:
        return tuple(name_of(fact) for code, fact in self.facts.items() if self[code] is None)

    @property
    def shown(self) -> tuple[dict[str, Any], ...]:
        rows = []
        for code, fact in self.facts.items():
            if self[code] is not None:
                words = {"value": value_with_unit(code, fact.value), "unit": "", "date": fact.date}
                rows.append(shown_standing(fact) | words)
        return tuple(rows)

    def score(self, name: Any, value: str, tags: str, note: str = "", *missing: Any) -> Score:
        """A score of these facts: only its value depends on none of them being missing."""
        lacks = (*self.missing, *missing)
        return Score(name, "" if lacks else value, self.shown, lacks, note, tags)


def shown_scores(presentation: Presentation) -> list[Score]:
    """Every score of a case, those of the tumour first; one that cannot be worked out says what is missing."""
    chart = presentation.chart
    found = [
        _grade(chart),
        _child_pugh(chart),
        _albi(chart),
        *_meld_family(chart),
        *_body(chart),
        *_remnant(presentation),
        _burden(chart),
        _lesions(chart),
        growth(chart, Score),
        _lung_dose(presentation),
    ]
    if any(course.type in INTRA_ARTERIAL for course in presentation.performed):
        note = _("the diameters that still take up contrast are not recorded here")
        found.append(Score(_("mRECIST, after embolisation"), note=note, tags="R:mrecist"))
    return found


def _grade(chart: Chart) -> Score:
    report = chart.latest_report("ki67_low", "ki67_high", "mitoses_low", "mitoses_high", "ki67_printed")
    name = _("WHO grade by its figures")
    if report is None:
        return Score(name, missing=("Ki-67", _("Mitoses")), tags="V2:who")
    who = who_grade(report, chart.facts["tumour.primary_site"].value)
    figures = (("Ki-67", report.ki67_printed, "%"), (_("Mitoses"), report.mitoses_printed, "/2 mm²"))
    inputs = [
        untold(label) | {"state": State.VALUE, "value": f"{text}\u00a0{unit}", "date": report.date}
        for label, text, unit in figures
        if text
    ]
    return Score(name, who.label, tuple(inputs), note=str(who.contradiction or who.note), tags="V2:who")


def _child_pugh(chart: Chart) -> Score:
    told = Told(chart, BILIRUBIN, ALBUMIN, INR, ASCITES, ENCEPHALOPATHY)
    known = told[ASCITES] if told[ASCITES] in ASCITES_POINTS else None
    grade = told[ENCEPHALOPATHY]
    points = child_pugh(
        bilirubin=told[BILIRUBIN],
        albumin=told[ALBUMIN],
        inr=told[INR],
        ascites=known,
        encephalopathy=None if grade is None else int(grade),
    )
    value = f"{scores.child_pugh_class(points)}{points}"
    if told.missing:  # what is not told counts one point, as in the rules
        value = _("at least %(n)s points") % {"n": points} if len(told.missing) < len(told.facts) else ""
    note = _("made for cirrhosis; not validated in a liver without it")
    return Score(_("Child-Pugh"), value, told.shown, told.missing, note, "V:ccjm")


def _albi(chart: Chart) -> Score:
    told, value = Told(chart, BILIRUBIN, ALBUMIN), ""
    if not told.missing:
        found = scores.albi(bilirubin_umol_l=told[BILIRUBIN], albumin_g_l=told[ALBUMIN])
        value = _("%(score)s, grade %(grade)s") % {"score": amount(half_up(found.score, 2), ""), "grade": found.grade}
    return told.score(_("ALBI"), value, "V2:albi R:albi")


def _meld_family(chart: Chart) -> list[Score]:
    """Of an adult; dialysis is no fact of the record, and would count as the worst creatinine."""
    note = _("without dialysis, which is not recorded here")
    ages = chart.patient.ages_on(chart.as_of)
    if ages is not None and ages[0] < ADULT:
        return [Score(_("MELD"), note=_("made for adults"), tags="V2:meld")]
    told = Told(chart, BILIRUBIN, CREATININE, INR)
    with_sodium = Told(chart, BILIRUBIN, CREATININE, INR, SODIUM)
    third = Told(chart, BILIRUBIN, CREATININE, INR, SODIUM, ALBUMIN)
    sex = chart.patient.sex if chart.patient.sex in {Patient.Sex.FEMALE, Patient.Sex.MALE} else None
    values = ["", "", ""]
    if not told.missing:
        found = scores.meld(
            bilirubin_mg_dl=told.in_mg_dl(BILIRUBIN),
            creatinine_mg_dl=told.in_mg_dl(CREATININE),
            inr=told[INR],
            sodium_mmol_l=third[SODIUM],
            albumin_g_dl=third.in_mg_dl(ALBUMIN),
            female=None if sex is None else sex == Patient.Sex.FEMALE,
        )
        values = ["" if one is None else str(one) for one in found]
    return [
        told.score(_("MELD"), values[0], "V2:meld", note),
        with_sodium.score(_("MELD-Na"), values[1], "V2:meld"),
        third.score(_("MELD 3.0"), values[2], "V2:meld", "", *(() if sex else (_("Sex"),))),
    ]


def _body(chart: Chart) -> list[Score]:
    """Body surface, and what a liver of that body measures."""
    told = Told(chart, HEIGHT, WEIGHT)
    surface = None if told.missing else scores.bsa_m2(height_cm=told[HEIGHT], weight_kg=told[WEIGHT])
    rows = [told.score(_("Body surface"), "" if surface is None else amount(half_up(surface, 2), "m²"), "R:mosteller")]
    for name, formula, tags in (
        (_("Standard liver, Vauthey"), scores.standard_liver_vauthey_ml, "V:flr2019 R:vauthey"),
        (_("Standard liver, Urata"), scores.standard_liver_urata_ml, "V:flr2019"),
    ):
        value = "" if surface is None else _ml(formula(bsa_m2=surface))
        rows.append(told.score(name, value, tags))
    return rows


def _remnant(presentation: Presentation) -> list[Score]:
    """The future liver remnant, of the liver without tumour and of the standard liver."""
    chart, name = presentation.chart, _("Future liver remnant")
    measured, stated = Told(chart, REMNANT, TOTAL, TUMOUR), Told(chart, "liver.flr_percent")
    of_rules = presentation.assessment.facts["liver.flr_percent"]
    if not stated.missing:
        found = Score(name, _percent(stated["liver.flr_percent"]), stated.shown, note=_("as stated"), tags="V:flr2019")
    elif not measured.missing:
        share = flr_percent(remnant_ml=measured[REMNANT], total_ml=measured[TOTAL], tumour_ml=measured[TUMOUR])
        note = _("of the liver without tumour") if share is not None else _("nothing but tumour would be left")
        found = Score(name, "" if share is None else _percent(share), measured.shown, note=note, tags="V:flr2019")
    elif of_rules is not None:
        found = Score(name, _percent(of_rules), note=_("from the volumes of the segments"), tags="V:flr2019")
    else:
        found = measured.score(name, "", "V:flr2019")
    told = Told(chart, REMNANT, HEIGHT, WEIGHT)
    value = ""
    if not told.missing:
        surface = scores.bsa_m2(height_cm=told[HEIGHT], weight_kg=told[WEIGHT])
        standard = scores.standard_liver_vauthey_ml(bsa_m2=surface)
        value = _percent(scores.flr_of_standard_percent(remnant_ml=told[REMNANT], standard_ml=standard))
    return [found, told.score(_("Remnant of the standard liver"), value, "V:flr2019 R:vauthey")]


def _burden(chart: Chart) -> Score:
    """The share of the liver that is tumour, with its band."""
    name, stated, measured = _("Tumour share"), Told(chart, "liver.tumour_burden_percent"), Told(chart, TUMOUR, TOTAL)
    share, told = stated["liver.tumour_burden_percent"], stated
    if share is None and not measured.missing:
        if measured[TUMOUR] > measured[TOTAL]:
            note = _("more tumour than liver: one of the volumes is wrong")
            return Score(name, inputs=measured.shown, note=note, tags="R:clarinet-strata")
        share, told = scores.burden_percent(tumour_ml=measured[TUMOUR], liver_ml=measured[TOTAL]), measured
    if share is None:
        return measured.score(name, "", "R:clarinet-strata")
    band = _("band up to %(share)s") % {"share": _percent(Decimal(scores.burden_band(share)))}
    return Score(name, f"{_percent(share)}, {band}", told.shown, tags="R:clarinet-strata")


def _lesions(chart: Chart) -> Score:
    """The volume of the lesions as ellipsoids; one diameter makes a sphere, and the page says so."""
    name, present = _("Volume of the lesions"), chart.present_lesions
    if not present:
        return Score(name, missing=(_("Liver metastases"),), tags="R:ellipsoid")
    sized = [(one, one.sized) for one in present]
    unsized = [one.lesion.label for one, size in sized if size is None]
    sizes = [size for _one, size in sized if size is not None]
    volumes = [
        volume_ml({name: getattr(size, name) for name in ("volume_ml", "longest_mm", "second_mm", "third_mm")})
        for size in sizes
    ]
    spheres = sum(size.volume_ml is None and size.second_mm is None and size.third_mm is None for size in sizes)
    missing = (_("size of %(labels)s") % {"labels": ", ".join(unsized)},) if unsized else ()
    note = _("%(n)s of one diameter, taken for spheres") % {"n": spheres} if spheres else ""
    total = sum((one for one in volumes if one is not None), Decimal(0))
    day = max((size.date for size in sizes if size.date), default=None)
    old = chart.lesions_are_old
    count = untold(_("Liver metastases")) | {"state": State.VALUE, "value": str(len(sizes)), "date": day, "old": old}
    value = _ml(total, 1) if sizes and not missing else ""
    return Score(name, value, (count,) if sizes else (), missing, note, "P")


def _lung_dose(presentation: Presentation) -> Score:
    """The lung dose of one session of radioembolisation, from what was judged for this presentation."""
    facts, name, tags = presentation.assessment.facts, _("Lung dose of one session"), "V2:vanroekel R:y90-ifu"
    activity, shunt, mass = (
        facts[f"gates.{code}"] for code in ("planned_activity_gbq", "lung_shunt_percent", "lung_mass_kg")
    )
    inputs = tuple(
        untold(label) | {"state": State.VALUE, "value": value_with_unit(path, value)}
        for path, value, label in (
            ("gates.planned_activity_gbq", activity, _("Planned activity")),
            ("gates.lung_shunt_percent", shunt, _("Lung shunt")),
            ("gates.lung_mass_kg", mass, _("Lung mass")),
        )
        if value is not None
    )
    lacks = [(activity, _("Planned activity")), (shunt, _("Lung shunt"))]
    missing = tuple(label for value, label in lacks if value is None)
    if missing:
        return Score(name, inputs=inputs, missing=missing, tags=tags)
    dose = lung_dose_gy(activity_gbq=activity, shunt_percent=shunt, lung_kg=mass)
    note = "" if mass else _("a lung of %(mass)s kg assumed") % {"mass": LUNG_KG}
    return Score(name, amount(half_up(dose, 1), "Gy"), inputs, note=note, tags=tags)


def _percent(share: Decimal) -> str:
    return amount(half_up(Decimal(share), 1).normalize() + 0, "%")


def _ml(volume: Decimal, decimals: int = 0) -> str:
    return amount(half_up(volume, decimals), "mL")
