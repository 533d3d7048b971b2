"""Where every tag comes from: the five seed documents, what was read, and what kind of word each is.

001-15 is fact 15 of the second seed. V: was read and verified; V2: was verified in a secondary place only; R: is recalled and to
be confirmed, so it is never named; P: was chosen by this project and needs the sign-off of the hospital.
"""

from treatments.eligibility.words import _

SEEDS: dict[str, tuple[str, str]] = {  # alias: file, what it is
    "000": ("000_1232b90f42b2bdc6.txt", _("Swedish patient text of a liver surgery unit with its own conference")),
    "001": (
        "001_90ead75e390b41c9.txt",
        _("Danish patient text on neuroendocrine tumours that have spread to the liver"),
    ),
    "002": ("002_44e92aaf5ee263d6.txt", _("German abstract, Radosa and others, Radiologe 2024;64:575–581")),
    "003": ("003_d5163350fb396bae.txt", _("German and English abstract of a review of interventional therapy")),
    "004": (
        "004_d281081044653e5b.txt",
        _("English abstract, Putzer and others, Fortschr Röntgenstr 2020;192:422–430"),
    ),
}

SEED, READ, SECOND_HAND, RECALLED, OWN = "seed", "read", "second-hand", "recalled", "own"
KINDS: dict[str, str] = {  # what a reviewer reads beside a row
    SEED: _("seed document"),
    READ: _("read and verified"),
    SECOND_HAND: _("secondary source"),
    RECALLED: _("to be confirmed"),
    OWN: _("local setting, needs sign-off"),
}

REFERENCES: dict[str, str] = {  # as the knowledge base lists them
    "agahi2022": "Radioembolisation in patients with biliary intervention, 2022",
    "albi": "ALBI formula as in open-source code",
    "andratschke2016": "Andratschke and others, stereotactic radiotherapy of liver metastases, 2016",
    "bhagat2013": "Bhagat and others, phase II of drug-eluting beads in NET, CVIR 2013;36:449",
    "bonne2017": "Bonne and others, superabsorbent drug-eluting beads, 2017, PMC5330173",
    "braat2019": "Braat and others, radioembolisation after PRRT, 2019, PMC6965040",
    "brabander2017": "Brabander and others, Clin Cancer Res 2017;23:4617",
    "caudate2023": "Ablation in the caudate lobe, J Surg Case Rep 2023, rjad478",
    "ccjm": "Child-Pugh table, Cleve Clin J Med, ccjm.org",
    "chd2019": "Carcinoid heart disease, review, Endocr Connect 2019, EC-19-0413",
    "cith2023": "New classification for surgical management, J Clin Med 2023;12:2456",
    "clarinet": "CLARINET, abstract, repository.uantwerpen.be 124857",
    "debabscess": "Liver abscess after drug-eluting beads in metastases, PMC8722256",
    "debmeta2022": "Extent of resection, meta-analysis, Ann Hepatobiliary Pancreat Surg 2022;26:31",
    "devcic2014": "Devcic and others, radioembolisation, meta-analysis, J Nucl Med 2014;55:1404",
    "e2211": "E2211, capecitabine with temozolomide, pubmed 36260828",
    "enets-nec2023": "ENETS 2023 guidance for digestive NEC, abstract, pubmed 36924180",
    "fiore2014": "Fiore and others, TAE and TACE compared, 2014, pubmed 24385266",
    "flr2019": "Table of studies of the future liver remnant, 2019, PMC6422720",
    "frilling2019": "Frilling and others, radioembolisation, meta-analysis, 2019",
    "greponet": "GREPONET, tumour growth rate, abstract, enets.org",
    "groeschl2012": "Groeschl and others, recurrence after microwave ablation, PMC3633038",
    "heart2021": "Microwave ablation within 5 mm of the heart, 2021, PMC8573360",
    "iatable2015": "Table of series of TAE and TACE, 2015, PMC4266438",
    "kaltsas2017": "ENETS standards, peri-operative care, 2017, PMC5637287",
    "kim-lt": "Kim and others, liver transplantation, review, PMC7340808",
    "lahat2014": "Lahat and others, complications of ablation, 2014, PMC4207846",
    "laimer2021": "Laimer and others, stereotactic ablation, review, 2021, PMC8301079",
    "lee2012": "Lee and others, surgical treatment, Int J Hepatol 2012:146590",
    "lutathera": "Lutathera, product information as quoted by public pages",
    "lv2016": "Lv and others, liver abscess after TACE, 2016, PMC4998718",
    "mapping2015": "Planning angiography before radioembolisation, 2015, s-0035-1564708",
    "maspero2022": "Maspero and others, transplantation and resection, Am J Transplant 2022;22:2598",
    "mazzaferro": "Milan-NET criteria of Mazzaferro and others, as summarised by others",
    "meld": "MELD family, public program citing OPTN policy",
    "mohan2015": "Mohan and others, radiofrequency, systematic review, JVIR 2015;26:935",
    "netpet": "Dual-tracer grading table, Cancer Imaging 2022, s40644-022-00465-3",
    "netter1": "NETTER-1, J Nucl Med, abstract 2016",
    "netter2": "NETTER-2, public reports",
    "odisio2016": "Odisio and others, antibiotics with hepaticojejunostomy, 2016, PMC4938743",
    "optn2015": "OPTN guidance on exceptions, opening pages, 2015",
    "perrodin2019": "Perrodin and others, stereotactic microwave ablation, 2019, PMC6761186",
    "phase3table": "Table of phase III trials, PMC8326384",
    "pve-seg4": "Portal vein embolisation with segment 4, 02841851211014192",
    "pve1stage": "Portal vein embolisation, series, PMC12784313",
    "recist": "RECIST 1.1, summaries, PMC2755245 and others",
    "scorsetti2018": "Scorsetti and others, stereotactic radiotherapy, table of inclusion, 2018, PMC6258482",
    "seekhealth": "List of contraindications to radioembolisation, public page",
    "shibata": "Shibata and others, cholangitis and abscess after ablation",
    "sir2019": "SIR periprocedural bleeding guideline 2019, summaries",
    "stintzing2019": "Stintzing and others, follow-up after radiosurgery, 2019",
    "su2017": "Su and others, late liver toxicity of radioembolisation, 2017",
    "tace-cr": "Contraindications to TACE, teaching page of radiologists",
    "tace2015": "Contraindications to TACE, World J Hepatol 2015;7:2009",
    "taylor2013": "Resection with radiofrequency, HPB 2013;15:190",
    "vanroekel": "van Roekel, thesis, table of contraindications to radioembolisation",
    "vauthey2000": "Vauthey and others, standard liver volume, 2000",
    "wang2013": "Wang and others, margin and local progression, 2013, PMC4122121",
    "who": "WHO grading of digestive NET, tables quoted by public pages",
    "yuan2014": "Yuan and others, stereotactic radiotherapy, 2014, S58409",
    "zuckerman2019": "Zuckerman and others, toxicity of radioembolisation, 2019, PMC6351300",
}


def kind(tag: str) -> str:
    """Which kind of word a tag is: seed, read, second-hand, recalled or own."""
    beginning, colon, _key = tag.partition(":")
    if colon:
        return {"V": READ, "V2": SECOND_HAND, "R": RECALLED}[beginning]
    return OWN if tag == "P" else SEED


def kinds(tags: str) -> tuple[str, ...]:
    """The kinds of several tags, each once."""
    return tuple(dict.fromkeys(kind(tag) for tag in tags.split()))


def told(citation: str) -> str:
    """What a citation stands for: the file of a seed, or the publication."""
    if kind(citation) == SEED:
        return SEEDS[citation.partition("-")[0]][0]
    return REFERENCES[citation.partition(":")[2]]
