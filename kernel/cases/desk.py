"""The desk: what every service does with its cases, on the store. A service gives its matters and their effects.

What reaches beyond the case (a matter's `Effect`) happens in the same transaction.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from kernel.calendar import add_working_days, local_time
from kernel.cases import decisions as d
from kernel.cases.documents import Documents
from kernel.cases.effects import Effect, Entered, Filing
from kernel.cases.events import CASE, Attached, CaseEvent
from kernel.cases.life import Application, Case, Draft, case, status
from kernel.cases.matter import Matter
from kernel.cases.messages import DraftCase, SubmitCase
from kernel.cases.progress import sealed_form, shown, summed_up
from kernel.cases.refusals import CaseUnknown, CaseWrongStep, MatterUnknown
from kernel.cases.watch import waiting_cases
from kernel.commands import execute, execute_across
from kernel.context import Context
from kernel.policy import City
from kernel.privacy import Sealer
from kernel.readmodel import Generations
from kernel.schema import checked, checked_part
from kernel.store import Document, EventStore
from kernel.unit import Unit

MOST_SCANNED = 2000
"""Cases looked at for one page of a filtered list, so that no page takes long; the next page goes on there."""
NEAR = "deadline/near"
"""The series that says how many working days before its end the office's time is nearly over."""
ESCALATED_AT_ONCE = 500


@dataclass(frozen=True)
class Desk:
    """The cases of one service. `mark` is the service's own letter in the ids of its cases, one of G to Z."""

    store: EventStore
    sealer: Sealer
    city: City
    documents: Documents
    matters: Mapping[str, Matter]
    effects: Mapping[str, Effect]
    mark: str

    # entering

    def new_case_id(self, applicant: str, context: Context, part: object = "") -> str:
        """`<applicant>-<yyyymmddhhmmss>-<mark><11 hex digits>`: ids of one applicant are in the order of time."""
        moment = datetime.fromisoformat(local_time(context.instant))
        return f"{applicant}-{moment:%Y%m%d%H%M%S}-{self.mark}{context.new_id(f'case {part}')[:11]}"

    def matter(self, code: str) -> Matter:
        """The matter of that code. Raises MatterUnknown."""
        if code not in self.matters:
            raise MatterUnknown()
        return self.matters[code]

    def keep_document(self, applicant: str, content: str, context: Context) -> Document:
        """Result: `{document}`."""
        d.check_own(applicant, context)
        document = self.documents.keep(applicant, content, context)
        return {"result": {"document": document}, "stream": "", "version": 0}

    def save_draft(self, command: DraftCase, context: Context) -> Document:
        """Keep a draft. Result: `{case_id}`."""
        matter = self.matter(command.matter)
        d.check_applicant(matter, command.applicant, context)
        filled_in = checked_part(matter.form, command.form, "form")
        application = Application(
            command.case_id or self.new_case_id(command.applicant, context),
            matter.code,
            command.applicant,
            self.effects[matter.code].subject(filled_in, context),
            matter.title,
            sealed_form(filled_in, self.sealer.seal),
            tuple(command.materials),
        )
        self.check_documents(application)

        def decide(state: Case) -> list[CaseEvent]:
            if command.case_id:
                d.seen(state, context)
            return d.save_draft(application, matter, state, context)

        return self._execute(application.case_id, decide, context)

    def submit_case(self, command: SubmitCase, context: Context) -> Document:
        """Hand in. Result: `{case_id, due_on, outcome?}`."""
        matter = self.matter(command.matter)
        d.check_applicant(matter, command.applicant, context)
        case_id = command.case_id or self.new_case_id(command.applicant, context)
        form: Any = checked(matter.form, command.form, "form")
        filing = Filing(matter, command.applicant, case_id, form, tuple(command.materials))
        return self.file(filing, command.case_id is not None, context)

    def submit_draft(self, case_id: str, context: Context) -> Document:
        """Hand a draft in as it was kept. Result: as `submit_case`. Raises CaseUnknown, CaseWrongStep, Invalid."""

        def decide(unit: Unit) -> Document:
            state = unit.load(CASE.stream(case_id), case)
            kept = d.seen(state, context)
            if not isinstance(state, Draft):
                raise CaseWrongStep(status=summed_up(state, self.matters[kept.matter])["status_title"])
            matter = self.matters[kept.matter]
            form: Any = checked(matter.form, json.loads(self.sealer.open(kept.form)), "form")
            return self._file(unit, Filing(matter, kept.applicant, case_id, form, kept.materials), True)

        return execute_across(self.store, decide, context)

    def file(self, filing: Filing, must_exist: bool, context: Context) -> Document:
        """Hand in a form that has been checked. Result: as `submit_case`."""
        return execute_across(self.store, lambda unit: self._file(unit, filing, must_exist), context)

    def _file(self, unit: Unit, filing: Filing, must_exist: bool) -> Document:
        d.check_applicant(filing.matter, filing.applicant, unit.context)
        entered = self._looked_through(filing, unit.context)
        self.check_documents(entered.application)
        stream = CASE.stream(filing.case_id)
        unit.preload([stream, *entered.streams])
        entered.note(unit)
        result = self.submit(unit, entered.application, filing.matter, must_exist)
        return unit.reply(stream, case_id=filing.case_id, **result)

    def _looked_through(self, filing: Filing, context: Context) -> Entered:
        look_through = self.effects[filing.matter.code].look_through
        if look_through is not None:
            return look_through(filing, context)
        subject = filing.applicant if filing.matter.applicant == "person" else ""
        return Entered(filing.applied(self.sealer, subject))

    def submit(self, unit: Unit, application: Application, matter: Matter, must_exist: bool = False) -> dict[str, str]:
        """Open a case within a unit of work, with its effect where the matter is automatic.

        `{due_on}`, and `{outcome}` of an automatic matter.
        """
        stream, context = CASE.stream(application.case_id), unit.context
        state = unit.load(stream, case)
        if must_exist:
            d.seen(state, context)
        self._check_open(matter, context)
        days = self.city.policy.at(matter.deadline, context.today)["working_days"]
        submitted = d.submit(application, matter, days, state, context)
        if matter.review == "automatic":
            submitted += self._carried_out(unit, case.after(submitted, state))
        unit.append(stream, submitted)
        told = {"due_on": getattr(submitted[0], "due_on", ""), "outcome": getattr(submitted[-1], "outcome", "")}
        return {name: value for name, value in told.items() if value}

    def _check_open(self, matter: Matter, context: Context) -> None:
        """Whether the matter is taken now and through this channel."""
        policy, today = self.city.policy, context.today
        names = {channel["code"]: channel["name"] for channel in self.city["channels"]}
        d.check_channel(matter, policy.at(matter.channels, today)["offered"], names, context)
        d.check_hours(policy.at(matter.hours, today).values, context)

    def check_documents(self, application: Application) -> None:
        """Whether everything attached has been kept for this applicant. Raises DocumentUnknown."""
        self.documents.check_kept(application.applicant, [a["document"] for a in application.materials])

    def withdraw(self, case_id: str, confirmed: bool, context: Context) -> Document:
        """Result: `{case_id}`."""
        return self._end(case_id, lambda state: d.withdraw(confirmed, state, context), context)

    def add_material(self, case_id: str, materials: list[Attached], context: Context) -> Document:
        """Result: `{case_id, due_on}`."""

        def decide(state: Case) -> list[CaseEvent]:
            application = d.seen(state, context)
            self.documents.check_kept(application.applicant, [a["document"] for a in materials])
            return d.add_material(materials, self.matters[application.matter], state, context)

        return self._execute(case_id, decide, context)

    # reviewing

    def claim(self, case_id: str, take_over: bool, context: Context) -> Document:
        """Result: `{case_id}`."""
        return self._execute(case_id, lambda state: d.claim(state, context, take_over), context)

    def hand_over(self, case_id: str, to: str, context: Context) -> Document:
        """Result: `{case_id}`."""
        return self._execute(case_id, lambda state: d.hand_over(to, state, context), context)

    def ask_for_material(self, case_id: str, wanted: list[str], reason: str, context: Context) -> Document:
        """Result: `{case_id}`."""
        sealed = self.sealer.seal(reason)

        def decide(state: Case) -> list[CaseEvent]:
            matter = self.matters[d.seen(state, context).matter]
            return d.ask_for_material(wanted, sealed, matter, state, context)

        return self._execute(case_id, decide, context)

    def reject(self, case_id: str, reason: str, context: Context) -> Document:
        """Result: `{case_id}`."""
        sealed = self.sealer.seal(reason)
        return self._end(case_id, lambda state: d.reject(sealed, state, context), context)

    def approve(self, case_id: str, context: Context) -> Document:
        """Approve and carry out. Result: `{case_id, outcome}`."""
        stream = CASE.stream(case_id)

        def decide(unit: Unit) -> Document:
            state = unit.load(stream, case)
            approved = d.approve(state, context)
            carried_out = self._carried_out(unit, case.after(approved, state))
            unit.append(stream, [*approved, *carried_out])
            return unit.reply(stream, case_id=case_id, outcome=getattr(carried_out[0], "outcome", ""))

        return execute_across(self.store, decide, context)

    # reading

    def get(self, case_id: str, context: Context) -> Document:
        """One case, see `kernel.cases.progress.shown`, and what its matter adds. Raises CaseUnknown."""
        facts = self.store.facts(CASE.stream(case_id))
        state = case.after(fact.event for fact in facts)
        application = d.seen(state, context)
        told = self.effects[application.matter].told(application)
        return {**shown(state, facts, self.matters[application.matter], self.sealer.open), **told}

    def document(self, case_id: str, document_id: str, context: Context) -> dict[str, str]:
        """A document attached to the case. Raises CaseUnknown."""
        state, _ = self.store.state(CASE.stream(case_id), case)
        if document_id not in {attached["document"] for attached in d.seen(state, context).materials}:
            raise CaseUnknown()
        return self.documents.get(document_id)

    def page(self, applicant: str, after: str, limit: int, wanted: str) -> dict[str, Any]:
        """`{cases, next}`: the applicant's cases, newest first, behind the case `after`; `wanted` is a status or ""."""
        behind = CASE.stream(after) if after else ""
        streams = self.store.streams(CASE.stream(applicant) + "-", behind, newest_first=True)
        found: list[Document] = []
        scanned, last = 0, ""
        for stream, events in islice(streams, MOST_SCANNED):
            scanned, last = scanned + 1, stream.removeprefix(CASE.stream(""))
            state = case.after(events)
            if wanted in ("", status(state)):
                found.append(summed_up(state, self.matters[d.known(state).matter]))
            if len(found) == limit:
                break
        more = scanned == MOST_SCANNED or len(found) == limit
        return {"cases": found, "next": last if more else None}

    # escalating

    def escalate(self, context: Context) -> int:
        """Say of the cases waiting here that their time is nearly over or over; how many were looked at.

        What was said is in the case's own stream, so that several at work say it once.
        """
        near = add_working_days(context.today, self.city.policy.at(NEAR, context.today)["working_days"])
        due = [{"told": "", "due_on": {"$lte": near}}, {"told": "due_soon", "due_on": {"$lt": context.today}}]
        waiting = Generations(self.store.database, waiting_cases(self.store.contract)).serving()
        found = [document["_id"] for document in waiting.find({"$or": due}, {"_id": 1}).limit(ESCALATED_AT_ONCE)]
        for case_id in found:
            execute(self.store, CASE.stream(case_id), case, lambda state: d.escalate(near, state, context), context)
        return len(found)

    # how

    def _execute(self, case_id: str, decide: Callable[[Case], list[CaseEvent]], context: Context) -> Document:
        def result(state: Case) -> Document:
            due_on = getattr(state, "due_on", None)
            return {"case_id": case_id, "due_on": due_on} if due_on else {"case_id": case_id}

        return execute(self.store, CASE.stream(case_id), case, decide, context, result)

    def _end(self, case_id: str, decide: Callable[[Case], list[CaseEvent]], context: Context) -> Document:
        """Nothing comes of the case, and its effect is told so."""
        stream = CASE.stream(case_id)

        def across(unit: Unit) -> Document:
            state = unit.load(stream, case)
            unit.append(stream, decide(state))
            application = d.seen(state, context)
            self.effects[application.matter].drop(unit, application)
            return unit.reply(stream, case_id=case_id)

        return execute_across(self.store, across, context)

    def _carried_out(self, unit: Unit, approved: Case) -> list[CaseEvent]:
        application = d.known(approved)
        return d.carry_out(self.effects[application.matter].carry_out(unit, application), approved)
