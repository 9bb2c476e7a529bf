"""The yearly base of a person with a unit: declared in the window, or missed; confirmed or objected to. Pure.

It stands in the person's stream with the unit; what is about staff changes there is `staff.domain`'s.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from kernel.aggregate import Aggregate
from kernel.events import Event
from kernel.policy import Policy
from services.employer import contract as c

State = Literal["undeclared", "declared", "confirmed", "objected", "missed"]


@dataclass(frozen=True, slots=True)
class Window:
    """When a year's bases are declared, and from which month they count."""

    year: int
    opens: str
    closes: str
    from_month: str

    def open_on(self, day: str) -> bool:
        """Whether that day lies within."""
        return self.opens <= day <= self.closes


def window(policy: Policy, year: int) -> Window:
    """The city's window of a year. Raises NoPolicy."""
    row = policy.at("base_declaration", f"{year}-12-31")
    return Window(year, row["opens"], row["closes"], row["from_month"])


@dataclass(frozen=True, slots=True)
class Base:
    """A year's base as it stands; `case_id` is the objection under way."""

    state: State = "undeclared"
    wage_fen: int = 0
    from_month: str = ""
    case_id: str = ""


@dataclass(frozen=True, slots=True)
class Bases:
    """Bases by year."""

    years: Mapping[int, Base] = field(default_factory=dict)

    def of(self, year: int) -> Base:
        """The year's base."""
        return self.years.get(year, Base())


def evolve(state: Bases, event: Event) -> Bases:
    """The bases after an event of the person's stream; staff changes leave them."""
    if not isinstance(event, c.BASE_EVENTS):
        return state
    known = state.of(event.year)
    match event:
        case c.BaseDeclared():
            base = replace(known, state="declared", wage_fen=event.wage_fen, from_month=event.from_month)
        case c.BaseUndeclared():
            base = replace(known, state="missed", from_month=event.from_month)
        case c.BaseConfirmed():
            base = replace(known, state="confirmed")
        case c.BaseObjected():
            base = replace(known, state="objected", case_id=event.case_id)
        case c.BaseCorrected():
            base = Base("declared", event.wage_fen, event.from_month)
        case _:
            base = replace(known, state="declared", case_id="")
    return Bases({**state.years, event.year: base})


bases: Aggregate[Bases] = Aggregate(Bases(), evolve)


def _closed(_state: int | None, event: Event) -> int | None:
    assert isinstance(event, c.BaseDeclarationClosed)
    return event.undeclared


base_year: Aggregate[int | None] = Aggregate(None, _closed)
"""How many stood undeclared when the unit's year was last closed; None before."""

# ------------------------------------------------------------------ decisions


@dataclass(frozen=True, slots=True)
class About:
    """Whose base of which year."""

    unit_id: str
    person_id: str
    year: int

    @property
    def key(self) -> tuple[str, str, int]:
        """The first values of every event about it."""
        return self.unit_id, self.person_id, self.year


def declare(about: About, wage_fen: int, during: Window, today: str, active: bool, state: Bases) -> list[Event]:
    """Declare, or declare anew, in the window; late only who was missed. The same again: nothing.

    Raises WageNotPositive, BaseNotStaff, BaseWindowClosed.
    """
    known = state.of(about.year)
    if wage_fen <= 0:
        raise c.WageNotPositive()
    if not active:
        raise c.BaseNotStaff()
    if known.wage_fen == wage_fen and known.state != "missed":
        return []
    late = known.state == "missed"
    if not (late or during.open_on(today)):
        raise c.BaseWindowClosed(year=about.year, opens=during.opens, closes=during.closes)
    return [c.BaseDeclared(*about.key, wage_fen, during.from_month, late)]


def wanted(start_months: Iterable[str], during: Window) -> bool:
    """Whether somebody active since these months is to be declared: who comes later has the wage of the contract."""
    return min(start_months, default=during.from_month) < during.from_month


def miss(about: About, during: Window, today: str, state: Bases) -> list[Event]:
    """Nobody declared it in time. Raises BaseWindowStillOpen."""
    if today <= during.closes:
        raise c.BaseWindowStillOpen(year=about.year, closes=during.closes)
    if state.of(about.year).state != "undeclared":
        return []
    return [c.BaseUndeclared(*about.key, during.from_month)]


def close(unit_id: str, year: int, undeclared: int) -> list[Event]:
    """Everybody who was missed has been noted, so many in all.

    Said of each closing, also of one that finds as many as the one before: it keeps what its command was answered.
    """
    return [c.BaseDeclarationClosed(unit_id, year, undeclared)]


def confirm(about: About, state: Bases) -> list[Event]:
    """The employee agrees; once is enough. Raises BaseNothingDeclared, BaseObjectedAlready."""
    known = _declared(about, state)
    return [] if known.state == "confirmed" else [c.BaseConfirmed(*about.key)]


def object_to(about: About, case_id: str, state: Bases) -> list[Event]:
    """The employee objects, also after agreeing. Raises BaseNothingDeclared, BaseObjectedAlready."""
    _declared(about, state)
    return [c.BaseObjected(*about.key, case_id)]


def correct(about: About, case_id: str, wage_fen: int, state: Bases) -> list[Event]:
    """The objection was right."""
    return [c.BaseCorrected(*about.key, wage_fen, state.of(about.year).from_month, case_id)]


def drop_objection(about: About, case_id: str, state: Bases) -> list[Event]:
    """The objection was rejected or withdrawn; nothing where another is under way."""
    return [c.BaseObjectionEnded(*about.key, case_id)] if state.of(about.year).case_id == case_id else []


def _declared(about: About, state: Bases) -> Base:
    known = state.of(about.year)
    if known.state in ("undeclared", "missed"):
        raise c.BaseNothingDeclared(year=about.year)
    if known.state == "objected":
        raise c.BaseObjectedAlready(year=about.year, case_id=known.case_id)
    return known
