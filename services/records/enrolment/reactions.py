"""What approved staff changes do here: people enter the archive, are enrolled, are stopped (ENR-01, ENR-03)."""

from kernel.calendar import add_months
from kernel.events import Fact
from kernel.policy import City
from kernel.service import Service
from kernel.unit import Unit
from services.employer import contract as employer
from services.records import contract as c
from services.records.adjustments.domain import base_of
from services.records.contributions.domain import Year, contributions
from services.records.contributions.rules import contribution_base
from services.records.contributions.tariff import ANY_CLASS, month_policy, offered_lines
from services.records.enrolment.domain import (
    Relation,
    Spell,
    enrol,
    enrolment,
    raise_wage,
    set_wage,
    stop,
    year_wage,
)
from services.records.persons.domain import archive, is_retired, register_if_unknown


def on_staff(unit: Unit, fact: Fact, service: Service) -> None:
    """A line that cannot be enrolled or stopped is refused by an event, which the unit and the office see."""
    match fact.event:
        case employer.BaseDeclared() | employer.BaseUndeclared() | employer.BaseCorrected() as base:
            _set_wage(unit, base, service)
        case employer.StaffAdded() as added:
            _register(unit, added, service)
            _enrol(unit, added, service)
        case employer.StaffStopped() as stopped:
            wanted = c.PersonStopped(
                person_id=stopped.person_id,
                unit_id=stopped.unit_id,
                lines=stopped.lines,
                stop_month=stopped.stop_month,
                paid_through=stopped.paid_through,
                reason=stopped.reason,
            )
            stream = c.ENROLMENT.stream(stopped.person_id, stopped.unit_id)
            unit.append(stream, stop(wanted, unit.load(stream, enrolment)))


def _set_wage(
    unit: Unit, base: employer.BaseDeclared | employer.BaseUndeclared | employer.BaseCorrected, service: Service
) -> None:
    """ENR-11: the base of a year, which may be an old one; undeclared: 110 percent of the month before it."""
    stream = c.ENROLMENT.stream(base.person_id, base.unit_id)
    relation = unit.load(stream, enrolment)
    if isinstance(base, employer.BaseUndeclared):
        percent = service.city.policy.at("undeclared", base.from_month)["percent"]
        raised = year_wage(base.person_id, base.unit_id, 0, base.from_month, "undeclared")
        unit.append(stream, raise_wage(raised, _last_month(unit, raised, relation, service), percent, relation))
        return
    kind = "corrected" if isinstance(base, employer.BaseCorrected) else "declared"
    wanted = year_wage(base.person_id, base.unit_id, base.wage_fen, base.from_month, kind)
    unit.append(stream, set_wage(wanted, relation))


def _last_month(unit: Unit, raised: c.ContributionWageSet, relation: Relation, service: Service) -> dict[c.Line, int]:
    """The base of each line in the month before: as it was assessed, else as its wage and that month's policy make it.

    0 where the old system told neither.
    """
    month = add_months(raised.from_month, -1)
    year = unit.load(c.CONTRIBUTION.stream(raised.person_id, month[:4]), contributions)
    return {
        line: base_of((month, raised.unit_id, line), year) or _unassessed(service.city, month, line, spell, year)
        for line, spell in relation.owed_in(month)
    }


def _unassessed(city: City, month: str, line: c.Line, spell: Spell, year: Year) -> int:
    wage = spell.wage_fen or year.last_base(line)
    terms = month_policy(city, month).terms(line, spell.participant, ANY_CLASS) if wage else None
    return contribution_base(wage, terms) if terms else wage


def _register(unit: Unit, added: employer.StaffAdded, service: Service) -> None:
    """Birth and region are read from the ID number, which is opened for this alone."""
    id_number = service.sealer.open(added.id_number)
    born = f"{id_number[6:10]}-{id_number[10:12]}-{id_number[12:14]}"
    registered = c.PersonRegistered(
        person_id=added.person_id,
        id_number=added.id_number,
        name=added.name,
        mobile=added.mobile,
        born=service.sealer.seal(born),
        household_region=id_number[:6],
        kind=added.participant,
        registered_on=unit.context.today,
    )
    stream = c.PERSON.stream(added.person_id)
    unit.append(stream, register_if_unknown(unit.load(stream, archive), registered))


def _enrol(unit: Unit, added: employer.StaffAdded, service: Service) -> None:
    wanted = c.PersonEnrolled(
        person_id=added.person_id,
        unit_id=added.unit_id,
        lines=added.lines,
        start_month=added.start_month,
        wage_fen=added.wage_fen,
        participant=added.participant,
    )
    retired = is_retired(unit.load(c.PERSON.stream(added.person_id), archive))
    stream = c.ENROLMENT.stream(added.person_id, added.unit_id)
    relation = unit.load(stream, enrolment)
    unit.append(stream, enrol(wanted, relation, retired=retired, offered=offered_lines(service.city)))
