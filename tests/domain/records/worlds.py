"""Pasts and values that the tests of records share."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from kernel.context import Context
from kernel.policy import City, load
from services.records import contract as c

CITIES = Path(__file__).parents[3] / "deploy" / "cities"
ANN, BOB, UNIT = "PANN", "PBOB", "32010001"
TODAY = "2026-11-22"
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)


@cache
def city(name: str = "nanjing") -> City:
    """A city as it is deployed."""
    return load(CITIES / f"{name}.yaml")


def clerk(now: datetime = NOW, command_id: str = "c1") -> Context:
    """An officer at the window."""
    return Context(now=now, actor="A1", role="clerk", channel="window", command_id=command_id)


def enrolled(
    lines: list[c.Line] | None = None, start: str = "2026-10", wage: int = 800_000, unit_id: str = UNIT
) -> c.PersonEnrolled:
    """Ann joins a unit."""
    return c.PersonEnrolled(ANN, unit_id, lines or ["pension", "medical"], start, wage, "employee")


def stopped(
    lines: list[c.Line] | None = None, stop: str = "2026-11", through: str = "2026-10", reason: str = "resigned"
) -> c.PersonStopped:
    """Ann leaves."""
    return c.PersonStopped(ANN, UNIT, lines or ["pension", "medical"], stop, through, reason)


def assessed_line(line: c.Line, employer: int, individual: int, account: int = 0) -> c.AssessedLine:
    """A line of a month with these amounts."""
    return {
        "line": line,
        "base": 800_000,
        "employer": employer,
        "individual": individual,
        "account": account,
        "policy": ["bounds", "rates"],
    }


def assessed(
    period: str = "2026-10", unit_id: str = UNIT, lines: list[c.AssessedLine] | None = None
) -> c.ContributionsAssessed:
    """Ann's month is owed."""
    owed = lines or [
        assessed_line("pension", 128_000, 64_000, 64_000),
        assessed_line("medical", 56_000, 16_000, 16_000),
    ]
    return c.ContributionsAssessed(ANN, unit_id, period, "employee", owed, f"{period}-31")


def paid(
    period: str = "2026-10", arrived_on: str = "2026-10-20", lines: list[c.PaidLine] | None = None
) -> c.ContributionsPaid:
    """Ann's month is paid."""
    settled: list[c.PaidLine] = lines or [
        {"line": "pension", "employer": 128_000, "individual": 64_000, "credited": 64_000},
        {"line": "medical", "employer": 56_000, "individual": 16_000, "credited": 16_000},
    ]
    return c.ContributionsPaid(ANN, UNIT, period, settled, arrived_on, "V1")


def imported(*rows: c.ImportedRow, year: int = 2025) -> c.ContributionsImported:
    """Rows of the old system."""
    return c.ContributionsImported(ANN, year, list(rows))


def old_row(
    period: str, line: c.Line = "pension", arrived_on: str | None = "", kind: c.Kind = "normal", amount: int = 40_000
) -> c.ImportedRow:
    """A month of the old system; by itself it arrived in the month after."""
    return {
        "period": period,
        "line": line,
        "kind": kind,
        "unit_id": UNIT,
        "base": 500_000,
        "employer": 2 * amount,
        "individual": amount,
        "account": amount,
        "arrived_on": f"{period}-28" if arrived_on == "" else arrived_on,
    }
