"""The platform on stage: started whole, as `make run` does, in a directory of its own, with every process at hand."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil
import urllib3
from pymongo import MongoClient
from urllib3.exceptions import HTTPError

from deploy.cli.installation import settings as settings_of
from deploy.local import processes
from deploy.local.broker import Broker
from deploy.local.settings import broker_ports
from deploy.local.table import PORTS, Program, programs
from kernel.config import Settings

REPOSITORY = Path(__file__).parents[2]
START_SECONDS = 240
STOP_SECONDS = 90
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
"""The run gets this and its directory, and nothing else of the environment we happen to have."""


class Stage:
    """A run of the platform below `directory`; `with Stage(directory) as stage` starts and stops it."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory.resolve()
        self._run: subprocess.Popen[bytes] | None = None
        self._copies: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        """Start it from nothing and return when all of it answers. Raises NotReady."""
        shutil.rmtree(self.directory, ignore_errors=True)
        self.directory.mkdir(parents=True)
        ports = {name: processes.free_port() for name in PORTS}
        (self.directory / "ports.json").write_text(json.dumps(ports))
        environment = {"PATH": PATH, "HOME": str(self.directory), "RUN_DIR": str(self.directory), "DEMO_PEOPLE": "0"}
        with (self.directory / "run.log").open("wb") as log:
            self._run = processes.start([sys.executable, "-m", "deploy.local.run"], environment, log, REPOSITORY)
        try:
            ready = self.directory / "ready"
            processes.wait_until(ready.exists, f"the platform in {self.directory}", START_SECONDS, self._run)
            self.broker.settle()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """End all of it."""
        if "client" in vars(self):
            self.client.close()
        for copy in self._copies:
            end(copy)
        if self._run is not None:
            processes.stop(self._run, STOP_SECONDS)

    # what is known of it

    @cached_property
    def address(self) -> str:
        """Where the gateway is."""
        return (self.directory / "ready").read_text().strip()

    @cached_property
    def environment(self) -> Mapping[str, str]:
        """The environment of its programs."""
        kept: dict[str, str] = json.loads((self.directory / "environment.json").read_text())
        return {"PATH": PATH, "PYTHONUNBUFFERED": "1", "LOG_FORMAT": "plain", **kept}

    @cached_property
    def settings(self) -> Settings:
        """The settings of its programs."""
        return settings_of({"RUN_DIR": str(self.directory)})

    @cached_property
    def client(self) -> "MongoClient[dict[str, Any]]":
        """Its store, for looking."""
        return MongoClient(self.settings.mongodb_uri, timeoutMS=20_000)

    @cached_property
    def broker(self) -> Broker:
        """Its broker, for rabbitmqctl."""
        ports = json.loads((self.directory / "ports.json").read_text())
        password = json.loads((self.directory / "secrets.json").read_text())["BROKER_PASSWORD"]
        return Broker(self.directory / "broker", broker_ports(ports), password)

    @cached_property
    def programs(self) -> dict[str, Program]:
        """What runs beside the stores, by name."""
        ports = json.loads((self.directory / "ports.json").read_text())
        return {program.name: program for program in programs(ports)}

    def database(self, service: str) -> Any:
        """The database of a service."""
        return self.client[f"{self.settings.database_prefix}_{service}"]

    # its processes

    def pid(self, program: str) -> int:
        """The process of a program, waited for while the supervisor starts it again."""
        found: list[int] = []

        def running() -> bool:
            pid = json.loads((self.directory / "processes.json").read_text()).get(program)
            if pid is not None and psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
                found.append(pid)
            return bool(found)

        processes.wait_until(running, program, 60)
        return found[0]

    def kill(self, program: str) -> int:
        """kill -9 of a program with all it started; the process that was."""
        pid = self.pid(program)
        os.killpg(pid, signal.SIGKILL)
        return pid

    @contextmanager
    def held(self, program: str) -> Iterator[None]:
        """Stopped in good order for the time of a block, and started again after it."""
        pid, hold = self.pid(program), self.directory / "hold" / program
        hold.touch()
        try:
            processes.wait_until(lambda: not psutil.pid_exists(pid), f"the end of {program}", 60)
            yield
        finally:
            hold.unlink()

    @contextmanager
    def copy(self, program: str) -> Iterator[int]:
        """A second process of a program for the time of a block; it ends by kill -9."""
        known = self.programs[program]
        with (self.directory / "log" / f"{program}-copy.log").open("ab") as log:
            started = processes.start(known.command, {**self.environment, **known.env}, log, REPOSITORY)
        self._copies.append(started)
        try:
            yield started.pid
        finally:
            end(started)
            self._copies.remove(started)

    def answers(self, service: str) -> bool:
        """Whether the HTTP side of a service, or the gateway (`web`), answers."""
        url = self.address + "/api/v1/matters" if service == "web" else self.settings.service_urls[service] + "/health"
        try:
            return urllib3.request("GET", url, timeout=3, retries=False).status == 200
        except HTTPError:
            return False


@contextmanager
def paused(pid: int) -> Iterator[None]:
    """SIGSTOP for the time of a block, SIGCONT after it, where the process is still there."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        if psutil.pid_exists(pid):
            os.kill(pid, signal.SIGCONT)


def end(process: "subprocess.Popen[bytes]") -> None:
    """kill -9 of a process of ours and all it started."""
    processes.signal_group(process, signal.SIGKILL)
    process.wait()


def wait_for(condition: Callable[[], bool], seconds: float, pause: float = 0.05) -> bool:
    """Whether `condition()` came to hold within `seconds`."""
    deadline = time.monotonic() + seconds
    while not (held := condition()) and time.monotonic() < deadline:
        time.sleep(pause)
    return held
