"""Checks bank cards by their first digits: 6228 is somebody else's, any other well-formed number matches."""

from flask import Flask, Response, jsonify, request

SOMEBODY_ELSES = "6228"


def register(app: Flask) -> None:
    """`POST /bank_card/checks` as the contract has it."""

    @app.post("/bank_card/checks")
    def check() -> Response:
        asked = request.get_json()
        return jsonify(match=not asked["card"].startswith(SOMEBODY_ELSES))
