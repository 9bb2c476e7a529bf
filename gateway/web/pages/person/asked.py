"""What a page of somebody's record is asked for in its address: a period, the day it is seen from, a kind of file."""

import re
from collections.abc import Mapping
from typing import Any

from flask import request

from gateway.web import words
from kernel.refusals import NotFound

MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])")
DAY = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
KINDS = ("csv", "xlsx")


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
    """A month, 2026-11."""
    asked = request.args.get(name, "")
    return asked if MONTH.fullmatch(asked) else None


def day() -> str | None:
    """QRY-15: the day from which the record is seen."""
    asked = request.args.get("as_of", "")
    return asked if DAY.fullmatch(asked) else None


def after() -> str:
    """The key behind which the page begins."""
    return request.args.get("after", "")


def kind() -> str:
    """Of a file. Raises NotFound."""
    asked = request.args.get("format", "csv")
    if asked not in KINDS:
        raise NotFound()
    return asked
