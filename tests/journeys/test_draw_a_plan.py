"""A plan is drawn by mouse on the map, without a script, and by the keyboard alone; kept, chosen, and found in the decision."""

from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.journeys.hands import Hands, Keyboard, Mouse, NoScript, hands
from tests.run.houses import House

pytestmark = pytest.mark.django_db
FIND = """
from conference.models import AgendaItem
from conference.reading import present
for item in AgendaItem.objects.filter(status="listed").order_by("board__starts_at"):
    lesions = present(item.case).facts.get("lesions") or []
    if len(lesions) > 2 and all(len(one.get("segments") or ()) == 1 for one in lesions):
        print("FOUND", item.case_id, item.pk, lesions[0]["label"], lesions[0]["segments"][0], lesions[1]["label"], flush=True)
        break
"""


def found(house: House) -> list[str]:
    """A listed case of the demo: its id, its item, a lesion with its segment, another lesion."""
    told = house.manage("shell", "-c", FIND)
    return next(line for line in told.splitlines() if line.startswith("FOUND")).split()[1:]


def resect(person: Hands, segment: str) -> None:
    if isinstance(person, Keyboard):
        person.tick("segment", segment)
        return
    link = person.page.locator(
        f'.draw a[href$="toggle={segment}"] .liver-map__number'
    )  # a lesion may lie over the rest
    if person.scripts:
        link.click()
    else:
        person._use(link)


@pytest.mark.parametrize(("kind", "letter"), [(Mouse, "A"), (NoScript, "B"), (Keyboard, "C")])
def test_a_surgeon_draws_keeps_and_chooses_a_plan(house: House, browser: Any, kind: type[Hands], letter: str) -> None:
    case, item, first, segment, second = found(house)
    person, context = hands(kind, browser, house.url)
    name = person.page.locator(".draw__balance .balance__name")
    try:
        person.log_in("surgeon", settings.DEMO_PASSWORD)
        person.go(f"/cases/{case}/")
        person.follow("Draw a plan")
        person.go(f"/cases/{case}/draw_plan/?letter={letter}")
        resect(person, segment)
        expect(person.page.locator(f'[name="segment"][value="{segment}"]')).to_be_checked()
        if person.scripts:
            expect(name).to_contain_text(f"Segmentectomy {segment}")
        act = person.page.locator(f'tr:has(th:text-is("{second}")) input[value="ablate"]').get_attribute("name")
        assert act is not None
        person.tick(act, "ablate")
        if not person.scripts:
            person.push("Work out")
        expect(name).to_have_text(f"Segmentectomy {segment}; ablate {second}")
        acts = person.page.locator(f'tr:has(th:text-is("{first}")) input[value="resect"]')
        expect(acts).to_be_checked()
        person.push(f"Keep as plan {letter}")
        assert person.sees(f"Plan {letter} is kept.")
        person.push(f"Choose plan {letter}")
        assert person.path == f"/cases/{case}/"
        assert person.sees("The debulking balance")
        person.go(f"/agenda/{item}/")
        assert person.page.locator('select[name="plan"]').input_value() == letter
        assert person.problems == []
    finally:
        context.close()


def test_who_presses_faster_than_the_house_answers_is_told_no_failure_and_gets_the_last_answer(
    house: House, browser: Any
) -> None:
    case, _item, *_lesions = found(house)
    person, context = hands(Mouse, browser, house.url)
    try:
        person.log_in("surgeon", settings.DEMO_PASSWORD)
        person.go(f"/cases/{case}/draw_plan/?letter=A")
        person.page.evaluate(
            "const banner = document.getElementById('not-saved'); window.alarms = 0;"
            "new MutationObserver(() => { if (!banner.hidden) window.alarms += 1 }).observe(banner, { attributes: true })"
        )
        boxes = person.page.locator('[name="segment"]')
        wanted = [not boxes.nth(place).is_checked() for place in range(3)]
        slow = {"offline": False, "latency": 600, "downloadThroughput": -1, "uploadThroughput": -1}
        context.new_cdp_session(person.page).send("Network.emulateNetworkConditions", slow)
        for place in range(3):
            boxes.nth(place).click()
            person.page.wait_for_timeout(300)  # longer than it waits for the next press, shorter than the answer takes
        expect(person.page.locator(".draw.htmx-request")).to_have_count(0)
        assert [boxes.nth(place).is_checked() for place in range(3)] == wanted
        assert person.page.evaluate("window.alarms") == 0
        assert person.problems == []
    finally:
        context.close()


def test_a_key_leads_to_the_balance_and_the_numbers_resect_segments(house: House, browser: Any) -> None:
    case, *_rest = found(house)
    person, context = hands(Keyboard, browser, house.url)
    try:
        person.log_in("surgeon", settings.DEMO_PASSWORD)
        person.go(f"/cases/{case}/")
        with person.leaving():
            person.page.keyboard.press("b")
        assert person.path.startswith(f"/cases/{case}/draw_plan/")
        boxes = person.page.locator('[name="segment"][value^="4"]')
        before = [boxes.nth(place).is_checked() for place in range(2)]
        person.page.keyboard.press("4")
        for place in range(2):
            expect(boxes.nth(place)).to_be_checked(checked=not before[place])
        assert person.problems == []
    finally:
        context.close()
