"""Employer, running, with two units and a way to hear from records."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from secrets import token_hex
from typing import Any

import pytest
from pymongo import MongoClient

from kernel.clock import business_date
from kernel.config import Settings
from kernel.context import Context
from kernel.effects import Folding, Reacting
from kernel.events import Event, Fact
from kernel.identifiers import resident_check
from kernel.inbox import Inbox
from services.employer import contract as c
from services.employer.office import Office
from services.employer.staff.reactions import on_enrolment
from services.employer.staff.readmodel import people
from services.employer.staff_files.desk import on_staff_file
from services.employer.wiring import wire
from services.records import contract as records
from tests.services.harness import Http, happened, settings_for

PDF = base64.b64encode(b"%PDF-1.7 a labour contract").decode()
UNITS = ("U1", "U2")
_numbers = count(1)


def an_id_number() -> str:
    """A valid number that nobody had before."""
    number = next(_numbers)
    first_17 = f"320102{1960 + number // 1000 % 40}0101{number % 1000:03d}"
    return first_17 + resident_check(first_17)


@dataclass
class Running:
    """The HTTP side of employer and, beside it, the same stores for looking and for seeding."""

    http: Http
    office: Office

    @property
    def month(self) -> str:
        return business_date(self.http.settings.clock())[:7]

    @property
    def agent(self) -> Context:
        return self.http.context("agent", "U1", actor="A1")

    @property
    def other_agent(self) -> Context:
        return self.http.context("agent", "U2", actor="A2")

    def officer(self, actor: str = "O1") -> Context:
        return self.http.context("reviewer", actor=actor)

    def document(self, agent: Context | None = None) -> list[dict[str, str]]:
        """A labour contract, handed in."""
        agent = agent or self.agent
        kept = self.http.command(c.KeepDocument(agent.on_behalf_of, PDF), agent)["result"]["document"]
        return [{"material": "labour_contract", "document": kept}]

    def addition(self, id_number: str = "", **more: Any) -> c.StaffAddition:
        plain = {"lines": ["pension", "unemployment"], "start_month": self.month, "wage_fen": 800_000, "name": "张三"}
        return c.StaffAddition(id_number=id_number or an_id_number(), **{**plain, **more})

    def declare(self, form: c.StaffAddition | c.StaffStop, command_id: str | None = None, **more: Any) -> dict:
        """The reply to a declaration of U1."""
        adding = isinstance(form, c.StaffAddition)
        command: Any = c.DeclareStaffAdded if adding else c.DeclareStaffStopped
        plain = {"unit_id": "U1", "materials": self.document() if adding else []}
        return self.http.command(command(form=form, **{**plain, **more}), self.agent, command_id)

    def declared(self, form: c.StaffAddition | c.StaffStop | None = None) -> str:
        """The case of a declaration."""
        return self.declare(form or self.addition())["result"]["case_id"]

    def claimed(self, form: c.StaffAddition | c.StaffStop | None = None) -> str:
        """A case that O1 reviews."""
        case_id = self.declared(form)
        self.http.command(c.ClaimCase(case_id), self.officer())
        return case_id

    def employed(self, id_number: str) -> str:
        """A case by which this person became staff of U1."""
        case_id = self.claimed(self.addition(id_number))
        self.http.command(c.ApproveCase(case_id), self.officer())
        return case_id

    def case(self, case_id: str, asker: Context | None = None) -> dict:
        return self.http.query(c.GetCase(case_id), asker or self.agent)

    def staff_events(self, id_number: str, unit_id: str = "U1") -> list[Event]:
        return self.office.store.load(c.STAFF.stream(unit_id, self.office.person_id(id_number)))[0]

    def on_the_roster(self, id_number: str) -> dict | None:
        wanted = self.office.person_id(id_number)
        return next((s for s in self.roster() if s["person_id"] == wanted), None)

    def roster(self, **more: Any) -> list[dict]:
        found, after = [], ""
        while after is not None:
            page = self.http.query(c.GetRoster("U1", after=after, **more), self.agent)
            found, after = found + page["staff"], page["next"]
        return found

    def hear(self, *events: Event) -> None:
        """News from records, given to both subscriptions."""
        facts = [Fact(e, "records", e.category.name, token_hex(6), 1, 0, 0, "", {}) for e in events]
        Inbox(self.office.database, Folding(self.office.database, people)).apply(facts)
        enrolment = [fact for fact in facts if fact.category == "enrolment"]
        Inbox(self.office.database, Reacting(self.office, "enrolment", on_enrolment)).apply(enrolment)

    def known(self, id_number: str, name: str) -> str:
        """A person in the archive of records."""
        seal, person_id = self.office.sealer.seal, self.office.person_id(id_number)
        self.hear(
            records.PersonRegistered(person_id, seal(id_number), seal(name), "", "", "320102", "employee", "2026-01-01")
        )
        return person_id

    def go_through(self, file_id: str, agent: Context | None = None) -> dict:
        """Let the subscription go through a file, page by page; how it came out."""
        inbox = Inbox(self.office.database, Reacting(self.office, "staff-files", on_staff_file))
        stream, heard = c.STAFF_FILE.stream(file_id), 0
        while facts := self.office.store.facts(stream)[heard:]:
            inbox.apply(facts)
            heard = facts[-1].version
        return self.http.query(c.GetStaffFile(file_id), agent or self.agent)


def units(office: Office, unit_ids: Sequence[str] = UNITS) -> None:
    """Units as the importer brings them."""
    for unit_id in unit_ids:
        contact = office.sealer.seal('{"name": "李四", "id_number": "", "mobile": "13800001234"}')
        imported = c.UnitImported(
            unit_id, "91320100MA1MXXXX0X", f"{unit_id}公司", "320102", "2001-02-03", 2, contact, ""
        )
        happened(office, c.UNIT.stream(unit_id), imported)


def started(settings: Settings) -> Iterator[Running]:
    """Employer with both units."""
    http = Http("employer", settings)
    office = wire(http.settings)
    units(office)
    try:
        yield Running(http.start(), office)
    finally:
        http.stop()
        office.close()
        with MongoClient(settings.mongodb_uri) as client:
            client.drop_database(f"{settings.database_prefix}_employer")


@pytest.fixture(scope="module")
def nanjing(mongo: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Employer in a city where everything starts in the current month."""
    yield from started(settings_for(mongo, f"t{token_hex(6)}", tmp_path_factory.mktemp("employer")))


@pytest.fixture(scope="module")
def ningbo(mongo: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Employer in the city of seed 004."""
    settings = settings_for(mongo, f"t{token_hex(6)}", tmp_path_factory.mktemp("employer"))
    yield from started(replace(settings, city="ningbo"))
