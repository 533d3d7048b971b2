"""Laboratory results: stored unit, plausible range and other units, row by row from clinical.md 3.13."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from patients.items.item import ABOVE_ZERO, BLOODS, Item, span
from patients.quantities import Words

ENZYME = {"µkat/L": Decimal(60)}


def _lab(
    code: str,
    label: Words,
    unit: str,
    low: str,
    high: str,
    units: Mapping[str, Decimal | None] | None = None,
    *,
    least: str | Decimal = ABOVE_ZERO,
    **more: Any,
) -> Item:
    ends = span(low, high, least)
    return Item(
        f"labs.{code}",
        "number",
        label,
        unit,
        units=units or {},
        group="labs",
        age_limit=BLOODS,
        supplier="laboratory",
        **ends,
        **more,
    )


LABS = (
    _lab(
        "bilirubin_umol_l",
        _("Bilirubin"),
        "µmol/L",
        "1",
        "800",
        {"mg/dL": Decimal("17.1")},
        upper_normal=Decimal(21),  # case format, decision 13
        has_upper_limit=True,
    ),
    _lab("albumin_g_l", _("Albumin"), "g/L", "10", "60", {"g/dL": Decimal(10)}),
    _lab("inr", _("INR"), "", "0.7", "12"),
    _lab("platelets_10e9_l", _("Platelets"), "10⁹/L", "1", "1500"),
    _lab("haemoglobin_g_l", _("Haemoglobin"), "g/L", "30", "220", {"mmol/L": Decimal("16.11"), "g/dL": Decimal(10)}),
    _lab("leucocytes_10e9_l", _("Leucocytes"), "10⁹/L", "0.1", "200"),
    _lab("neutrophils_10e9_l", _("Neutrophils"), "10⁹/L", "0", "150", least="0"),
    _lab("creatinine_umol_l", _("Creatinine"), "µmol/L", "15", "1500", {"mg/dL": Decimal("88.4")}),
    _lab("egfr_ml_min_1_73m2", _("eGFR"), "mL/min/1.73 m²", "3", "150"),
    _lab("alt_u_l", _("ALT"), "U/L", "1", "5000", ENZYME, has_upper_limit=True),
    _lab("ast_u_l", _("AST"), "U/L", "1", "5000", ENZYME, has_upper_limit=True),
    _lab("alp_u_l", _("ALP"), "U/L", "1", "5000", ENZYME),
    _lab("ggt_u_l", _("GGT"), "U/L", "1", "5000", ENZYME),
    _lab("sodium_mmol_l", _("Sodium"), "mmol/L", "105", "170"),
    _lab(
        "chromogranin_a_ug_l",
        _("Chromogranin A"),
        "µg/L",
        "1",
        "1000000",
        {"ng/mL": Decimal(1), "nmol/L": None, "U/L": None},  # the last two depend on the assay
        has_upper_limit=True,
        help=_("Rises with proton-pump inhibitors and in renal failure. 1 µg/L = 1 ng/mL."),
    ),
    Item(
        "labs.chromogranin_a_assay",
        "text",
        _("Chromogranin A: assay"),
        group="labs",
        supplier="laboratory",
    ),
    _lab("hiaa5_urine_umol_24h", _("5-HIAA in urine"), "µmol/24 h", "1", "10000", {"mg/24 h": Decimal("5.23")}),
    _lab("hiaa5_plasma_nmol_l", _("5-HIAA in plasma or serum"), "nmol/L", "5", "50000"),
    _lab("nse_ug_l", _("NSE"), "µg/L", "1", "5000"),
    Item(
        "labs.nse_haemolysed",
        "flag",
        _("NSE: sample haemolysed"),
        group="labs",
        age_limit=BLOODS,
        supplier="laboratory",
    ),
    _lab("nt_probnp_ng_l", _("NT-proBNP"), "ng/L", "5", "100000", {"pmol/L": Decimal("8.457")}),
)
