"""Two pages about no patient: the rules, to read and to sign, and what a patient may take home."""

from django.http import HttpResponse
from django.utils.translation import get_language

from accounts.may import Request, anyone
from core.pages import page
from treatments import leaflet
from treatments.eligibility.parameters import HOUSE
from treatments.eligibility.sources import SEEDS
from treatments.rules import sheet


@anyone
def rules(request: Request) -> HttpResponse:
    """Every rule with its number and its source, and room for the clinicians to sign."""
    return page(request, "treatments/rules.html", None, sheet(HOUSE, get_language() or ""))


@anyone
def patient_information(request: Request) -> HttpResponse:
    """Plain words to print and hand over; ?for=ablation keeps only what the conference spoke of."""
    asked = request.GET.getlist("for")
    kinds = leaflet.chosen(asked)
    context = {
        "kinds": kinds,
        "every": [(kind, kind in kinds) for kind in leaflet.KINDS],
        "parts": leaflet.DISEASE,
        "call": leaflet.CALL,
        "octreotide": leaflet.OCTREOTIDE if any(kind.code in {"embolisation", "sirt"} for kind in kinds) else (),
        "help": leaflet.HELP,
        "seeds": [(alias, file) for alias, (file, _words) in SEEDS.items()],
    }
    return page(request, "treatments/patient_information.html", None, context)
