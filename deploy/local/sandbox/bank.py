"""A bank: checks cards by their first digits, and takes draws, which it shows and never answers by itself.

6228 is somebody else's card, any other well-formed number matches; an account that begins with 6229 is closed.
"""

from flask import Flask, Response, jsonify, request

from deploy.local.sandbox import instructions

SOMEBODY_ELSES = "6228"
CLOSED = "6229"


def register(app: Flask) -> None:
    """`POST /bank_card/checks` and `POST /bank_draw/draws` as the contracts have them."""
    instructions.register(app, "/bank_draw/draws", "draw_id", lambda asked: asked["account"].startswith(CLOSED))

    @app.post("/bank_card/checks")
    def check() -> Response:
        asked = request.get_json()
        return jsonify(match=not asked["card"].startswith(SOMEBODY_ELSES))
