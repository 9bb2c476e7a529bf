"""Entry points for cases: a service that has a desk inherits them beside its own.

`CaseRoutes` belongs to its HTTP side, `CaseWatch` to its subscriptions, beside `Projection(waiting_cases(CONTRACT))`.
"""

import logging
from typing import Any

from nameko.timer import timer
from pymongo.errors import PyMongoError

from kernel.cases import messages as m
from kernel.context import Context
from kernel.http import command, query

log = logging.getLogger(__name__)
WATCH_SECONDS = 5


class CaseRoutes:
    """What every desk is told and asked. Results and answers are described at the messages."""

    service: Any
    """Wired to a `Service` that has a `desk`."""

    # the applicant's

    @command(m.DraftCase)
    def draft_case(self, command: m.DraftCase, context: Context) -> Any:
        return self.service.desk.save_draft(command, context)

    @command(m.SubmitCase)
    def submit_case(self, command: m.SubmitCase, context: Context) -> Any:
        return self.service.desk.submit_case(command, context)

    @command(m.SubmitDraft)
    def submit_draft(self, command: m.SubmitDraft, context: Context) -> Any:
        return self.service.desk.submit_draft(command.case_id, context)

    @command(m.KeepDocument)
    def keep_document(self, command: m.KeepDocument, context: Context) -> Any:
        return self.service.desk.keep_document(command.applicant, command.content, context)

    @command(m.AddMaterial)
    def add_material(self, command: m.AddMaterial, context: Context) -> Any:
        return self.service.desk.add_material(command.case_id, command.materials, context)

    @command(m.WithdrawCase)
    def withdraw_case(self, command: m.WithdrawCase, context: Context) -> Any:
        return self.service.desk.withdraw(command.case_id, command.confirmed, context)

    # the officer's

    @command(m.ClaimCase)
    def claim_case(self, command: m.ClaimCase, context: Context) -> Any:
        return self.service.desk.claim(command.case_id, command.take_over, context)

    @command(m.HandOverCase)
    def hand_over_case(self, command: m.HandOverCase, context: Context) -> Any:
        return self.service.desk.hand_over(command.case_id, command.to, context)

    @command(m.AskForMaterial)
    def ask_for_material(self, command: m.AskForMaterial, context: Context) -> Any:
        return self.service.desk.ask_for_material(command.case_id, command.wanted, command.reason, context)

    @command(m.ApproveCase)
    def approve_case(self, command: m.ApproveCase, context: Context) -> Any:
        return self.service.desk.approve(command.case_id, context)

    @command(m.RejectCase)
    def reject_case(self, command: m.RejectCase, context: Context) -> Any:
        return self.service.desk.reject(command.case_id, command.reason, context)

    # looking

    @query(m.GetCase)
    def get_case(self, query: m.GetCase, context: Context) -> Any:
        return self.service.desk.get(query.case_id, context)

    @query(m.GetDocument)
    def get_document(self, query: m.GetDocument, context: Context) -> Any:
        return self.service.desk.document(query.case_id, query.document, context)


class CaseWatch:
    """Escalates cases whose office time is nearly over or over. Several copies do no harm: see `Desk.escalate`."""

    service: Any

    @timer(interval=WATCH_SECONDS)
    def escalate_cases(self) -> None:
        try:
            self.service.desk.escalate(self.service.context())
        except PyMongoError as outage:
            log.warning("deadlines wait for the store: %s", type(outage).__name__)
