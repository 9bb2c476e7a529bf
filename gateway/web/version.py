"""How pages look to whoever opens them: the usual version, or the large and plain one 长辈版 (MSG-04); old browsers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Response, current_app, redirect, request

COOKIE = "version"
KEPT_SECONDS = 31_536_000
SIZES: Mapping[str, str] = {"large": "大字", "larger": "更大", "largest": "特大"}
"""Sizes of the large version: 21, 25 and 30 px; see static/elder.css."""
TOO_OLD = ("MSIE ", "Trident/")
"""What Internet Explorer calls itself."""
OWN_ADDRESS = re.compile(r"/(?![/\\])[^\\\s]*")
"""An address of ours: browsers take two slashes, either way round, for the beginning of another site's."""


@dataclass(frozen=True)
class Version:
    """`size` is empty in the usual version."""

    size: str
    old_browser: bool

    @property
    def elder(self) -> bool:
        """Whether it is the large version."""
        return bool(self.size)


def version() -> Version:
    """That of the request."""
    size = request.cookies.get(COOKIE, "")
    agent = request.user_agent.string
    return Version(size if size in SIZES else "", any(mark in agent for mark in TOO_OLD))


def chosen(size: str, then: str) -> Response:
    """Keep the choice (empty: the usual version) on this device, and go back to where one was."""
    answer = redirect(then if OWN_ADDRESS.fullmatch(then) else "/", 303)
    if size in SIZES:
        answer.set_cookie(COOKIE, size, KEPT_SECONDS, secure=request.is_secure, httponly=True, samesite="Lax")
    else:
        answer.delete_cookie(COOKIE, secure=request.is_secure, httponly=True, samesite="Lax")
    return answer  # type: ignore[return-value]


def here() -> str:
    """The address of the page at hand, to come back to; of a form that was sent to where no page stands, the page it
    stood on, as the browser tells."""
    if request.method == "GET" and request.url_rule is not None:
        return request.full_path.rstrip("?")
    return page_of(request.full_path)


def page_of(form: str) -> str:
    """The page at the address of a form that was sent, or the one it stood on."""
    for address in (form, _own_path(request.referrer or "")):
        if _is_page(address.partition("?")[0]):
            return address.rstrip("?")
    return "/"


def _own_path(referrer: str) -> str:
    parts = urlsplit(referrer)
    address = f"{parts.path}?{parts.query}"
    return address if parts.netloc == request.host and OWN_ADDRESS.fullmatch(address) else ""


def _is_page(path: str) -> bool:
    adapter = current_app.create_url_adapter(request)
    return bool(path) and adapter is not None and adapter.test(path, "GET")
