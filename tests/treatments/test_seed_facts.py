"""Every fact of the seed documents stands in the product, at the place and with the words named here."""

import re
from collections.abc import Iterator

import pytest

from patients.items.tumour import PRIMARY_SITES
from treatments import leaflet
from treatments.eligibility import MODALITIES
from treatments.eligibility.checklist import ITEMS
from treatments.eligibility.disagreements import DISAGREEMENTS
from treatments.eligibility.grounds import GROUNDS, INTENTS, RARELY_SPREAD
from treatments.eligibility.parameters import HOUSE
from treatments.eligibility.reference import in_words
from treatments.eligibility.sources import SEEDS

HOW_MANY = {"000": 18, "001": 40, "002": 8, "003": 6, "004": 9}
DISEASE, CHOICE, TREATMENTS, SURE = (title for title, _figures in GROUNDS)
FACTS = {  # fact: the place that carries it, and what it must say there
    "000-01": (DISEASE, "small bowel, also in pancreas and colon"),
    "000-02": (DISEASE, "most often to the liver"),
    "000-03": ("surveillance.outcomes", "live with it for many years"),
    "000-04": ("Symptom control", "symptoms"),
    "000-05": ("resection.outcomes", "often come back even when treated"),
    "000-06": ("IA-14", "symptoms or growth"),
    "000-07": (CHOICE, "surgeon or endocrinologist"),
    "000-08": (CHOICE, "clinical picture, blood samples and radiology"),
    "000-09": ("RES-1", "fit for an operation"),
    "000-10": ("RES-5", "≥ 90 %"),
    "000-11": (TREATMENTS, "several"),
    "000-12": ("resection.method", "as for other metastases"),
    "000-13": ("ablation.method", "during an operation"),
    "000-14": ("ablation.method", "the liver around it until it coagulates"),
    "000-15": ("resection-ablation.method", "as many metastases as possible"),
    "000-16": ("D13", "large number or volume"),
    "000-17": ("tae.method", "one half of the liver is blocked"),
    "000-18": ("tae.method", "both halves are covered"),
    "001-01": (DISEASE, "More than half"),
    "001-02": (DISEASE, "stomach, duodenum, appendix and rectum"),
    "001-03": (TREATMENTS, "stereotactic radiotherapy"),
    "001-04": (CHOICE, "spread outside the liver"),
    "001-05": ("RES-3", "no spread outside the liver"),
    "001-06": ("resection.outcomes", "20 %"),
    "001-07": ("consent", "change during the procedure"),
    "001-08": ("DEB-2", "Severe symptoms"),
    "001-09": ("DEB-2", "other treatment"),
    "001-10": ("debulking.outcomes", "more than 90 %"),
    "001-11": ("RES-1", "fit for an operation"),
    "001-12": ("RES-2", "not met NEC"),
    "001-13": ("ablation.method", "65 °C"),
    "001-14": ("ablation.method", "ultrasound"),
    "001-15": ("ABL-2", "met < 30 mm · caution ≤ 50 mm"),
    "001-16": ("ablation.outcomes", "repeated several times"),
    "001-17": ("ablation.outcomes", "small-bowel"),
    "001-18": ("ablation.outcomes", "70–90 %"),
    "001-19": ("ablation.outcomes", "instead when health is too poor"),
    "001-20": ("D10", "in future"),
    "001-21": ("IA-1", "Neither operation nor ablation"),
    "001-22": ("tae.method", "thin catheter"),
    "001-23": ("tae.method", "together with medical treatment"),
    "001-24": ("tae.outcomes", "hold it down"),
    "001-25": ("tae.outcomes", "25–80 % (mean 50 %)"),
    "001-26": ("tae.outcomes", "50–90 %, for up to 2 years"),
    "001-27": ("arterial-repeat", "month 2, overdue after month 3"),
    "001-28": ("deb-tace.method", "Drug-loaded beads"),
    "001-29": ("tare.outcomes", "two sessions"),
    "001-30": ("tae.complications", "38 °C"),
    "001-31": ("tae.complications", "carcinoid crisis, confusion, liver abscess"),
    "001-32": ("antibiotics", "Antibiotics"),
    "001-33": ("octreotide", "Octreotide before, and during if needed"),
    "001-34": ("arterial-control", "week 6, overdue after week 8"),
    "001-35": ("arterial-control", "week 6"),
    "001-36": ("sbrt.method", "small, delimited area"),
    "001-37": ("surgery-a", "month 3, overdue after month 6"),
    "001-38": ("surgery-b", "month 6"),
    "001-39": ("leaflet", "no limits on food or drink"),
    "001-40": ("leaflet", "free advice"),
    "002-01": (DISEASE, "quality of life"),
    "002-02": (TREATMENTS, "radioembolisation"),
    "002-03": (SURE, "most evidence is retrospective"),
    "002-04": ("ablation.outcomes", "31.6–95.3 %"),
    "002-05": ("tae.outcomes", "No significant difference"),
    "002-06": ("tae.outcomes", "reduced carcinoid symptoms and controlled the disease"),
    "002-07": ("ablation.outcomes", "few and cannot be resected"),
    "002-08": ("IA-1", "Neither operation nor ablation"),
    "003-01": (CHOICE, "their control decides how long people live"),
    "003-02": (TREATMENTS, "safe and effective"),
    "003-03": (TREATMENTS, "ENETS"),
    "003-04": (TREATMENTS, "Locoregional: radioembolisation, chemoembolisation"),
    "003-05": (CHOICE, "from cure to relief, by stage"),
    "003-06": (CHOICE, "the options, their risks, the evidence and the reason"),
    "004-01": (DISEASE, "rare and differ much"),
    "004-02": ("SURV-5", "could cure would be missed"),
    "004-03": ("resection.outcomes", "selected cases only"),
    "004-04": (TREATMENTS, "embolisation"),
    "004-05": (SURE, "expertise and judgement"),
    "004-06": ("tae.outcomes", "debulk and relieve in diffuse disease"),
    "004-07": (DISEASE, "outside this conference"),
    "004-08": ("resection.outcomes", "in limited disease it may cure"),
    "004-09": ("stereotactic-ablation.method", "image fusion"),
}


def carried() -> Iterator[tuple[str, str, str]]:
    """Whatever the product shows with a source: its place, the source, the words."""
    for modality in MODALITIES:
        yield from ((row.id, row.tags, f"{row.says} {row.threshold(HOUSE)}") for row in modality.criteria)
        for part in ("method", "outcomes", "complications"):
            yield from ((f"{modality.code}.{part}", one.source, one.text) for one in getattr(modality, part))
        for one in modality.follow_up:
            yield one.code, one.source, f"{one.says}: {in_words(one.due)}, overdue after {in_words(one.overdue)}"
    yield from ((item.code, item.source, item.says) for item in ITEMS)
    yield from ((one.id, side.source, side.text) for one in DISAGREEMENTS for side in one.sides)
    yield from ((title, figure.source, figure.text) for title, figures in GROUNDS for figure in figures)
    yield from ((name, figure.source, figure.text) for name, figure in INTENTS)
    yield from (("leaflet", line.source, str(line.text)) for line in leaflet.lines())


CARRIED = [(place, set(tags.split()), words) for place, tags, words in carried()]


def test_no_fact_of_a_seed_is_forgotten_and_none_is_invented() -> None:
    every = [f"{seed}-{number:02}" for seed, count in HOW_MANY.items() for number in range(1, count + 1)]
    assert list(FACTS) == every
    assert HOW_MANY.keys() == SEEDS.keys()
    named = {tag for _place, tags, _words in CARRIED for tag in tags if re.fullmatch(r"\d{3}-\d\d", tag)}
    assert named == set(every)


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_stands_where_it_belongs_with_its_words(fact: str) -> None:
    place, words = FACTS[fact]
    assert any(place == where and fact in tags and words in said for where, tags, said in CARRIED)


def test_the_primary_sites_are_listed_as_often_as_they_are_met() -> None:
    assert [code for code, _label in PRIMARY_SITES[:3]] == ["small-bowel", "pancreas", "colon"]  # 000-01
    assert {code for code, _label in PRIMARY_SITES} > RARELY_SPREAD


def test_every_treatment_says_how_it_is_done_or_what_to_expect_and_that_it_seldom_cures() -> None:
    for modality in MODALITIES:
        assert any("000-05" in figure.source for figure in modality.outcomes)
        assert modality.method or modality.code in {"transplantation", "captem", "chemotherapy"}
