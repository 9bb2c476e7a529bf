"""What the generator knows of each city: where its people come from, its lines, and what was paid when.

The rates since 2020 are those of the handbook (3.3); older ones and the wage curve are synthetic, of the right size.
Nothing here decides anything: dated policy lives in `deploy/cities`.
"""

from dataclasses import dataclass

from kernel.calendar import month_number

Rate = tuple[str, int, int, int]
"""From which month: employer, individual, credited to the personal account, in hundredths of a percent of the base."""


@dataclass(frozen=True)
class Demo:
    """A city to be made up. `prefix`: the first four digits of its region codes; shares and rates by line 险种."""

    prefix: str
    name: str
    local_share: float
    rates: dict[str, list[Rate]]
    flexible: dict[str, list[Rate]]


_PENSION: list[Rate] = [
    ("1987-01", 1500, 200, 0),
    ("1992-08", 2000, 300, 0),
    ("1996-01", 2000, 400, 1100),
    ("1998-01", 2000, 500, 1100),
    ("2001-01", 2000, 600, 1100),
    ("2003-01", 2000, 800, 1100),
    ("2006-01", 2000, 800, 800),
]
_UNEMPLOYMENT: list[Rate] = [("1999-01", 200, 100, 0), ("2015-03", 150, 50, 0), ("2017-05", 50, 50, 0)]
_FLEXIBLE_PENSION: list[Rate] = [("1999-01", 0, 2000, 1100), ("2006-01", 0, 2000, 800)]

CITIES = {
    "nanjing": Demo(
        prefix="3201",
        name="南京",
        local_share=0.75,
        rates={
            "pension": [*_PENSION, ("2019-05", 1600, 800, 800)],
            "medical": [("2001-01", 900, 200, 200), ("2022-01", 800, 200, 200), ("2023-01", 700, 200, 200)],
            "unemployment": _UNEMPLOYMENT,
            "injury": [("2004-01", 100, 0, 0)],
            "maternity": [("1999-01", 80, 0, 0)],
        },
        flexible={
            "pension": _FLEXIBLE_PENSION,
            "medical": [("2005-01", 0, 900, 200), ("2023-04", 0, 800, 200)],
        },
    ),
    "ningbo": Demo(
        prefix="3302",
        name="宁波",
        local_share=0.6,
        rates={
            "pension": [
                *_PENSION,
                ("2016-01", 1400, 800, 800),
                ("2022-01", 1500, 800, 800),
                ("2023-01", 1600, 800, 800),
            ],
            "medical": [("2001-01", 920, 200, 200)],
            "unemployment": _UNEMPLOYMENT,
            "injury": [("2004-01", 100, 0, 0)],
        },
        flexible={
            "pension": [*_FLEXIBLE_PENSION, ("2016-01", 0, 1800, 800), ("2022-01", 0, 2000, 800)],
            "medical": [("2005-01", 0, 1050, 200)],
        },
    ),
    "shenzhen": Demo(
        prefix="4403",
        name="深圳",
        local_share=0.3,
        rates={
            "pension": [
                *_PENSION,
                ("2015-01", 1300, 800, 800),
                ("2021-01", 1400, 800, 800),
                ("2024-07", 1500, 800, 800),
                ("2025-01", 1600, 800, 800),
            ],
            "medical": [("1996-07", 620, 200, 200), ("2023-10", 500, 200, 200), ("2026-01", 600, 200, 200)],
            "unemployment": [("1999-01", 200, 100, 0), ("2021-01", 70, 30, 0), ("2023-05", 80, 20, 0)],
            "injury": [("1994-01", 80, 0, 0)],
            "maternity": [("2006-01", 50, 0, 0)],
        },
        flexible={
            "pension": _FLEXIBLE_PENSION,
            "medical": [("2005-01", 0, 700, 200)],
        },
    ),
}

_AVERAGE_WAGE = {
    1986: 110,
    1990: 180,
    1992: 230,
    1995: 450,
    1998: 640,
    2000: 850,
    2005: 1750,
    2010: 3350,
    2015: 4650,
    2020: 5614,
    2021: 6445,
    2022: 7273,
    2023: 8014,
    2024: 8132,
    2025: 8254,
    2026: 8300,
}


def average_wage(year: int) -> int:
    """The monthly average wage in yuan that bounds the bases of a year: known years, straight lines between them."""
    known = sorted(_AVERAGE_WAGE)
    if year <= known[0] or year >= known[-1]:
        return _AVERAGE_WAGE[known[0] if year <= known[0] else known[-1]]
    before = max(one for one in known if one <= year)
    after = min(one for one in known if one >= year)
    if before == after:
        return _AVERAGE_WAGE[year]
    low, high = _AVERAGE_WAGE[before], _AVERAGE_WAGE[after]
    return low + (high - low) * (year - before) // (after - before)


def rate_at(rates: list[Rate], month: int) -> tuple[int, int, int] | None:
    """The line's three rates in a month (as a month number); None before it began."""
    found = None
    for since, employer, individual, account in rates:
        if month_number(since) > month:
            break
        found = employer, individual, account
    return found
