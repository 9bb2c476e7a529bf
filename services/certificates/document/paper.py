"""An official paper on A4: head with title and QR code, blocks, notes, and the place where agency, date and seal stand.

What is printed is given as values; pages are made up first and drawn afterwards, so that each can say of how many it
is one.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import segno
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from services.certificates.document import faces
from services.certificates.document.blocks import LEFT, WIDTH, Facts, Table
from services.certificates.document.pen import FAINT, FRAME, GREY, INK, Pen

PAGE_WIDTH, PAGE_HEIGHT = A4
RIGHT = LEFT + WIDTH
TOP, FIRST_TOP, BOTTOM = PAGE_HEIGHT - 64, PAGE_HEIGHT - 158, 54.0
SEAL = 119.0  # 42 mm, the width prescribed for the seals of agencies


class Piece(Protocol):
    """What stands on a page: so high, and able to draw itself below `top`."""

    @property
    def height(self) -> float: ...

    def draw(self, pen: Pen, top: float) -> None: ...


@dataclass(frozen=True)
class Paper:
    heading: str
    title: str
    number: str
    code: str
    address: str
    agency: str
    issued_on: str
    digest: str
    blocks: tuple[Facts | Table, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Made:
    """An unsigned PDF, and the square on its last page that the seal is to cover."""

    pdf: bytes
    pages: int
    seal: tuple[float, float, float, float]


@dataclass(frozen=True)
class Ending:
    """“以下空白”, so that nothing can be added below the last table."""

    height: float = 20.0

    def draw(self, pen: Pen, top: float) -> None:
        pen.text(PAGE_WIDTH / 2, top - 13, "—— 以下空白 ——", 8, align="center", ink=GREY)


@dataclass(frozen=True)
class Closing:
    """Notes on the left; on the right agency and date, under the seal."""

    paper: Paper
    SIZE = 7.6
    LEAD = 11.6
    NOTES = 318.0

    @cached_property
    def lines(self) -> list[tuple[str, str]]:
        """Each line with the number it begins with, if it begins a note."""
        numbered = [(f"{place}.", note) for place, note in enumerate(self.paper.notes, 1)]
        return [
            (number if at == 0 else "", line)
            for number, note in numbered
            for at, line in enumerate(faces.wrap(note, self.SIZE, self.NOTES - 12))
        ]

    @property
    def height(self) -> float:
        return max(len(self.lines) * self.LEAD + 24, SEAL + 18)

    def draw(self, pen: Pen, top: float) -> None:
        pen.text(LEFT, top - 16, "说明", self.SIZE + 1, face=faces.BOLD)
        for place, (number, line) in enumerate(self.lines):
            y = top - 30 - place * self.LEAD
            pen.text(LEFT, y, number, self.SIZE, ink=GREY)
            pen.text(LEFT + 12, y, line, self.SIZE, ink=GREY)
        x, _, _, y = self.seal(top)
        room = RIGHT - LEFT - self.NOTES - 10
        names = faces.wrap(self.paper.agency, 11, room, faces.BOLD)
        base = y - SEAL / 2 + 4 + 15 * (len(names) - 1) / 2
        for place, name in enumerate(names):
            pen.text(x + SEAL / 2, base - place * 15, name, 11, face=faces.BOLD, align="center")
        pen.text(x + SEAL / 2, base - len(names) * 15 - 6, self.paper.issued_on, 10.5, align="center")

    def seal(self, top: float) -> tuple[float, float, float, float]:
        middle = (LEFT + self.NOTES + 10 + RIGHT) / 2
        return (middle - SEAL / 2, top - 10 - SEAL, middle + SEAL / 2, top - 10)


def make(paper: Paper) -> Made:
    """The paper as PDF, without seal and signature; the same paper gives the same bytes."""
    pages = list(_pages(paper))
    sheet = io.BytesIO()
    canvas = Canvas(sheet, pagesize=A4, invariant=True, lang="zh-CN", initialFontName=faces.load())  # type: ignore[arg-type]
    canvas.setTitle(f"{paper.title} {paper.number}")
    canvas.setAuthor(paper.agency)
    canvas.setSubject(paper.title)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    pen = Pen(canvas)
    for number, page in enumerate(pages, 1):
        _head(pen, paper) if number == 1 else _running_head(pen, paper)
        for top, piece in page:
            piece.draw(pen, top)
        _foot(pen, paper, number, len(pages))
        canvas.showPage()
    canvas.save()
    top, closing = pages[-1][-1]
    assert isinstance(closing, Closing)
    return Made(sheet.getvalue(), len(pages), closing.seal(top))


def _pages(paper: Paper) -> Iterator[list[tuple[float, Piece]]]:
    """Pages of pieces, each piece with the height it hangs from."""
    page: list[tuple[float, Piece]] = []
    top = FIRST_TOP
    for block in (*paper.blocks, Ending(), Closing(paper)):
        whole: list[Piece] = [] if isinstance(block, Table) else [block]
        for piece in block.segments(top - BOTTOM, TOP - BOTTOM) if isinstance(block, Table) else whole:
            if top - piece.height < BOTTOM and page:
                yield page
                page, top = [], TOP
            page.append((top, piece))
            top -= piece.height
    yield page


def _head(pen: Pen, paper: Paper) -> None:
    middle = PAGE_WIDTH / 2
    pen.text(middle, PAGE_HEIGHT - 72, paper.heading, 14, align="center", spacing=3)
    pen.text(middle, PAGE_HEIGHT - 106, paper.title, 25, face=faces.BOLD, align="center", spacing=5)
    _qr(pen, paper.address, RIGHT - 64, PAGE_HEIGHT - 106, 64)
    pen.text(RIGHT - 32, PAGE_HEIGHT - 114, "扫码核验真伪", 6.5, align="center", ink=GREY)
    y = PAGE_HEIGHT - 122
    pen.rule(LEFT, y, RIGHT, y, weight=1.6, ink=FRAME)
    pen.rule(LEFT, y - 3, RIGHT, y - 3, weight=0.5, ink=FRAME)
    y -= 19
    pen.text(LEFT, y, f"证明编号：{paper.number}", 8.5)
    pen.text(middle, y, f"查验码：{grouped(paper.code)}", 8.5, align="center")
    pen.text(RIGHT, y, f"出具日期：{paper.issued_on}", 8.5, align="right")


def _running_head(pen: Pen, paper: Paper) -> None:
    y = PAGE_HEIGHT - 46
    pen.text(LEFT, y, f"{paper.heading}{paper.title}", 8.5, face=faces.BOLD, ink=INK)
    pen.text(RIGHT, y, f"证明编号：{paper.number}", 8, align="right", ink=GREY)
    pen.rule(LEFT, y - 7, RIGHT, y - 7, weight=0.8, ink=FRAME)


def _foot(pen: Pen, paper: Paper, page: int, pages: int) -> None:
    y = 32.0
    pen.rule(LEFT, y + 11, RIGHT, y + 11)
    pen.text(LEFT, y, f"查验码：{grouped(paper.code)}", 7, ink=GREY)
    pen.text(RIGHT, y, f"第 {page} 页 共 {pages} 页", 7.5, align="right", ink=GREY)
    pen.text(LEFT, y - 10, f"内容摘要 SHA-256:{paper.digest}", 6, ink=FAINT)


def _qr(pen: Pen, address: str, x: float, y: float, size: float) -> None:
    """The address as QR code (level M: a quarter of a stained print may be lost), its dark runs as boxes."""
    matrix = segno.make_qr(address, error="m").matrix
    module = size / len(matrix)
    pen.canvas.setFillColor(INK)
    path = pen.canvas.beginPath()
    for row, line in enumerate(matrix):
        start = None
        for column, dark in enumerate((*line, 0)):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                path.rect(x + start * module, y + size - (row + 1) * module, (column - start) * module, module)
                start = None
    pen.canvas.drawPath(path, stroke=0, fill=1)


def grouped(code: str) -> str:
    """A verification code in fours, as people read it out."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))
