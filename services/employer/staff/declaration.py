"""What a unit declares: the checked content of an addition or a stop, before anyone asks whether it fits. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kernel import identifiers
from kernel.identifiers import ResidentId, WrongNumber
from kernel.policy import City
from services.employer.contract import (
    LINE_TITLES,
    Change,
    IdNumberWrong,
    InsuranceLine,
    LineMissingHere,
    LineNotOffered,
    MobileWrong,
    MonthNotAllowed,
    NameDiffers,
    NameMissing,
    NameWrong,
    ParticipantCategory,
    StaffAddition,
    StaffStop,
    StopReason,
    UnderWorkingAge,
    WageNotPositive,
)
from services.employer.staff.rules import effective_months

WORKING_AGE = 16
"""劳动法 15."""
WHY_WRONG = {
    "length": "应为18位",
    "charset": "前17位应为数字，末位为数字或X",
    "province": "前两位不是省级行政区划代码",
    "birth_date": "其中的出生日期不存在",
    "birth_range": "其中的出生日期不合理",
    "checksum": "校验码（末位）不符",
}


@dataclass(frozen=True)
class Addition:
    """增员: the month in which each line starts."""

    months: Mapping[InsuranceLine, str]
    wage_fen: int
    participant: ParticipantCategory = "employee"


@dataclass(frozen=True)
class Stop:
    """减员: the month in which each line stops."""

    months: Mapping[InsuranceLine, str]
    reason: StopReason


Declaration = Addition | Stop


def addition(form: StaffAddition, handled: str, city: City) -> Addition:
    """The form's content, handled in the month `handled`.

    Raises WageNotPositive, LineNotOffered, LineMissingHere, MonthNotAllowed.
    """
    if form.wage_fen <= 0:
        raise WageNotPositive()
    for line in form.lines:
        check_offered(line, city)
    return Addition(_months("add", form.lines, form.start_month, handled, city), form.wage_fen, form.participant)


def stop(form: StaffStop, handled: str, city: City) -> Stop:
    """The form's content, handled in the month `handled`. Raises LineNotOffered, LineMissingHere, MonthNotAllowed."""
    for line in form.lines:
        check_offered(line, city)
    return Stop(_months("stop", form.lines, form.stop_month, handled, city), form.reason)


def check_offered(line: InsuranceLine, city: City) -> None:
    """Whether the line is declared here (ENR-01). Raises LineNotOffered with the entrance, LineMissingHere."""
    lines = {entry["code"]: entry for entry in city["lines"]}
    # Where maternity insurance has no row of its own it is part of medical insurance (社会保险法 64).
    entry = lines.get(line) or (lines.get("medical") if line == "maternity" else None)
    if entry and entry.get("entrance"):
        raise LineNotOffered(line=LINE_TITLES[line], entrance=entry["entrance"])
    if line not in lines:
        raise LineMissingHere(line=LINE_TITLES[line])


def _months(
    change: Change, lines: Sequence[InsuranceLine], chosen: str, handled: str, city: City
) -> dict[InsuranceLine, str]:
    """The month of each line: the chosen one, or the only one the line has where others leave the choice."""
    allowed = {line: effective_months(change, line, handled, city.policy).months for line in lines}
    taken_by_some = any(chosen in months for months in allowed.values())
    resolved: dict[InsuranceLine, str] = {}
    for line, months in allowed.items():
        if chosen not in months and not (taken_by_some and len(months) == 1):
            raise MonthNotAllowed(line=LINE_TITLES[line], allowed="、".join(months))
        resolved[line] = chosen if chosen in months else months[0]
    return resolved


# ------------------------------------------------------------------ who it is about


def id_number(text: str, today: str) -> str:
    """The number as it is kept. Raises IdNumberWrong."""
    return _resident(text, today).number


def too_young_until(text: str, today: str) -> str | None:
    """The day on which the person turns 16, where that is still to come. Raises IdNumberWrong."""
    birth = _resident(text, today).birth
    since = f"{int(birth[:4]) + WORKING_AGE}{birth[4:]}"
    return since if today < since else None


def check_age(text: str, today: str) -> None:
    """Whether a unit may hire the person (劳动法 15). Raises IdNumberWrong, UnderWorkingAge."""
    if since := too_young_until(text, today):
        raise UnderWorkingAge(since=since)


def _resident(text: str, today: str) -> ResidentId:
    number = identifiers.resident_id(text, today)
    if isinstance(number, WrongNumber):
        raise IdNumberWrong(why=WHY_WRONG[number.reason])
    return number


def mobile(text: str) -> str:
    """The number as it is kept, "" where none is given. Raises MobileWrong."""
    if not text:
        return ""
    number = identifiers.mobile(text)
    if isinstance(number, WrongNumber):
        raise MobileWrong()
    return number.number


def name(given: str, known: str) -> str:
    """The person's name: as known, else as given. Raises NameMissing, NameWrong, NameDiffers."""
    if not (given.strip() or known):
        raise NameMissing()
    if given.strip() and not identifiers.can_be_a_name(given):
        raise NameWrong()
    if given.strip() and known and _comparable(given) != _comparable(known):
        raise NameDiffers()
    return known or given.strip()


def _comparable(text: str) -> str:
    """The dots between the parts of a name are written in many ways."""
    return "".join("·" if char in "·•・‧．.∙" else char for char in identifiers.normalise(text))


# ------------------------------------------------------------------ in words


def summary(declaration: Declaration) -> str:
    """One line that names nobody: "增员 养老保险、失业保险 2026-11起参保"."""
    by_month: dict[str, list[str]] = {}
    for line, month in declaration.months.items():
        by_month.setdefault(month, []).append(LINE_TITLES[line])
    word, since = ("增员", "起参保") if isinstance(declaration, Addition) else ("减员", "起停保")
    return word + " " + "；".join(f"{'、'.join(titles)} {month}{since}" for month, titles in by_month.items())
