"""The matters of residents and children, on the person's own streams; a child's through the guardian (ENR-23)."""

import json
from dataclasses import dataclass
from typing import Any

from kernel.cases.effects import Effect, Entered, Filing
from kernel.cases.life import Application
from kernel.context import Context
from kernel.identifiers import ResidentId, WrongNumber, region_name, resident_id
from kernel.schema import checked
from kernel.unit import Unit
from services.records import contract as c
from services.records.contract import resident_matters as rm
from services.records.contract import resident_refusals as rr
from services.records.contract import residents as r
from services.records.office import RecordsOffice
from services.records.personfile import asked_first, entries_of, entry_of, relations_of
from services.records.persons.domain import Archived, Person, archive, is_retired
from services.records.repairs.desk import Decide, tried_out
from services.records.residents import domain as d
from services.records.residents.guardians import is_guardian

SERIES = "resident/"
CHILD: r.Scheme = "children_medical"


def resident_effects(office: RecordsOffice) -> dict[str, Effect]:
    """By the matter's code."""
    return {
        rm.RESIDENT_ENROLMENT.code: tried_out(office, rm.ResidentEnrolment, _enrol_self),
        rm.RESIDENT_STOP.code: tried_out(office, rm.ResidentStop, _stop_self),
        rm.CHILD_ENROLMENT.code: _through_guardian(office, rm.ChildEnrolment, _enrol_child),
        rm.CHILD_STOP.code: _through_guardian(office, rm.ChildStop, _stop_child),
    }


def _through_guardian(office: RecordsOffice, form_class: type, decide: Decide) -> Effect:
    """As `tried_out`; the guardianship is looked at when it is handed in, and again when it is carried out.

    Not where an officer hands it in, who has seen the household register: so a child first comes into the archive,
    before guardianship can be registered. The case keeps which of the two it was.
    """

    def look_through(filing: Filing, context: Context) -> Entered:
        application = filing.applied(office.sealer, filing.applicant, register_seen=context.role != "person")
        return Entered(application, lambda _: _try(context, application))

    def _try(context: Context, application: Application) -> None:
        carry_out(Unit(office.store, None, context), application)

    def carry_out(unit: Unit, application: Application) -> str:
        kept = json.loads(office.sealer.open(application.form))
        register_seen = kept.pop("register_seen", False)
        form: Any = checked(form_class, kept, "form")
        if not register_seen:
            _check_guardian(office, application.applicant, form.child_id_number, unit.context.today)
        return decide(office, unit, application, form)

    return Effect(carry_out, look_through=look_through)


def _check_guardian(office: RecordsOffice, guardian: str, text: str, today: str) -> None:
    """Raises NotGuardian."""
    child = office.person_id(_child(text, today).number)
    if not is_guardian(office.database, guardian, child, today):
        raise rr.NotGuardian()


@dataclass(frozen=True)
class Wanted:
    """Who is to be enrolled in what; number and name as they were given, for somebody in no archive."""

    person_id: str
    scheme: r.Scheme
    year: int
    tier: int | None
    guardian: str
    number: ResidentId | None
    name: str


def _enrol_self(office: RecordsOffice, unit: Unit, application: Application, form: rm.ResidentEnrolment) -> str:
    number = resident_id(form.id_number, unit.context.today) if form.id_number else None
    given = number if isinstance(number, ResidentId) else None
    who = application.applicant
    return _enrol(office, unit, Wanted(who, form.scheme, form.year, form.tier_fen, who, given, form.name))


def _enrol_child(office: RecordsOffice, unit: Unit, application: Application, form: rm.ChildEnrolment) -> str:
    number = _child(form.child_id_number, unit.context.today)
    child, guardian = office.person_id(number.number), application.applicant
    return _enrol(office, unit, Wanted(child, CHILD, form.year, None, guardian, number, form.child_name))


def _stop_self(office: RecordsOffice, unit: Unit, application: Application, form: rm.ResidentStop) -> str:
    return _stop(office, unit, application.applicant, form.scheme, form.reason)


def _stop_child(office: RecordsOffice, unit: Unit, _application: Application, form: rm.ChildStop) -> str:
    number = _child(form.child_id_number, unit.context.today)
    return _stop(office, unit, office.person_id(number.number), CHILD, form.reason)


def _child(text: str, today: str) -> ResidentId:
    """Raises NotGuardian for a wrong number, too: nobody learns whose number is known."""
    number = resident_id(text, today)
    if isinstance(number, WrongNumber):
        raise rr.NotGuardian()
    return number


# ------------------------------------------------------------------ how


def _enrol(office: RecordsOffice, unit: Unit, wanted: Wanted) -> str:
    today = unit.context.today
    terms = open_terms(office, wanted.scheme, wanted.year, today)
    archived = _archived(office, unit, wanted)
    there = _standing(office, unit, archived, wanted)
    tier = min(terms.tiers) if wanted.tier is None else wanted.tier
    entry = _entry(office, unit, wanted.person_id, wanted.scheme)
    stream = r.RESIDENT.stream(entry, wanted.scheme)
    about = (entry, wanted.scheme, wanted.year, tier, wanted.guardian, today)
    events = d.enrol(r.ResidentEnrolled(*about), terms, there, unit.load(stream, d.residents), today)
    unit.append(stream, events)
    # Two schemes of one line at the same moment collide here: the second is decided on what the first has left.
    person, line = entry_of(office.store, wanted.person_id)[0], r.LINE_OF[wanted.scheme]
    unit.append(r.CHOSEN.stream(person, line), [r.SchemeChosen(person, line, wanted.scheme, today)])
    return f"已参加{terms.name}，自{wanted.year}年度起"


def _stop(office: RecordsOffice, unit: Unit, person_id: str, scheme: r.Scheme, reason: r.StopReason) -> str:
    entry = _entry(office, unit, person_id, scheme)
    stream = r.RESIDENT.stream(entry, scheme)
    unit.append(stream, d.stop(entry, scheme, reason, unit.load(stream, d.residents), unit.context.today))
    return f"已停止参加{r.SCHEME_NAMES[scheme]}"


def _entry(office: RecordsOffice, unit: Unit, person_id: str, scheme: r.Scheme) -> str:
    """The entry of the person under which the scheme stands (ENR-22), else the one that was asked for."""
    entries = asked_first(office.store, person_id)
    states = {entry: unit.load(r.RESIDENT.stream(entry, scheme), d.residents) for entry in entries}
    return max(entries, key=lambda entry: d.STANDS.index(states[entry].status))


def open_terms(office: RecordsOffice, scheme: r.Scheme, year: int, today: str) -> d.SchemeTerms:
    """The terms of a year that can be enrolled in now. Raises YearNotAllowed, NoPolicy."""
    allowed = d.years_open(today, office.city.policy.at(SERIES + scheme, today)["next_from"])
    if year not in allowed:
        raise rr.YearNotAllowed(allowed="、".join(map(str, allowed)))
    return d.terms_of(scheme, year, office.city.policy.at(SERIES + scheme, f"{year}-01-01"))


def _archived(office: RecordsOffice, unit: Unit, wanted: Wanted) -> Person:
    """The archive; somebody who is in none is registered. Raises ResidentDetailsMissing."""
    stream = c.PERSON.stream(wanted.person_id)
    known: Archived = unit.load(stream, archive)
    if isinstance(known, Person):
        return known
    number, name = wanted.number, wanted.name.strip()
    if number is None or not name or office.person_id(number.number) != wanted.person_id:
        raise rr.ResidentDetailsMissing()
    seal = office.sealer.seal
    registered = c.PersonRegistered(
        person_id=wanted.person_id,
        id_number=seal(number.number),
        name=seal(name),
        mobile="",
        born=seal(number.birth),
        household_region=number.region,
        kind="resident",
        registered_on=unit.context.today,
    )
    unit.append(stream, [registered])
    known = unit.load(stream, archive)
    assert isinstance(known, Person)
    return known


def _standing(office: RecordsOffice, unit: Unit, person: Person, wanted: Wanted) -> d.Standing:
    relations = relations_of(office.store, wanted.person_id)
    states = [
        (scheme, unit.load(r.RESIDENT.stream(entry, scheme), d.residents))
        for entry in entries_of(office.store, wanted.person_id)
        for scheme in r.SCHEMES
    ]
    place = person.household_region
    if not person.born:  # the old system did not tell
        raise rr.ResidentDetailsMissing()
    return d.Standing(
        age=wanted.year - int(office.sealer.open(person.born)[:4]),
        is_resident=place[:4] == office.city["region"][:4],
        place=region_name(place) or place,
        employed=d.employed_lines(relations),
        retired=is_retired(person),
        schemes=frozenset(scheme for scheme, state in states if state.status == "active"),
    )
