"""The strip in a real browser: every word has the room that was computed for it, and the list takes over where it is narrow."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from tests.conftest import HouseMaker
from tests.journeys.hands import Hands

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

BOXES = """() => [...document.querySelectorAll(".strip__text")].map((one) => {
  const { x, y, width, height } = one.getBBox()
  return { words: one.textContent, left: x, right: x + width, top: y + height * 0.2, bottom: y + height * 0.85 }
})"""
SIZES = """() => [...document.querySelectorAll(".strip__drawing")].map((drawing) =>
  parseFloat(getComputedStyle(drawing).fontSize) * drawing.getBoundingClientRect().width / drawing.viewBox.baseVal.width)"""


@pytest.fixture(scope="module")
def gallery(new_house: HouseMaker, browser: "Browser") -> Iterator["Page"]:
    with new_house("pages") as house:
        page = browser.new_page(base_url=house.url)
        Hands(page, house.url).log_in("surgeon", settings.DEMO_PASSWORD)
        page.goto("/gallery/")
        yield page
        page.close()


@pytest.mark.parametrize("view", ["desk", "wall"])
def test_no_word_reaches_another(gallery: "Page", view: str) -> None:
    gallery.set_viewport_size({"width": 1920, "height": 1080})
    gallery.evaluate("(view) => { document.documentElement.dataset.view = view }", view)
    boxes = gallery.evaluate(BOXES)
    assert len(boxes) > 20
    width = gallery.evaluate("document.querySelector('.strip__drawing').viewBox.baseVal.width")
    for place, one in enumerate(boxes):
        assert one["left"] + 0.5 >= 0, one
        assert one["right"] <= width + 0.5, one
        for other in boxes[place + 1 :]:
            beside = one["right"] <= other["left"] or other["right"] <= one["left"]
            assert beside or one["bottom"] <= other["top"] or other["bottom"] <= one["top"], (one, other)


def test_its_letters_are_those_of_the_wall(gallery: "Page") -> None:
    gallery.set_viewport_size({"width": 1920, "height": 1080})
    (size,) = gallery.evaluate(SIZES)
    shown = gallery.evaluate("document.querySelector('.strip__drawing').getBoundingClientRect().width")
    assert size / shown >= 26 / 1888 - 0.0001  # as wide as the wall, so high as 2.4 vh


def test_on_a_narrow_screen_the_list_takes_its_place(gallery: "Page") -> None:
    gallery.set_viewport_size({"width": 600, "height": 900})
    assert not gallery.locator(".strip__drawing").is_visible()
    assert gallery.locator(".strip__list").evaluate("one => one.offsetHeight") > 100
