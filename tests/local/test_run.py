"""A run holds its directory, brings its stores up, and brings them back."""

import io
import json
import os
import signal
from pathlib import Path

import pytest

from deploy.local.processes import free_port
from deploy.local.run import NotStarted, await_, only_run, stores, stores_ready
from deploy.local.settings import prepare
from deploy.local.supervisor import Supervisor
from deploy.local.table import PORTS, Program

DEADLINE = 60.0


def test_a_directory_holds_one_run(tmp_path: Path) -> None:
    with only_run(tmp_path), pytest.raises(SystemExit, match="under way"), only_run(tmp_path):
        pass


def test_stores_come_up_and_come_back_when_killed(tmp_path: Path) -> None:
    (tmp_path / "ports.json").write_text(json.dumps({name: free_port() for name in PORTS}))
    local = prepare(tmp_path, {"PATH": os.environ["PATH"]})  # noqa: TID251
    supervisor = Supervisor(tmp_path, local.environment, tmp_path, io.StringIO())
    supervisor.add(stores(local))
    try:
        assert supervisor.tend(lambda: stores_ready(local), DEADLINE)
        for name in ("mongod", "rabbitmq"):
            os.kill(json.loads((tmp_path / "processes.json").read_text())[name], signal.SIGKILL)
        assert supervisor.tend(lambda: not stores_ready(local), DEADLINE)
        assert supervisor.tend(lambda: stores_ready(local), DEADLINE)
    finally:
        supervisor.stop()
    assert json.loads((tmp_path / "processes.json").read_text()) == {}


def test_a_start_that_is_told_to_stop_says_where_the_logs_are(tmp_path: Path) -> None:
    supervisor = Supervisor(tmp_path, {}, tmp_path, io.StringIO())
    supervisor.add([Program("cards", ("/bin/true",))])
    supervisor.stopping = True
    with pytest.raises(NotStarted, match=f"was told to stop; logs are in {tmp_path}"):
        await_(supervisor, "cards", lambda: True)
