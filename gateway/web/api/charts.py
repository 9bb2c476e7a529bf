"""QRY-14: balance and base over time: the series for a program, and the picture for everybody."""

from typing import Any

from flask import Response
from marshmallow import fields, validate

from gateway.web.acting import ask, caller
from gateway.web.api.person import DAY, LINE, MONTH
from gateway.web.api.routes import Routes, arguments
from gateway.web.charts import Chart, Point, svg
from gateway.web.nothing_found import told
from services.records.contract import series

routes = Routes("charts", __name__, description="Figures over time")

SVG = "image/svg+xml"
TITLES: dict[str, tuple[str, str]] = {
    "balance": ("个人账户余额", "月末余额（元）"),
    "base": ("缴费基数", "缴费基数（元）"),
}
ASKED: dict[str, fields.Field[Any]] = {
    "series": fields.String(
        load_default="balance",
        validate=validate.OneOf(TITLES, error="请选择个人账户余额或缴费基数。"),
    ),
    "line": LINE,
    "from_month": MONTH,
    "to_month": MONTH,
    "as_of": DAY,
}


@routes.reads("/me/charts", "see own record", arguments(**ASKED))
def own_series(query: dict[str, Any]) -> Any:
    """`{title, description, unit, points: [{month, value}], columns, image}`: values in fen, the oldest first."""
    found, chart = chart_of(query)
    beside = {
        "title": chart.title,
        "description": chart.description,
        "unit": "fen",
        "columns": ["年月", TITLES[found["series"]][1]],
    }
    empty = not found["points"]
    return told({**found, **beside}, caller().on_behalf_of, query, TITLES[found["series"]][0], empty=empty)


@routes.sends("/me/charts/image", "see own record", arguments(**ASKED), (SVG,))
def own_picture(query: dict[str, Any]) -> Response:
    """The same as an SVG with title and description; it needs no script."""
    return Response(svg(chart_of(query)[1]), content_type=f"{SVG}; charset=utf-8")


def chart_of(query: dict[str, Any]) -> tuple[dict[str, Any], Chart]:
    """The answer of records to `query`, and the chart it makes."""
    query["line"] = query["line"] or "pension"
    found = ask("records", series.GetSeries(caller().on_behalf_of, **query))
    return found, chart_from(found)


def chart_from(found: dict[str, Any]) -> Chart:
    """The chart that an answer of records to GetSeries makes."""
    title = f"{found['line_name']}{TITLES[found['series']][0]}"
    return Chart(title, [Point(**point) for point in found["points"]], steps=found["series"] == "balance")
