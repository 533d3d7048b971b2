"""The pen while the network is slow, fails or brings another's words: no typed word is lost, and none is called saved too early."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import APIResponse, Dialog, Locator, Page, Route, expect

from tests.journeys.hands import Hands, hands
from tests.journeys.meetings import called, jotted
from tests.run.houses import House

JOT, DECIDE = re.compile("/jot/"), re.compile("/decide/")
LONGER = 1300  # milliseconds: past the pause after which the pen saves


class Desk:
    """The chair at a live meeting; `other()` is the same page once more, where somebody else could sit."""

    def __init__(self, person: Hands, meeting: dict[str, Any]) -> None:
        self.person, self.meeting, self.page = person, meeting, person.page
        self.live = f"{person.base}/boards/{meeting['board']}/live/"

    def other(self) -> Page:
        page = self.page.context.new_page()
        page.goto(self.live)
        return page

    def present(self, number: int) -> None:
        """Bring a case on the screens, and sit down before it with no pen open."""
        self.page.goto(f"{self.person.base}/boards/{self.meeting['board']}/")
        token = self.page.locator("[name=csrfmiddlewaretoken]").first.input_value()
        to = f"{self.person.base}/boards/{self.meeting['board']}/present/"
        sent = {"csrfmiddlewaretoken": token, "item": self.meeting["items"][number]}
        assert self.page.request.post(to, form=sent).ok
        self.page.goto(self.live)


@pytest.fixture(scope="module")
def sat_down(live: House, browser: Any) -> Iterator[Desk]:
    meeting = called(live, ("P17", "P24", "W17a"))
    person, context = hands(Hands, browser, live.url)
    person.log_in("radiologist", settings.DEMO_PASSWORD)
    person.go(f"/boards/{meeting['board']}/")
    person.push("Begin the meeting")
    yield Desk(person, meeting)
    context.close()


@pytest.fixture
def desk(sat_down: Desk, request: pytest.FixtureRequest) -> Desk:
    """The first case on the screens, or the one the test names."""
    sat_down.present(getattr(request, "param", 0))
    return sat_down


def wording(page: Page) -> Locator:
    """The box of the answer, in a pen that is opened where there is none."""
    if not page.locator("form[data-jot]").count():
        page.locator("[data-write]").click()
    return page.locator("form[data-jot] [name=wording]")


def write(page: Page, words: str) -> None:
    wording(page).fill(words)
    jotted(page)


def state(page: Page) -> Locator:
    return page.locator("[data-jot-state]")


def on_screen(page: Page) -> Locator:
    return page.locator("#screen .decision__wording")


def held(page: Page, address: Any = JOT) -> Callable[[], None]:
    """The next request there is done by the server, and its answer is kept back until one calls this."""
    kept: list[tuple[Route, APIResponse]] = []
    page.route(address, lambda route: kept.append((route, route.fetch())), times=1)

    def release() -> None:
        (route, answer), *_more = kept
        route.fulfill(response=answer)

    return release


def ask_for_more(page: Page, words: str) -> None:
    """A whole answer."""
    wording(page).wait_for()
    page.locator('form[data-jot] [name=kind][value="more-information"]').check()
    for name, value in (("need1_what", "MRI"), ("need1_who", "Radiology"), ("need1_by", "2031-05-04")):
        page.locator(f"form[data-jot] [name={name}]").fill(value)
    wording(page).fill(words)


def test_words_typed_while_a_save_takes_long_are_saved_after_it(desk: Desk) -> None:
    wording(desk.page).wait_for()
    what_is_typed_meanwhile_is_saved_too(desk.page, JOT, "First.", " Then more.")


def test_escape_waits_for_the_save_under_way_and_stays_when_it_fails(desk: Desk) -> None:
    page = desk.page
    wording(page).wait_for()
    kept: list[Route] = []
    page.route(JOT, lambda route: kept.append(route), times=1)
    wording(page).fill("Not to be lost.")
    expect(state(page)).to_contain_text("Saving")
    page.route(JOT, lambda route: route.abort(), times=1)  # Escape tries once more
    page.keyboard.press("Escape")
    kept[0].abort()
    expect(state(page)).to_contain_text("Not saved: no answer")
    expect(on_screen(page)).to_have_text("Not to be lost.")
    page.keyboard.press("Escape")
    expect(page.locator("form[data-jot]")).to_have_count(0)


def test_a_save_the_server_fails_at_is_tried_again(desk: Desk) -> None:
    page = desk.page
    wording(page).wait_for()
    page.route(JOT, lambda route: route.fulfill(status=503, body="No."), times=1)
    wording(page).fill("Tried again.")
    expect(state(page)).to_have_text("Not saved: the server failed. Trying again; every word is still here.")
    jotted(page)
    expect(on_screen(page)).to_have_text("Tried again.")


def test_what_is_refused_stays_until_one_says_to_close_without_it(desk: Desk) -> None:
    page = desk.page
    write(page, "Kept.")
    page.route(JOT, lambda route: route.fulfill(status=422, body="No."))
    wording(page).fill("Refused.")
    refused = "Not saved: this cannot be written any more. Every word is still here."
    expect(state(page)).to_have_text(refused)
    page.keyboard.press("Escape")
    expect(state(page)).to_have_text(refused)
    page.unroute(JOT)
    page.get_by_role("button", name="Close without saving").click()
    expect(page.locator("form[data-jot]")).to_have_count(0)
    expect(on_screen(page)).to_have_text("Kept.")


def test_after_both_texts_mine_goes_only_by_choice(desk: Desk) -> None:
    """Not by Escape, not by leaving the page, not by the pen on another case."""
    mine = desk.other()
    wording(mine).wait_for()
    write(desk.page, "Theirs.")
    wording(mine).fill("Mine.")
    both = mine.locator("[data-both-texts]")
    expect(both).to_contain_text("Theirs.")
    wording(mine).press("Escape")
    expect(both).to_be_focused()
    leaves_only_when_asked(mine)
    desk.page.locator("[data-next]").click()
    expect(mine.locator("[data-elsewhere]")).to_be_visible()
    mine.locator("[data-write]").click()
    mine.wait_for_timeout(300)
    assert wording(mine).input_value() == "Mine."
    both.get_by_role("button", name="Go on with what is saved").click()
    expect(wording(mine)).to_have_value("Theirs.")
    mine.close()


def leaves_only_when_asked(page: Page) -> None:
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    question: Dialog = asked.value
    assert question.type == "beforeunload"
    question.dismiss()


@pytest.mark.parametrize("desk", [1], indirect=True)
def test_a_whole_answer_saved_too_late_is_shown_beside_theirs_and_the_pen_stays(desk: Desk) -> None:
    mine = desk.other()
    wording(mine).wait_for()
    write(desk.page, "Theirs.")
    ask_for_more(mine, "Mine, whole.")
    mine.keyboard.press("Control+Enter")
    expect(mine.locator("[data-both-texts]")).to_contain_text("Theirs.")
    assert wording(mine).input_value() == "Mine, whole."
    mine.locator("[data-keep-mine]").click()
    expect(wording(mine)).to_be_focused()
    expect(on_screen(mine)).to_have_text("Mine, whole.")
    mine.close()


@pytest.mark.parametrize("desk", [2], indirect=True)
def test_the_whole_answer_waits_for_the_save_under_way_and_the_signature_for_the_last_word(desk: Desk) -> None:
    page = desk.page
    wording(page).wait_for()
    release = held(page)
    ask_for_more(page, "MRI first.")
    expect(state(page)).to_contain_text("Saving")
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(300)
    release()
    expect(page.locator("#pen .sign > summary")).to_be_focused()
    what_is_typed_meanwhile_is_saved_too(page, DECIDE, "MRI", " of the liver")
    page.keyboard.press("Control+Enter")
    page.locator("#pen .sign > summary").press("Enter")
    wording(page).fill("MRI first, and soon.")
    page.get_by_role("button", name="Sign this decision").click()
    expect(page.locator("#screen .decision[data-status=signed]")).to_be_visible()
    expect(on_screen(page)).to_have_text("MRI first, and soon.")


def what_is_typed_meanwhile_is_saved_too(page: Page, address: re.Pattern[str], first: str, more: str) -> None:
    """Words, and more of them while the answer to that save, or to that whole answer, is on its way."""
    release = held(page, address)
    wording(page).fill(first)
    if address is DECIDE:
        page.keyboard.press("Control+Enter")
    else:
        expect(state(page)).to_contain_text("Saving")
    wording(page).press("End")
    page.keyboard.type(more)
    page.wait_for_timeout(LONGER)
    release()
    expect(on_screen(page)).to_have_text(first + more)
    jotted(page)


def test_where_the_name_is_hidden_pen_and_ballot_hide_it_too(desk: Desk) -> None:
    page, name = desk.page, desk.meeting["names"][0]
    page.goto(f"{desk.live}?hide=1")
    expect(page.locator("[data-line]")).to_contain_text("Live")
    write(page, "Nobody's name.")
    page.locator("[data-ballot]").click()
    for part in (".pen__who", ".ballot__who"):
        expect(page.locator(part)).to_have_text("Case 1 of 3")
    assert name not in page.content()
    assert "hide=1" in (page.locator("[data-leave]").get_attribute("href") or "")
