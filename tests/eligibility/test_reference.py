"""The reference page is read out of the rules: nothing is left out, and the committed page is the one they make today."""

import re
from pathlib import Path

import pytest

from treatments.eligibility import MODALITIES
from treatments.eligibility.checklist import ITEMS
from treatments.eligibility.disagreements import DISAGREEMENTS, concerning, of_task
from treatments.eligibility.local import read_limits
from treatments.eligibility.modality import Modality
from treatments.eligibility.parameters import HOUSE, PARAMETERS, Band, Limits, limits_of, shown_sources
from treatments.eligibility.questions import QUESTIONS
from treatments.eligibility.reference import cited, page
from treatments.eligibility.sources import KINDS, REFERENCES, SEEDS, kinds, told

COMMITTED = Path(__file__).parents[2] / "docs" / "reference" / "criteria.md"
PAGE = page()
CODES = {modality.code for modality in MODALITIES}
PLACEHOLDER = re.compile(r"\{(\w+)\.(met|caution)\}")


def rows(text: str = PAGE) -> dict[str, list[str]]:
    """The lines of every table, by their first cell."""
    lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("| ")]
    return {cells[0]: cells for cells in lines}


def test_the_committed_page_is_that_of_the_rules() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == PAGE, "python manage.py criteria > docs/reference/criteria.md"


@pytest.mark.parametrize("modality", MODALITIES, ids=lambda modality: modality.code)
def test_every_criterion_stands_there_with_its_threshold_and_its_sources(modality: Modality) -> None:
    found = rows(PAGE.split(f"\n`{modality.code}`, ")[1].partition("\n## ")[0])
    assert [name for name in found if re.match(r"[A-Z]+-\d", name)] == [criterion.id for criterion in modality.criteria]
    for criterion in modality.criteria:
        row_id, kind, says, reads, threshold, unit, sources = found[criterion.id]
        assert (row_id, kind, says, unit) == (criterion.id, criterion.kind, criterion.says, criterion.unit)
        assert threshold == criterion.threshold(HOUSE)
        assert sources == ", ".join(criterion.sources(HOUSE))
        assert bool(reads) == bool(criterion.paths)


def of_band(band: Band, limits: Limits) -> tuple[str, ...]:
    return shown_sources(band.source, (band,), limits)


def test_every_band_stands_there_with_the_name_a_hospital_writes() -> None:
    found = rows()
    for key, band in PARAMETERS.items():
        cells = found[key]
        assert cells[2] == str(band.met)
        names = re.findall(r"`([\w.]+)`", cells[6])
        assert f"{key}.met" in names
        assert (f"{key}.caution" in names) == (band.caution is not None)
        for name in names:
            own = band.met if name.endswith(".met") else band.caution
            assert read_limits(f"{name} {own}") == {}  # the house's own number changes nothing


def test_every_figure_item_question_and_disagreement_stands_there() -> None:
    figures = [figure for modality in MODALITIES for figure in (*modality.outcomes, *modality.complications)]
    figures += [figure for modality in MODALITIES for figure in modality.method]
    assert all(f"- {figure.text}. ({figure.citation})" in PAGE for figure in figures)
    assert all(f"| {item.says} |" in PAGE for item in ITEMS)
    assert {*(one.id for one in QUESTIONS), *(one.id for one in DISAGREEMENTS)} <= rows().keys()


def test_what_is_recalled_is_never_named_and_what_is_cited_is_explained() -> None:
    assert not re.search(r"\bR:", PAGE)
    for citation in cited():
        assert told(citation)
    assert {key.partition(":")[2] for key in cited() if ":" in key} <= REFERENCES.keys()
    assert all(file in PAGE for file, _words in SEEDS.values())


def test_a_tag_says_what_kind_of_word_it_is() -> None:
    assert kinds("001-15 V:wang2013 V2:who R:pve P") == ("seed", "read", "second-hand", "recalled", "own")
    assert set(kinds("001-15 V:wang2013 V2:who R:pve P")) == KINDS.keys()


def test_a_local_limit_is_printed_with_its_own_number_and_called_local() -> None:
    local = rows(page(limits_of(read_limits("ABL_D.met 25"))))
    assert local["ABL-2"][4] == "met < 25 mm · caution ≤ 50 mm · not met > 50 mm"
    assert local["ABL-2"][6] == "001-15, local setting"
    assert local["ABL_D"][2:4] == ["25", "50"]
    assert local["ABL_D"][5] == "001-15, local setting"
    assert "under 25 mm met" in local["D6"][3]
    assert of_band(PARAMETERS["ABL_D"], HOUSE) == ("001-15",)


# --- questions and disagreements -------------------------------------------------------------------------------------


def test_fifteen_questions_and_twenty_disagreements() -> None:
    assert [one.id for one in QUESTIONS] == [f"Q{number}" for number in range(1, 16)]
    assert [one.id for one in DISAGREEMENTS] == [f"D{number}" for number in range(1, 21)]


@pytest.mark.parametrize("one", [*QUESTIONS, *DISAGREEMENTS], ids=lambda one: one.id)
def test_the_numbers_of_a_text_are_those_that_hold_here(one: object) -> None:
    text = getattr(one, "applied", "") or one.until_answered  # type: ignore[attr-defined]
    for key, part in PLACEHOLDER.findall(text):
        changed = Limits({f"{key}.{part}": 77})
        assert "77" in one.holds(changed)  # type: ignore[attr-defined]
        assert str(getattr(PARAMETERS[key], part)) in one.holds(HOUSE)  # type: ignore[attr-defined]
    assert not re.search(r"\{|\}", one.holds(HOUSE))  # type: ignore[attr-defined]


def test_a_disagreement_concerns_treatments_and_controls_that_exist() -> None:
    tasks = {window.code for modality in MODALITIES for window in modality.follow_up}
    for one in DISAGREEMENTS:
        assert one.concerns
        assert set(one.concerns) <= CODES
        assert set(one.tasks) <= tasks
        assert one.sides
        assert one.because
    assert "D14" in {one.id for one in concerning("tare")}
    assert "D14" not in {one.id for one in concerning("tae")}
    assert [one.id for one in of_task("arterial-control")] == ["D1"]
    assert of_task("pve-volumetry") == ()


def test_a_question_named_in_a_reason_exists() -> None:
    named = {name for one in DISAGREEMENTS for name in re.findall(r"\bQ\d+", one.because)}
    assert named
    assert named <= {one.id for one in QUESTIONS}
