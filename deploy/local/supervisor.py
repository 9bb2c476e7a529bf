"""Keeps a list of programs running: readable prefixed logs, a dead one started again, an orderly stop.

`hold/<name>` below the run's directory keeps a program down for as long as the file is there; `processes.json` tells
the process ids.
"""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import TextIO

from deploy.local import processes
from deploy.local.table import Program

KILL_SECONDS = 15.0  # nameko waits for its workers without a limit
PAUSE_SECONDS = 1.0  # before a program that died is started again; doubled while it dies young
LONGEST_PAUSE = 10.0
YOUNG_SECONDS = 10.0
LOG_BYTES = 10_000_000
COLOURS = (36, 33, 32, 35, 34, 31)


@dataclass
class Child:
    """A program and the process that runs it at present."""

    program: Program
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    due: float = 0.0
    pause: float = PAUSE_SECONDS
    partial: bytes = b""

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None


@dataclass
class Supervisor:
    """Starts programs in stages, then tends them until it is told to stop."""

    directory: Path
    environment: Mapping[str, str]
    workplace: Path
    console: TextIO = sys.stdout
    kill_seconds: float = KILL_SECONDS
    children: dict[str, Child] = field(default_factory=dict)
    stopping: bool = False

    def __post_init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        (self.directory / "log").mkdir(parents=True, exist_ok=True)
        (self.directory / "hold").mkdir(exist_ok=True)

    def add(self, programs: Sequence[Program]) -> None:
        """Tend these too; `tend` starts them."""
        for program in programs:
            self.children[program.name] = Child(program, self.directory / "log" / f"{program.name}.log")

    def stop_on_signals(self) -> None:
        """SIGTERM, SIGINT (Ctrl-C) and SIGHUP (a closed terminal) end `tend`."""

        def stop(_signum: int, _frame: FrameType | None) -> None:
            self.stopping = True

        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, stop)

    def tend(self, until: Callable[[], bool] = lambda: False, seconds: float | None = None) -> bool:
        """Keep all programs running until `until()` holds, then True; False when told to stop, or after `seconds`."""
        deadline = time.monotonic() + (seconds or float("inf"))
        while not self.stopping and time.monotonic() < deadline:
            for child in self.children.values():
                self._tend(child)
            self._read(0.1)
            if until():
                return True
        return False

    def stop(self) -> None:
        """End all programs, the last stage first; what has not ended in time is killed."""
        for stage in sorted({child.program.stage for child in self.children.values()}, reverse=True):
            running = [child for child in self.children.values() if child.program.stage == stage and child.process]
            self._end(running)
        self._write_processes()

    def say(self, name: str, line: str) -> None:
        """Print a line with the time and the program's name before it."""
        colour = COLOURS[sum(name.partition("-")[0].encode()) % len(COLOURS)]
        label = f"{datetime.now().astimezone():%H:%M:%S} {name:<26}"
        if self.console.isatty():
            label = f"\033[{colour}m{label}\033[0m"
        print(f"{label} {line}", file=self.console, flush=True)

    def _tend(self, child: Child) -> None:
        held = (self.directory / "hold" / child.program.name).exists()
        if child.alive:
            if held:
                self.say(child.program.name, "held back")
                self._end([child])
            return
        if child.process is not None:
            self._bury(child)
        if not held and time.monotonic() >= child.due:
            self._start(child)

    def _start(self, child: Child) -> None:
        read, write = os.pipe()
        environment = {**self.environment, **child.program.env}
        try:
            program = child.program
            child.process = processes.start(
                program.command, environment, write, self.workplace, program.orphaned, program.nice
            )
        finally:
            os.close(write)
        os.set_blocking(read, False)
        child.started = time.monotonic()
        self._selector.register(read, selectors.EVENT_READ, child)
        self._write_processes()

    def _bury(self, child: Child) -> None:
        """Note a death and when to start again."""
        if child.process is None:
            return
        status = child.process.wait()
        processes.signal_group(child.process, signal.SIGKILL)  # what it left behind
        if time.monotonic() - child.started > YOUNG_SECONDS:
            child.pause = PAUSE_SECONDS
        child.due = time.monotonic() + child.pause
        child.pause = min(child.pause * 2, LONGEST_PAUSE)
        child.process = None
        if not self.stopping:
            self.say(child.program.name, f"ended with status {status}")
        self._write_processes()

    def _end(self, children: Sequence[Child]) -> None:
        for child in children:
            if child.alive and child.process:
                child.process.terminate()
        deadline = time.monotonic() + self.kill_seconds
        while any(child.alive for child in children) and time.monotonic() < deadline:
            self._read(0.05)
        for child in children:
            if child.alive and child.process:
                self.say(child.program.name, f"did not end within {self.kill_seconds:g} s: killed")
                processes.signal_group(child.process, signal.SIGKILL)
            self._bury(child)
        self._read(0)

    def _read(self, seconds: float) -> None:
        for key, _ in self._selector.select(seconds):
            try:
                text = os.read(key.fd, 65_536)
            except BlockingIOError:
                continue
            if text:
                self._log(key.data, text)
            else:
                self._selector.unregister(key.fd)
                os.close(key.fd)

    def _log(self, child: Child, text: bytes) -> None:
        lines = (child.partial + text).split(b"\n")
        child.partial = lines.pop()
        with child.log.open("ab") as log:
            for line in lines:
                log.write(line + b"\n")
                if not child.program.quiet:
                    self.say(child.program.name, line.decode("utf-8", "replace"))
            full = log.tell() > LOG_BYTES
        if full:
            child.log.replace(child.log.with_suffix(".log.1"))

    def _write_processes(self) -> None:
        pids = {name: child.process.pid for name, child in self.children.items() if child.process}
        file = self.directory / "processes.json"
        file.with_suffix(".new").write_text(json.dumps(pids, indent=1) + "\n")
        file.with_suffix(".new").replace(file)
