"""The matters that clear doubles, decided by an officer and undone by another decision (ENR-22)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from kernel.calendar import add_months, last_day, month_range
from kernel.cases.effects import Effect, Entered, Filing
from kernel.cases.life import Application
from kernel.context import Context
from kernel.identifiers import WrongNumber, resident_id
from kernel.unit import Unit
from services.records import contract as c
from services.records.bills.decisions import Assessed, assess_bill
from services.records.bills.domain import bill
from services.records.contract import doubles as dc
from services.records.contributions.domain import contributions
from services.records.contributions.rules import late_fee_rates
from services.records.contributions.tariff import month_policy
from services.records.doubles import domain as d
from services.records.enrolment.domain import Relation, enrolment
from services.records.office import RecordsOffice
from services.records.personfile import asked_first, entry_of
from services.records.persons.domain import archive
from services.records.repairs.desk import tried_out
from services.records.repairs.domain import billed
from services.records.units import industry_classes


def double_effects(office: RecordsOffice) -> dict[str, Effect]:
    """By the matter's code."""
    return {
        dc.CLEAR_RELATION.code: tried_out(office, dc.ClearRelation, _clear),
        dc.REOPEN_RELATION.code: tried_out(office, dc.ReopenRelation, _reopen),
        dc.MERGE_ENTRIES.code: _by_officers(tried_out(office, dc.MergeEntries, _merge)),
        dc.UNDO_MERGE.code: _by_officers(tried_out(office, dc.UndoMerge, _undo)),
    }


def _by_officers(effect: Effect) -> Effect:
    """Whoever says that another's entry is theirs is looked at first."""
    look_through = effect.look_through
    assert look_through is not None

    def looked_through(filing: Filing, context: Context) -> Entered:
        if context.role == "person":
            raise dc.OfficersOnly()
        return look_through(filing, context)

    return Effect(effect.carry_out, look_through=looked_through)


def _relations(office: RecordsOffice, unit: Unit, entries: Iterable[str]) -> dict[d.Place, Relation]:
    """All of the person's, of every entry, as this unit of work sees them."""
    places: dict[str, d.Place] = {}
    for entry in entries:
        prefix = c.ENROLMENT.stream(entry, "")
        places |= {name: (entry, name.removeprefix(prefix)) for name, _ in office.store.streams(prefix)}
    unit.preload(places)
    return {place: unit.load(name, enrolment) for name, place in places.items()}


def _clear(office: RecordsOffice, unit: Unit, application: Application, form: dc.ClearRelation) -> str:
    """Two clearings at once collide in the person's stream: the second one is decided on what the first has left."""
    entries, today = asked_first(office.store, application.applicant), unit.context.today
    relations = _relations(office, unit, entries)
    place = d.place_of(form.unit_id, form.lines, entries, relations)
    stopped = d.clear(place, form.lines, form.from_month, relations, today)
    unit.append(c.ENROLMENT.stream(*place), [stopped])
    cleared = dc.RelationCleared(*place, stopped.lines, application.case_id, today)
    unit.append(_clearing(office, application), [cleared])
    return "重复的参保关系已终止；该月以后已缴的费用可以申请退费"


def _clearing(office: RecordsOffice, application: Application) -> str:
    return dc.CLEARING.stream(entry_of(office.store, application.applicant)[0])


def _reopen(office: RecordsOffice, unit: Unit, application: Application, form: dc.ReopenRelation) -> str:
    """A refund at the same moment collides in the person's stream: it finds the month owed, or it is owed again."""
    entries = asked_first(office.store, application.applicant)
    relations = _relations(office, unit, entries)
    place = d.cleared_place(form.unit_id, form.lines, entries, relations)
    before = relations.get(place, d.NONE)
    opened = d.reopen(*place, form.lines, before)
    unit.append(c.ENROLMENT.stream(*place), opened)
    lines = list(dict.fromkeys(form.lines))
    reopened = dc.RelationReopened(*place, lines, application.case_id, unit.context.today)
    unit.append(_clearing(office, application), [reopened])
    again = _owe_again(office, unit, place, opened, enrolment.after(opened, before))
    return "参保关系已恢复" + (f"，已退费的{again}个月重新核定应缴" if again else "")


def _owe_again(
    office: RecordsOffice, unit: Unit, place: d.Place, opened: Sequence[c.PersonEnrolled], relation: Relation
) -> int:
    """What was given back since is owed again: so many months, on the payer's bills, free of late fee for a while."""
    entry, unit_id = place
    first = max(min(event.start_month for event in opened), office.city["assessed_from"])
    entries = asked_first(office.store, entry)
    months = [
        (
            month_policy(office.city, month),
            [unit.load(c.CONTRIBUTION.stream(one, month[:4]), contributions) for one in entries],
        )
        for month in month_range(first, unit.context.month)
    ]
    known = industry_classes(office.database, [unit_id]).get(unit_id, 0)
    free = office.city.policy.at("adjustment", unit.context.today)["free_months"]
    until = last_day(add_months(unit.context.month, free))
    assessed = d.owed_again(place, opened, relation, months, known)
    for event in assessed:
        unit.append(c.CONTRIBUTION.stream(entry, event.period[:4]), [replace(event, due_on=until)])
        payer = c.payer(unit_id, entry)
        stream, due_on = c.BILL.stream(payer, event.period), event.due_on
        found = Assessed(payer, event.period, due_on, [billed(event)], fee_free_until=until)
        rates = late_fee_rates(office.city.policy)
        unit.append(stream, assess_bill(found, unit.load(stream, bill), rates, unit.context.today))
    return len(assessed)


def _merge(office: RecordsOffice, unit: Unit, application: Application, form: dc.MergeEntries) -> str:
    kept, other = _both(office, unit, application, form)
    for stream, event in zip(
        (kept, other), d.merge(*_states(unit, kept, other), *_about(unit, application)), strict=True
    ):
        unit.append(stream, [event])
    return "两份档案已合并，查询时一并显示；原记录保留，可以撤销"


def _undo(office: RecordsOffice, unit: Unit, application: Application, form: dc.UndoMerge) -> str:
    kept, other = _both(office, unit, application, form)
    for stream, event in zip(
        (kept, other), d.undo(*_states(unit, kept, other), *_about(unit, application)), strict=True
    ):
        unit.append(stream, [event])
    return "档案合并已撤销，两份档案各自恢复原状"


def _both(
    office: RecordsOffice, unit: Unit, application: Application, form: dc.MergeEntries | dc.UndoMerge
) -> tuple[str, str]:
    """The streams of the entry that is kept and of the other one. Raises EntryUnknown."""
    number = resident_id(form.other_id_number, unit.context.today)
    if isinstance(number, WrongNumber):
        raise dc.EntryUnknown()
    return c.PERSON.stream(application.applicant), c.PERSON.stream(office.person_id(number.number))


def _states(unit: Unit, kept: str, other: str) -> tuple[Any, Any]:
    return unit.load(kept, archive), unit.load(other, archive)


def _about(unit: Unit, application: Application) -> tuple[str, str]:
    return application.case_id, unit.context.today
