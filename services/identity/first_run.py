"""Accounts that nobody can appoint yet: the first two security administrators, one of each kind for a demonstration.

`python -m services.identity.first_run administrator <login> <name>` prints the new account's password. It is run twice,
beside each of the two: whom one of them proposes, the other confirms;
`python -m services.identity.first_run demo` reads `{"id_number", "name", "mobile", "unit_id"}` from standard input and
prints a list of `{"role", "login", "password"}`.
"""

import json
import os
import secrets
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import cast

from kernel.config import read_settings
from kernel.context import Context
from kernel.privacy import person_id
from services.identity.account.archive import check_archive
from services.identity.account.domain import Account, account
from services.identity.account.registration import Known, open_person_account
from services.identity.contract import (
    ACCOUNT,
    AlreadyRegistered,
    AppointAgent,
    AppointOfficer,
    OfficerRole,
    ProveAtWindow,
)
from services.identity.identity import Identity
from services.identity.office.agents import open_agent
from services.identity.office.officers import open_officer
from services.identity.password.initial import GROUPS
from services.identity.proof.proving import prove_at_window
from services.identity.wiring import wire

OFFICERS: tuple[tuple[OfficerRole, str], ...] = (
    ("clerk", "李经办"),
    ("reviewer", "张复核"),
    ("admin", "赵管理"),
    ("security", "周安全"),
    ("auditor", "吴审计"),
)
"""Of a demonstration; the city's administrator is the second to the security administrator's first."""
WITHOUT_EACH_OTHER_NOBODY = 2
"""So many security administrators are opened by the machine: one alone could appoint nobody."""


@dataclass(frozen=True)
class SignInNote:
    """How to sign in as somebody: `role` as kernel.context has it."""

    role: str
    login: str
    password: str


def administrator(service: Identity, login: str, name: str) -> str:
    """Open the account of one of the first two security administrators; returns its password.

    Raises AlreadyRegistered where two are in office. A city that has lost one may have another made so.
    """
    if len(_administrators(service)) >= WITHOUT_EACH_OTHER_NOBODY:
        raise AlreadyRegistered()
    password = new_password()
    _officer(service, SignInNote("security", login, password), name, initial=True)
    return password


def open_demo_accounts(service: Identity, person: Known, unit_id: str) -> list[SignInNote]:
    """One account of each kind, opened once; always returns how to sign in.

    They are for looking round: nothing is to be done at the first sign-in. Passwords are kept in
    `<run_dir>/sign-ins.json`, readable by their owner only. Raises NotInArchive and UnitUnknown while identity has not
    yet heard of that person or unit: try again then.
    """
    notes = _notes(service.settings.run_dir / "sign-ins.json", person, unit_id)
    by_role = {note.role: note for note in notes}
    agent = AppointAgent(unit_id, "王经办", "13800000000")
    for role, name in OFFICERS:
        with suppress(AlreadyRegistered):
            _officer(service, by_role[role], name)
    with suppress(AlreadyRegistered):
        open_agent(service, agent, by_role["agent"].password, _context(service, f"first-agent-{unit_id}"))
    digest = person_id(person.id_number, service.settings.person_id_key)
    check_archive(service, digest, {"name": person.name, "mobile": person.mobile})
    with suppress(AlreadyRegistered):
        open_person_account(service, person, by_role["person"].password, _context(service, f"first-person-{digest}"))
    seen = replace(_context(service, f"first-proof-{digest}"), role="clerk")
    prove_at_window(service, ProveAtWindow(person.id_number), seen)
    return notes


def new_password() -> str:
    """A password that every city's rule takes: twelve characters in three groups."""
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for letters in GROUPS)


def _notes(file: Path, person: Known, unit_id: str) -> list[SignInNote]:
    """The notes of the first time, or new ones; they are written down before any account is opened."""
    logins = {"person": person.id_number, "agent": unit_id} | {role: role for role, _ in OFFICERS}
    kept = json.loads(file.read_text("utf-8")) if file.exists() else []
    known = {note["login"]: note["password"] for note in kept}
    notes = [SignInNote(role, login, known.get(login) or new_password()) for role, login in logins.items()]
    draft = file.with_suffix(".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as written:
        json.dump([asdict(note) for note in notes], written, ensure_ascii=False, indent=1)
    draft.replace(file)
    return notes


def _administrators(service: Identity) -> list[Account]:
    """The security administrators in office, as their streams have it."""
    named = service.store.commits.distinct("stream", {"category": ACCOUNT.name, "events.data.roles": "security"})
    states = (service.store.state(stream, account)[0] for stream in named)
    return [one for one in states if isinstance(one, Account) and "security" in one.roles and _in_office(one)]


def _in_office(one: Account) -> bool:
    return one.standing == "open" and not one.ended_on


def _officer(service: Identity, note: SignInNote, name: str, *, initial: bool = False) -> None:
    officer = AppointOfficer(note.login, [cast(OfficerRole, note.role)], name)
    open_officer(service, officer, note.password, _context(service, f"first-{note.login}"), initial)


def _context(service: Identity, command_id: str) -> Context:
    """Nobody has signed in yet: the machine itself appoints."""
    return replace(service.context("system:first-run"), role="security", channel="system", command_id=command_id)


def main(arguments: list[str]) -> None:
    """The command line above."""
    service = wire(read_settings())
    match arguments:
        case ["administrator", login, name]:
            print(administrator(service, login, name))
        case ["demo"]:
            given = json.load(sys.stdin)
            unit_id = given.pop("unit_id")
            notes = open_demo_accounts(service, Known(**given), unit_id)
            print(json.dumps([asdict(note) for note in notes], ensure_ascii=False))
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
