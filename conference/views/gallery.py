"""Every component in every state, with invented data: the page the accessibility check visits."""

from django.http import HttpResponse

from accounts.may import Request, anyone
from conference.gallery import gallery as components
from core.pages import page
from patients import livermap
from patients.livermap import Spot

LESIONS = (
    Spot(key="1", label="L1", segments=("8",), longest_mm=34, planned="resect"),
    Spot(key="2", label="L2", segments=("6", "7"), longest_mm=52),
    Spot(key="3", label="L3", segments=("6",), longest_mm=28, state="treated"),
    Spot(key="4", label="L4", segments=("5",), longest_mm=14, state="new"),
    Spot(key="5", label="L5", segments=("4",), longest_mm=12, planned="ablate"),
    Spot(key="6", label="L6", segments=("3",), state="vanished"),
    Spot(key="7", label="L7", segments=("2",), state="not-evaluable"),
    Spot(key="8", label="L8", side="left", longest_mm=9),
    Spot(key="9", label="L9", segments=("8",), state="merged", into="L1"),
    Spot(key="10", label="L10", segments=("4b",), too_small=True),
    Spot(key="11", label="L11", side="both"),
    Spot(key="12", label="L12"),
)
NOW_AND_BEFORE = (
    Spot(key="1", label="L1", segments=("8",), longest_mm=34, was_mm=52),
    Spot(key="2", label="L2", segments=("6",), longest_mm=48, was_mm=30),
    Spot(key="3", label="L3", segments=("3",), state="vanished", was_mm=22),
    Spot(key="4", label="L4", segments=("5",), longest_mm=14, was_mm=14),
    Spot(key="5", label="L5", segments=("4a",), longest_mm=16, state="new"),
)


@anyone
def gallery(request: Request) -> HttpResponse:
    """The gallery."""
    maps = [
        ("CT 4-Nov-2026", livermap.draw(LESIONS, name="one", segment_url="?segment=", selected=["6"])),
        ("CT 4-Nov-2026", livermap.draw(NOW_AND_BEFORE, name="three", before="CT 2-Mar-2026")),
        ("MRI 2-Mar-2026", livermap.draw(LESIONS[:3], name="two", embolised=["5", "6", "7", "8"], diffuse="right")),
    ]
    context = components()
    read = {"map": livermap.draw(LESIONS, name="read"), "facts": context["states"], "options": context["options"]}
    context["case_sheet"] |= read
    return page(request, "conference/gallery.html", None, {**context, "maps": maps})
