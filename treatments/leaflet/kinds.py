"""Each kind of treatment in plain words: how it is done, what to expect, what can trouble one, and what follows."""

from django.utils.translation import gettext_lazy as _

from treatments.leaflet.parts import Kind, Line, Part

DONE, EXPECT, TROUBLE, AFTER = _("How it is done"), _("What to expect"), _("Side effects"), _("Afterwards")

KINDS = (
    Kind(
        "operation",
        _("Liver operation"),
        ("resection", "resection-ablation", "two-stage", "debulking"),
        (
            Part(
                DONE,
                (
                    Line(
                        _("Parts of the liver are removed, through an open cut or by keyhole surgery."), "000-12 001-39"
                    ),
                    Line(_("An operation and heat can be combined to reach as many metastases as possible."), "000-15"),
                    Line(
                        _("Only during the operation is it finally clear what can be done; the plan may change."),
                        "001-07",
                    ),
                    Line(
                        _("If not everything can be removed, taking part of it can still ease severe symptoms."),
                        "001-08",
                    ),
                ),
            ),
            Part(EXPECT, (Line(_("More than 90 of 100 people have less trouble afterwards."), "001-10"),)),
            Part(
                TROUBLE,
                (
                    Line(
                        _(
                            "Bleeding, leaking bile, infection, blood clots; rarely "
                            "the liver works too little for a time."
                        ),
                        "P",
                    ),
                ),
            ),
            Part(
                AFTER,
                (
                    Line(_("You can usually live normally, with no limits on food or drink."), "001-39"),
                    Line(
                        _("Blood tests and a CT of the liver after 3 to 6 months, and again at 6 and 12 months."),
                        "001-37 001-38",
                    ),
                ),
            ),
        ),
    ),
    Kind(
        "heat",
        _("Heat: radiofrequency or microwaves"),
        ("ablation", "stereotactic-ablation"),
        (
            Part(
                DONE,
                (
                    Line(
                        _(
                            "You are asleep. One or several needles are placed in the "
                            "metastasis, through the skin or during an operation."
                        ),
                        "001-13 000-13 000-14",
                    ),
                    Line(
                        _(
                            "Ultrasound or other images show the way. Heat destroys the "
                            "metastasis and a rim of liver around it."
                        ),
                        "001-14 000-14",
                    ),
                    Line(_("It is a smaller procedure than an operation, and can be repeated."), "001-19 001-16"),
                ),
            ),
            Part(EXPECT, (Line(_("Symptoms of hormones become less in 70 to 90 of 100 people."), "001-18"),)),
            Part(TROUBLE, (Line(_("Seldom bleeding, infection, or harm to what lies beside it."), "P"),)),
            Part(AFTER, (Line(_("A scan some weeks later shows whether all of it was reached."), "V:wang2013"),)),
        ),
    ),
    Kind(
        "embolisation",
        _("Closing the artery: embolisation"),
        ("tae", "ctace", "deb-tace"),
        (
            Part(
                DONE,
                (
                    Line(
                        _(
                            "A thin tube goes from the groin into the artery of the "
                            "liver. The flow to one half is blocked."
                        ),
                        "000-17 001-22",
                    ),
                    Line(
                        _("Small plastic spheres block it; a cancer drug, in oil or in the spheres, can be added."),
                        "001-28",
                    ),
                    Line(_("It is repeated for the other half, or after 2 to 3 months if it helps."), "000-18 001-27"),
                    Line(
                        _("Everybody gets antibiotics. It is usually given together with medicines."), "001-32 001-23"
                    ),
                ),
            ),
            Part(
                EXPECT,
                (
                    Line(_("It does not remove the cancer; it can hold it down."), "001-24"),
                    Line(_("Symptoms of hormones become less in 50 to 90 of 100 people, for up to 2 years."), "001-26"),
                ),
            ),
            Part(
                TROUBLE,
                (
                    Line(
                        _(
                            "Pain over the liver, fever up to 38 °C and tiredness, "
                            "usually for less than a week. A few have none."
                        ),
                        "001-30",
                    ),
                    Line(
                        _(
                            "Very rarely: strong flushing with a fall in blood "
                            "pressure, confusion, an abscess in the liver."
                        ),
                        "001-31",
                    ),
                ),
            ),
            Part(AFTER, (Line(_("Blood tests and a CT of the liver after 6 to 8 weeks."), "001-34 001-35"),)),
        ),
    ),
    Kind(
        "sirt",
        _("Radioactive spheres: SIRT"),
        ("tare",),
        (
            Part(
                DONE,
                (
                    Line(
                        _(
                            "Small radioactive spheres go through a thin tube into "
                            "the artery and collect in the tumours."
                        ),
                        "001-28",
                    ),
                    Line(
                        _("It takes two sessions: first the vessels are mapped, then you are treated."),
                        "001-29 V:mapping2015",
                    ),
                    Line(_("Everybody gets antibiotics."), "001-32"),
                ),
            ),
            Part(
                EXPECT, (Line(_("It is often gentler than embolisation, and helps about as well."), "001-29 002-05"),)
            ),
            Part(
                TROUBLE,
                (
                    Line(
                        _("As after embolisation: pain, fever up to 38 °C, tiredness, usually for less than a week."),
                        "001-30",
                    ),
                    Line(_("Years later the liver can suffer, above all when all of it was treated."), "V:su2017"),
                ),
            ),
            Part(AFTER, (Line(_("Blood tests and a CT of the liver after 6 to 8 weeks."), "001-34 001-35"),)),
        ),
    ),
    Kind(
        "radiotherapy",
        _("Radiation from outside: stereotactic radiotherapy"),
        ("sbrt",),
        (
            Part(
                DONE,
                (
                    Line(
                        _("One or a few strong doses from many angles onto a small area that cannot be operated."),
                        "001-36",
                    ),
                ),
            ),
            Part(AFTER, (Line(_("An MRI after about 2 months."), "V:stintzing2019"),)),
        ),
    ),
    Kind(
        "prrt",
        _("Radioactive medicine: PRRT"),
        ("prrt",),
        (
            Part(
                DONE,
                (Line(_("A radioactive medicine is given into a vein, four times, every 8 weeks."), "V:lutathera"),),
            ),
            Part(
                TROUBLE,
                (
                    Line(_("Fewer blood cells for a time."), "V:lutathera"),
                    Line(
                        _("In 2 to 3 of 100 people a disease of the bone marrow, later."), "V:lutathera V:brabander2017"
                    ),
                ),
            ),
            Part(AFTER, (Line(_("Blood tests before each infusion."), "V:lutathera"),)),
        ),
    ),
    Kind(
        "medicines",
        _("Medicines"),
        ("ssa", "everolimus", "captem", "sunitinib", "chemotherapy"),
        (
            Part(
                DONE,
                (
                    Line(
                        _("An injection every four weeks can ease symptoms of hormones and slow the tumour."),
                        "V:clarinet",
                    ),
                    Line(
                        _("Other medicines are tablets for tumours that grow, or chemotherapy for the fast kind."),
                        "V:phase3table V:enets-nec2023",
                    ),
                ),
            ),
        ),
    ),
    Kind(
        "transplantation",
        _("A new liver"),
        ("transplantation",),
        (
            Part(
                DONE,
                (Line(_("For very few people. A transplant centre decides, not this conference."), "V2:mazzaferro"),),
            ),
        ),
    ),
    Kind(
        "watching",
        _("Watching without treatment"),
        ("surveillance",),
        (
            Part(
                DONE,
                (
                    Line(
                        _(
                            "If it grows slowly and troubles you little, it can be right "
                            "to wait, with regular scans and blood tests."
                        ),
                        "000-03 000-06",
                    ),
                ),
            ),
        ),
    ),
)
