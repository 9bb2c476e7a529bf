"""Figures as pictures that need no script (QRY-14): SVG with words for screen readers, for pages and the API alike.

Colours, widths and sizes stand as presentation attributes, since the page's rules allow no style of its own; in a page
the stylesheet puts the city's colour in their place. Beside a chart stands its table: what the picture shows, it says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.etree import ElementTree as ET

from kernel.calendar import months_between
from kernel.money import show

WIDTH, HEIGHT = 720, 320
LEFT, RIGHT, TOP, BOTTOM = 96, 24, 24, 44
TICKS = 4
MOST_LABELS = 8
LABEL = 72
"""So wide is a month below the picture."""
WIDEST_BAR = 72
LINE, GRID, TEXT = "#1e5fa8", "#d0d7de", "#24292f"
NICE = (1, 2, 2.5, 5, 10)
SVG = "http://www.w3.org/2000/svg"


@dataclass(frozen=True)
class Point:
    """A month and its value in fen."""

    month: str
    value: int


@dataclass(frozen=True)
class Chart:
    """What is drawn. `steps`: a value holds until the next one (a balance), else points are joined."""

    title: str
    points: Sequence[Point]
    steps: bool = False

    @property
    def changes(self) -> Sequence[Point]:
        """The points at which the value is another one than before: what a table beside the picture has to say."""
        before = [None, *(point.value for point in self.points)]
        return [point for point, value in zip(self.points, before, strict=False) if point.value != value]

    @property
    def description(self) -> str:
        """What it shows, in words."""
        if not self.points:
            return "没有可以显示的数据。"
        first, last = self.points[0], self.points[-1]
        lowest, highest = (pick(self.points, key=lambda point: point.value) for pick in (min, max))
        return (
            f"{first.month}为{show(first.value)}，{last.month}为{show(last.value)}；"
            f"最低{show(lowest.value)}（{lowest.month}），最高{show(highest.value)}（{highest.month}）。"
        )


Bar = tuple[str, int, str]
"""Its label, its value, and the value in words."""


def svg(chart: Chart, name: str = "chart") -> str:
    """A figure over time; `name` tells the ids of several on one page apart."""
    root = _picture({"aria-labelledby": f"{name}-title {name}-desc"})
    ET.SubElement(root, "title", {"id": f"{name}-title"}).text = chart.title
    ET.SubElement(root, "desc", {"id": f"{name}-desc"}).text = chart.description
    if chart.points:
        scale = _Scale(chart.points)
        _grid(root, scale)
        _line(root, chart, scale)
    return ET.tostring(root, encoding="unicode")


def bars(title: str, given: Sequence[Bar]) -> str:
    """A few figures side by side, each with its words over it."""
    root = _picture({"aria-label": f"{title}：" + "，".join(f"{label} {words}" for label, _, words in given)})
    most = max([value for _, value, _ in given] or [0]) or 1
    room = (WIDTH - 2 * RIGHT) / max(len(given), 1)
    for place, (label, value, words) in enumerate(given):
        middle, high = RIGHT + room * (place + 0.5), (HEIGHT - 2 * BOTTOM) * max(value, 0) / most
        wide = min(room * 0.6, WIDEST_BAR)
        x, y = round(middle - wide / 2, 1), round(HEIGHT - BOTTOM - high, 1)
        _add(root, "rect", x=x, y=y, width=round(wide, 1), height=round(high, 1), rx=3, fill=LINE)
        _text(root, label, round(middle, 1), HEIGHT - BOTTOM + 24, "middle")
        _text(root, words, round(middle, 1), y - 8, "middle")
    return ET.tostring(root, encoding="unicode")


def _picture(named: dict[str, str]) -> ET.Element:
    return ET.Element("svg", {"xmlns": SVG, "viewBox": f"0 0 {WIDTH} {HEIGHT}", "role": "img", **named})


class _Scale:
    """Where months and amounts stand in the picture; amounts begin at zero."""

    def __init__(self, points: Sequence[Point]) -> None:
        self.first, self.last = points[0].month, points[-1].month
        self.months = max(months_between(self.first, self.last), 1)
        self.step = _nice_step(max(max(point.value for point in points), 1))
        self.top = self.step * TICKS

    def x(self, month: str) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * months_between(self.first, month) / self.months, 1)

    def y(self, value: int) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / self.top, 1)


def _nice_step(highest: int) -> int:
    """A round number of yuan of which TICKS reach the highest value, in fen."""
    wanted, power = highest / TICKS / 100, 1
    while power * 10 < wanted:
        power *= 10
    return next(int(nice * power * 100) for nice in NICE if nice * power >= wanted)


def _grid(root: ET.Element, scale: _Scale) -> None:
    """Lines and amounts, months along the bottom."""
    for tick in range(TICKS + 1):
        value = tick * scale.step
        y = scale.y(value)
        _add(root, "line", x1=LEFT, y1=y, x2=WIDTH - RIGHT, y2=y, stroke=GRID)
        _text(root, show(value).removesuffix(".00"), LEFT - 8, y + 5, "end")
    for month in _labelled(scale):
        x = scale.x(month)
        _text(root, month, min(max(x, LEFT), WIDTH - RIGHT - 10), HEIGHT - BOTTOM + 24, "middle")


def _labelled(scale: _Scale) -> list[str]:
    """The first month and the last, and Januaries between as far as there is room."""
    years = range(int(scale.first[:4]) + 1, int(scale.last[:4]) + 1)
    every = max(1, -(-len(years) // (MOST_LABELS - 2)))
    ends = scale.x(scale.first) + LABEL, scale.x(scale.last) - LABEL
    between = (f"{year}-01" for year in years[every - 1 :: every])
    last = [scale.last] if scale.last != scale.first else []
    return [scale.first, *(month for month in between if ends[0] <= scale.x(month) <= ends[1]), *last]


def _line(root: ET.Element, chart: Chart, scale: _Scale) -> None:
    places = [(scale.x(point.month), scale.y(point.value)) for point in _turns(chart)]
    if chart.steps:
        places = [places[0], *(place for (_, y), (x, then) in pairwise(places) for place in ((x, y), (x, then)))]
    drawn = " ".join(f"{x},{y}" for x, y in places)
    _add(root, "polyline", points=drawn, fill="none", stroke=LINE, stroke_width=2.5, stroke_linejoin="round")
    x, y = places[-1]
    _add(root, "circle", cx=x, cy=y, r=4, fill=LINE)


def _turns(chart: Chart) -> Sequence[Point]:
    """Where the line turns: of a level stretch its ends need be drawn, and of a step its beginning."""
    points = chart.points
    level = (
        before.value == one.value and (chart.steps or one.value == after.value)
        for before, one, after in zip(points, points[1:], points[2:], strict=False)
    )
    return [
        points[0],
        *(one for one, is_level in zip(points[1:], level, strict=False) if not is_level),
        *points[1:][-1:],
    ]


def _text(root: ET.Element, text: str, x: float, y: float, anchor: str) -> None:
    _add(root, "text", x=x, y=y, text_anchor=anchor, font_size=14, fill=TEXT).text = text


def _add(root: ET.Element, tag: str, **attributes: str | float) -> ET.Element:
    return ET.SubElement(root, tag, {name.replace("_", "-"): str(value) for name, value in attributes.items()})
