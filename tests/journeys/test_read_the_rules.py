"""The review sheet and the page for the patient in a real browser: read by everybody, without a script, and on paper."""

import re
import zlib
from typing import Any

import pytest
from django.conf import settings

from tests.journeys.hands import Hands, Mouse, NoScript, hands
from tests.run.houses import House
from treatments.eligibility import MODALITIES

pytestmark = pytest.mark.django_db
LANDSCAPE, PORTRAIT = (842, 595), (595, 842)  # points


def sheets(pdf: bytes) -> list[tuple[int, int]]:
    """The sizes of the sheets of a PDF; objects may be packed."""
    packed = [
        zlib.decompress(part) for part in re.findall(rb"/ObjStm.*?stream\r?\n(.*?)\r?\nendstream", pdf, flags=re.DOTALL)
    ]
    sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", b"".join([pdf, *packed]))
    return [(round(float(width)), round(float(height))) for width, height in sizes]


@pytest.mark.parametrize("kind", [Mouse, NoScript])
def test_a_pathologist_reads_the_rules_and_hands_over_a_page(house: House, browser: Any, kind: type[Hands]) -> None:
    person, context = hands(kind, browser, house.url)
    try:
        person.log_in("pathologist", settings.DEMO_PASSWORD)
        person._use(person.page.locator(".footer").get_by_role("link", name="The rules"))
        assert person.path == "/rules/"
        person._use(person.page.locator(".page-head").get_by_role("link", name="For the patient"))
        for box in person.page.locator('[name="for"]').all():
            box.set_checked(box.get_attribute("value") == "embolisation")
        person.push("Show these")
        assert person.path == "/patient_information/?for=embolisation"
        assert person.sees("Closing the artery: embolisation")
        assert not person.page.locator("#operation").count()
        assert person.page.locator("[data-prints]").is_visible() == person.scripts
        assert person.problems == []
    finally:
        context.close()


def test_on_paper_each_treatment_has_its_own_sheet_and_the_patient_an_upright_one(house: House, browser: Any) -> None:
    person, context = hands(Hands, browser, house.url)
    try:
        person.log_in("pathologist", settings.DEMO_PASSWORD)
        person.go("/rules/")
        rules = sheets(person.page.pdf(prefer_css_page_size=True))
        assert set(rules) == {LANDSCAPE}
        assert len(MODALITIES) + 6 < len(rules) < 60
        person.page.emulate_media(media="print")
        assert not person.page.locator(".top-bar, .footer, .rules__jump, [data-prints]").filter(visible=True).count()
        assert person.page.locator("thead").first.evaluate("e => getComputedStyle(e).display") == "table-header-group"
        person.page.emulate_media(media="null")
        person.go("/patient_information/?for=ablation")
        leaflet = sheets(person.page.pdf(prefer_css_page_size=True))
        assert set(leaflet) == {PORTRAIT}
        assert len(leaflet) <= 2
    finally:
        context.close()
