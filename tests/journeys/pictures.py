"""Pictures as a camera would take them. The sandbox's face match goes by the colour in the middle."""

import base64
import io
from typing import Literal

from PIL import Image

COLOURS = {"same": (150, 120, 100), "other": (230, 20, 20), "not_live": (20, 20, 230)}


def face(whose: Literal["same", "other", "not_live"] = "same") -> str:
    """A live picture, base64."""
    drawn = io.BytesIO()
    Image.new("RGB", (64, 64), COLOURS[whose]).save(drawn, "JPEG")
    return base64.b64encode(drawn.getvalue()).decode()
