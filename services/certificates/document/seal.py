"""The electronic special-purpose seal 电子专用章: round, red, a star, the agency's name around it, its use below.

Drawn as vectors, 42 mm wide as the seals of agencies are; it becomes the visible appearance of the signature.
"""

import io
import math
from functools import lru_cache

from reportlab.pdfgen.canvas import Canvas

from services.certificates.document import faces
from services.certificates.document.pen import colour

DIAMETER = 119.0
RED = colour(0xD9201F)
_MIDDLE = DIAMETER / 2
_RING, _RING_WEIGHT = 57.6, 3.0
_STAR = 17.5
_NAME_TOP = 51.5  # where the characters of the name end, from the middle


@lru_cache(maxsize=64)
def seal(agency: str, use: str) -> bytes:
    """A PDF of one page, the seal alone: multiplied onto what it covers, so that print beneath stays readable."""
    sheet = io.BytesIO()
    size = (DIAMETER, DIAMETER)
    canvas = Canvas(sheet, pagesize=size, invariant=True, initialFontName=faces.load())  # type: ignore[arg-type]
    canvas.setBlendMode("Multiply")
    canvas.setStrokeColor(RED)
    canvas.setFillColor(RED)
    canvas.translate(_MIDDLE, _MIDDLE)
    canvas.setLineWidth(_RING_WEIGHT)
    canvas.circle(0, 0, _RING, stroke=1, fill=0)
    _star(canvas)
    _around(canvas, agency)
    _below(canvas, use)
    canvas.showPage()
    canvas.save()
    return sheet.getvalue()


def _star(canvas: Canvas) -> None:
    inner = _STAR * math.sin(math.radians(18)) / math.sin(math.radians(54))
    path = canvas.beginPath()
    for point in range(10):
        radius, angle = (inner if point % 2 else _STAR), math.radians(90 + 36 * point)
        step = path.lineTo if point else path.moveTo
        step(radius * math.cos(angle), radius * math.sin(angle))
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def _around(canvas: Canvas, name: str) -> None:
    """The name from left to right over the top, its feet towards the middle: a longer name takes more of the ring."""
    spread = min(238.0, 17.0 * len(name) + 34)
    step = spread / max(1, len(name) - 1) if len(name) > 1 else 0.0
    # the room of one character at its foot decides how wide it may be; seals set them tall
    tall = 15.0 if len(name) <= 16 else 13.0
    room = (_NAME_TOP - tall) * math.radians(step or 30)
    wide = min(tall * 0.86, room * 1.04)
    for place, character in enumerate(name):
        canvas.saveState()
        canvas.rotate(spread / 2 - place * step)
        canvas.translate(0, _NAME_TOP - tall * 0.9)
        canvas.scale(wide / tall, 1)
        _character(canvas, character, tall)
        canvas.restoreState()


def _below(canvas: Canvas, use: str) -> None:
    size = min(11.0, 70.0 / len(use))
    canvas.saveState()
    canvas.translate(-size * (len(use) - 1) / 2, -37.0)
    for character in use:
        _character(canvas, character, size)
        canvas.translate(size, 0)
    canvas.restoreState()


def _character(canvas: Canvas, character: str, size: float) -> None:
    """One character in the weight a seal is cut in, centred."""
    [(face, shown)] = faces.runs(character, faces.BOLD)
    canvas.setFont(face, size)
    canvas.drawCentredString(0, 0, shown)
