"""A person's years in one resident scheme, `resident-<person_id>-<scheme>` (handbook 2). Pure; amounts in fen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, assert_never

from kernel.aggregate import Aggregate
from kernel.calendar import last_day
from kernel.money import yuan
from services.records import contract as c
from services.records.contract import resident_refusals as rr
from services.records.contract import residents as r
from services.records.enrolment.domain import Relation

ResidentEvent = r.ResidentEnrolled | r.ResidentYearAssessed | r.ResidentYearPaid | r.ResidentStopped

# ------------------------------------------------------------------ state

STANDS = ("none", "stopped", "active")
"""What says most of where a person is in a scheme comes last."""


class OwedYear(NamedTuple):
    """A year: what the person owes, what the treasury adds; paid once `arrived_on` is there."""

    own: int
    treasury: int
    due_on: str
    policy: tuple[str, ...]
    arrived_on: str | None = None
    voucher: str = ""


@dataclass(frozen=True, slots=True)
class Resident:
    """Insured from `from_year` on, through `through_year` where it has ended; nobody yet where `from_year` is 0."""

    from_year: int = 0
    through_year: int | None = None
    tier: int = 0
    guardian: str = ""
    years: Mapping[int, OwedYear] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """none, active or stopped."""
        if not self.from_year:
            return "none"
        return "active" if self.through_year is None else "stopped"


def evolve(state: Resident, event: ResidentEvent) -> Resident:
    """The years after an event."""
    match event:
        case r.ResidentEnrolled():
            return replace(
                state, from_year=event.from_year, through_year=None, tier=event.tier, guardian=event.guardian
            )
        case r.ResidentYearAssessed():
            owed = OwedYear(event.own, event.treasury, event.due_on, tuple(event.policy))
            return replace(state, years={**state.years, event.year: owed})
        case r.ResidentYearPaid():
            paid = state.years[event.year]._replace(arrived_on=event.arrived_on, voucher=event.voucher)
            return replace(state, years={**state.years, event.year: paid})
        case r.ResidentStopped():
            kept = {year: owed for year, owed in state.years.items() if year <= event.through_year or owed.arrived_on}
            return replace(state, through_year=event.through_year, years=kept)
        case _:
            assert_never(event)


residents: Aggregate[Resident] = Aggregate(Resident(), evolve)

# ------------------------------------------------------------------ terms


@dataclass(frozen=True, slots=True)
class SchemeTerms:
    """What the city says of a scheme in a year, and the ids of the rows that say it."""

    scheme: r.Scheme
    year: int
    tiers: Sequence[int]
    treasury: int
    least_age: int
    most_age: int
    due_month: int
    policy: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its Chinese name."""
        return r.SCHEME_NAMES[self.scheme]


def terms_of(scheme: r.Scheme, year: int, row: Any) -> SchemeTerms:
    """The terms from a row of the city's policy."""
    ages = (row["least_age"], row["most_age"])
    return SchemeTerms(scheme, year, tuple(row["tiers"]), row["treasury"], *ages, row["due_month"], (row.id,))


def years_open(today: str, next_from: int) -> list[int]:
    """This year, and the next one from the month `next_from` on."""
    year, month = int(today[:4]), int(today[5:7])
    return [year, year + 1] if month >= next_from else [year]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands who wants to be enrolled: age at the year's end, household, lines as an employee, schemes
    that are active."""

    age: int
    is_resident: bool
    place: str
    employed: frozenset[str] = frozenset()
    retired: bool = False
    schemes: frozenset[r.Scheme] = frozenset()


class Found(NamedTuple):
    """What the assessment of a year finds of somebody: lines as an employee, age at its end (None: not known)."""

    employed: frozenset[str]
    age: int | None


def employed_lines(relations: Mapping[str, Relation]) -> frozenset[str]:
    """The lines active in any relation, with whatever unit or by oneself."""
    return frozenset(line for relation in relations.values() for line in relation.active())


# ------------------------------------------------------------------ decisions


def enrol(
    wanted: r.ResidentEnrolled, terms: SchemeTerms, there: Standing, state: Resident, today: str
) -> list[ResidentEvent]:
    """参保 with the first year owed. Raises what stands in its way."""
    if state.status == "active":
        raise rr.ResidentAlready(scheme=terms.name)
    _check_standing(terms, there)
    if wanted.tier not in terms.tiers:
        raise rr.TierUnknown(tiers="、".join(yuan(tier) for tier in terms.tiers))
    enrolled = evolve(state, wanted)
    return [wanted, *assess(wanted.person_id, terms, enrolled, today)]


def _check_standing(terms: SchemeTerms, there: Standing) -> None:
    line = r.LINE_OF[terms.scheme]
    if terms.scheme in there.schemes:  # under another of their numbers
        raise rr.ResidentAlready(scheme=terms.name)
    if line in there.employed:
        raise rr.ResidentEmployed(line=c.LINE_NAMES[line], scheme=terms.name)
    for other in sorted(there.schemes):
        if r.LINE_OF[other] == line:
            raise rr.ResidentTwice(other=r.SCHEME_NAMES[other], scheme=terms.name)
    if there.retired and line == "pension":
        raise c.PersonDrawsPension()
    if not there.is_resident:
        raise rr.ResidentElsewhere(place=there.place, scheme=terms.name)
    if not terms.least_age <= there.age <= terms.most_age:
        raise rr.AgeOutside(scheme=terms.name, least=terms.least_age, most=terms.most_age)


def assess_or_stop(
    person_id: str, terms: SchemeTerms, found: Found, state: Resident, today: str
) -> list[ResidentEvent]:
    """As `assess`; who has become an employee of that line, or is out of age, is stopped instead of billed."""
    owed, line = assess(person_id, terms, state, today), r.LINE_OF[terms.scheme]
    if not owed:
        return []
    if line in found.employed:
        return stop(person_id, terms.scheme, "employed", state, today)
    if found.age is not None and not terms.least_age <= found.age <= terms.most_age:
        return stop(person_id, terms.scheme, "age", state, today)
    return owed


def assess(person_id: str, terms: SchemeTerms, state: Resident, today: str) -> list[ResidentEvent]:
    """What a year costs, once; nothing for whom it does not concern. A late year is due at the month's end."""
    year, active = terms.year, state.status == "active" and state.from_year <= terms.year
    if not active or year in state.years:
        return []
    due_on = max(last_day(f"{year}-{terms.due_month:02d}"), last_day(today[:7]))
    own = state.tier if state.tier in terms.tiers else min(terms.tiers)
    return [r.ResidentYearAssessed(person_id, terms.scheme, year, own, terms.treasury, due_on, list(terms.policy))]


def pay(
    person_id: str, scheme: r.Scheme, year: int, amount: int, voucher: str, arrived_on: str, state: Resident
) -> list[r.ResidentYearPaid]:
    """A year is paid whole. Raises ResidentNothingOwed, ResidentAmountDiffers."""
    owed = state.years.get(year)
    if owed is None or owed.arrived_on:
        raise rr.ResidentNothingOwed(year=year, scheme=r.SCHEME_NAMES[scheme])
    if owed.own != amount:
        raise rr.ResidentAmountDiffers(year=year, owed=yuan(owed.own))
    return [r.ResidentYearPaid(person_id, scheme, year, owed.own, owed.treasury, voucher, arrived_on)]


def stop(person_id: str, scheme: r.Scheme, reason: r.StopReason, state: Resident, today: str) -> list[ResidentEvent]:
    """停保 behind the last year that is paid; without one, as if it had never begun. Raises ResidentNotActive."""
    if state.status != "active":
        raise rr.ResidentNotActive(scheme=r.SCHEME_NAMES[scheme])
    through = max((year for year, owed in state.years.items() if owed.arrived_on), default=state.from_year - 1)
    return [r.ResidentStopped(person_id, scheme, through, reason, today)]
