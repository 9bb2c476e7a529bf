"""A pen on one PDF canvas: text in the certificate's faces, rules and boxes. Points, from the lower left corner."""

from collections.abc import Sequence
from typing import Literal

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from services.certificates.document import faces

Align = Literal["left", "center", "right"]


def colour(rgb: int) -> Color:
    return Color((rgb >> 16 & 255) / 255, (rgb >> 8 & 255) / 255, (rgb & 255) / 255)


INK, GREY, FAINT = colour(0x1A1D21), colour(0x5B6470), colour(0x8C96A3)
RULE, FRAME = colour(0xB9C2CD), colour(0x3A4350)
HEAD_FILL, LABEL_FILL, BAND_FILL = colour(0xE6EBF1), colour(0xF1F4F7), colour(0xF8FAFB)


class Pen:
    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        face: str = faces.TEXT,
        align: Align = "left",
        ink: Color = INK,
        spacing: float = 0,
    ) -> None:
        """`y` is the base line; `x` the left end, the middle or the right end, as `align` says."""
        if align != "left":
            whole = faces.width(text, size, face) + spacing * (len(text) - 1)
            x -= whole / 2 if align == "center" else whole
        line = self.canvas.beginText(x, y)
        line.setFillColor(ink)
        if spacing:
            line.setCharSpace(spacing)
        for name, part in faces.runs(text, face):
            line.setFont(name, size)
            line.textOut(part)
        if spacing:
            line.setCharSpace(0)
        self.canvas.drawText(line)

    def lines(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        size: float,
        lead: float,
        *,
        face: str = faces.TEXT,
        align: Align = "left",
    ) -> None:
        """Lines below each other, the first on the base line `y`."""
        for place, line in enumerate(lines):
            if line:
                self.text(x, y - place * lead, line, size, face=face, align=align)

    def rule(self, x1: float, y1: float, x2: float, y2: float, *, weight: float = 0.4, ink: Color = RULE) -> None:
        self.canvas.setLineWidth(weight)
        self.canvas.setStrokeColor(ink)
        self.canvas.line(x1, y1, x2, y2)

    def fill(self, x: float, y: float, width: float, height: float, ink: Color) -> None:
        self.canvas.setFillColor(ink)
        self.canvas.rect(x, y, width, height, stroke=0, fill=1)

    def frame(self, x: float, y: float, width: float, height: float, *, weight: float = 0.8) -> None:
        self.canvas.setLineWidth(weight)
        self.canvas.setStrokeColor(FRAME)
        self.canvas.rect(x, y, width, height, stroke=1, fill=0)
