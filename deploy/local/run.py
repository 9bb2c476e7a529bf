"""`make run`: the whole platform on this machine, below one directory, until Ctrl-C.

Stores first, then every program of the table under one supervisor. While all of it answers, the file `ready` below the
directory holds the address.
"""

import fcntl
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import urllib3
from urllib3.exceptions import HTTPError

from deploy.local import broker, processes, settings
from deploy.local.settings import Local
from deploy.local.supervisor import Supervisor
from deploy.local.table import SERVICES, Program, programs
from kernel.process import check_city

REPOSITORY = Path(__file__).parents[2]
START_SECONDS = 120.0
DEMO_SECONDS = 600.0
DEMO_PEOPLE = "100"
SIGN_INS = "demonstration.txt"


class NotStarted(Exception):
    """The run was told to end while it started, or something did not come up in time."""


def main() -> None:
    """Set up, start, tell where it is, and tend it until told to stop."""
    began = time.monotonic()
    directory = Path(os.environ.get("RUN_DIR") or REPOSITORY / ".run").resolve()
    if not os.environ.get("AMQP_URI"):
        broker.install()
    with only_run(directory), closing(processes.Claims()) as claims:
        local = settings.prepare(directory, free=claims.take)
        check_city(local.environment["CITY"])
        supervisor = Supervisor(directory, local.environment, REPOSITORY)
        supervisor.stop_on_signals()
        try:
            start(local, supervisor)
            demonstrate(local, supervisor)
            (directory / "ready.new").write_text(local.address + "\n")
            (directory / "ready.new").rename(directory / "ready")  # whole when it is there
            supervisor.say("run", f"{local.address} after {time.monotonic() - began:.1f} s. Ctrl-C stops all of it.")
            supervisor.tend()
        finally:
            (directory / "ready").unlink(missing_ok=True)
            supervisor.stop()


@contextmanager
def only_run(directory: Path) -> Iterator[None]:
    """Hold the run's directory; SystemExit when another run has it."""
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(f"A run is under way in {directory}.") from None
        yield


def start(local: Local, supervisor: Supervisor) -> None:
    """Start the stores, then all programs, and return when each of them answers. Raises NotStarted."""
    supervisor.add(stores(local))
    await_(supervisor, "the stores", lambda: stores_ready(local))
    supervisor.add(programs(local.ports))
    for service in SERVICES:
        health = local.environment[f"{service.upper()}_URL"] + "/health"
        await_(supervisor, service, lambda url=health: answers(url))  # type: ignore[misc]
    await_(supervisor, "web", lambda: answers(local.address))
    sandbox = local.environment["SANDBOX_URL"]
    await_(supervisor, "the sandbox", lambda: answers(f"{sandbox}/health"))
    supervisor.say("run", f"SMS and other third parties, as the sandbox shows them: {sandbox}")


def demonstrate(local: Local, supervisor: Supervisor) -> None:
    """Bring the demonstration city in, the first time; say how to sign in. DEMO_PEOPLE=0 leaves it out."""
    people, page = local.environment.get("DEMO_PEOPLE", DEMO_PEOPLE), local.directory / SIGN_INS
    if people == "0":
        return
    if not page.exists():
        arguments = ("--city", local.environment["CITY"], "--people", people, "--accounts")
        command = (sys.executable, "-W", "ignore", "-m", "deploy.demo", *arguments)
        with (local.directory / "log" / "demo.log").open("wb") as log:
            loading = processes.start(command, local.environment, log, REPOSITORY)
            try:
                await_(supervisor, "the demonstration city", lambda: loading.poll() is not None, DEMO_SECONDS)
            finally:
                processes.stop(loading)
        if loading.returncode:
            raise NotStarted(f"the demonstration city was not loaded; see {local.directory / 'log' / 'demo.log'}")
    for line in page.read_text("utf-8").splitlines():
        supervisor.say("run", line)


def await_(supervisor: Supervisor, what: str, condition: Callable[[], bool], seconds: float = START_SECONDS) -> None:
    """Tend the programs until a condition holds. Raises NotStarted."""
    if not supervisor.tend(condition, seconds):
        reason = "was told to stop" if supervisor.stopping else f"{what} did not come up in {seconds:g} s"
        raise NotStarted(f"{reason}; logs are in {supervisor.directory / 'log'}")


def stores(local: Local) -> list[Program]:
    """The stores that are this run's own."""
    own: list[Program] = []
    if local.mongo:
        own.append(Program("mongod", tuple(local.mongo.command()), stage=0, quiet=True))
    if local.broker:
        env = local.broker.env()
        own.append(Program("epmd", tuple(local.broker.names_command()), env, stage=0, quiet=True))
        own.append(Program("rabbitmq", tuple(local.broker.command()), env, stage=0, quiet=True))
    return own


def stores_ready(local: Local) -> bool:
    """Whether the run's own stores take work; a given one is taken to."""
    return (not local.mongo or local.mongo.ready()) and (not local.broker or local.broker.ready())


def answers(url: str) -> bool:
    """Whether something answers here, and not with an error of its own."""
    try:
        return urllib3.request("GET", url, timeout=2, retries=False).status < 500
    except HTTPError:
        return False


if __name__ == "__main__":
    main()
