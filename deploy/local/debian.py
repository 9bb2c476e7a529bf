"""Programs from Debian's packages, installed where they are missing and we may: by one process at a time."""

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = Path(tempfile.gettempdir()) / "shebao-install.lock"
POLICY = Path("/usr/sbin/policy-rc.d")


def command(*packages: str) -> str:
    """What installs them, as root would type it."""
    return f"apt-get install -yq --no-install-recommends {' '.join(packages)}"


def install(found: Callable[[], object], *packages: str, otherwise: str = "") -> None:
    """Install the packages unless `found()` says what is wanted is here; leaves no service of theirs running.

    Raises SystemExit with the command to type where we may not install, and what can be done `otherwise`.
    """
    if found():
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise SystemExit(f"{packages[0]} is not installed. Type: sudo {command(*packages)}\n{otherwise}".rstrip())
    with LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if found():
            return
        print(f"Installing {packages[0]} (once)", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        with _no_service_starts():
            for line in ("apt-get update -q", command(*packages)):
                subprocess.run(line.split(), env=environment, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def _no_service_starts() -> Iterator[None]:
    """Keep Debian from starting what it installs (invoke-rc.d asks this script); an existing one is left alone."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink()
