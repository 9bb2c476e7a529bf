"""A browser, and the journeys' platform to walk on."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.chromium import FLAGS, chromium
from tests.browser.views import View
from tests.browser.walker import Walker
from tests.journeys.conftest import in_city, platform  # noqa: F401 - fixtures of the journeys, for walking here
from tests.journeys.platform import Platform

SECONDS = 30_000


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as started:
        found = started.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield found
        found.close()


Walk = Callable[..., Walker]


@pytest.fixture
def walk(browser: Browser, platform: Platform) -> Iterator[Walk]:  # noqa: F811
    """`walk(view, who)`: somebody at a window of their own, signed in by the form where `who` is given."""
    with ExitStack() as stack:

        def go(view: View, who: str = "") -> Walker:
            context = browser.new_context(
                viewport={"width": view.width, "height": 900}, java_script_enabled=view.scripts
            )
            stack.callback(context.close)
            context.set_default_timeout(SECONDS)
            _in_version(context, platform, view)
            walker = Walker(context.new_page(), platform.address, view)
            if who:
                sign_in(walker, platform, who)
            return walker

        yield go


def _in_version(context: BrowserContext, on: Platform, view: View) -> None:
    if view.size:
        context.add_cookies([{"name": "version", "value": view.size, "url": on.address}])


def sign_in(walker: Walker, on: Platform, who: str) -> None:
    """By password."""
    on.as_(who)  # who has done the first steps goes straight home
    login, password = on.accounts[who]
    walker.open("/sign-in")
    walker.answer_question().fill(login=login, password=password).press("登录")
    assert walker.page.get_by_role("button", name="退出", exact=True).count(), walker.text
