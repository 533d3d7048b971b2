"""Every row of the two tables of figures (clinical.md 2.13, 2.14) stands beside its treatment, with its source."""

import pytest

from treatments.eligibility import MODALITIES
from treatments.eligibility.modality import Figure

BY_CODE = {modality.code: modality for modality in MODALITIES}
SURGERY = ("resection", "debulking")
OPERATIONS = ("resection", "debulking", "resection-ablation", "two-stage")
ARTERIAL = ("tae", "ctace", "deb-tace", "tare")
OUTCOMES = [  # 2.13, and the figures of the modality sheets: treatments, source, what must be said
    (SURGERY, "001-10", ["more than 90 %"]),
    (SURGERY, "001-06", ["20 %"]),
    (SURGERY, "V:cith2023", ["170 patients", "90 %", "96 %", "61 %"]),
    (SURGERY, "V:lee2012", ["22 series, 793 patients", "46–86 %", "35–79 %"]),
    (SURGERY, "V:lee2012", ["16–26 months", "59–76 %"]),
    (("debulking",), "V:cith2023", ["188 patients", "134.3", "37.6", "70 %"]),
    (("debulking",), "V:debmeta2022", ["3.49 (2.70–4.51)"]),
    (("ablation",), "001-18", ["70–90 %"]),
    (("ablation", "stereotactic-ablation"), "002-04", ["31.6–95.3 %"]),
    (("ablation",), "V:mohan2015", ["8 studies, 301 patients", "92 %", "14–27 months", "63–87 %"]),
    (("ablation",), "V:mohan2015", ["48 %"]),
    (("ablation",), "V:groeschl2012", ["157 tumours", "95 %"]),
    (("ablation", "stereotactic-ablation"), "V:perrodin2019", ["40 lesions, 17", "2.5 %", "10 %"]),
    (ARTERIAL, "001-26", ["50–90 %", "2 years"]),
    (ARTERIAL, "001-25", ["25–80 % (mean 50 %)", "poorest", "hard to predict"]),
    (("tae", "ctace"), "V:fiore2014", ["30 patients", "36 months", "41 and 61 %"]),
    (("tae", "ctace"), "V:iatable2015", ["11–80 %"]),
    (("tare",), "V:devcic2014", ["50 % (38–62)", "86 % (78–92)"]),
    (("tare",), "V:frilling2019", ["51 %", "88 %"]),
    (("tare",), "V:braat2019", ["16 %", "91 %", "3.5 years"]),
    (("tare",), "V:braat2019", ["65 %"]),
    (("prrt",), "V:netter1", ["0.21", "18 and 3 %"]),
    (("prrt",), "V:netter2", ["22.8 and 8.5", "43 and 9.3 %"]),
    (("prrt",), "V:brabander2017", ["39 %", "29 months", "63 months"]),
    (tuple(BY_CODE), "000-05", ["often come back"]),
    (("resection-ablation",), "V:taylor2013", ["94 patients", "14 mm", "3.8 %"]),
    (("resection-ablation",), "V:taylor2013", ["80 %", "59 %", "34 %"]),
    (("two-stage",), "V:vauthey2000", ["26 → 36 %"]),
    (("two-stage",), "V:pve1stage", ["20.4 → 31.5 %"]),
    (("two-stage",), "V:pve-seg4", ["9 of 15"]),
    (("sbrt",), "V:yuan2014", ["57 patients, 80 lesions", "mixed", "94.4 %", "89.7 %"]),
    (("sbrt",), "V:andratschke2016", ["82.1 %"]),
    (("transplantation",), "V:kim-lt", ["47–71 %", "31–57 %"]),
    (("transplantation",), "V:maspero2022", ["93 %", "75 %", "52 and 18 %"]),
    (("ssa",), "V:clarinet", ["0.47 (0.30–0.73)", "65.1 and 33.0 %"]),
    (("ssa",), "V:clarinet", ["25 %"]),
    (("ssa",), "V:phase3table", ["14.3 and 6.0 months", "0.34"]),
    (("everolimus",), "V:phase3table", ["11.0 and 4.6"]),
    (("everolimus",), "V:phase3table", ["11 and 3.9"]),
    (("sunitinib",), "V:phase3table", ["11.4 and 5.5"]),
    (("captem",), "V:e2211", ["22.7", "14.4"]),
    (("chemotherapy",), "V:enets-nec2023", ["Carboplatin and etoposide", "11–12 months"]),
]
COMPLICATIONS = [
    (OPERATIONS, "R:clavien", ["Bleeding", "bile leak", "infection or abscess", "thrombosis"]),
    (OPERATIONS, "R:clavien", ["Liver failure", "ISGLS"]),
    (OPERATIONS, "R:clavien", ["Carcinoid crisis"]),
    (OPERATIONS, "R:clavien", ["90 days"]),
    (("ablation", "stereotactic-ablation"), "V:lahat2014", ["0.15 %", "0.23 %"]),
    (("ablation", "stereotactic-ablation"), "V:shibata", ["1.5 %", "bilio-enteric"]),
    (("ablation",), "R:cirse-abl", ["stricture", "bowel or diaphragm", "pneumothorax", "seeding"]),
    (ARTERIAL, "001-30", ["Pain", "38 °C", "tiredness", "one week"]),
    (ARTERIAL, "001-31", ["crisis", "confusion", "abscess"]),
    (ARTERIAL, "P", ["above 38 °C", "more than one week"]),
    (ARTERIAL, "V:bonne2017", ["cholecystitis", "6 %"]),
    (ARTERIAL, "P", ["Biloma", "renal failure", "sepsis", "death"]),
    (ARTERIAL, "V:lv2016", ["0.58 %", "57 %"]),
    (("deb-tace",), "V:bhagat2013", ["7 of 13", "54 %"]),
    (("tare",), "V:braat2019", ["liver disease", "44 patients"]),
    (("tare",), "P", ["pneumonitis", "ulcer"]),
    (("tare",), "V:su2017", ["56.4 %", "41.0 %", "15.4 %"]),
    (("tare",), "V:su2017", ["26.7 %", "13.3 %", "6.7 %"]),
    (("tare",), "V:agahi2022", ["2 infections", "1 abscess", "15"]),
    (("prrt",), "V:lutathera", ["Thrombocytopenia", "neutropenia"]),
    (("prrt",), "V:lutathera V:brabander2017", ["1.5–2.3 %", "0.5–0.7 %"]),
    (("prrt",), "P", ["crisis", "kidneys"]),
    (("sbrt",), "R:sbrt700", ["Liver toxicity", "ulcer", "stricture", "rib fracture"]),
]


def stands(figures: tuple[Figure, ...], source: str, words: list[str]) -> bool:
    return any(figure.source == source and all(word in figure.text for word in words) for figure in figures)


@pytest.mark.parametrize(("codes", "source", "words"), OUTCOMES, ids=lambda value: str(value)[:40])
def test_an_outcome_stands_beside_its_treatment(codes: tuple[str, ...], source: str, words: list[str]) -> None:
    assert not [code for code in codes if not stands(BY_CODE[code].outcomes, source, words)]


@pytest.mark.parametrize(("codes", "source", "words"), COMPLICATIONS, ids=lambda value: str(value)[:40])
def test_a_complication_stands_beside_its_treatment(codes: tuple[str, ...], source: str, words: list[str]) -> None:
    assert not [code for code in codes if not stands(BY_CODE[code].complications, source, words)]
