"""The reference page of the rules, docs/reference/criteria.md: read out of the rules, never written beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from treatments.eligibility.checklist import COLUMNS, ITEMS, LETTERS
from treatments.eligibility.criteria import Criterion
from treatments.eligibility.dates import Span
from treatments.eligibility.disagreements import DISAGREEMENTS
from treatments.eligibility.grounds import GROUNDS, INTENTS
from treatments.eligibility.modalities import MODALITIES
from treatments.eligibility.modalities.two_stage import AFTER_PVE
from treatments.eligibility.modality import Figure, Modality, Window
from treatments.eligibility.parameters import (
    HOUSE,
    LOCAL_SETTING,
    PARAMETERS,
    Band,
    Limits,
    Number,
    citations,
    shown_sources,
)
from treatments.eligibility.paths import label
from treatments.eligibility.questions import QUESTIONS
from treatments.eligibility.sources import KINDS, SEEDS, told
from treatments.eligibility.version import EDITION

type Cell = str | None
type Lines = list[str]

HEADER = """# Criteria

Written by `python manage.py criteria > docs/reference/criteria.md` from the rules themselves, edition {edition}; a test fails while
the two differ. The engine assesses; the board decides. `/rules/` shows the same to people, with room to sign.

A **hard** criterion not met: contraindicated. An **indication** not met: not indicated. A **soft** one not met: a caution.
A **gate** may be unknown when the board decides and must be met before the procedure. Sources are explained at the end;
"local setting" is this project's own number or one still to be confirmed, and needs the sign-off of the hospital.
"""


def page(limits: Limits = HOUSE) -> str:
    """The whole page in markdown, with the numbers that hold under LIMITS."""
    parts: Lines = [HEADER.format(edition=EDITION)]
    for modality in MODALITIES:
        parts += _modality(modality, limits)
    parts += ["## After portal vein embolisation\n", *_windows(AFTER_PVE)]
    parts += ["## Parameters\n", *_parameters(limits), "## Preparation\n", *_checklist()]
    parts += ["## What a treatment is offered for\n", *_figures_named(INTENTS)]
    parts += ["## What the sources say in general\n"]
    for title, figures in GROUNDS:
        parts += [f"### {title}\n", *_figures(figures)]
    parts += ["## Where sources disagree\n", *_disagreements(limits)]
    parts += ["## Open questions\n", *_questions(limits), "## Sources\n", *_sources()]
    return "\n".join(parts).rstrip() + "\n"


def reads(criterion: Criterion) -> tuple[str, ...]:
    """What a criterion reads, in words, each once."""
    return tuple(dict.fromkeys(label(path) for path in criterion.paths))


def local_names(band: Band) -> tuple[str, ...]:
    """What a hospital writes to set its own number: ABL_D.met."""
    return (f"{band.key}.met",) if band.caution is None else (f"{band.key}.met", f"{band.key}.caution")


def cited() -> tuple[str, ...]:
    """Every citation any part of the rules shows, sorted; local settings apart."""
    figures = [figure for modality in MODALITIES for figure in (*modality.method, *modality.outcomes)]
    figures += [figure for modality in MODALITIES for figure in modality.complications]
    figures += [figure for _title, several in GROUNDS for figure in several]
    figures += [figure for _title, figure in INTENTS]
    figures += [side for one in DISAGREEMENTS for side in one.sides]
    tags = [figure.source for figure in figures]
    tags += [criterion.tags for modality in MODALITIES for criterion in modality.criteria]
    tags += [window.source for modality in MODALITIES for window in modality.follow_up]
    tags += [band.source for band in PARAMETERS.values()] + [item.source for item in ITEMS]
    return tuple(sorted({one for tag in tags for one in citations(tag)} - {LOCAL_SETTING}))


# Parts of the page


def _modality(modality: Modality, limits: Limits) -> Lines:
    step = "never ranked" if modality.step is None else f"step {modality.step} of the ladder"
    parts = [f"## {modality.name}\n", f"`{modality.code}`, {modality.kb}, {step}.\n"]
    rows = [
        (
            criterion.id,
            criterion.kind,
            criterion.says,
            ", ".join(reads(criterion)),
            criterion.threshold(limits),
            criterion.unit,
            ", ".join(criterion.sources(limits)),
        )
        for criterion in modality.criteria
    ]
    parts += _table(("id", "kind", "criterion", "reads", "threshold", "unit", "sources"), rows)
    for title, figures in (
        ("How it is done", modality.method),
        ("What may be expected", modality.outcomes),
        ("What may go wrong", modality.complications),
    ):
        if figures:
            parts += [f"### {title}\n", *_figures(figures)]
    if modality.follow_up:
        parts += ["### Controls\n", *_windows(modality.follow_up)]
    return parts


def _windows(windows: Iterable[Window]) -> Lines:
    rows = [
        (
            window.code,
            window.says,
            ", ".join(window.exams),
            *(in_words(span) for span in (window.opens, window.due, window.overdue)),
            ", ".join(citations(window.source)),
        )
        for window in windows
    ]
    return _table(("task", "what", "examinations", "opens", "due", "overdue after", "sources"), rows)


def in_words(span: Span) -> str:
    """A span as a reader says it: month 6 - 4 weeks."""
    if not span.months:
        return f"week {span.days // 7}" if span.days % 7 == 0 else f"day {span.days}"
    weeks = "" if not span.days else f" {'+' if span.days > 0 else '-'} {abs(span.days) // 7} weeks"
    return f"month {span.months}{weeks}"


def _timed(codes: Iterable[str]) -> str:
    """The windows of these tasks, each once: " (arterial-control: week 6, overdue after week 8)"."""
    windows = {one.code: one for modality in MODALITIES for one in modality.follow_up if one.code in codes}
    told = [f"{one.code}: {in_words(one.due)}, overdue after {in_words(one.overdue)}" for one in windows.values()]
    return f" ({'; '.join(told)})" if told else ""


def _parameters(limits: Limits) -> Lines:
    rows = [
        (
            band.key,
            band.about,
            str(limits(band).met),
            _number(limits(band).caution),
            band.unit,
            ", ".join(shown_sources(band.source, (band,), limits)),
            ", ".join(f"`{name}`" for name in local_names(limits(band))),
        )
        for band in PARAMETERS.values()
    ]
    return _table(("band", "what", "met", "caution", "unit", "sources", "local name"), rows)


def _number(value: Number | None) -> str:
    return "" if value is None else str(value)


def _checklist() -> Lines:
    rows = [
        (item.says, *(LETTERS[letter].replace("-", " ") for letter in item.letters), ", ".join(citations(item.source)))
        for item in ITEMS
    ]
    return _table(("item", *COLUMNS, "sources"), rows)


def _disagreements(limits: Limits) -> Lines:
    rows = [
        (
            one.id,
            one.about,
            "; ".join(f"{side.text} ({side.citation})" for side in one.sides),
            one.holds(limits) + _timed(one.tasks),
            one.because,
            ", ".join(one.concerns),
        )
        for one in DISAGREEMENTS
    ]
    return _table(("id", "about", "the sources say", "applied here", "because", "concerns"), rows)


def _questions(limits: Limits) -> Lines:
    return _table(
        ("id", "question", "until it is answered"), [(one.id, one.asks, one.holds(limits)) for one in QUESTIONS]
    )


def _sources() -> Lines:
    kinds = [
        f"- {KINDS['read'].capitalize()}: `V:`; {KINDS['second-hand']}: `V2:`; a number such as `001-15`: a fact of a seed."
    ]
    seeds = [f"- `{alias}`: seed `{file}`. {words}." for alias, (file, words) in SEEDS.items()]
    rest = [f"- `{tag}`: {told(tag)}." for tag in cited() if ":" in tag]
    return [*kinds, *seeds, *rest, ""]


def _figures(figures: Iterable[Figure]) -> Lines:
    return [*(f"- {figure.text}. ({figure.citation})" for figure in figures), ""]


def _figures_named(named: Iterable[tuple[str, Figure]]) -> Lines:
    return [*(f"- {name}: {figure.text}. ({figure.citation})" for name, figure in named), ""]


def _table(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Lines:
    lines = [heads, ["---"] * len(heads), *rows]
    return [*("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines), ""]


def _cell(cell: Cell) -> str:
    return (cell or "").replace("|", "\\|")
