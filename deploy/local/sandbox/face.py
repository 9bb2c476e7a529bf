"""Matches faces by colour: a picture whose middle is red is somebody else, blue is no living face, else it matches."""

import base64
import io

from flask import Flask, Response, jsonify, request
from PIL import Image

BRIGHT, DARK = 180, 80


def register(app: Flask) -> None:
    """`POST /face/matches` as the contract has it."""

    @app.post("/face/matches")
    def match() -> tuple[Response, int]:
        asked = request.get_json()
        try:
            picture = Image.open(io.BytesIO(base64.b64decode(asked["image"]))).convert("RGB")
        except (OSError, ValueError, SyntaxError):  # no base64, no picture, or a broken one
            return jsonify(code="no_face"), 422
        pixel = picture.getpixel((picture.width // 2, picture.height // 2))
        red, green, blue = pixel if isinstance(pixel, tuple) else (0, 0, 0)
        other = red > BRIGHT and max(green, blue) < DARK
        not_live = blue > BRIGHT and max(red, green) < DARK
        return jsonify(match=not other, live=not not_live), 200
