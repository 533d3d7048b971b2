"""What the seeds say of the disease and of its treatment in general: the ground every rule stands on."""

from treatments.eligibility.modality import Figure
from treatments.eligibility.words import _

DISEASE = (
    Figure(_("NET arise at different sites: most often in the small bowel, also in pancreas and colon"), "000-01"),
    Figure(_("They can spread, and most often to the liver"), "000-02 004-01"),
    Figure(
        _("They are rare and differ much; symptoms come from the substances they secrete or from metastases"), "004-01"
    ),
    Figure(_("They are usually slow: people can live with them for many years"), "000-03"),
    Figure(_("More than half have liver metastases at diagnosis"), "001-01"),
    Figure(_("Most get them in time, and they clearly worsen the outlook and the quality of life"), "002-01"),
    Figure(_("Small tumours of stomach, duodenum, appendix and rectum extremely rarely spread to the liver"), "001-02"),
    Figure(_("To find metastases early is what matters most for the outlook"), "004-02"),
    Figure(_("A primary that has not spread is operated; that is decided outside this conference"), "004-07"),
)
CHOICE = (
    Figure(
        _("Metastases are treated to reduce symptoms; in several cancers their control decides how long people live"),
        "000-04 003-01",
    ),
    Figure(_("When to treat: how the patient feels, and what the tumours do to the body"), "000-06"),
    Figure(_("The surgeon or endocrinologist who has the care decides first, and owns the decision"), "000-07"),
    Figure(_("The conference works from the clinical picture, blood samples and radiology"), "000-08"),
    Figure(
        _("It depends on number and place of the metastases, spread outside the liver, health and other diseases"),
        "000-09 001-04",
    ),
    Figure(_("The choice weighs the options, their risks, the evidence and the reason in this situation"), "003-06"),
    Figure(_("The aim goes from cure to relief, by stage"), "003-05"),
    Figure(_("Locoregional treatment: in limited disease, and to debulk and relieve in diffuse disease"), "004-06"),
)
TREATMENTS = (
    Figure(
        _(
            "There are several: operation, heat, embolisation, "
            "chemoembolisation, radioembolisation, stereotactic radiotherapy"
        ),
        "000-11 001-03 002-02 004-04",
    ),
    Figure(_("Local: thermal ablation, radiotherapy. Locoregional: radioembolisation, chemoembolisation"), "003-04"),
    Figure(_("Local and locoregional treatment is safe and effective"), "003-02"),
    Figure(_("ENETS guidelines have long named interventional treatment for different situations"), "003-03"),
)
EVIDENCE = (
    Figure(_("The disease is rare, and most evidence is retrospective"), "002-03"),
    Figure(_("Few prospective trials compare the treatments: the choice rests on expertise and judgement"), "004-05"),
)
GROUNDS: tuple[tuple[str, tuple[Figure, ...]], ...] = (
    (_("The disease"), DISEASE),
    (_("How a treatment is chosen"), CHOICE),
    (_("Which treatments there are"), TREATMENTS),
    (_("How sure it is"), EVIDENCE),
)
INTENTS: tuple[tuple[str, Figure], ...] = (  # what a treatment may be offered for, and when
    (
        _("Curative or maximal"),
        Figure(_("The plan reaches all known disease, or the share of the ground rule"), "000-10 001-05 002-07 004-08"),
    ),
    (
        _("Debulking"),
        Figure(_("It removes less, for severe symptoms or to let other treatment work better"), "001-08 001-09"),
    ),
    (_("Symptom control"), Figure(_("There are symptoms of hormones or of pressure"), "000-04 001-18 001-26 004-06")),
    (_("Disease control"), Figure(_("Growth or burden is to be held down"), "001-24 002-06")),
    (_("Surveillance"), Figure(_("No symptoms, little effect on the body, slow growth"), "000-03 000-06")),
)

RARELY_SPREAD = frozenset({"stomach", "duodenum", "appendix", "rectum"})  # when small: 001-02
