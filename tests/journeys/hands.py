"""Three pairs of hands for one journey: the mouse, the mouse without JavaScript, and the keyboard alone."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Locator, Page

from tests.run.houses import eventually

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
MOST_TABS = 400
WAY_IN_THE_MAP = """thing => {
  const here = document.activeElement
  if (!thing.closest('[data-liver-map]')?.contains(here) || !here.dataset.x || here.dataset.key) return null
  const [dx, dy] = ['x', 'y'].map(axis => Number(thing.dataset[axis]) - Number(here.dataset[axis]))
  const ways = [dx > 0 ? 'ArrowRight' : 'ArrowLeft', dy > 0 ? 'ArrowDown' : 'ArrowUp']
  return Math.abs(dx) > Math.abs(dy) ? ways : ways.reverse()
}"""


class Hands:
    """A person at a browser: clicks, types, chooses. Every address and title seen is kept."""

    scripts = True
    hears = True

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        self.seen: list[str] = []
        self.problems: list[str] = []
        page.on("request", lambda request: self.seen.append(request.url))
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        page.on("console", self._hear)

    def _hear(self, line: ConsoleMessage) -> None:
        """Errors of the console; that a form came back with a 422 is no error of the page."""
        if self.hears and line.type == "error" and "status of 422" not in line.text:
            self.problems.append(f"{self.page.url}: {line.text}")

    # --- going and looking ---

    def go(self, path: str) -> None:
        self.page.goto(urljoin(self.base, path))
        self.arrived()

    def arrived(self) -> None:
        self.page.wait_for_load_state("networkidle")
        self.seen.append(self.page.title())
        overflow = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if overflow > 0:
            self.problems.append(f"{self.page.url}: {overflow} px scroll sideways")

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.base)

    @property
    def id(self) -> str:
        """The last opaque id in the address."""
        return re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", self.path)[-1]

    def sees(self, words: str) -> bool:
        return bool(self.page.get_by_text(words).first.is_visible())

    # --- doing ---

    def follow(self, name: str, within: str = ".shell__body") -> None:
        """A link, by its words."""
        self._use(self.page.locator(within).get_by_role("link", name=name).first)

    def push(self, name: str) -> None:
        """A button of the page, by its words."""
        self._use(self.page.locator(".shell__body").get_by_role("button", name=name).first)

    def write(self, field: str, words: str) -> None:
        """Into a box, by its name in the form."""
        self.page.locator(f'[name="{field}"]').first.fill(words)

    def choose(self, field: str, label: str) -> None:
        """From a list, by the first words of the choice."""
        options = self.page.locator(f'select[name="{field}"] option').all_text_contents()
        found = [option for option in options if option.strip().startswith(label)]
        assert found, f"{self.path}: {field} offers no {label!r}, only {options}"
        self.page.locator(f'select[name="{field}"]').select_option(label=found[0].strip())

    def tick(self, field: str, value: str) -> None:
        """A box or a radio button, by name and value."""
        self.page.locator(f'[name="{field}"][value="{value}"]').check()

    def unfold(self, summary: str) -> None:
        """A folded part of the page, unless it lies open."""
        fold = (
            self.page.locator(".shell__body details").filter(has=self.page.locator("summary", has_text=summary)).first
        )
        if fold.count() and fold.get_attribute("open") is None:
            fold.locator("summary").first.click()

    def _use(self, thing: Locator) -> None:
        with self.leaving():
            thing.click()

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """What is done in here leads to another page, or back to this one with its errors."""
        before = self._born()
        with self.page.expect_event(
            "requestfinished", lambda request: request.resource_type in {"document", "fetch", "xhr"}
        ) as sent:
            yield
        answer = sent.value.response()
        if sent.value.resource_type == "document" or (answer and "hx-redirect" in answer.headers):
            assert eventually(lambda: self._born() not in {before, ""}, within=15), f"{self.path}: stayed"
        self.arrived()

    def _born(self) -> str:
        """When this page came into being, once it is complete; empty while it is leaving or loading."""
        try:
            return str(self.page.evaluate("document.readyState === 'complete' ? String(performance.timeOrigin) : ''"))
        except Error:
            return ""

    # --- logging in and out ---

    def log_in(self, username: str, password: str) -> None:
        self.go("/login/")
        self.write("username", username)
        self.write("password", password)
        self.push("Log in")
        assert "/login/" not in self.path, self.page.inner_text("body")[:400]

    def log_out(self) -> None:
        self.page.context.clear_cookies()


class Mouse(Hands):
    """With JavaScript; every page is shown to axe, light and dark."""

    def __init__(self, page: Page, base: str) -> None:
        super().__init__(page, base)
        self.checked: set[str] = set()

    def arrived(self) -> None:
        super().arrived()
        kind = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "…", self.path.split("?")[0])
        if kind in self.checked:
            return
        self.checked.add(kind)
        self.hears = False  # axe itself writes styles a strict policy refuses
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme=scheme)
            found: dict[str, Any] = Axe().run(self.page, options={"runOnly": WCAG, "preload": False}).response
            self.problems += [
                f"{kind} ({scheme}): {fault['id']}: {fault['nodes'][0]['html'][:160]}" for fault in found["violations"]
            ]
        self.page.emulate_media(color_scheme="light")
        self.page.wait_for_load_state("networkidle")
        self.hears = True


class NoScript(Hands):
    """JavaScript is off."""

    scripts = False

    @contextmanager
    def leaving(self) -> Iterator[None]:
        with self.page.expect_navigation(timeout=15_000):
            yield
        self.arrived()


class Keyboard(Hands):
    """No mouse: Tab to a thing, then Enter, Space or the letters."""

    def _reach(self, thing: Locator) -> None:
        """Tab until the thing has the focus; what Tab cannot reach fails the journey."""
        thing.wait_for()
        handle = thing.element_handle()
        for _tab in range(MOST_TABS):
            if self.page.evaluate("thing => document.activeElement === thing", handle):
                return
            way = self.page.evaluate(WAY_IN_THE_MAP, handle)  # a map is one stop of Tab; arrows go through it
            before = self.page.evaluate("document.activeElement.outerHTML")
            self.page.keyboard.press(way[0] if way else "Tab")
            if way and before == self.page.evaluate("document.activeElement.outerHTML"):  # nothing lies that way
                self.page.keyboard.press(way[1])
        raise AssertionError(f"{self.path}: Tab never reaches {thing}")

    def _use(self, thing: Locator) -> None:
        self._reach(thing)
        with self.leaving():
            self.page.keyboard.press("Enter")

    def write(self, field: str, words: str) -> None:
        self._reach(self.page.locator(f'[name="{field}"]').first)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)

    def choose(self, field: str, label: str) -> None:
        box = self.page.locator(f'select[name="{field}"]')
        self._reach(box)
        self.page.keyboard.type(label)
        chosen = box.evaluate("box => box.selectedOptions[0].label.trim()")
        assert chosen.startswith(label), f"{field}: typing {label!r} chose {chosen!r}"

    def tick(self, field: str, value: str) -> None:
        box = self.page.locator(f'[name="{field}"][value="{value}"]')
        if box.get_attribute("type") == "radio":
            self._pick(box, field)
        elif not box.is_checked():
            self._reach(box)
            self.page.keyboard.press("Space")
        assert box.is_checked()

    def _pick(self, button: Locator, field: str) -> None:
        """A radio group is one stop of Tab: the chosen one of it, or the first; arrows go through it."""
        group = self.page.locator(f'[name="{field}"]')
        chosen = self.page.locator(f'[name="{field}"]:checked')
        self._reach(chosen if chosen.count() else group.first)
        self.page.keyboard.press("Space")
        for _arrow in range(group.count()):
            if button.is_checked():
                return
            self.page.keyboard.press("ArrowDown")

    def unfold(self, summary: str) -> None:
        fold = (
            self.page.locator(".shell__body details").filter(has=self.page.locator("summary", has_text=summary)).first
        )
        if fold.count() and fold.get_attribute("open") is None:
            self._reach(fold.locator("summary").first)
            self.page.keyboard.press("Enter")


def hands[H: Hands](kind: type[H], browser: Browser, base: str) -> tuple[H, BrowserContext]:
    """A fresh browser for one person after another."""
    context = browser.new_context(
        java_script_enabled=kind.scripts, viewport={"width": 1280, "height": 720}, locale="en-GB"
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    return kind(page, base), context
