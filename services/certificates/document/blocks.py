"""The parts of an official paper between its head and its seal: a grid of facts, and tables.

A block says how high it is and draws itself below a given height; a table is cut into segments, one a page, each with
the table's head. Points; widths are those of the text area.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, groupby
from operator import itemgetter

from services.certificates.document.faces import BOLD, TEXT, wrap
from services.certificates.document.pen import BAND_FILL, GREY, HEAD_FILL, LABEL_FILL, Align, Pen

LEFT, WIDTH = 48.0, 499.0
PAD, LEAD = 4.0, 10.6
HEADING, HEAD = 27.0, 20.0  # over a table, and its first row

Lines = tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """`shared`: what all rows of a band have in common is written once, beside all of them."""

    title: str
    width: float
    align: Align = "center"
    shared: bool = False


@dataclass(frozen=True)
class Facts:
    """Labels and values, two pairs in a row."""

    pairs: tuple[tuple[str, str], ...]
    label: float = 74.0
    size: float = 9.0

    def _rows(self) -> list[tuple[float, list[tuple[str, Lines]]]]:
        room = WIDTH / 2 - self.label - 2 * PAD
        cells = [(label, wrap(value, self.size, room)) for label, value in self.pairs]
        rows = [cells[at : at + 2] for at in range(0, len(cells), 2)]
        return [(max(len(lines) for _, lines in row) * 12.5 + 9, row) for row in rows]

    @property
    def height(self) -> float:
        return sum(height for height, _ in self._rows())

    def draw(self, pen: Pen, top: float) -> None:
        y = top
        for height, row in self._rows():
            for place, (label, lines) in enumerate(row):
                x = LEFT + place * WIDTH / 2
                pen.fill(x, y - height, self.label, height, LABEL_FILL)
                pen.text(x + self.label / 2, y - height / 2 - 3.2, label, self.size, align="center", ink=GREY)
                pen.lines(x + self.label + PAD + 2, _base(lines, y, height, self.size, 12.5), lines, self.size, 12.5)
                pen.rule(x + self.label, y, x + self.label, y - height)
            pen.rule(LEFT, y - height, LEFT + WIDTH, y - height)
            y -= height
        pen.rule(LEFT + WIDTH / 2, top, LEFT + WIDTH / 2, y)
        pen.frame(LEFT, y, WIDTH, top - y)


@dataclass(frozen=True)
class Row:
    """Cells as lines; a cell that its band writes once is empty here."""

    cells: tuple[Lines, ...]
    height: float


@dataclass(frozen=True)
class Band:
    """Rows with one first cell (a month's lines); they stay on one page, on a ground that alternates."""

    rows: tuple[Row, ...]
    shared: tuple[Lines, ...]
    shaded: bool
    total: bool = False

    @property
    def height(self) -> float:
        return sum(row.height for row in self.rows)


@dataclass(frozen=True)
class Table:
    heading: str
    unit: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] | None = None
    size: float = 8.0

    def segments(self, first_room: float, room: float) -> Iterator["Segment"]:
        """The table cut to pages: the first has `first_room`, the others `room`. The total stays with the last rows."""
        bands = list(self._bands(room - HEAD))
        fits = not bands or bands[0].height <= first_room - HEADING - HEAD
        held: list[Band] = []
        left = (first_room if fits else room) - HEADING - HEAD
        heading = HEADING
        for band in bands:
            if band.height > left and held:
                carried = [held.pop()] if band.total and len(held) > 1 else []
                yield Segment(self, tuple(held), heading)
                held, left, heading = carried, room - HEAD - sum(each.height for each in carried), 0.0
            held.append(band)
            left -= band.height
        yield Segment(self, tuple(held), heading)

    def _bands(self, room: float) -> Iterator[Band]:
        shaded = False
        for _, group in groupby(self.rows, key=itemgetter(0)):
            rows = tuple(group)
            whole = self._band(rows, shaded)
            # only a band higher than a page is cut: into bands of one row
            yield from [whole] if whole.height <= room else [self._band((row,), shaded) for row in rows]
            shaded = not shaded
        if self.total:
            yield self._band((self.total,), shaded=True, face=BOLD)

    def _band(self, rows: tuple[tuple[str, ...], ...], shaded: bool, face: str = TEXT) -> Band:
        by_column = zip(self.columns, *rows, strict=True)
        in_common = [column.shared and len(set(cells)) == 1 for column, *cells in by_column]
        shared = tuple(self._cell(place, cell, face) if in_common[place] else () for place, cell in enumerate(rows[0]))
        laid = [
            tuple(() if in_common[place] else self._cell(place, cell, face) for place, cell in enumerate(row))
            for row in rows
        ]
        heights = [max(_height(lines) for lines in cells) for cells in laid]
        stretch = max(0.0, max(_height(lines) for lines in shared) - sum(heights)) / len(rows)
        set_rows = tuple(Row(cells, height + stretch) for cells, height in zip(laid, heights, strict=True))
        return Band(set_rows, shared, shaded, total=face == BOLD)

    def _cell(self, place: int, text: str, face: str) -> Lines:
        return wrap(text, self.size, self.columns[place].width - 2 * PAD, face)


@dataclass(frozen=True)
class Segment:
    """The bands of a table that stand on one page, under its head; over the first, `heading` high, its title."""

    table: Table
    bands: tuple[Band, ...]
    heading: float

    @property
    def height(self) -> float:
        return self.heading + HEAD + sum(band.height for band in self.bands)

    def draw(self, pen: Pen, top: float) -> None:
        bottom, frame_top = top - self.height, top - self.heading
        if self.heading:
            pen.text(LEFT, top - 18, self.table.heading, 10.5, face=BOLD)
            pen.text(LEFT + WIDTH, top - 18, self.table.unit, 7.6, align="right", ink=GREY)
        self._draw_head(pen, frame_top)
        y = frame_top - HEAD
        for band in self.bands:
            self._draw_band(pen, band, y)
            y -= band.height
        for x, _ in self._places[1:]:
            pen.rule(x, frame_top, x, bottom)
        pen.frame(LEFT, bottom, WIDTH, frame_top - bottom)

    @cached_property
    def _places(self) -> list[tuple[float, Column]]:
        widths = [column.width for column in self.table.columns]
        return list(zip(accumulate(widths, initial=LEFT), self.table.columns, strict=False))

    def _draw_head(self, pen: Pen, top: float) -> None:
        pen.fill(LEFT, top - HEAD, WIDTH, HEAD, HEAD_FILL)
        for x, column in self._places:
            middle = x + column.width / 2
            pen.text(middle, top - HEAD / 2 - 3, column.title, self.table.size, face=BOLD, align="center")

    def _draw_band(self, pen: Pen, band: Band, top: float) -> None:
        if band.shaded:
            pen.fill(LEFT, top - band.height, WIDTH, band.height, LABEL_FILL if band.total else BAND_FILL)
        pen.rule(LEFT, top, LEFT + WIDTH, top)
        face = BOLD if band.total else TEXT
        self._draw_cells(pen, band.shared, top, band.height, face)
        y = top
        for place, row in enumerate(band.rows):
            self._draw_cells(pen, row.cells, y, row.height, face, ruled=place > 0)
            y -= row.height

    def _draw_cells(
        self, pen: Pen, cells: tuple[Lines, ...], top: float, height: float, face: str, *, ruled: bool = False
    ) -> None:
        for (x, column), lines in zip(self._places, cells, strict=True):
            if lines:
                edge = {"left": PAD, "center": column.width / 2, "right": column.width - PAD}[column.align]
                if ruled:
                    pen.rule(x, top, x + column.width, top)
                base = _base(lines, top, height, self.table.size)
                pen.lines(x + edge, base, lines, self.table.size, LEAD, face=face, align=column.align)


def _height(lines: Lines) -> float:
    return len(lines) * LEAD + 5.6 if lines else 0.0


def _base(lines: Lines, top: float, height: float, size: float, lead: float = LEAD) -> float:
    """The first base line of lines that stand in the middle of a cell."""
    return top - (height - len(lines) * lead) / 2 - lead / 2 - size * 0.36
