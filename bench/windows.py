"""Those who look on with a browser: real Chromium pages of the meeting, each stamping when a screen has been painted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, async_playwright

from bench.meeting import Meeting
from bench.viewers import Heard
from config.run.tools import get_chromium
from tests.conftest import NO_SANDBOX, QUIET

WALL, DESK = ViewportSize(width=1920, height=1080), ViewportSize(width=1280, height=720)

# Waits for a `#screen` of another version, then for the frame that shows it: the first message after a frame's own callbacks is
# handled when style, layout and paint of that frame are done. The clock is that of time.time().
STAMP = """
window.paints = []
let last = ""
const frame = new MessageChannel()
const waiting = []
frame.port1.onmessage = () => {
  const at = performance.timeOrigin + performance.now()
  for (const [version, item, stood] of waiting.splice(0)) window.paints.push([at / 1000, version, item, stood / 1000])
}
new MutationObserver(() => {
  const now = document.getElementById("screen")
  if (!now || now.dataset.turn === last) return
  last = now.dataset.turn
  const stood = performance.timeOrigin + performance.now()
  requestAnimationFrame(() => {
    waiting.push([Number(now.dataset.turn), now.dataset.item ?? "", stood])
    frame.port2.postMessage(0)
  })
}).observe(document, { childList: true, subtree: true })
"""

# When the first words of the page stood there, and what came over the line for it.
LOADED = """() => new Promise((done) => {
  new PerformanceObserver((list, me) => {
    const first = list.getEntries().find((one) => one.name === "first-contentful-paint")
    if (!first) return
    me.disconnect()
    const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    const came = all.filter((one) => one.name.startsWith(location.origin + "/"))
    done([first.startTime, came[0].transferSize, came.reduce((sum, one) => sum + one.transferSize, 0), came.length])
  }).observe({ type: "paint", buffered: true })
})"""


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=get_chromium(), args=[*NO_SANDBOX, *QUIET])
        try:
            yield browser
        finally:
            await browser.close()


async def enter(browser: Browser, meeting: Meeting, key: str, *, wall: bool = False) -> BrowserContext:
    """A browser of somebody who has logged in and has seen none of our pages."""
    context = await browser.new_context(viewport=WALL if wall else DESK, locale="en-GB")
    await context.add_cookies([{"name": meeting.cookie, "value": key, "url": meeting.house.url}])
    return context


async def open_windows(browser: Browser, meeting: Meeting, keys: list[str]) -> list[Page]:
    """The page of the meeting for each, and the wall; all follow the stream when this returns."""
    pages = []
    for number, key in enumerate([meeting.wall, *keys]):
        context = await enter(browser, meeting, key, wall=not number)
        page = await context.new_page()
        await page.add_init_script(STAMP)
        await page.goto(meeting.house.url + meeting.page + ("" if number else "?view=wall"))
        await page.wait_for_selector("[data-line][data-state=live]")
        pages.append(page)
    return pages


async def painted(page: Page) -> list[Heard]:
    """Every screen the page has painted."""
    found: list[list[Any]] = await page.evaluate("window.paints")
    return [Heard(at, version, item) for at, version, item, _stood in found]


async def load_wall(browser: Browser, meeting: Meeting) -> list[float]:
    """First paint in milliseconds, bytes of the page, bytes with all it needs, and how many answers these were."""
    context = await enter(browser, meeting, meeting.wall, wall=True)
    page = await context.new_page()
    await page.goto(meeting.house.url + meeting.page + "?view=wall")
    await page.wait_for_selector("[data-line][data-state=live]")
    await page.evaluate("document.fonts.ready.then(() => 0)")
    found: list[float] = await page.evaluate(LOADED)
    await context.close()
    return found
