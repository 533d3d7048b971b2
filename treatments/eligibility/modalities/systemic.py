"""SYS: the rows everolimus, CAPTEM and sunitinib share."""

from treatments.eligibility.asks import OneOf, Yes
from treatments.eligibility.criteria import NOT_MET, Ask, Criterion, Indication
from treatments.eligibility.modalities import shared
from treatments.eligibility.words import _

OTHER_SITES = "small-bowel colon appendix rectum stomach duodenum lung other unknown"
pancreas = OneOf("tumour.primary_site", met="pancreas", not_met=OTHER_SITES)


def rows(prefix: str, source: str, *, site: Ask = pancreas) -> tuple[Criterion, ...]:
    """Growing, at a site the drug was tried for, and G1 or G2."""
    return (
        Indication(
            f"{prefix}-1", Yes("tumour.progression", otherwise=NOT_MET), says=_("The tumour is growing"), source=source
        ),
        Indication(f"{prefix}-2", site, says=_("The drug was tried for this primary"), source=source),
        Indication(
            f"{prefix}-3",
            shared.graded(g3=NOT_MET, nec=NOT_MET),
            says=_("The tumour is well differentiated, G1 or G2"),
            source=source,
        ),
    )
