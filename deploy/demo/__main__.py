"""`python -m deploy.demo --city nanjing --people 2000`: make up people and bring them into the run under way.

The same city, people and seed are the same data, and bringing them twice changes nothing. `--accounts` opens an account
of each kind and prints how to sign in.
"""

import csv
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from deploy.cli.installation import settings
from deploy.demo.family import Guardian, enrol_child, register_guardian
from deploy.demo.generate import Wanted, generate
from deploy.local.run import SIGN_INS
from kernel.config import MissingSettings, Settings
from kernel.identifiers import resident_check
from services.identity.contract import DetailsDoNotMatch, NotInArchive, UnitUnknown
from services.identity.first_run import Known, SignInNote, open_demo_accounts
from services.identity.wiring import wire
from services.records.importing.tables import SHEETS
from services.records.wiring import wire as wire_records

TABLES = ("units", "cards", "persons", "contributions", *SHEETS)
NEWS_SECONDS = 60
T = TypeVar("T")
ROLES = {
    "person": "个人",
    "agent": "单位经办人",
    "clerk": "经办员",
    "reviewer": "复核员",
    "admin": "业务管理员",
    "security": "安全管理员",
    "auditor": "审计员",
}


def main(
    city: Annotated[str, typer.Option(help="must be the city of the run")] = "nanjing",
    people: Annotated[int, typer.Option(min=1)] = 2000,
    seed: int = 1,
    accounts: Annotated[bool, typer.Option(help="open accounts and say how to sign in")] = False,
) -> None:
    """Make up, import, and open accounts where they are wanted."""
    try:
        known = settings()
    except MissingSettings as missing:
        raise SystemExit(f"{missing}. Start the platform with `make run` first.") from None
    if known.city != city:
        raise SystemExit(f"this run is {known.city}; another city wants another RUN_DIR")
    out = known.run_dir / "demo" / f"{people}-{seed}"
    generate(Wanted(city, people, seed), out)
    for table in TABLES:
        typer.echo(f"{table}:")
        command = [sys.executable, "-W", "ignore", "-m", "deploy.cli", "import", table, str(out / f"{table}.csv")]
        # 1: some rows were rejected, which the import has told.
        if subprocess.run(command, check=False).returncode > 1:
            raise SystemExit(f"{table} could not be imported")
    if accounts:
        page = sign_ins(known, out) + "\n" + family(known, out)
        (known.run_dir / SIGN_INS).write_text(page, "utf-8")
        typer.echo(page)


def sign_ins(known: Settings, out: Path) -> str:
    """Open the accounts once identity has heard of the person and the unit; how to sign in, as text."""
    someone = _somebody(out)
    person = Known(someone["id_number"], someone["name"], someone["mobile"])
    return _page(when_known(lambda: open_demo_accounts(wire(known), person, someone["unit_number"])), someone)


def family(known: Settings, out: Path) -> str:
    """Give the person a child, once identity has heard of it; what is told of it."""
    someone = _somebody(out)
    guardian = Guardian(someone["id_number"], someone["name"])
    identity, records = wire(known), wire_records(known)
    name = enrol_child(records, guardian)
    when_known(lambda: register_guardian(identity, records, guardian))
    return f"该个人的孩子（监护关系已登记）：{name}"


def when_known(act: Callable[[], T]) -> T:
    """Act, once the news has arrived that it needs."""
    deadline = time.monotonic() + NEWS_SECONDS
    while True:
        try:
            return act()
        except (NotInArchive, UnitUnknown, DetailsDoNotMatch):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def _somebody(out: Path) -> dict[str, str]:
    """An active employee with an 18-digit number and a mobile."""
    with (out / "persons.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return next(r for r in rows if r["category"] == "employee" and r["status"] == "active" and _reachable(r))


def _reachable(row: dict[str, str]) -> bool:
    return len(row["id_number"]) == 18 and bool(row["mobile"] and row["unit_number"])


def _page(notes: list[SignInNote], someone: dict[str, str]) -> str:
    lines = ["登录方式（演示数据）："]
    lines += [f"  {ROLES[note.role]:\u3000<5} {note.login:<20} {note.password}" for note in notes]
    body = "32010219950315008"
    newcomer = body + resident_check(body)
    lines.append(f"可用于“职工增员”的新员工：{newcomer}  陈小雨")
    lines.append(f"个人账户的姓名：{someone['name']}")
    return "\n".join(lines)


if __name__ == "__main__":
    typer.run(main)
