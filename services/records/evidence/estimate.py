"""The estimate of a pension from somebody's own record (QRY-16, BEN-01): what it is made of, gathered here."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from kernel.identifiers import ResidentId, resident_id, upgraded_resident_id
from kernel.policy import City, Entry, NoPolicy
from kernel.service import Service
from services.records.contract import evidence as e
from services.records.contributions.history import Row
from services.records.contributions.queries import rows_on
from services.records.contributions.rules import contribution, line_terms
from services.records.evidence.domain import Sources
from services.records.pension.estimate import Basis, Estimate, GoingOn, Used, estimate
from services.records.pension.rules import Category, DivisorMethod
from services.records.personfile import PersonFile
from services.records.persons.domain import Person, is_retired
from services.records.transfers.came import counted_elsewhere

CEILING_OF_AVERAGE = 3
"""The ceiling of bases is 300 % of the average wage (handbook 3.1)."""


def estimate_of(service: Service, query: e.GetEvidence, person: PersonFile, today: str, sources: Sources) -> Estimate:
    """Raises FigureUnknown, NothingToEstimate, AlreadyDrawn, BirthUnknown, CategoryUnfit, NoPolicy."""
    if not isinstance(person.archived, Person):
        raise e.FigureUnknown()
    if is_retired(person.archived):
        raise e.AlreadyDrawn()
    bases = _bases(rows_on(service, person, "pension", today))
    deemed = person.archived.deemed_months
    came = counted_elsewhere(person.came, "pension", bases)
    elsewhere = frozenset(month for _, months in came for month in months)
    if not (bases or deemed or elsewhere):
        raise e.NothingToEstimate()
    born, category = _who(service, person.archived, query.category, today)
    wage = _latest(service.city, "wage/pension_base", today)
    transition = service.city.policy.find("pension/transition", today)
    basis = Basis(
        category=category,
        chosen=query.category is not None,
        birth=born[:7],
        bases=bases,
        deemed=deemed,
        elsewhere=elsewhere,
        going_on=_going_on(service.city, bases, today) if query.projected else None,
        balance=sum(one.amount for one in person.moved("pension")),
        reference=lambda month: _reference(service.city, month),
        reference_wage=wage["monthly"],
        coefficient_percent=transition["coefficient"] if transition else Decimal(0),
        method=lambda month: _divisor(service.city, month),
        today=today,
    )
    return estimate(basis, _used(wage, transition, person, sources))


def _bases(rows: Iterable[Row]) -> dict[str, int]:
    """The base of each month that counts; of two units' in a month the higher one."""
    bases: dict[str, int] = {}
    for row in rows:
        if row.counts:
            bases[row.period] = max(row.base, bases.get(row.period, 0))
    return bases


def _going_on(city: City, bases: Mapping[str, int], today: str) -> GoingOn | None:
    """The latest base goes on, within the bounds of today; nobody's whose base is not known. Raises NoPolicy."""
    if not bases:
        return None
    terms = line_terms(city, "pension", "", today)
    month = contribution(bases[max(bases)], terms)
    return GoingOn(month.base, month.account, terms.policy)


def _who(service: Service, person: Person, wanted: Category | None, today: str) -> tuple[str, Category]:
    """The day of birth, and the category: as chosen, else a man's, else that of women who retired at 50."""
    number = service.sealer.open(person.id_number)
    known = (resident_id if len(number) == len("320102199003072813") else upgraded_resident_id)(number, today)
    if not isinstance(known, ResidentId):
        raise e.BirthUnknown()
    if wanted is not None and (wanted == "M") != (known.sex == "M"):
        raise e.CategoryUnfit()
    return known.birth, wanted or ("M" if known.sex == "M" else "F50")


def _latest(city: City, series: str, today: str) -> Entry:
    """The row in force, else the last one published before. Raises NoPolicy."""
    known = [entry for entry in city.policy.entries(series) if entry.effective_from <= today]
    if not known:
        raise city.policy.missing(series, today)
    return known[-1]


def _reference(city: City, month: str) -> tuple[int, str] | None:
    try:
        terms = line_terms(city, "pension", "", month)
    except NoPolicy:
        return None
    return (terms.ceiling // CEILING_OF_AVERAGE, terms.policy[0]) if terms.ceiling else None


def _divisor(city: City, month: str) -> tuple[DivisorMethod, str]:
    entry = city.policy.at("pension/divisor", month)
    return entry["method"], entry.id


def _used(wage: Entry, transition: Entry | None, person: PersonFile, sources: Sources) -> Used:
    interest = [
        one for account in person.accounts.values() for (line, _), one in account.interest.items() if line == "pension"
    ]
    known = [sources.others.get("opening"), *(sources.others.get(f"interest/pension/{one.year}") for one in interest)]
    return Used(
        basic=(wage.id,),
        personal=tuple(dict.fromkeys(one.policy for one in interest)),
        transitional=(transition.id,) if transition else (),
        events=tuple(one for one in known if one),
    )
