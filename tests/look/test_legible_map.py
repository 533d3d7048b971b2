"""The words inside a liver map are read from a chair, however small the column it stands in."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import psycopg
import pytest
from django.conf import settings

from tests.conftest import HouseMaker
from tests.journeys.hands import Hands

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LEAST = 10.5  # pixels: the small print of a page is 13, and these are single labels
ADDRESSES = {
    "case": "/cases/{case}/",
    "board": "/agenda/{item}/",
    "judge": "/cases/{case}/judge/",
    "patient": "/patients/{patient}/",
    "refer": "/patients/{patient}/refer/",
}
HEIGHTS = """() => [...document.querySelectorAll("svg.liver-map__drawing")].map((map) => {
  const scale = map.getBoundingClientRect().width / map.viewBox.baseVal.width
  const sizes = [...map.querySelectorAll(".lesion__label, .liver-map__number")].map((one) => getComputedStyle(one).fontSize)
  return Math.min(...sizes.map(parseFloat)) * scale
})"""
EIGHT_LESIONS = """
    SELECT item.id, item.case_id, patient.id FROM conference_agendaitem item
    JOIN conference_case c ON c.id = item.case_id JOIN patients_patient patient ON patient.id = c.patient_id
    WHERE patient.reference = 'W03'
"""


@pytest.fixture(scope="module")
def ids_and_page(new_house: HouseMaker, browser: "Browser") -> Iterator[tuple[dict[str, str], "Page"]]:
    """A surgeon at a desk, and the addresses of a patient with eight lesions."""
    with new_house("pages") as house:
        with psycopg.connect(house.database.owner_url) as connection:
            found = connection.execute(EIGHT_LESIONS).fetchone()
        assert found is not None
        page = browser.new_page(base_url=house.url)
        Hands(page, house.url).log_in("surgeon", settings.DEMO_PASSWORD)
        yield dict(zip(("item", "case", "patient"), map(str, found), strict=True)), page
        page.close()


@pytest.mark.parametrize("width", [1280, 1920])
@pytest.mark.parametrize("name", ADDRESSES)
def test_the_words_in_a_map_are_large_enough(
    ids_and_page: tuple[dict[str, str], "Page"], name: str, width: int
) -> None:
    ids, page = ids_and_page
    page.set_viewport_size({"width": width, "height": width * 9 // 16})
    page.goto(ADDRESSES[name].format(**ids))
    (height,) = page.evaluate(HEIGHTS)
    assert height >= LEAST
