"""Entry points about collecting: drawing, adjusting, doubles, residents. Beside those of `service.py`."""

from typing import Any

from kernel.context import Context
from kernel.http import command, query
from services.records.access import office_only, own_person
from services.records.adjustments.work import order_adjustment, order_notice
from services.records.bills.file import table_rows
from services.records.contract import adjustments as a
from services.records.contract import doubles, residents
from services.records.contract import draws as dc
from services.records.doubles.finding import get_doubles, order_search
from services.records.draws.answers import COLUMNS as DRAW_COLUMNS
from services.records.draws.answers import record_answers
from services.records.draws.ordering import order_draws
from services.records.draws.payments import get_own_payments, issue_payment_order
from services.records.office import RecordsOffice
from services.records.residents.queries import get_resident
from services.records.residents.work import order_year
from services.records.residents.work import record_payments as record_resident_rows

Reply = dict[str, Any]


class CollectingRoutes:
    """A part of the HTTP side."""

    service: RecordsOffice

    # commands

    @command(residents.AssessResidentYear)
    def assess_resident_year(self, command: residents.AssessResidentYear, context: Context) -> Reply:
        """Result: as GetRun; the work goes on by itself."""
        office_only(context)
        return order_year(self.service, command, context)

    @command(residents.RecordResidentPayments)
    def record_resident_payments(self, command: residents.RecordResidentPayments, context: Context) -> Reply:
        """Result: see `RecordResidentPayments`."""
        office_only(context)
        return record_resident_rows(self.service, command.rows, context)

    @command(doubles.FindDoubles)
    def find_doubles(self, _command: doubles.FindDoubles, context: Context) -> Reply:
        """Result: as GetRun; the work goes on by itself."""
        office_only(context)
        return order_search(self.service, context)

    @command(a.AnnounceAdjustments)
    def announce_adjustments(self, command: a.AnnounceAdjustments, context: Context) -> Reply:
        """Result: as GetRun; the work goes on by itself."""
        office_only(context)
        return order_notice(self.service, command, context)

    @command(a.AdjustMonth)
    def adjust_month(self, command: a.AdjustMonth, context: Context) -> Reply:
        """Result: as GetRun; the work goes on by itself."""
        office_only(context)
        return order_adjustment(self.service, command, context)

    @command(dc.OrderDraws)
    def order_draws(self, _command: dc.OrderDraws, context: Context) -> Reply:
        """Result: as GetRun; the work goes on by itself."""
        office_only(context)
        return order_draws(self.service, context)

    @command(dc.RecordDrawAnswers)
    def record_draw_answers(self, command: dc.RecordDrawAnswers, context: Context) -> Reply:
        """Result: see `RecordDrawAnswers`."""
        office_only(context)
        return record_answers(self.service, command.rows, context)

    @command(dc.RecordDrawFile)
    def record_draw_file(self, command: dc.RecordDrawFile, context: Context) -> Reply:
        """Result: see `RecordDrawAnswers`."""
        office_only(context)
        return record_answers(self.service, table_rows(command.content, DRAW_COLUMNS), context)

    @command(dc.IssuePaymentOrder)
    def issue_payment_order(self, command: dc.IssuePaymentOrder, context: Context) -> Reply:
        """Result: see `IssuePaymentOrder`."""
        own_person(context, command.person_id)
        return issue_payment_order(self.service, command, context)

    # queries

    @query(dc.GetOwnPayments)
    def get_own_payments(self, query: dc.GetOwnPayments, context: Context) -> Reply:
        own_person(context, query.person_id)
        return get_own_payments(self.service, query, context.today)

    @query(residents.GetResident)
    def get_resident(self, query: residents.GetResident, context: Context) -> Reply:
        own_person(context, query.person_id)
        return get_resident(self.service, query, context.today)

    @query(doubles.GetDoubles)
    def get_doubles(self, query: doubles.GetDoubles, context: Context) -> Reply:
        office_only(context)
        return get_doubles(self.service, query)
