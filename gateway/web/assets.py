"""Styles and scripts: read, joined and compressed once at the start, named by what they hold, kept by browsers.

Pages themselves are not compressed here: they hold a form's token beside words that somebody else may have chosen.
"""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import flask_bootstrap
from flask import Flask, Response, abort, request

from gateway.web.rights import needs

HERE = Path(__file__).parent / "static"
BOOTSTRAP = Path(str(files(flask_bootstrap))) / "static/bootstrap5/css/bootstrap.min.css"
KEPT_SECONDS = 31_536_000
MADE_OF: Mapping[str, tuple[str, tuple[Path, ...]]] = {
    "portal.css": (
        "text/css",
        (BOOTSTRAP, HERE / "theme.css", HERE / "components.css", HERE / "office.css", HERE / "elder.css"),
    ),
    "plain.css": ("text/css", (HERE / "plain.css",)),
    "portal.js": ("text/javascript", (HERE / "portal.js",)),
    "sign-in.js": ("text/javascript", (HERE / "sign-in.js",)),
    "icon.svg": ("image/svg+xml", (HERE / "icon.svg",)),
}
"""What is served, and of which files it is made."""


@dataclass(frozen=True)
class Asset:
    """A file as it is sent."""

    name: str
    media_type: str
    content: bytes
    compressed: bytes


def set_up_assets(app: Flask, accent: str) -> None:
    """Serve them below /assets, with the city's one colour `accent` (#rrggbb); templates call `asset(name)`."""
    known = {name: _asset(name, *made, colours(accent)) for name, made in MADE_OF.items()}
    by_name = {one.name: one for one in known.values()}

    @needs("look around")
    def assets(name: str) -> Response:
        found = by_name.get(name) or abort(404)
        squeezed = bool(request.accept_encodings["gzip"])
        answer = Response(found.compressed if squeezed else found.content, content_type=found.media_type)
        answer.headers["Vary"] = "Accept-Encoding"
        answer.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}, immutable"
        if squeezed:
            answer.headers["Content-Encoding"] = "gzip"
        return answer

    app.get("/assets/<name>")(assets)
    app.jinja_env.globals["asset"] = lambda name: f"/assets/{known[name].name}"


def _asset(name: str, media_type: str, parts: tuple[Path, ...], colour: str) -> Asset:
    text = "\n".join(part.read_text("utf-8") for part in parts)
    if name == "portal.css":
        text = f"{text.replace('/*# sourceMappingURL=bootstrap.min.css.map */', '')}\n{colour}"
    content = text.encode()
    stem, _, ending = name.partition(".")
    tag = hashlib.sha256(content).hexdigest()[:10]
    return Asset(f"{stem}-{tag}.{ending}", f"{media_type}; charset=utf-8", content, gzip.compress(content, mtime=0))


def colours(accent: str) -> str:
    """The style variables of a city's colour: itself, its parts, and a deeper shade.

    >>> colours("#1e5fa8")
    ':root{--accent:#1e5fa8;--accent-rgb:30,95,168;--accent-deep:#16477e}'
    """
    parts = [int(accent[place : place + 2], 16) for place in (1, 3, 5)]
    deep = "".join(f"{part * 3 // 4:02x}" for part in parts)
    return f":root{{--accent:{accent};--accent-rgb:{','.join(map(str, parts))};--accent-deep:#{deep}}}"
