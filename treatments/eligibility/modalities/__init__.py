"""Every modality, one file each: the line here is its code, and its file has the code's name.

The order is that of the proposal format; earlier ones are judged first.
"""

from importlib import import_module

from treatments.eligibility.modality import Modality

CODES = (
    "resection",
    "resection-ablation",
    "two-stage",
    "ablation",
    "stereotactic-ablation",
    "debulking",
    "tae",
    "ctace",
    "deb-tace",
    "tare",
    "sbrt",
    "transplantation",
    "prrt",
    "ssa",
    "everolimus",
    "captem",
    "sunitinib",
    "chemotherapy",
    "surveillance",
)
MODALITIES: tuple[Modality, ...] = tuple(
    import_module(f"{__name__}.{code.replace('-', '_')}").MODALITY for code in CODES
)
