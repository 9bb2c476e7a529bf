"""Kills while a file is committed: whatever dies, each row is declared exactly once, as if nothing had happened."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kernel.cases import CASE
from services.employer import contract as c
from services.employer.wiring import wire
from tests.services.employer.conftest import Running, an_id_number, units
from tests.services.employer.test_staff_files import csv, row
from tests.services.harness import REPOSITORY, Http, environment_of, forget, relay_of, running, settings_for, wait

ROWS, KILLS = 2_000, 8
QUEUES = ["employer.staff-files", "employer.people", "employer.enrolment"]


@contextmanager
def subscriptions(running_: Running) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-W", "ignore", "-m", "kernel.process", "services.employer", "subscriptions"]
    with (running_.http.settings.run_dir / "subscriptions.log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=REPOSITORY, env=environment_of(running_.http.settings), stdout=log, stderr=log
        )
    try:
        yield process
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()


def test_a_file_is_declared_as_if_nothing_had_been_killed(
    mongo: str, broker, database_prefix: str, tmp_path: Path
) -> None:
    settings = settings_for(mongo, database_prefix, tmp_path, broker.uri)
    http, office = Http("employer", settings), wire(settings)
    units(office)
    there = Running(http, office)
    numbers = [an_id_number() for _ in range(ROWS)]
    content = csv([row(number, there.month) for number in numbers])
    try:
        http.start()
        with running(relay_of(office)):
            file_id = http.command(c.HandInStaffFile("U1", "a.csv", content), there.agent)["result"]["file_id"]

            def file() -> dict:
                return http.query(c.GetStaffFile(file_id), there.agent)

            with subscriptions(there):
                wait(lambda: file()["state"] == "checked", 60)
            http.command(c.CommitStaffFile(file_id), there.agent)
            for _ in range(KILLS):
                before = file()["done"]
                with subscriptions(there):
                    wait(lambda before=before: file()["done"] > before or file()["state"] == "done", 60)
            with subscriptions(there):
                wait(lambda: file()["state"] == "done", 120)
            found = file()
        assert (found["declared"], found["unchanged"], found["bad"]) == (ROWS, 0, [])
        declared = [[type(event) for event in there.staff_events(number)] for number in numbers]
        assert declared == [[c.StaffChangeDeclared]] * ROWS
        assert sum(1 for _ in office.store.streams(CASE.stream("U1"), "")) == ROWS
    finally:
        http.stop()
        office.close()
        forget(broker.uri, QUEUES, ["employer.events"])
