"""What can be offered to a patient with neuroendocrine liver metastases, and why: plain Python, no Django.

`propose` answers a valid cantlie-case/1 with a cantlie-proposal/1; `assess` gives the same with everything a screen shows.
The engine assesses; the board decides.
"""

from treatments.eligibility.engine import FAILING, OPEN, Assessment, Row, Verdict, assess, decides, deciding, propose
from treatments.eligibility.follow_ups import followups, windows
from treatments.eligibility.liver import segments_of
from treatments.eligibility.modalities import MODALITIES
from treatments.eligibility.paths import label, missing_supplier
from treatments.eligibility.validation import Fault, validate, validate_procedures
from treatments.eligibility.version import RULES_VERSION

__all__ = [
    "FAILING",
    "MODALITIES",
    "OPEN",
    "RULES_VERSION",
    "Assessment",
    "Fault",
    "Row",
    "Verdict",
    "assess",
    "decides",
    "deciding",
    "followups",
    "label",
    "missing_supplier",
    "propose",
    "segments_of",
    "validate",
    "validate_procedures",
    "windows",
]
