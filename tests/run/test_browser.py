"""The browser the journeys use."""

import json


def test_a_real_browser_reaches_a_real_house(new_house, browser):
    with new_house("pages", demo=False) as house:
        page = browser.new_page()
        answer = page.goto(f"{house.url}/healthz?of=pages")
        assert answer.status == 200
        assert json.loads(page.inner_text("body"))["database"] is True
        page.close()
