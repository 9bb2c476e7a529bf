"""The months of its people for which a unit has asked for a social subsidy, `subsidised-<unit_id>`. Pure.

A month of a person is subsidised once, whatever the period or the group it is asked for with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kernel.aggregate import Aggregate
from kernel.events import Event
from services.employer import contract as c

Months = Mapping[str, Sequence[str]]
"""By person."""


@dataclass(frozen=True, slots=True)
class Subsidised:
    """What each case asks for, or was granted."""

    cases: Mapping[str, Months] = field(default_factory=dict)


def evolve(state: Subsidised, event: Event) -> Subsidised:
    """The unit's months after the event."""
    match event:
        case c.SubsidyMonthsTaken():
            months = {each["person_id"]: tuple(each["months"]) for each in event.people}
            return Subsidised({**state.cases, event.case_id: months})
        case c.SubsidyMonthsReleased():
            return Subsidised({case: months for case, months in state.cases.items() if case != event.case_id})
    raise ValueError(f"{event.type} is no event of subsidised months")


subsidised: Aggregate[Subsidised] = Aggregate(Subsidised(), evolve)


def take(unit_id: str, case_id: str, wanted: Months, state: Subsidised) -> list[Event]:
    """Note what the case asks for, in place of what it asked for before. Raises SubsidyMonthTaken."""
    if wanted == state.cases.get(case_id, {}):
        return []
    taken = {
        (person_id, month): other
        for other, people in state.cases.items()
        for person_id, months in people.items()
        for month in months
        if other != case_id
    }
    for line, (person_id, months) in enumerate(wanted.items(), 1):
        for month in months:
            if (person_id, month) in taken:
                raise c.SubsidyMonthTaken(line=line, month=month, case_id=taken[person_id, month])
    people = [c.MonthsOfPerson(person_id=person_id, months=list(months)) for person_id, months in wanted.items()]
    return [c.SubsidyMonthsTaken(unit_id, case_id, people)]


def release(unit_id: str, case_id: str, state: Subsidised) -> list[Event]:
    """Nothing comes of the case; nothing where it has taken nothing."""
    return [c.SubsidyMonthsReleased(unit_id, case_id)] if case_id in state.cases else []
