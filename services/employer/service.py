"""Entry points of employer."""

from typing import Any

from kernel.cases.routes import CaseRoutes, CaseWatch
from kernel.cases.watch import waiting_cases
from kernel.commands import execute
from kernel.context import Context
from kernel.http import ServiceRoutes, Wired, command, query
from kernel.subscription import Projection, Reaction
from services.employer import contract as c
from services.employer import queries
from services.employer.bases import desk as base_desk
from services.employer.bases.queries import get_bases, get_own_bases
from services.employer.bases.readmodel import person_bases
from services.employer.office import Office
from services.employer.staff import desk as staff_desk
from services.employer.staff import statements
from services.employer.staff.reactions import on_enrolment
from services.employer.staff.readmodel import people
from services.employer.staff_files import desk as file_desk
from services.employer.staff_files.rejects import get_rejects
from services.employer.subsidy import desk as subsidy_desk
from services.employer.subsidy.figures import unit_people
from services.employer.units import domain as units
from services.employer.units.readmodel import debts, units_by_code
from services.employer.wiring import wire
from services.records import contract as records

Reply = dict[str, Any]


class Employer(CaseRoutes, ServiceRoutes):
    """The HTTP side. Results and answers are described at the messages."""

    name = "employer"
    service: Office = Wired(wire)  # type: ignore[assignment]

    # entering

    @command(c.DeclareStaffAdded)
    def declare_staff_added(self, command: c.DeclareStaffAdded, context: Context) -> Reply:
        return staff_desk.declare(self.service, command, context)

    @command(c.DeclareStaffStopped)
    def declare_staff_stopped(self, command: c.DeclareStaffStopped, context: Context) -> Reply:
        return staff_desk.declare(self.service, command, context)

    @command(c.HandInStaffFile)
    def hand_in_staff_file(self, command: c.HandInStaffFile, context: Context) -> Reply:
        return file_desk.hand_in(self.service, command, context)

    @command(c.CommitStaffFile)
    def commit_staff_file(self, command: c.CommitStaffFile, context: Context) -> Reply:
        return file_desk.commit(self.service, command, context)

    @command(c.AppointAgent)
    def appoint_agent(self, command: c.AppointAgent, context: Context) -> Reply:
        units.check_officer(context)
        return execute(
            self.service.store,
            c.UNIT.stream(command.unit_id),
            units.unit,
            lambda state: units.appoint_agent(command.account_id, state, context),
            context,
        )

    @command(c.ActivateUnit)
    def activate_unit(self, command: c.ActivateUnit, context: Context) -> Reply:
        return execute(
            self.service.store,
            c.UNIT.stream(command.unit_id),
            units.unit,
            lambda state: units.activate(state, context),
            context,
        )

    # the monthly notice

    @command(c.NoteMonthSeen)
    def note_month_seen(self, command: c.NoteMonthSeen, context: Context) -> Reply:
        return statements.note_seen(self.service, command, context)

    @query(c.GetOwnMonthSeen)
    def get_own_month_seen(self, query: c.GetOwnMonthSeen, context: Context) -> Reply:
        return statements.get_own_seen(self.service, query, context)

    @query(c.GetMonthSeen)
    def get_month_seen(self, query: c.GetMonthSeen, context: Context) -> Reply:
        return statements.get_seen(self.service, query, context)

    # subsidies

    @command(c.PaySubsidy)
    def pay_subsidy(self, command: c.PaySubsidy, context: Context) -> Reply:
        return subsidy_desk.pay(self.service, command, context)

    @query(c.GetSubsidies)
    def get_subsidies(self, query: c.GetSubsidies, context: Context) -> Reply:
        return subsidy_desk.get_subsidies(self.service, query, context)

    # bases

    @command(c.DeclareBases)
    def declare_bases(self, command: c.DeclareBases, context: Context) -> Reply:
        return base_desk.declare(self.service, command, context)

    @command(c.DeclareBaseFile)
    def declare_base_file(self, command: c.DeclareBaseFile, context: Context) -> Reply:
        return base_desk.declare_file(self.service, command, context)

    @command(c.CloseBaseDeclaration)
    def close_base_declaration(self, command: c.CloseBaseDeclaration, context: Context) -> Reply:
        return base_desk.close(self.service, command, context)

    @command(c.ConfirmBase)
    def confirm_base(self, command: c.ConfirmBase, context: Context) -> Reply:
        return base_desk.confirm(self.service, command, context)

    @query(c.GetBases)
    def get_bases(self, query: c.GetBases, context: Context) -> Reply:
        return get_bases(self.service, query, context)

    @query(c.GetOwnBases)
    def get_own_bases(self, query: c.GetOwnBases, context: Context) -> Reply:
        return get_own_bases(self.service, query, context)

    # looking up

    @query(c.GetUnit)
    def get_unit(self, query: c.GetUnit, context: Context) -> Reply:
        return queries.get_unit(self.service, query, context)

    @query(c.GetRoster)
    def get_roster(self, query: c.GetRoster, context: Context) -> Reply:
        return queries.get_roster(self.service, query, context)

    @query(c.GetStaffNumber)
    def get_staff_number(self, query: c.GetStaffNumber, context: Context) -> Reply:
        return queries.get_staff_number(self.service, query, context)

    @query(c.FindPerson)
    def find_person(self, query: c.FindPerson, context: Context) -> Reply:
        return queries.find_person(self.service, query, context)

    @query(c.ListCases)
    def list_cases(self, query: c.ListCases, context: Context) -> Reply:
        return queries.list_cases(self.service, query, context)

    @query(c.GetStaffFile)
    def get_staff_file(self, query: c.GetStaffFile, context: Context) -> Reply:
        return file_desk.get_file(self.service, query, context)

    @query(c.GetStaffFileRejects)
    def get_staff_file_rejects(self, query: c.GetStaffFileRejects, context: Context) -> Reply:
        return get_rejects(self.service, query, context)


class EmployerSubscriptions(CaseWatch):
    """What employer listens to: records, and its own files of staff changes."""

    name = "employer-subscriptions"
    service = Wired(wire)
    people = Projection(people)
    units_by_code = Projection(units_by_code)
    debts = Projection(debts)
    person_bases = Projection(person_bases)
    unit_people = Projection(unit_people)
    waiting_cases = Projection(waiting_cases(c.CONTRACT))
    enrolment = Reaction("enrolment", [records.CONTRACT.source(records.ENROLMENT)], on_enrolment)
    staff_files = Reaction("staff-files", [c.CONTRACT.source(c.STAFF_FILE)], file_desk.on_staff_file, batch=1)
