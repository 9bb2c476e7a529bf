"""A bank: checks cards by their first digits, and takes draws, which it shows and never answers by itself.

6228 is somebody else's card, any other well-formed number matches; an account that begins with 6229 is closed.
"""

from flask import Flask, Response, jsonify, request

SOMEBODY_ELSES = "6228"
CLOSED = "6229"


def register(app: Flask) -> None:
    """`POST /bank_card/checks` and `POST /bank_draw/draws` as the contracts have them; `GET` of the draws for tests."""
    draws = dict[str, dict[str, object]]()

    @app.post("/bank_card/checks")
    def check() -> Response:
        asked = request.get_json()
        return jsonify(match=not asked["card"].startswith(SOMEBODY_ELSES))

    @app.post("/bank_draw/draws")
    def draw() -> tuple[Response, int]:
        asked = request.get_json()
        if asked["account"].startswith(CLOSED):
            return jsonify(code="account_closed"), 422
        draws.setdefault(request.headers["Idempotency-Key"], asked)
        return jsonify(taken=True), 200

    @app.get("/bank_draw/draws")
    def draws_taken() -> Response:
        return jsonify(draws=list(draws.values()))
