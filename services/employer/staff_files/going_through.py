"""Going through a page of a file's rows: on trial, or declaring them. A row that is bad stops no other."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from kernel.cases import CASE, Matter
from kernel.context import Context
from kernel.refusals import Refused
from kernel.tabular.apart import ReadRow
from kernel.unit import Unit
from services.employer import contract as c
from services.employer.office import Office
from services.employer.staff import domain
from services.employer.staff.declaration import Addition, id_number
from services.employer.staff.desk import Entry, enter, looked_through
from services.employer.staff_files.domain import File, Tally
from services.employer.staff_files.rows import bad_row, row_form
from services.employer.units.domain import declaring, registered
from services.employer.units.domain import unit as unit_aggregate
from services.records.contract.costs import Costs


class Declaring:
    """Declares rows in cases, in the unit of work it is given."""

    def __init__(self, office: Office, unit: Unit) -> None:
        self.office, self.unit, self.tally = office, unit, Tally()

    def go_through(self, state: File) -> Tally:
        """The next page."""
        return self.declare(state.unit_id, self.office.pages.get(state.file_id, state.declared.pages))

    def declare(self, unit_id: str, rows: Sequence[ReadRow]) -> Tally:
        """What can be declared; a row that was declared before changes nothing.

        Where the unit may declare nothing any more, each row tells so.
        """
        try:
            declaring(self.unit.load(c.UNIT.stream(unit_id), unit_aggregate))
        except Refused as refused:
            self.tally.bad += [bad_row(row.line, row.fault or refused) for row in rows]
            return self.tally
        entries = self._entries(unit_id, list(self._forms(rows)))
        self.unit.preload([entry.stream for _, entry in entries])
        self.unit.preload([CASE.stream(entry.application.case_id) for _, entry in entries])
        for line, entry in entries:
            try:
                self._declare(entry)
            except Refused as refused:
                self.tally.bad.append(bad_row(line, refused))
        self.tally.bad.sort(key=lambda bad: bad["line"])
        return self.tally

    def _forms(self, rows: Iterable[ReadRow]) -> Iterable[tuple[int, Any]]:
        for row in rows:
            try:
                if row.fault:
                    raise row.fault
                yield row.line, row_form(row.fields)
            except Refused as refused:
                self.tally.bad.append(bad_row(row.line, refused))

    def _entries(self, unit_id: str, forms: list[tuple[int, Any]]) -> list[tuple[int, Entry]]:
        context, entries = self.unit.context, list[tuple[int, Entry]]()
        known = self.office.names(self._person_ids(forms))
        for line, form in forms:
            case_id = self.office.desk.new_case_id(unit_id, context, line)
            try:
                entries.append((line, looked_through(self.office, unit_id, form, (), case_id, known, context)))
            except Refused as refused:
                self.tally.bad.append(bad_row(line, refused))
        return entries

    def _person_ids(self, forms: list[tuple[int, Any]]) -> list[str]:
        found = []
        for _, form in forms:
            try:
                found.append(self.office.person_id(id_number(form.id_number, self.unit.context.today)))
            except Refused:
                continue  # told when the row is looked through
        return found

    def _declare(self, entry: Entry) -> None:
        state = self.unit.load(entry.stream, domain.staff)
        if domain.declared_before(entry.declaration, state):
            self.tally.unchanged += 1
            return
        enter(self.office.desk, self.unit, entry, _without_materials(c.MATTERS[entry.application.matter]))
        self.tally.good += 1
        self.count(entry, state)

    def count(self, entry: Entry, before: domain.Staff) -> None:
        """What else is to be told of a good row: on a trial its cost."""


class Trial(Declaring):
    """Tries rows out in a unit of work that is never written, and tells what they would change."""

    def __init__(self, office: Office, context: Context) -> None:
        super().__init__(office, Unit(office.store, None, context))
        self._costs = Costs(office.city)
        self._class = 0
        self._enrolled_once: set[str] = set()

    def go_through(self, state: File) -> Tally:
        """The next page."""
        unit = registered(self.unit.load(c.UNIT.stream(state.unit_id), unit_aggregate))
        self._class = unit.industry_class
        return self.declare(state.unit_id, self.office.pages.get(state.file_id, state.trial.pages))

    def _person_ids(self, forms: list[tuple[int, Any]]) -> list[str]:
        found = super()._person_ids(forms)
        self._enrolled_once = self.office.enrolled_once(found)
        return found

    def count(self, entry: Entry, before: domain.Staff) -> None:
        """People and the month's cost."""
        declaration = entry.declaration
        sign = 1 if isinstance(declaration, Addition) else -1
        if sign < 0:
            self.tally.stopping += 1
        elif before.lines or entry.who.person_id in self._enrolled_once:
            self.tally.returning += 1
        else:
            self.tally.new += 1
        wage = declaration.wage_fen if isinstance(declaration, Addition) else before.wage_fen
        for line, month in declaration.months.items():
            cost = self._costs.of(line, "employee", self._class, wage, month) if wage else None
            employer, individual = (cost.employer, cost.individual) if cost else (0, 0)
            self.tally.add(
                {
                    "line": line,
                    "added": int(sign > 0),
                    "stopped": int(sign < 0),
                    "employer": sign * employer,
                    "individual": sign * individual,
                    "unpriced": int(cost is None),
                }
            )


def _without_materials(matter: Matter) -> Matter:
    """A row brings no documents: the officer asks for those he wants to see."""
    return replace(matter, materials=tuple(replace(material, required=False) for material in matter.materials))
