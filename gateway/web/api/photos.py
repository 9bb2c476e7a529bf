"""Photos of one's own ID card (ID-03)."""

import base64
from typing import Any

from flask import Response

from gateway.web.acting import ask, carry_out
from gateway.web.api.routes import Routes
from gateway.web.bodies import required_upload
from gateway.web.limits import limited_photos
from kernel.refusals import NotFound
from services.identity import contract as identity

routes = Routes("photos", __name__, description="Photos of one's ID card")

MEGABYTES = 10
SIDES = ("front", "back")


@routes.reads("/me/photos", "prove oneself")
def photos() -> Any:
    """Which sides were handed in, and which are missing."""
    return ask("identity", identity.GetPhotos())


@routes.receives("/me/photos/<side>", "prove oneself")
@limited_photos
def keep(side: str) -> Any:
    """A JPEG or PNG of the `front` 人像面 or the `back` 国徽面."""
    content = required_upload("file", MEGABYTES).base64
    return carry_out("identity", identity.KeepPhoto(_side(side), content))


@routes.sends("/me/photos/<side>", "prove oneself", media=("image/jpeg", "image/png"))
def show(side: str) -> Any:
    """The picture as it was kept (JPEG)."""
    return picture_of(side)


def picture_of(side: str) -> Response:
    """One's own picture of a side, for whoever may see it. Raises NotFound."""
    found = ask("identity", identity.GetPhoto(_side(side)))
    return Response(base64.b64decode(found["content"]), content_type=found["media_type"])


def _side(named: str) -> Any:
    if named not in SIDES:
        raise NotFound()
    return named
