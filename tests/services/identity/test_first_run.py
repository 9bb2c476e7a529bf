"""The accounts that are there before anybody can sign in."""

import json
import stat
import subprocess
import sys

import pytest

from services.identity.contract import AlreadyRegistered, EndAppointment, NotInArchive, SignIn, UnitUnknown
from services.identity.first_run import Known, administrator, open_demo_accounts
from tests.services.harness import REPOSITORY, environment_of
from tests.services.identity.conftest import World


def test_the_first_two_administrators_are_opened_by_the_machine_and_no_third(world: World) -> None:
    command = [sys.executable, "-m", "services.identity.first_run", "administrator", "root.zhao", "赵管理"]
    environment = environment_of(world.http.settings)
    first = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=True)
    signed_in = world.http.command(SignIn("root.zhao", first.stdout.strip()), world.http.context())["result"]
    assert signed_in["roles"] == ["security"]
    administrator(world.service, "second", "钱管理")
    with pytest.raises(AlreadyRegistered):
        administrator(world.service, "third", "孙管理")
    ending = EndAppointment(signed_in["account_id"], "left")
    world.http.command(ending, world.http.context("security", actor="A9"))
    administrator(world.service, "third", "孙管理")


def test_demonstration_accounts_are_one_of_each_kind_and_stay_the_same(world: World) -> None:
    known, unit = world.person(), world.unit()
    person = Known(known.id_number, known.name, known.mobile)
    notes = open_demo_accounts(world.service, person, unit)
    assert open_demo_accounts(world.service, person, unit) == notes
    assert [note.role for note in notes] == ["person", "agent", "clerk", "reviewer", "admin", "security", "auditor"]
    for note in notes:
        signed_in = world.http.command(SignIn(note.login, note.password), world.http.context())["result"]
        assert signed_in["role"] == note.role
    file = world.service.settings.run_dir / "sign-ins.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(json.loads(file.read_text("utf-8"))) == 7
    file.unlink()


def test_demonstration_accounts_wait_until_person_and_unit_are_known(world: World) -> None:
    known = world.person()
    with pytest.raises(UnitUnknown):
        open_demo_accounts(world.service, Known(known.id_number, known.name, known.mobile), "99999999")
    with pytest.raises(NotInArchive):
        open_demo_accounts(world.service, Known("44030419790516003X", "王小明", "13800001234"), world.unit())
    (world.service.settings.run_dir / "sign-ins.json").unlink()
