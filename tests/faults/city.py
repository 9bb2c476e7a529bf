"""A small demonstration city: made up, imported by the operator's command, with accounts opened through the gateway."""

import csv
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from deploy.demo.generate import Wanted, generate
from deploy.demo.people import Person, people
from deploy.local import processes
from services.identity.first_run import Known, new_password, open_demo_accounts
from services.identity.wiring import wire
from tests.faults.client import Account
from tests.faults.settling import Platform
from tests.faults.stage import REPOSITORY, Stage
from tests.journeys.city import Known as Insured
from tests.journeys.clients import Api
from tests.journeys.platform import first_steps, registration

PEOPLE = 200
SINCE = "2025-01"
"""The old system's contributions before this month are left out: they make no fault likelier."""
MOST_NEWCOMERS = 20_000
SETTLING_SECONDS = 120
MOBILE = "13800000000"


@dataclass(frozen=True)
class City:
    """Units, insured people, people nobody has insured yet, and accounts that can act."""

    units: list[str]
    insured: list[Known]
    newcomers: Iterator[Person]
    agents: dict[str, Account]
    persons: list[Account]
    clerk: Account
    reviewer: Account
    admin: Account


def settle(stage: Stage, platform: Platform, seed: int, agents: int, persons: int) -> City:
    """Import a city into the run and open accounts for its officers, and for so many agents and persons."""
    files = stage.directory / "demo"
    generate(Wanted("nanjing", PEOPLE, seed, since=SINCE), files)
    for table in ("units", "persons", "contributions"):
        load(stage, table, files / f"{table}.csv")
    units = [row["unit_number"] for row in _rows(files / "units.csv")]
    insured = [known for row in _rows(files / "persons.csv") if (known := _known(row))]
    processes.wait_until(platform.at_rest, "the import to be heard by everybody", SETTLING_SECONDS)
    with closing(wire(stage.settings)) as identity:
        notes = {note.role: note for note in open_demo_accounts(identity, insured[0], units[0])}
    accounts = {role: Account(stage.address, note.login, note.password) for role, note in notes.items()}
    rest = insured[1:persons]
    return City(
        units,
        insured,
        _newcomers(seed),
        {units[0]: accounts["agent"]} | {unit: _agent(accounts["security"], unit) for unit in units[1:agents]},
        [accounts["person"], *(_person(accounts["clerk"], known) for known in rest)],
        accounts["clerk"],
        accounts["reviewer"],
        accounts["admin"],
    )


def _newcomers(seed: int) -> Iterator[Person]:
    """People of working age whom nobody has insured, in any order."""
    made_up = people(Wanted("nanjing", PEOPLE).units.city, MOST_NEWCOMERS, seed + 1, 2005)
    found = [person for person in made_up if person.birth.year >= 1975]
    random.Random(seed).shuffle(found)
    return iter(found)


def load(stage: Stage, table: str, file: Path) -> None:
    """`shebao import`. AssertionError where rows were rejected, or it did not come to its end."""
    command = [sys.executable, "-m", "deploy.cli", "import", table, str(file)]
    done = subprocess.run(command, env=dict(stage.environment), cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode == 0, f"{table}: {done.stdout}{done.stderr}"


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _known(row: dict[str, str]) -> Known | None:
    """Somebody who can open an account: with a mobile, a number of 18 digits, and insured now."""
    if row["mobile"] and len(row["id_number"]) == 18 and row["status"] == "active":
        return Known(row["id_number"], row["name"], row["mobile"])
    return None


def _agent(security: Account, unit_id: str) -> Account:
    opened = security.send("/agents", {"unit_id": unit_id, "name": "王经办", "mobile": MOBILE})["result"]
    return _settled(security.address, opened["login"], opened["password"])


def _person(clerk: Account, known: Known) -> Account:
    """An account, whose owner has been to a window."""
    password = new_password()
    nobody = Account(clerk.address, "", "")
    insured = Insured(known.id_number, known.name, known.mobile)
    nobody.send("/accounts", registration(Api(clerk.address), insured, password))
    clerk.send("/proofs/window", {"number": known.id_number})
    return _settled(clerk.address, known.id_number, password)


def _settled(address: str, login: str, password: str) -> Account:
    """The account once what must be done at the first sign-in is done."""
    tokens = Api(address).post("/sign-in", {"login": login, "password": password}).ok
    return Account(address, login, first_steps(address, tokens, password)[1])
