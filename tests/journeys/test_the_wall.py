"""The wall holds one case without scrolling, whatever it is, on three kinds of screen."""

from typing import Any

import pytest
from django.conf import settings

from tests.journeys.hands import Hands
from tests.run.houses import House

SIZES = ((1920, 1080), (1366, 768), (3840, 2160))
TOO_LARGE = """() => [document.documentElement, ...document.querySelectorAll(".wall__column, .screen__body, .screen__years")]
  .filter(part => part.scrollHeight > part.clientHeight + 1 || part.scrollWidth > part.clientWidth + 1)
  .map(part => `${part.className || part.tagName}: ${part.scrollHeight - part.clientHeight} px`)"""
LISTED = """
from conference.models import AgendaItem
for item in AgendaItem.objects.filter(board__status="planned").order_by("board__starts_at", "position"):
    print("ITEM", item.pk)
"""


def test_no_case_of_the_demo_overflows_the_wall(house: House, browser: Any) -> None:
    printed = house.manage("shell", "--verbosity", "0", "-c", LISTED)
    items = [line.split()[1] for line in printed.splitlines() if line.startswith("ITEM")]
    assert len(items) > 10
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="en-GB")
    page = context.new_page()
    person = Hands(page, house.url)
    found: dict[str, list[str]] = {}
    try:
        person.log_in("surgeon", settings.DEMO_PASSWORD)
        for item in items:
            page.goto(f"{house.url}/agenda/{item}/?view=wall")
            for width, height in SIZES:
                page.set_viewport_size({"width": width, "height": height})
                if over := page.evaluate(TOO_LARGE):
                    found[f"{item} at {width} × {height}"] = over
    finally:
        context.close()
    assert found == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_wall_hides_the_name_when_asked(house: House, browser: Any, scheme: str) -> None:
    printed = house.manage("shell", "--verbosity", "0", "-c", LISTED)
    item = next(line.split()[1] for line in printed.splitlines() if line.startswith("ITEM"))
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, color_scheme=scheme)
    page = context.new_page()
    try:
        person = Hands(page, house.url)
        person.log_in("surgeon", settings.DEMO_PASSWORD)
        page.goto(f"{house.url}/agenda/{item}/?view=wall")
        surname = page.locator("#screen .patient-banner__surname").inner_text()
        page.goto(f"{house.url}/agenda/{item}/?view=wall&hide=1")
        assert surname.casefold() not in page.content().casefold()
    finally:
        context.close()
