"""What a page is asked for in its address: a line, a period, the day it is seen from, a month, a kind of file."""

import re
from collections.abc import Mapping
from typing import Any

from flask import request

from gateway.web import words
from gateway.web.looking import today
from gateway.web.tables import CONTENT_TYPES
from kernel.refusals import NotFound

MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])")
DAY = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


def line() -> Any:
    """The line of insurance; the pension where none was asked for."""
    return one_of("line", words.LINES)


def one_of(name: str, known: Mapping[str, Any]) -> Any:
    """One of the codes of `known`; the first where none of them was asked for."""
    asked = request.args.get(name, "")
    return asked if asked in known else next(iter(known))


def period() -> dict[str, str | None]:
    """`{from_month, to_month, as_of}`: what is no month or no day is taken for none."""
    return {"from_month": month("from_month"), "to_month": month("to_month"), "as_of": day()}


def month(name: str) -> str | None:
    """A month, 2026-11; None where what was asked for is none."""
    asked = request.args.get(name, "")
    return asked if MONTH.fullmatch(asked) else None


def month_called(name: str) -> str:
    """The month that an address names. Raises NotFound."""
    if not MONTH.fullmatch(name):
        raise NotFound()
    return name


def day() -> str | None:
    """QRY-15: the day from which the record is seen."""
    asked = request.args.get("as_of", "")
    return asked if DAY.fullmatch(asked) else None


def year() -> int:
    """The year asked for, by address or form, else this one."""
    asked = request.values.get("year", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) == len("2026") else this_year()


def this_year() -> int:
    """The year of the business date."""
    return int(today()[:4])


def after() -> str:
    """The key behind which the page begins."""
    return request.args.get("after", "")


def kind() -> str:
    """Of a file, csv or xlsx. Raises NotFound."""
    asked = request.args.get("format", "csv")
    if asked not in CONTENT_TYPES:
        raise NotFound()
    return asked
