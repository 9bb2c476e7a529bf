"""Child processes that do not outlive us, and waiting for a condition."""

import ctypes
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from random import randrange
from typing import IO

PR_SET_PDEATHSIG = 1
# Below the range Linux hands out to outgoing connections (32768 and up), so that a port once seen free stays free.
PORTS = range(20_000, 32_000)

_libc = ctypes.CDLL(None)


class NotReady(RuntimeError):
    """A process did not come up in time, or ended before it did."""


def start(
    command: Sequence[str],
    env: Mapping[str, str],
    output: int | IO[bytes],
    directory: Path | None = None,
    orphaned: signal.Signals = signal.SIGKILL,
    nice: int = 0,
) -> subprocess.Popen[bytes]:
    """Start `command` in a process group of its own; both output streams go to `output`.

    The kernel sends it `orphaned` when the calling process dies, however it dies. `nice` above 0 makes it step back
    when others want the processor.
    """
    parent = os.getpid()

    def prepare() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, orphaned)
        if nice:
            os.nice(nice)
            # Where the kernel shares the processor out by session, what counts is the session's own.
            with suppress(OSError):
                Path("/proc/self/autogroup").write_text(str(nice))
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return subprocess.Popen(
        command,
        env=env,
        cwd=directory,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=prepare,
    )


def signal_group(process: subprocess.Popen[bytes], number: int) -> None:
    """Send a signal to a process and all it started; one that is gone already is no error."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def stop(process: subprocess.Popen[bytes], seconds: float = 15) -> None:
    """Ask a process to end, and kill its whole group when it has not ended within `seconds`."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            signal_group(process, signal.SIGKILL)
            process.wait()
    signal_group(process, signal.SIGKILL)  # what it left behind


def wait_until(
    condition: Callable[[], bool],
    what: str,
    seconds: float = 60,
    process: subprocess.Popen[bytes] | None = None,
    pause: float = 0.05,
) -> None:
    """Return once `condition()` holds; raise `NotReady` after `seconds`, or at once when `process` has ended."""
    deadline = time.monotonic() + seconds
    while not condition():
        if process is not None and process.poll() is not None:
            raise NotReady(f"{what}: the process ended with status {process.returncode}")
        if time.monotonic() > deadline:
            raise NotReady(f"{what}: not within {seconds:g} s")
        time.sleep(pause)


def is_free(port: int) -> bool:
    """Whether nothing listens on this loopback port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


class Claims:
    """Ports taken before anything listens on them, until `close`: two runs that start side by side find the same ones
    free, and services share a port with whoever asks them to, so that each would be given the other's calls.

    A claim is a name of the kernel's that one process can hold (an abstract socket); a killed one's is free again.
    """

    def __init__(self) -> None:
        self._held: list[socket.socket] = []

    def take(self, port: int) -> bool:
        """Whether it is ours now: nothing listens on it, and nobody has claimed it."""
        claim = socket.socket(socket.AF_UNIX)
        try:
            claim.bind(f"\0shebao-port-{port}")
        except OSError:
            claim.close()
            return False
        self._held.append(claim)
        return is_free(port)

    def close(self) -> None:
        """Give all of them back."""
        while self._held:
            self._held.pop().close()


def free_port() -> int:
    """A random loopback port that nothing listens on."""
    while True:
        port = randrange(PORTS.start, PORTS.stop)
        if is_free(port):
            return port
