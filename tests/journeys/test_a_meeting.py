"""A whole meeting of six published cases in four browsers: the chair, a surgeon, an endocrinologist far away, and the wall."""

import signal
from typing import Any

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect

from config.run.parts import EVENTS
from tests.journeys.hands import Hands, Mouse, NoScript, hands
from tests.journeys.meetings import called, jotted
from tests.run.houses import House, eventually

SIX = ("P05", "P07", "P11", "P12", "P16", "P18")
OTHERS = ("P23", "P29", "P31", "P32", "W05", "W09")


class Room:
    """Four people and what stands before each."""

    def __init__(self, browser: Browser, house: House, board: str) -> None:
        self.browser, self.house, self.board = browser, house, board
        self.contexts: list[BrowserContext] = []
        self.presses = 0
        self.chair = self.person("radiologist")
        self.surgeon = self.person("surgeon")
        self.remote = self.person("endocrinologist")
        self.wall = self.person("room", {"width": 1920, "height": 1080})

    def person(self, username: str, size: Any = None) -> Mouse:
        viewport: Any = size or {"width": 1280, "height": 720}
        context = self.browser.new_context(viewport=viewport, locale="en-GB")
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        person = Mouse(page, self.house.url)
        if username == "room":  # its first page is a room it may not enter
            person.hears = False
            page.goto(f"{self.house.url}/login/")
            person.write("username", username)
            person.write("password", settings.DEMO_PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_load_state()
            person.hears = True
        else:
            person.log_in(username, settings.DEMO_PASSWORD)
        return person

    @property
    def everybody(self) -> list[Page]:
        return [self.chair.page, self.surgeon.page, self.remote.page, self.wall.page]

    def sit_down(self) -> None:
        for person in (self.chair, self.surgeon, self.remote, self.wall):
            person.go(f"/boards/{self.board}/live/")

    def all_see(self, name: str) -> None:
        for page in self.everybody:
            expect(page.locator("#screen .patient-banner__surname")).to_have_text(name)

    def press(self, person: Hands, key: str) -> None:
        self.presses += 1
        person.page.keyboard.press(key)

    def next_case(self, person: Hands, name: str) -> None:
        person.page.locator("[data-next]").click()
        self.all_see(name)

    def close(self) -> None:
        for context in self.contexts:
            context.close()


def write(person: Hands, words: str) -> None:
    """Into the pen, which is kept by itself."""
    if not person.page.locator("form[data-jot]").count():
        person.page.locator("[data-write]").click()
    person.page.locator("form[data-jot] [name=wording]").fill(words)
    jotted(person.page)


def test_a_whole_meeting_in_four_browsers(live: House, browser: Any) -> None:
    meeting = called(live, SIX)
    room = Room(browser, live, meeting["board"])
    names = meeting["names"]
    try:
        room.chair.go(f"/boards/{meeting['board']}/")
        room.chair.push("Begin the meeting")
        room.sit_down()
        room.all_see(names[0])
        absent_core_is_said(room)
        votes_are_silent_until_they_are_revealed(room)
        typed_words_are_on_every_screen(room)
        two_write_at_once_and_both_texts_are_shown(room)
        room.next_case(room.chair, names[1])
        the_lead_goes_over_and_back(room, names)
        a_dropped_line_comes_back_to_the_present_case(room, names)
        without_the_event_server_the_board_goes_on(room, names)
        every_case_gets_an_answer(room, meeting)
        the_chair_signs_all_in_one_pass(room, meeting)
        the_minutes_name_every_case_and_who_signed(room, meeting)
        an_answer_is_amended_with_its_reason(room, meeting)
        assert [person.problems for person in (room.chair, room.surgeon, room.wall)] == [[], [], []]
    finally:
        room.close()


def absent_core_is_said(room: Room) -> None:
    expect(room.wall.page.locator(".board-screen__absent")).to_contain_text("Endocrinologist")


def votes_are_silent_until_they_are_revealed(room: Room) -> None:
    for person, resectable, preferred in ((room.surgeon, "yes", "resection"), (room.remote, "no", "prrt")):
        page = person.page
        page.locator("[data-ballot]").click()
        page.locator(f'#ballot [name="resectable"][value="{resectable}"]').check()
        page.locator('#ballot [name="preferred"]').select_option(preferred)
        page.locator("#ballot").get_by_role("button", name="Cast my vote").click()
        expect(page.locator("#ballot [role=status]")).to_be_visible()
    for page in room.everybody:
        expect(page.locator("#screen .votes")).to_contain_text("2 of")
        expect(page.locator("#screen .votes")).not_to_contain_text("Resection")
    expect(room.surgeon.page.locator("[data-reveal]")).to_be_hidden()
    room.chair.page.locator("[data-reveal] button").click()
    for page in room.everybody:
        expect(page.locator("#screen .votes")).to_contain_text("Resectable")
        expect(page.locator("#screen .votes")).to_contain_text("Divided")


def typed_words_are_on_every_screen(room: Room) -> None:
    write(room.chair, "Volumetry first <5 mm & then again.")
    for page in room.everybody:
        expect(page.locator("#screen .decision__wording")).to_have_text("Volumetry first <5 mm & then again.")


def two_write_at_once_and_both_texts_are_shown(room: Room) -> None:
    """The second to save is shown both; nothing is lost, nothing mixed."""
    room.surgeon.hears = False  # the 409 stands in the console of who gets it
    room.surgeon.page.locator("[data-write]").click()
    room.surgeon.page.locator("form[data-jot]").wait_for()
    room.chair.page.locator("form[data-jot] [name=wording]").fill("The chair's words.")
    jotted(room.chair.page)
    expect(room.surgeon.page.locator("[data-other]")).to_be_visible()
    room.surgeon.page.locator("form[data-jot] [name=wording]").fill("The surgeon's words.")
    both = room.surgeon.page.locator("[data-both-texts]")
    expect(both).to_contain_text("The chair's words.")
    expect(both).to_contain_text("The surgeon's words.")
    expect(room.wall.page.locator("#screen .decision__wording")).to_have_text("The chair's words.")
    room.surgeon.page.locator("[data-keep-mine]").click()
    expect(room.wall.page.locator("#screen .decision__wording")).to_have_text("The surgeon's words.")
    expect(room.chair.page.locator("form[data-jot] [name=wording]")).to_have_value("The chair's words.")
    for person in (room.surgeon, room.chair):
        person.page.locator("[data-pen-close]").click()
        expect(person.page.locator("form[data-jot]")).to_have_count(0)
    room.surgeon.hears = True


def the_lead_goes_over_and_back(room: Room, names: list[str]) -> None:
    page = room.chair.page
    page.locator(".helm__more > summary").click()
    page.locator("select[name=to]").select_option(label="Anders Bergström")
    page.get_by_role("button", name="Hand over").click()
    expect(room.surgeon.page.locator("[data-next]")).to_be_visible()
    room.next_case(room.surgeon, names[2])
    page.locator(".helm__more > summary").click()
    page.get_by_role("button", name="Take the lead").click()
    expect(room.surgeon.page.locator("[data-next]")).to_be_hidden()


def a_dropped_line_comes_back_to_the_present_case(room: Room, names: list[str]) -> None:
    """Away for one case, back at the next, and what was typed meanwhile is saved then."""
    remote = room.remote
    write(remote, "PRRT is the other way.")
    remote.hears = False
    remote.page.context.set_offline(True)
    remote.page.locator("form[data-jot] [name=wording]").press("End")
    remote.page.keyboard.type(" Typed without a line.")
    expect(remote.page.locator("[data-jot-state]")).to_contain_text("Not saved")
    room.chair.page.locator("[data-next]").click()
    expect(room.wall.page.locator("#screen .patient-banner__surname")).to_have_text(names[3])
    remote.page.context.set_offline(False)
    expect(remote.page.locator("#screen .patient-banner__surname")).to_have_text(names[3])
    jotted(remote.page)
    expect(remote.page.locator("[data-elsewhere]")).to_be_visible()
    assert remote.page.locator("form[data-jot] [name=wording]").input_value() == (
        "PRRT is the other way. Typed without a line."
    )
    expect(remote.page.locator(".pen__who")).to_contain_text(names[2])
    remote.page.locator("[data-pen-close]").click()


def without_the_event_server_the_board_goes_on(room: Room, names: list[str]) -> None:
    for person in (room.chair, room.surgeon, room.wall):
        person.hears = False
    room.house.kill(EVENTS, signal.SIGKILL)
    for page in room.everybody:
        expect(page.locator("[data-line]")).to_contain_text("looking")
    room.next_case(room.chair, names[4])
    room.house.tend()
    assert eventually(lambda: room.house.get(f"{room.house.events_url}healthz") == 200, within=15)
    for page in room.everybody:
        expect(page.locator("[data-line]")).to_contain_text("Live", timeout=30_000)
    room.next_case(room.chair, names[5])
    for person in (room.chair, room.surgeon, room.wall):
        person.hears = True


def every_case_gets_an_answer(room: Room, meeting: dict[str, Any]) -> None:
    """Whoever was asked for an answer in the pen finds his or her words in the form; each is made whole."""
    chair = room.chair
    for number, item in enumerate(meeting["items"], start=1):
        chair.go(f"/agenda/{item}/")
        chair.unfold("Change the draft")
        chair.tick("kind", "more-information")
        chair.write("wording", f"Answer {number}.")
        chair.write("need1_what", "MRI of the liver")
        chair.write("need1_who", "Radiology")
        chair.write("need1_by", "2031-05-04")
        chair.push("Save the draft")
    expect(room.wall.page.locator("#screen .decision__wording")).to_have_text("Answer 6.")


def the_chair_signs_all_in_one_pass(room: Room, meeting: dict[str, Any]) -> None:
    chair = room.chair
    chair.go(f"/boards/{meeting['board']}/sign_all/")
    chair.follow("Tick the 6 that are complete")
    chair.push("Sign what is ticked")
    expect(room.wall.page.locator("#screen .decision[data-status=signed]")).to_be_visible()


def the_minutes_name_every_case_and_who_signed(room: Room, meeting: dict[str, Any]) -> None:
    room.surgeon.go(f"/boards/{meeting['board']}/minutes/")
    text = room.surgeon.page.inner_text("main")
    for number, name in enumerate(meeting["names"], start=1):
        assert name.casefold() in text.casefold()
        assert f"Answer {number}." in text
    assert text.count("Signed by Peter Nyman") >= len(meeting["items"])


def an_answer_is_amended_with_its_reason(room: Room, meeting: dict[str, Any]) -> None:
    chair = room.chair
    chair.go(f"/agenda/{meeting['items'][5]}/")
    chair.follow("The decision, with the proposal the board saw")
    chair.unfold("Amend this decision")
    chair.write("because", "The MRI was here already.")
    chair.push("Open a new version")
    chair.unfold("Change the draft")
    chair.write("wording", "Answer 6, amended.")
    chair.push("Save the draft")
    chair.unfold("Sign as chair")
    chair.push("Sign this decision")
    expect(room.wall.page.locator("#screen .decision__wording")).to_have_text("Answer 6, amended.")
    chair.go(f"/boards/{meeting['board']}/minutes/")
    assert "The MRI was here already." in chair.page.inner_text("main")


def test_without_a_script_every_case_is_decided_and_signed(live: House, browser: Any) -> None:
    meeting = called(live, OTHERS)
    chair, context = hands(NoScript, browser, live.url)
    try:
        chair.log_in("radiologist", settings.DEMO_PASSWORD)
        chair.go(f"/boards/{meeting['board']}/")
        chair.push("Begin the meeting")
        for number, item in enumerate(meeting["items"], start=1):
            assert chair.sees(meeting["names"][number - 1])
            chair.follow("Write the decision")
            assert item in chair.path
            chair.tick("kind", "more-information")
            chair.write("wording", f"Answer {number}.")
            chair.write("need1_what", "MRI of the liver")
            chair.write("need1_who", "Radiology")
            chair.write("need1_by", "2031-05-04")
            chair.push("Save the draft")
            chair.unfold("Sign as chair")
            chair.push("Sign this decision")
            chair.go(f"/boards/{meeting['board']}/live/")
            if number < len(meeting["items"]):
                chair.push("Next case")
        chair.go(f"/boards/{meeting['board']}/")
        assert chair.page.get_by_text("decided and signed").count() == len(meeting["items"])
        assert chair.problems == []
    finally:
        context.close()
