"""The page of a meeting through everything that happens to it: opened too early, logged out, over."""

import re
from typing import Any

from django.conf import settings
from playwright.sync_api import Page, expect

from tests.journeys.hands import Hands, hands
from tests.journeys.meetings import called, jotted
from tests.run.houses import House

MAY_BE_LATE = 10_000  # milliseconds until a page that was logged out has looked


def at(page: Page) -> Any:
    return page.locator("#screen .patient-banner__surname")


def test_a_live_page_from_before_the_beginning_to_after_the_end(live: House, browser: Any) -> None:
    meeting = called(live, ("W17b", "W17c"))
    chair, chairs = hands(Hands, browser, live.url)
    surgeon, surgeons = hands(Hands, browser, live.url)
    try:
        for person, name in ((chair, "radiologist"), (surgeon, "surgeon")):
            person.log_in(name, settings.DEMO_PASSWORD)
            person.go(f"/boards/{meeting['board']}/live/")
            expect(person.page.locator("#screen")).to_contain_text("This meeting has not begun.")
        who_came_early_has_everything_once_it_begins(chair, surgeon, meeting)
        any_case_is_brought_on_the_screens(chair, surgeon, meeting)
        single_keys_rest_in_the_pen(chair, meeting)
        picking_over_what_is_written_takes_a_second_press(chair)
        who_is_logged_out_keeps_the_words_and_no_patient(surgeon, meeting)
        the_end_leaves_nobody_on_the_screens(chair, surgeon)
        assert chair.problems == []
    finally:
        chairs.close()
        surgeons.close()


def who_came_early_has_everything_once_it_begins(chair: Hands, surgeon: Hands, meeting: dict[str, Any]) -> None:
    other = Hands(chair.page.context.new_page(), chair.base)
    other.go(f"/boards/{meeting['board']}/")
    other.push("Begin the meeting")
    other.page.close()
    for person in (chair, surgeon):
        expect(at(person.page)).to_have_text(meeting["names"][0])
        for part in ("[data-ballot]", "[data-write]", "[data-leave]"):
            expect(person.page.locator(part)).to_be_visible()
    expect(chair.page.locator("[data-until]")).to_have_text(re.compile(r"^\d+ min left$"))
    expect(chair.page.locator("[data-next]")).to_be_visible()
    expect(chair.page.locator(".helm__more")).to_be_visible()
    expect(surgeon.page.locator("[data-next]")).to_be_hidden()


def any_case_is_brought_on_the_screens(chair: Hands, surgeon: Hands, meeting: dict[str, Any]) -> None:
    chair.page.reload()  # the list is that of the moment the page was loaded
    for number in (1, 0):
        chair.page.locator(".helm__more > summary").click()
        chair.page.locator("select[name=item]").select_option(meeting["items"][number])
        chair.page.get_by_role("button", name="Show", exact=True).click()
        expect(at(surgeon.page)).to_have_text(meeting["names"][number])
        chair.page.keyboard.press("Escape")


def single_keys_rest_in_the_pen(chair: Hands, meeting: dict[str, Any]) -> None:
    page = chair.page
    page.locator("[data-write]").click()
    page.locator("form[data-jot] [name=kind]").first.focus()
    page.keyboard.press("j")
    page.locator("form[data-jot] [name=wording]").fill("A long answer.")
    jotted(page)
    expect(at(page)).to_have_text(meeting["names"][0])
    page.locator("[data-pen-close]").click()


def picking_over_what_is_written_takes_a_second_press(chair: Hands) -> None:
    page = chair.page
    page.keyboard.press("1")
    expect(page.locator("#pen [data-instead]")).to_be_focused()
    expect(page.locator("form[data-jot] [name=wording]")).to_have_value("A long answer.")
    page.keyboard.press("Enter")
    expect(page.locator("form[data-jot] [name=wording]")).not_to_have_value("A long answer.")
    jotted(page)
    page.locator("[data-pen-close]").click()


def who_is_logged_out_keeps_the_words_and_no_patient(surgeon: Hands, meeting: dict[str, Any]) -> None:
    page, name = surgeon.page, meeting["names"][0]
    page.locator("[data-write]").click()
    page.locator("form[data-jot] [name=wording]").fill("Words of the surgeon.")
    jotted(page)
    tab = Hands(page.context.new_page(), surgeon.base)
    tab.go("/")
    tab.page.locator("[data-menu] > summary").first.click()
    tab.page.get_by_role("button", name="Log out").click()
    expect(page.locator("#screen")).to_contain_text("You do not follow this meeting any more.", timeout=MAY_BE_LATE)
    expect(page.locator("#screen")).not_to_contain_text(name)
    expect(page.locator("form[data-jot] [name=wording]")).to_have_value("Words of the surgeon.")
    tab.log_in("surgeon", settings.DEMO_PASSWORD)
    expect(at(page)).to_have_text(name)
    page.locator("[data-pen-close]").click()


def the_end_leaves_nobody_on_the_screens(chair: Hands, surgeon: Hands) -> None:
    other = Hands(chair.page.context.new_page(), chair.base)
    other.go(chair.page.url.replace("live/", "close_board/"))
    other.push("End the meeting")
    other.page.close()
    for person in (chair, surgeon):
        expect(person.page.locator("#screen")).to_contain_text("This meeting has ended.")
        for part in ("[data-ballot]", "[data-write]", "[data-next]"):
            expect(person.page.locator(part)).to_be_hidden()
