"""What a patient may take home: the disease, who decides, how each treatment is done, when to call. Our own plain words.

Every line has its source. It names nobody, and says no dose: what this hospital does about octreotide it writes itself.
"""

from collections.abc import Collection, Iterator

from django.utils.translation import gettext_lazy as _

from treatments.leaflet.kinds import KINDS
from treatments.leaflet.parts import Kind, Line, Part

__all__ = ["CALL", "DISEASE", "HELP", "KINDS", "OCTREOTIDE", "chosen", "lines"]

DISEASE = (
    Part(
        _("What the disease is"),
        (
            Line(_("A neuroendocrine tumour, NET for short, is a form of cancer that can spread."), "000-02"),
            Line(_("Most start in the small bowel; others in the pancreas, the colon or elsewhere."), "000-01"),
            Line(
                _("When it spreads, it is most often to the liver. Those tumours are called metastases."),
                "000-02 004-01",
            ),
            Line(
                _("It is rare. More than half of those who have it have metastases in the liver when it is found."),
                "004-01 001-01",
            ),
            Line(_("It usually grows slowly. People can live with it for many years."), "000-03"),
            Line(_("Some tumours make substances that give flushing, diarrhoea or other trouble."), "004-01"),
        ),
    ),
    Part(
        _("Who decides"),
        (
            Line(
                _(
                    "The doctor who looks after your NET, a surgeon or an "
                    "endocrinologist, decides with you whether to treat."
                ),
                "000-07",
            ),
            Line(
                _("Your doctor then asks the liver conference, where several specialists look at your case together."),
                "000-08",
            ),
            Line(_("They look at how you are, your blood samples and your scans."), "000-08"),
            Line(_("When to treat depends on how you feel and on what the tumours do to your body."), "000-06"),
            Line(
                _(
                    "How to treat depends on how many there are, where, and how "
                    "large; on spread elsewhere; and on your health."
                ),
                "000-09 001-04",
            ),
        ),
    ),
    Part(
        _("What treatment can do"),
        (
            Line(_("Treatment is above all meant to ease your symptoms."), "000-04"),
            Line(
                _(
                    "As a rule the metastases cannot be cured for good; they often "
                    "come back, and can often be treated again."
                ),
                "000-05 001-16",
            ),
            Line(_("In about 20 of 100 people all or most of them can be removed."), "001-06"),
            Line(
                _("There are several treatments: operation, heat, closing the artery, radiation, and medicines."),
                "000-11 001-03",
            ),
        ),
    ),
)

CALL = (
    Line(_("Fever above 38 °C, or fever for more than a week"), "P"),
    Line(_("Strong flushing with dizziness or fainting"), "001-31"),
    Line(_("Confusion"), "001-31"),
    Line(_("Pain that grows worse, yellow skin or eyes, bleeding, or trouble with breathing"), "P"),
)
OCTREOTIDE = (
    Line(
        _(
            "Before the artery is closed, octreotide can be needed against "
            "strong flushing and a fall in blood pressure."
        ),
        "001-33",
    ),
    Line(_("If your tumour began in the small bowel, or nobody knows where, ask about it before the day."), "001-33"),
)
HELP = (
    Line(
        _(
            "Cancer societies give free advice to patients and to those close "
            "to them; some have groups for people with NET."
        ),
        "001-40",
    ),
)


def chosen(codes: Collection[str]) -> tuple[Kind, ...]:
    """The kinds of treatment asked for, by their own code or by that of a modality; all when none is known."""
    found = tuple(kind for kind in KINDS if kind.code in codes or set(kind.covers) & set(codes))
    return found or KINDS


def lines() -> Iterator[Line]:
    """Every line of the page."""
    for part in (*DISEASE, *(part for kind in KINDS for part in kind.parts)):
        yield from part.lines
    yield from (*CALL, *OCTREOTIDE, *HELP)
