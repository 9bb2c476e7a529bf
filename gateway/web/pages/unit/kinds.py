"""What kind of file somebody wants to take along, and the month or year that a page is about."""

import re

from flask import request

from gateway.web.looking import today
from gateway.web.tables import CONTENT_TYPES
from kernel.refusals import NotFound

MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])")


def kind() -> str:
    """csv or xlsx. Raises NotFound."""
    asked = request.args.get("format", "csv")
    if asked not in CONTENT_TYPES:
        raise NotFound()
    return asked


def month(asked: str) -> str:
    """A month, 2026-11. Raises NotFound."""
    if not MONTH.fullmatch(asked):
        raise NotFound()
    return asked


def year() -> int:
    """The year asked for, else this one."""
    asked = request.values.get("year", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) == len("2026") else this_year()


def this_year() -> int:
    """The year of the business date."""
    return int(today()[:4])
