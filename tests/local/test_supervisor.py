"""The supervisor keeps programs running, holds them back when asked, and leaves nothing behind."""

import io
import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from deploy.local.processes import wait_until
from deploy.local.supervisor import Supervisor
from deploy.local.table import Program

DEADLINE = 20.0


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    made = Supervisor(tmp_path, {"PATH": "/usr/bin:/bin"}, tmp_path, io.StringIO(), kill_seconds=1)
    yield made
    made.stop()


def python(name: str, code: str, **rest: object) -> Program:
    return Program(name, (sys.executable, "-u", "-c", code), **rest)


def pids(supervisor: Supervisor) -> dict[str, int]:
    return json.loads((supervisor.directory / "processes.json").read_text())


def printed(supervisor: Supervisor, text: str) -> bool:
    return text in supervisor.console.getvalue()


def gone(pid: int) -> bool:
    """Whether the process has ended; a zombie has."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


WAIT = "import signal; print('up'); signal.pause()"


def test_lines_are_printed_with_their_program_and_kept_in_its_log(supervisor: Supervisor) -> None:
    supervisor.add([python("cards", "print('一行'); " + WAIT)])
    assert supervisor.tend(lambda: printed(supervisor, "up"), DEADLINE)
    assert [line.split(maxsplit=1)[1] for line in supervisor.console.getvalue().splitlines()] == [
        "cards                      一行",
        "cards                      up",
    ]
    assert (supervisor.directory / "log" / "cards.log").read_text() == "一行\nup\n"


def test_a_program_that_dies_is_started_again(supervisor: Supervisor) -> None:
    supervisor.add([python("cards", WAIT)])
    assert supervisor.tend(lambda: printed(supervisor, "up"), DEADLINE)
    first = pids(supervisor)["cards"]
    os.kill(first, signal.SIGKILL)
    assert supervisor.tend(lambda: pids(supervisor).get("cards", first) != first, DEADLINE)
    assert printed(supervisor, "ended with status -9")


def test_a_program_held_back_is_stopped_until_it_is_let_go(supervisor: Supervisor) -> None:
    supervisor.add([python("cards", WAIT)])
    assert supervisor.tend(lambda: printed(supervisor, "up"), DEADLINE)
    (supervisor.directory / "hold" / "cards").touch()
    assert supervisor.tend(lambda: pids(supervisor) == {}, DEADLINE)
    (supervisor.directory / "hold" / "cards").unlink()
    assert supervisor.tend(lambda: "cards" in pids(supervisor), DEADLINE)


def test_a_program_that_does_not_end_is_killed_with_what_it_started(supervisor: Supervisor) -> None:
    stubborn = """
import signal, subprocess
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen(['sleep', '1000'])
print('child', child.pid, flush=True)
while True: signal.pause()
"""
    supervisor.add([python("cards", stubborn)])
    assert supervisor.tend(lambda: printed(supervisor, "child"), DEADLINE)
    left = [pids(supervisor)["cards"], int(supervisor.console.getvalue().split()[-1])]
    supervisor.stop()
    # killed is not yet gone: the grandchild is nobody's here to wait for
    wait_until(lambda: all(gone(pid) for pid in left), "the program and what it started are gone", DEADLINE)
    assert printed(supervisor, "did not end within 1 s: killed")


def test_stores_end_after_what_stands_on_them(supervisor: Supervisor) -> None:
    told = "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: (print('ended'), sys.exit())); "
    supervisor.add([python("store", told + WAIT, stage=0), python("cards", told + WAIT)])
    assert supervisor.tend(lambda: supervisor.console.getvalue().count("up") == 2, DEADLINE)
    supervisor.stop()
    ended = [line.split()[1] for line in supervisor.console.getvalue().splitlines() if line.endswith("ended")]
    assert ended == ["cards", "store"]


def test_it_stops_when_it_is_told_to(supervisor: Supervisor) -> None:
    supervisor.add([python("cards", WAIT)])
    supervisor.stopping = True
    assert not supervisor.tend()
