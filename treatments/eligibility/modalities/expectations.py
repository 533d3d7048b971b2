"""Controls, figures and complications that several modalities share."""

from treatments.eligibility.dates import months, weeks
from treatments.eligibility.modality import Figure, Window
from treatments.eligibility.words import _


def _yearly_control(code: str, says: str, month: int) -> Window:
    """A control in one month after an operation, four weeks either way."""
    due = months(month)
    exams = ("bloods", "ct-or-mri")
    return Window(code, says, exams, opens=due - weeks(4), due=due, overdue=due + weeks(4), source="001-38 P")


AFTER_SURGERY = (
    Window(
        "surgery-a",
        _("First control after the operation"),
        exams=("bloods", "ct-liver"),
        opens=months(3),
        due=months(3),
        overdue=months(6),
        source="001-37",
    ),
    _yearly_control("surgery-b", _("Control half a year after the operation"), 6),
    _yearly_control("surgery-c", _("Control one year after the operation"), 12),
)
AFTER_ABLATION = (
    Window(
        "ablation-control",
        _("First images after ablation"),
        exams=("contrast-imaging",),
        opens=weeks(4),
        due=weeks(6),
        overdue=weeks(8),
        source="V:wang2013",
    ),
)
SELDOM_PERMANENT = Figure(
    _("As a rule metastases cannot be cured for good; they often come back even when treated"), "000-05"
)
SURGICAL_METHOD = (
    Figure(_("Parts of the liver are removed, as for other metastases; open or by laparoscopy"), "000-12 001-39"),
    Figure(_("Only during the operation is it finally settled what can be done"), "001-07"),
)
HEAT = Figure(
    _(
        "One or several needles heat the metastasis and the liver around it until it coagulates: microwaves or radiofrequency"
    ),
    "000-14 001-20",
)
CAN_CURE = Figure(
    _("Curative where metastases are few and cannot be resected; in limited disease as resection is"), "002-07 004-08"
)
SURGICAL_OUTCOMES = (
    Figure(_("Removal of all or most liver metastases is possible in about 20 %"), "001-06"),
    Figure(_("Symptoms are relieved in more than 90 %"), "001-10"),
    Figure(_("170 patients, threshold 90 %: symptoms better in 96 %, survival at 5 years 61 %"), "V:cith2023"),
    Figure(_("22 series, 793 patients: survival at 5 years 46–86 %, at 10 years 35–79 %"), "V:lee2012"),
    Figure(_("Relief lasts 16–26 months; recurrence or progression within 5 years 59–76 %"), "V:lee2012"),
)
SURGICAL_COMPLICATIONS = (
    Figure(_("Bleeding, bile leak, infection or abscess, thrombosis"), "R:clavien"),
    Figure(_("Liver failure, graded by ISGLS"), "R:clavien"),
    Figure(_("Carcinoid crisis"), "R:clavien"),
    Figure(_("Death within 90 days"), "R:clavien"),
)
ABLATION_COMPLICATIONS = (
    Figure(_("Death: after radiofrequency 0.15 %, after microwaves 0.23 %"), "V:lahat2014"),
    Figure(_("Cholangitis or abscess, by session: 1.5 %, more with a bilio-enteric anastomosis"), "V:shibata"),
    Figure(
        _("Bile-duct stricture, injury of bowel or diaphragm, pneumothorax, seeding along the track"), "R:cirse-abl"
    ),
)
