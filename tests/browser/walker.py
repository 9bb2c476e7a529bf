"""Somebody at a browser: opens pages, fills in fields, presses what has a name; and looks closely at each page."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response

from tests.browser.views import View
from tests.journeys.clients import solved

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
AXE = Axe().axe_script
SCREENSHOTS = Path(__file__).parents[2] / ".run/screenshots"
MOST_BYTES = 150_000
SIZES = (Path(__file__).parent / "sizes.js").read_text()


@dataclass
class Walker:
    """A page in a window, on a platform at `address`."""

    page: Page
    address: str
    view: View

    def open(self, path: str) -> Response:
        """Go there; it must be shown."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.ok, (path, answer.status, self.text)
        return answer

    @property
    def text(self) -> str:
        """What the page says."""
        return self.page.locator("body").inner_text()

    @property
    def at(self) -> str:
        """The address without its host."""
        return self.page.url.removeprefix(self.address)

    def fill(self, **fields: str) -> "Walker":
        """By the fields' names."""
        for name, value in fields.items():
            self.page.locator(f'[name="{name}"]:not([type=hidden])').first.fill(value)
        return self

    def choose(self, name: str, *values: str) -> "Walker":
        """Tick these values of a field, or take one of a list."""
        for value in values:
            listed = self.page.locator(f'select[name="{name}"]')
            if listed.count():
                listed.select_option(value)
            else:
                self.page.locator(f'input[name="{name}"][value="{value}"]').check()
        return self

    def attach(self, name: str, content: bytes, file: str = "file.pdf", kind: str = "application/pdf") -> "Walker":
        """A file."""
        self.page.locator(f'input[name="{name}"]').set_input_files({"name": file, "mimeType": kind, "buffer": content})
        return self

    def press(self, name: str) -> "Walker":
        """A button or a link, and wait for where it leads."""
        named = re.compile(f"^{re.escape(name)}")
        button = self.page.locator("main").get_by_role("button", name=named)
        target = button if button.count() else self.page.get_by_role("link", name=named)
        with self.page.expect_navigation():
            target.first.click()
        return self

    def answer_question(self) -> "Walker":
        """The question for people, in words."""
        if self.page.locator('[name="captcha"]').count():
            if self.page.locator("img.captcha").count():
                self.press("看不清，改用文字题")
            self.fill(captcha=solved(self.text))
        return self

    def shows(self, words: str) -> "Walker":
        """The page says this."""
        assert words in self.text, (words, self.at, self.text)
        return self

    # looking closely

    def look_at(self, pages: Mapping[str, str], views: Sequence[View]) -> list[str]:
        """Everything that is wrong with these pages (paths by name) in any of these views of one version."""
        wrong = list[str]()
        for name, path in pages.items():
            self.open(path)
            wrong += [told for view in views for told in self.resize(view).look(name)]
        return wrong

    def resize(self, view: View) -> "Walker":
        """The same page in a window of another width: a version comes from the server, a width does not."""
        assert (view.size, view.scripts) == (self.view.size, self.view.scripts)
        self.page.set_viewport_size({"width": view.width, "height": 900})
        self.view = view
        return self

    def look(self, name: str) -> list[str]:
        """Take a picture, and name everything that is wrong with the page as it stands."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        picture = SCREENSHOTS / f"{name}-{self.view.name}.jpeg"  # in half the time of a PNG
        self.page.screenshot(path=picture, full_page=True, type="jpeg", quality=80)
        wrong = [f"{name} {self.view.name}: {told}" for told in self._measured()]
        if self.view.scripts:
            wrong += [f"{name} {self.view.name}: {told}" for told in self._inaccessible()]
        return wrong

    def _measured(self) -> list[str]:
        asked = [self.view.least_target, self.view.least_text]
        found: list[str] = self.page.evaluate(SIZES, asked)
        return found

    def _inaccessible(self) -> list[str]:
        """What axe finds; a page that is looked at again has it already."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        found: list[dict[str, Any]] = self.page.evaluate(
            "(rules) => axe.run(rules).then((all) => all.violations)", RULES
        )
        return [f"{each['id']} {[node['html'][:160] for node in each['nodes'][:3]]}" for each in found]
