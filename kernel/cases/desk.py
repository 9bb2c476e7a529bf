"""The desk: what every service does with its cases, on the store. A service gives its matters and their effects.

What reaches beyond the case (a matter's `Effect`) happens in the same transaction.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from kernel.calendar import local_time
from kernel.cases import decisions as d
from kernel.cases.documents import Documents
from kernel.cases.events import CASE, Attached, CaseEvent
from kernel.cases.life import Application, Case, case, status
from kernel.cases.matter import Matter
from kernel.cases.progress import shown, summed_up
from kernel.cases.refusals import CaseUnknown
from kernel.commands import execute, execute_across
from kernel.context import Context
from kernel.policy import City
from kernel.privacy import Sealer
from kernel.store import Document, EventStore
from kernel.unit import Unit

MOST_SCANNED = 2000
"""Cases looked at for one page of a filtered list, so that no page takes long; the next page goes on there."""


@dataclass(frozen=True)
class Effect:
    """What a matter does beyond its case: carried out (the outcome in words), or dropped when nothing comes of it."""

    carry_out: Callable[[Unit, Application], str]
    drop: Callable[[Unit, Application], None] = lambda _unit, _application: None


@dataclass(frozen=True)
class Desk:
    """The cases of one service."""

    store: EventStore
    sealer: Sealer
    city: City
    documents: Documents
    matters: Mapping[str, Matter]
    effects: Mapping[str, Effect]

    # entering

    def new_case_id(self, applicant: str, context: Context, part: object = "") -> str:
        """`<applicant>-<yyyymmddhhmmss>-<12 hex digits>`, so that ids of one applicant are in the order of time."""
        moment = datetime.fromisoformat(local_time(context.instant))
        return f"{applicant}-{moment:%Y%m%d%H%M%S}-{context.new_id(f'case {part}')[:12]}"

    def save_draft(self, application: Application, must_exist: bool, context: Context) -> Document:
        """Keep a draft. Result: `{case_id}`."""
        self.check_documents(application)

        def decide(state: Case) -> list[CaseEvent]:
            if must_exist:
                d.seen(state, context)
            return d.save_draft(application, self.matters[application.matter], state, context)

        return self._execute(application.case_id, decide, context)

    def submit(self, unit: Unit, application: Application, matter: Matter, must_exist: bool = False) -> str:
        """Hand in within a unit of work, with its effect where the matter is automatic; the day it is due on."""
        stream, context = CASE.stream(application.case_id), unit.context
        state = unit.load(stream, case)
        if must_exist:
            d.seen(state, context)
        d.check_hours(self.city.policy.at(matter.hours, context.today).values, context)
        days = self.city.policy.at(matter.deadline, context.today)["working_days"]
        submitted = d.submit(application, matter, days, state, context)
        if matter.review == "automatic":
            submitted += self._carried_out(unit, case.after(submitted, state))
        unit.append(stream, submitted)
        return str(getattr(submitted[0], "due_on", ""))

    def check_documents(self, application: Application) -> None:
        """Whether everything attached has been kept for this applicant. Raises DocumentUnknown."""
        self.documents.check_kept(application.applicant, [a["document"] for a in application.materials])

    def withdraw(self, case_id: str, context: Context) -> Document:
        """Result: `{case_id}`."""
        return self._end(case_id, lambda state: d.withdraw(state, context), context)

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
        """One case, see `kernel.cases.progress.shown`. Raises CaseUnknown."""
        facts = self.store.facts(CASE.stream(case_id))
        state = case.after(fact.event for fact in facts)
        matter = self.matters[d.seen(state, context).matter]
        return shown(state, facts, matter, self.sealer.open)

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
