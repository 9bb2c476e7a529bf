"""ID-18: a sign of life that nobody answers takes nothing away from who is filling in a form."""

from pathlib import Path
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page, Route

ADDRESS = "http://portal.test"
SCRIPT = Path("gateway/web/static/portal.js").read_text("utf-8")
PAGE = """<!doctype html><body data-idle-minutes="15" data-warn-minutes="2">
<form method="post" action="/form?of=1"><input id="note" name="note"></form>
<dialog id="idle"></dialog><script src="/portal.js"></script></body>"""


class Portal:
    """A web that answers `/stay` as it is told, and counts how often it was asked."""

    def __init__(self, page: Page) -> None:
        self.page, self.status, self.asked, self.left = page, 204, 0, ""
        page.clock.install()
        page.route(f"{ADDRESS}/**", self._answer)
        page.goto(f"{ADDRESS}/form")

    def _answer(self, route: Route) -> None:
        match route.request.url.removeprefix(ADDRESS):
            case "/portal.js":
                route.fulfill(body=SCRIPT, content_type="text/javascript")
            case "/stay":
                self._stay(route)
            case "/idle" if route.request.method == "POST":
                self.left = route.request.post_data or ""
                route.fulfill(body=PAGE, content_type="text/html")
            case _:
                route.fulfill(body=PAGE, content_type="text/html")

    def _stay(self, route: Route) -> None:
        self.asked += 1
        if self.status:
            route.fulfill(status=self.status)
        else:
            route.abort()

    def a_minute_passes(self) -> None:
        """And the sign of life that is due is answered."""
        with self.page.expect_request(f"{ADDRESS}/stay", timeout=5000):
            self.page.clock.run_for(61_000)
        self.page.evaluate("fetch('/after').then((answer) => answer.text())")  # by then the page has the answer, too


@pytest.mark.feature("ID-18")
def test_what_is_being_filled_in_stays_while_a_service_is_away(browser: Browser) -> None:
    portal = Portal(browser.new_page())
    portal.page.locator("#note").fill("写到一半")
    for times, portal.status in enumerate((503, 0, 500, 204), start=1):
        portal.a_minute_passes()
        assert (portal.asked, portal.page.url) == (times, f"{ADDRESS}/form")
        assert portal.page.locator("#note").input_value() == "写到一半"
    portal.page.locator("#note").fill("写完了")
    portal.status = 401
    with portal.page.expect_navigation(url=f"{ADDRESS}/idle"):
        portal.page.clock.run_for(61_000)
    assert parse_qs(portal.left) == {"note": ["写完了"], "left_form": ["/form?of=1"]}, "it is told to be kept"
