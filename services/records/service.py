"""Entry points of records."""

from typing import Any

from kernel.cases.routes import CaseRoutes, CaseWatch
from kernel.cases.watch import waiting_cases
from kernel.context import Context
from kernel.http import ServiceRoutes, Wired, command, query
from kernel.subscription import Projection, Reaction, Sending
from services.employer import contract as employer
from services.identity import contract as identity
from services.records import contract as c
from services.records.access import office_only, own_bill, own_person
from services.records.balances.queries import get_balances, get_movements
from services.records.benefits.queries import get_benefits
from services.records.bills.file import payment_rows
from services.records.bills.payments import book_payments, get_payment_file, receive_file
from services.records.bills.queries import get_unit_bill, get_unmatched_payments, held_money
from services.records.bills.settlement import on_bill
from services.records.closing.queries import get_closing, get_closing_units
from services.records.collecting import CollectingRoutes
from services.records.contract import benefits as b
from services.records.contract import evidence as e
from services.records.contract import medical as m
from services.records.contract import transferred as t
from services.records.contract.closing import GetClosing, GetClosingUnits
from services.records.contract.repairs import WatchMonth
from services.records.contract.series import GetMovements, GetSeries
from services.records.contributions.queries import get_continuity, get_contributions
from services.records.draws import ordering as drawing
from services.records.draws.ordering import DailyDraws
from services.records.enrolment.queries import get_insured_status
from services.records.enrolment.reactions import on_staff
from services.records.evidence.queries import get_evidence, get_figures
from services.records.evidence.series import get_series
from services.records.medical.queries import get_medical, get_remote_care, get_sharing, get_spending
from services.records.office import RecordsOffice
from services.records.past import known_on
from services.records.payers.payments import named_payers
from services.records.payers.queries import get_self_payment
from services.records.payers.reactions import on_account
from services.records.persons.queries import get_person
from services.records.repairs import refunding
from services.records.residents.guardians import guardians
from services.records.runs.commands import WORKS, get_run, order_assessment, order_interest
from services.records.runs.work import react_with
from services.records.transfers import commands as transfers
from services.records.transfers.queries import shown, transfers_of
from services.records.transfers.transferred import get_transferred_in
from services.records.units import units
from services.records.watch.work import ArrivalWatch, on_arrival, order_watch
from services.records.wiring import wire

Reply = dict[str, Any]
BILLS_AT_ONCE = 20
"""Each may settle hundreds of members inside one transaction's time."""


class Records(CollectingRoutes, CaseRoutes, ServiceRoutes):
    """The HTTP side."""

    name = "records"
    service: RecordsOffice = Wired(wire)  # type: ignore[assignment]

    # commands

    @command(c.AssessMonth)
    def assess_month(self, command: c.AssessMonth, context: Context) -> Reply:
        """Result: as GetRun; the work goes on by itself."""
        office_only(context)
        return order_assessment(self.service, command, context)

    @command(c.CreditInterest)
    def credit_interest(self, command: c.CreditInterest, context: Context) -> Reply:
        """Result: as GetRun; the work goes on by itself."""
        office_only(context)
        return order_interest(self.service, command, context)

    @command(WatchMonth)
    def watch_month(self, command: WatchMonth, context: Context) -> Reply:
        """Result: as GetRun; the work goes on by itself."""
        office_only(context)
        return order_watch(self.service, command.month, context)

    @command(c.RecordPayments)
    def record_payments(self, command: c.RecordPayments, context: Context) -> Reply:
        """Result: see `RecordPayments`."""
        office_only(context)
        return book_payments(self.service, named_payers(self.service, command.rows, context), context)

    @command(c.RecordPaymentFile)
    def record_payment_file(self, command: c.RecordPaymentFile, context: Context) -> Reply:
        """Result: as GetPaymentFile; the work goes on by itself."""
        office_only(context)
        return receive_file(self.service, named_payers(self.service, payment_rows(command.content), context), context)

    @command(c.RequestTransfer)
    def request_transfer(self, command: c.RequestTransfer, context: Context) -> Reply:
        """Result: `{transfer_id, steps, warning?}`."""
        return transfers.request_transfer(self.service, command, context)

    @command(c.AdvanceTransfer)
    def advance_transfer(self, command: c.AdvanceTransfer, context: Context) -> Reply:
        """Result: as GetTransfer."""
        office_only(context)
        return transfers.advance_transfer(self.service, command, context)

    @command(c.RefuseTransfer)
    def refuse_transfer(self, command: c.RefuseTransfer, context: Context) -> Reply:
        """Result: as GetTransfer."""
        office_only(context)
        return transfers.refuse_transfer(self.service, command, context)

    # queries

    @query(c.GetPerson)
    def get_person(self, query: c.GetPerson, context: Context) -> Reply:
        own_person(context, query.person_id)
        return get_person(self.service, query.person_id)

    @query(c.GetSelfPayment)
    def get_self_payment(self, query: c.GetSelfPayment, context: Context) -> Reply:
        own_person(context, query.person_id)
        return get_self_payment(self.service, query, context)

    @query(c.GetInsuredStatus)
    def get_insured_status(self, query: c.GetInsuredStatus, context: Context) -> Reply:
        own_person(context, query.person_id)
        service, day = known_on(self.service, query.as_of, context)
        return get_insured_status(service, query.person_id, day)

    @query(c.GetContributions)
    def get_contributions(self, query: c.GetContributions, context: Context) -> Reply:
        own_person(context, query.person_id)
        service, day = known_on(self.service, query.as_of, context)
        return get_contributions(service, query, day)

    @query(c.GetContinuity)
    def get_continuity(self, query: c.GetContinuity, context: Context) -> Reply:
        own_person(context, query.person_id)
        service, day = known_on(self.service, query.as_of, context)
        return get_continuity(service, query, day)

    @query(c.GetBalances)
    def get_balances(self, query: c.GetBalances, context: Context) -> Reply:
        own_person(context, query.person_id)
        service, day = known_on(self.service, query.as_of, context)
        return get_balances(service, query.person_id, day, query.limit)

    @query(GetMovements)
    def get_movements(self, query: GetMovements, context: Context) -> Reply:
        own_person(context, query.person_id)
        service, day = known_on(self.service, query.as_of, context)
        return get_movements(service, query, day)

    @query(GetSeries)
    def get_series(self, query: GetSeries, context: Context) -> Reply:
        own_person(context, query.person_id)
        service, day = known_on(self.service, query.as_of, context)
        return get_series(service, query, day)

    @query(b.GetBenefits)
    def get_benefits(self, query: b.GetBenefits, context: Context) -> Reply:
        own_person(context, query.person_id)
        service, day = known_on(self.service, query.as_of, context)
        return get_benefits(service, query, day)

    @query(m.GetSpending)
    def get_spending(self, query: m.GetSpending, context: Context) -> Reply:
        own_person(context, query.person_id)
        service, day = known_on(self.service, query.as_of, context)
        return get_spending(service, query, day)

    @query(m.GetMedical)
    def get_medical(self, query: m.GetMedical, context: Context) -> Reply:
        own_person(context, query.person_id)
        service, day = known_on(self.service, query.as_of, context)
        return get_medical(service, query, day)

    @query(m.GetRemoteCare)
    def get_remote_care(self, query: m.GetRemoteCare, context: Context) -> Reply:
        own_person(context, query.person_id)
        service, day = known_on(self.service, query.as_of, context)
        return get_remote_care(service, query, day)

    @query(m.GetSharing)
    def get_sharing(self, query: m.GetSharing, context: Context) -> Reply:
        own_person(context, query.person_id)
        service, day = known_on(self.service, query.as_of, context)
        return get_sharing(service, query, day)

    @query(t.GetTransferredIn)
    def get_transferred_in(self, query: t.GetTransferredIn, context: Context) -> Reply:
        own_person(context, query.person_id)
        service, day = known_on(self.service, query.as_of, context)
        return get_transferred_in(service, query, day)

    @query(e.GetFigures)
    def get_figures(self, query: e.GetFigures, context: Context) -> Reply:
        own_person(context, query.person_id)
        service, day = known_on(self.service, query.as_of, context)
        return get_figures(service, query, day)

    @query(e.GetEvidence)
    def get_evidence(self, query: e.GetEvidence, context: Context) -> Reply:
        own_person(context, query.person_id)
        service, day = known_on(self.service, query.as_of, context)
        return get_evidence(service, query, day)

    @query(c.GetUnitBill)
    def get_unit_bill(self, query: c.GetUnitBill, context: Context) -> Reply:
        own_bill(context, query.unit_id)
        return get_unit_bill(self.service, query, context.today)

    @query(c.GetUnmatchedPayments)
    def get_unmatched_payments(self, query: c.GetUnmatchedPayments, context: Context) -> Reply:
        office_only(context)
        return get_unmatched_payments(self.service, query)

    @query(GetClosing)
    def get_closing(self, query: GetClosing, context: Context) -> Reply:
        office_only(context)
        return get_closing(self.service, query, context.today)

    @query(GetClosingUnits)
    def get_closing_units(self, query: GetClosingUnits, context: Context) -> Reply:
        office_only(context)
        return get_closing_units(self.service, query, context.today)

    @query(c.GetPaymentFile)
    def get_payment_file(self, query: c.GetPaymentFile, context: Context) -> Reply:
        office_only(context)
        return get_payment_file(self.service, query)

    @query(c.GetTransfer)
    def get_transfer(self, query: c.GetTransfer, context: Context) -> Reply:
        return transfers.get_transfer(self.service, query, context)

    @query(c.GetTransfers)
    def get_transfers(self, query: c.GetTransfers, context: Context) -> Reply:
        own_person(context, query.person_id)
        found = transfers_of(self.service.store, query.person_id)
        return {"transfers": [shown(one, context.today) for one in found]}

    @query(c.GetRun)
    def get_run(self, query: c.GetRun, context: Context) -> Reply:
        office_only(context)
        return get_run(self.service, query)


class RecordsSubscriptions(CaseWatch, ArrivalWatch, DailyDraws):
    """What records listens to."""

    name = "records-subscriptions"
    service = Wired(wire)
    staff = Reaction("staff", [employer.CONTRACT.source(employer.STAFF)], on_staff)
    bills = Reaction("bills", [c.CONTRACT.source(c.BILL)], on_bill, batch=BILLS_AT_ONCE)
    arrivals = Reaction("arrivals", [c.CONTRACT.source(c.BILL)], on_arrival)
    runs = Reaction("runs", [c.CONTRACT.source(c.RUN)], react_with(WORKS), batch=2)
    closed_accounts = Reaction("closed-accounts", [identity.CONTRACT.source(identity.ACCOUNT)], on_account)
    units = Projection(units)
    waiting_cases = Projection(waiting_cases(c.CONTRACT))
    held_money = Projection(held_money)
    guardians = Projection(guardians)
    bank_draws = Sending(drawing.KIND, drawing.send, drawing.expired)
    refunds = Sending(refunding.KIND, refunding.send, refunding.expired)
