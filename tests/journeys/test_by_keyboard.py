"""A meeting without a mouse: three cases by two keyboards, the routine one in few presses."""

import time
from typing import Any

from django.conf import settings
from playwright.sync_api import Locator, expect

from tests.journeys.hands import Keyboard, hands
from tests.journeys.meetings import called, jotted
from tests.run.houses import House

PRESSES = 12  # a routine case, decided and signed


class Typist(Keyboard):
    """Counts what is pressed."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.presses: list[str] = []

    def press(self, *keys: str) -> None:
        for key in keys:
            self.presses.append(key)
            self.page.keyboard.press(key)

    def enter(self, thing: Locator) -> None:
        """Press a thing of the page that leads nowhere else."""
        self._reach(thing)
        self.page.keyboard.press("Enter")

    def sees_case(self, name: str) -> None:
        expect(self.page.locator("#screen .patient-banner__surname")).to_have_text(name)


def a_routine_case_is_decided_and_signed_in_few_presses(chair: Typist) -> None:
    """What the rules rank first with its lesions, who sees to it, by when; saved and signed."""
    page = chair.page
    chair.presses.clear()
    began = time.monotonic()
    chair.press("1")
    expect(page.locator("select[name=responsible]")).to_be_focused()
    jotted(page)
    chair.press("A")  # Anders Bergström
    chair.press("Tab", "Tab", "Tab", "Space")  # two weeks, four weeks
    sign(chair)
    seconds = time.monotonic() - began
    print(f"A routine case: {len(chair.presses)} presses, {seconds:.1f} s of a machine that types without thinking.")
    assert len(chair.presses) <= PRESSES


def sign(chair: Typist) -> None:
    page = chair.page
    chair.press("Control+Enter")
    expect(page.locator("#pen .sign > summary")).to_be_focused()
    chair.press("Enter", "Tab", "Enter")
    expect(page.locator("#screen .decision[data-status=signed]")).to_be_visible()


def test_a_whole_meeting_by_the_keyboard_alone(live: House, browser: Any) -> None:
    meeting = called(live, ("W13", "W12b", "P06"))
    chair, chairs = hands(Typist, browser, live.url)
    surgeon, surgeons = hands(Typist, browser, live.url)
    try:
        chair.log_in("radiologist", settings.DEMO_PASSWORD)
        surgeon.log_in("surgeon", settings.DEMO_PASSWORD)
        who_is_here_is_ticked(chair, meeting["board"])
        chair.push("Begin the meeting")
        surgeon.go(f"/boards/{meeting['board']}/live/")
        a_vote_is_cast_and_revealed(chair, surgeon)
        a_routine_case_is_decided_and_signed_in_few_presses(chair)
        more_is_asked(chair, meeting["names"][1])
        the_lead_goes_over(chair, surgeon, meeting["names"][2])
        a_case_is_postponed(surgeon)
        the_meeting_ends_with_its_minutes(chair, meeting)
        assert [chair.problems, surgeon.problems] == [[], []]
    finally:
        chairs.close()
        surgeons.close()


def who_is_here_is_ticked(chair: Typist, board: str) -> None:
    chair.go(f"/boards/{board}/")
    expect(chair.page.get_by_text("a core discipline is absent")).to_have_count(1)
    absent = chair.page.locator(".roster__discipline", has_text="Endocrinologist").locator("input")
    chair.tick("present", absent.get_attribute("value") or "")
    chair.push("Save attendance")
    expect(chair.page.get_by_text("a core discipline is absent")).to_have_count(0)


def a_vote_is_cast_and_revealed(chair: Typist, surgeon: Typist) -> None:
    surgeon.enter(surgeon.page.locator("[data-ballot]"))
    surgeon.page.locator("#ballot form").wait_for()
    surgeon.tick("resectable", "yes")
    surgeon.choose("preferred", "Resection")
    surgeon.enter(surgeon.page.locator("#ballot").get_by_role("button", name="Cast my vote"))
    expect(surgeon.page.locator("#ballot [role=status]")).to_be_visible()
    expect(chair.page.locator("#screen .votes")).not_to_contain_text("Resection")
    chair.enter(chair.page.locator("[data-reveal] button"))
    for person in (chair, surgeon):
        expect(person.page.locator("#screen .votes")).to_contain_text("Resection")


def more_is_asked(chair: Typist, name: str) -> None:
    chair.press("Escape", "j")
    chair.sees_case(name)
    chair.press("d")
    chair.page.locator("form[data-jot]").wait_for()
    chair.tick("kind", "more-information")
    chair.write("wording", "MRI before anything else.")
    chair.write("need1_what", "MRI of the liver")
    chair.write("need1_who", "Radiology")
    chair.write("need1_by", "2031-05-04")
    sign(chair)


def the_lead_goes_over(chair: Typist, surgeon: Typist, name: str) -> None:
    chair.enter(chair.page.locator(".helm__more > summary"))
    chair.choose("to", "Anders")
    chair.push("Hand over")
    expect(surgeon.page.locator("[data-next]")).to_be_visible()
    surgeon.press("j")
    for person in (chair, surgeon):
        person.sees_case(name)


def a_case_is_postponed(surgeon: Typist) -> None:
    surgeon.follow("Look by myself")
    surgeon.follow("Not today: postpone this case")
    surgeon.write("because", "The patient wishes to think about it.")
    surgeon.push("Postpone")


def the_meeting_ends_with_its_minutes(chair: Typist, meeting: dict[str, Any]) -> None:
    chair.go(f"/boards/{meeting['board']}/")
    chair.follow("End the meeting")
    chair.push("End the meeting")
    chair.go(f"/boards/{meeting['board']}/minutes/")
    for words in ("MRI before anything else.", "The patient wishes to think about it."):
        assert chair.sees(words), chair.page.inner_text("main")
